// SPDX-License-Identifier: Apache-2.0
// With whom a record is shared inside the agency: reading it, sharing, more or less access, ending it.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Page, RecordShare } from '#/api/types'

/** The column that names the record. */
export type SharedLink = 'property_id' | 'contact_id' | 'deal_id'
export type ShareAccess = RecordShare['access']

const key = (agencyId: string) => ['record-shares', agencyId] as const

export const sharesQuery = (agencyId: string, link: SharedLink, id: string) =>
  queryOptions({
    queryKey: [...key(agencyId), id],
    queryFn: async ({ signal }) => {
      const page = (await ok(
        api.GET('/api/record_shares', {
          params: { query: query({ [link]: id, limit: 200, sort: 'created_at' }) },
          signal,
        }),
      )) as Page<RecordShare>
      return page.data
    },
  })

function useRefresh() {
  const client = useQueryClient()
  const queryKey = key(useAgency().id)
  return () => client.invalidateQueries({ queryKey })
}

interface NewShare {
  link: SharedLink
  id: string
  user_id: string
  access: ShareAccess
}

export function useShare() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ link, id, ...body }: NewShare) =>
      ok(api.POST('/api/record_shares', { body: { [link]: id, ...body } })),
    onSuccess: refresh,
  })
}

export function useSetAccess(link: SharedLink, record: string) {
  const client = useQueryClient()
  const agency = useAgency()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, access }: { id: string; access: ShareAccess }) =>
      ok(api.PATCH('/api/record_shares/{id}', { params: { path: { id } }, body: { access } })),
    onMutate: ({ id, access }) =>
      client.setQueryData(sharesQuery(agency.id, link, record).queryKey, (rows) =>
        rows?.map((row) => (row.id === id ? { ...row, access } : row)),
      ),
    onSettled: refresh,
  })
}

export function useEndShare() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/record_shares/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreShare() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/record_shares/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}
