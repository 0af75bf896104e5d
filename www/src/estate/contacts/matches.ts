// SPDX-License-Identifier: Apache-2.0
// What suits whom: the matches, the best first, each with the record it leads to.
import { queryOptions } from '@tanstack/react-query'
import { api, ok, query } from '#/api/client'
import type { Contact, Match, Page, Property } from '#/api/types'

/** More than these are not shown. */
const SHOWN = 5

/** Each match with its row; one that went meanwhile is left out. */
function joined<Row extends { id: string }>(matches: Match[], idOf: (match: Match) => string, rows: Row[]) {
  const known = new Map(rows.map((row) => [row.id, row]))
  return matches.flatMap((match) => {
    const row = known.get(idOf(match))
    return row ? [{ match, row }] : []
  })
}

const among = (ids: string[]) => query({ 'id[in]': [...new Set(ids)].join(','), limit: SHOWN })

/** The properties that suit a request. */
export function requestMatchesQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: ['matches', agencyId, 'request', id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: SHOWN } }
      const { data } = await ok(api.GET('/api/buyer_requests/{id}/matches', { params, signal }))
      if (data.length === 0) return []
      const ids = among(data.map((match) => match.property_id))
      const page = (await ok(
        api.GET('/api/properties', { params: { query: ids }, signal }),
      )) as Page<Property>
      return joined(data, (match) => match.property_id, page.data)
    },
  })
}

/** The people who look for what a property is. */
export function propertyMatchesQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: ['matches', agencyId, 'property', id],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { limit: SHOWN } }
      const { data } = await ok(api.GET('/api/properties/{id}/matches', { params, signal }))
      if (data.length === 0) return []
      const ids = among(data.map((match) => match.contact_id))
      const page = (await ok(api.GET('/api/contacts', { params: { query: ids }, signal }))) as Page<Contact>
      return joined(data, (match) => match.contact_id, page.data)
    },
  })
}
