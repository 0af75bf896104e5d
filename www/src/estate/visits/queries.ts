// SPDX-License-Identifier: Apache-2.0
// Reading and changing visits. The server decides whether a slot is free; lists are read again after each change.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query, tagged } from '#/api/client'
import type { Page, Visit, VisitCreate, VisitRow, VisitUpdate } from '#/api/types'

const PAGE = 200
/** A month of a large team; what is behind it is not shown. */
const MOST_PAGES = 10
const HERE = 20

export const visitsKey = (agencyId: string) => ['visits', agencyId] as const

interface Span {
  from: string
  until: string
  /** What else is asked of them: parameters of the API. */
  fitting: Record<string, string>
}

/** What begins in a span of time, the first first; what was called off only if it is asked for. */
export function calendarQuery(agencyId: string, { from, until, fitting }: Span) {
  return queryOptions({
    queryKey: [...visitsKey(agencyId), 'calendar', from, until, fitting],
    queryFn: async ({ signal }) => {
      const rows: VisitRow[] = []
      const asked = 'status' in fitting || 'status[in]' in fitting
      let cursor: string | undefined
      for (let page = 0; page < MOST_PAGES; page++) {
        const parameters = query({
          ...fitting,
          'starts_at[gte]': from,
          'starts_at[lt]': until,
          sort: 'starts_at',
          include: 'property,contact',
          limit: PAGE,
          cursor,
        })
        const { data, pagination } = (await ok(
          api.GET('/api/visits', { params: { query: parameters }, signal }),
        )) as Page<VisitRow>
        rows.push(...data.filter(({ status }) => status !== 'cancelled' || asked))
        if (!pagination.has_more) break
        cursor = pagination.next_cursor ?? undefined
      }
      return rows
    },
  })
}

/** Those of one property, the latest first. */
export function propertyVisitsQuery(agencyId: string, propertyId: string) {
  return queryOptions({
    queryKey: [...visitsKey(agencyId), 'property', propertyId],
    queryFn: async ({ signal }) => {
      const parameters = query({
        property_id: propertyId,
        sort: '-starts_at',
        include: 'contact',
        limit: HERE,
      })
      return ((await ok(api.GET('/api/visits', { params: { query: parameters }, signal }))) as Page<VisitRow>)
        .data
    },
  })
}

/** One visit with what it is about, and its ETag. */
export function visitQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...visitsKey(agencyId), 'one', id],
    queryFn: ({ signal }) =>
      tagged(api.GET('/api/visits/{id}', { params: { path: { id } }, signal })) as Promise<{
        data: Visit
        etag: string | null
      }>,
  })
}

function useRefresh() {
  const client = useQueryClient()
  const key = visitsKey(useAgency().id)
  return () => client.invalidateQueries({ queryKey: key })
}

export function useCreateVisit() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ body, key }: { body: VisitCreate; key: string }) =>
      ok(api.POST('/api/visits', { body, headers: { 'Idempotency-Key': key } })) as Promise<Visit>,
    onSettled: refresh,
  })
}

export function useUpdateVisit() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, body, etag }: { id: string; body: VisitUpdate; etag?: string | null }) =>
      ok(
        api.PATCH('/api/visits/{id}', {
          params: { path: { id } },
          body,
          headers: etag ? { 'If-Match': etag } : {},
        }),
      ) as Promise<Visit>,
    onSettled: refresh,
  })
}
