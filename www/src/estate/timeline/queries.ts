// SPDX-License-Identifier: Apache-2.0
// Reading the timeline of a record, page by page, and writing into it.
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Activity, ActivityCreate, Page } from '#/api/types'

const PAGE = 25

/** Whose timeline. */
export type About = Partial<Record<'contact_id' | 'property_id' | 'deal_id', string>>

const key = (agencyId: string) => ['activities', agencyId] as const

/** The newest first; `kinds`: these alone. */
export function timelineQuery(agencyId: string, about: About, kinds: string | undefined) {
  return infiniteQueryOptions({
    queryKey: [...key(agencyId), about, kinds],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET('/api/activities', {
          params: { query: query({ ...about, 'kind[in]': kinds, limit: PAGE, cursor: pageParam }) },
          signal,
        }),
      ) as Promise<Page<Activity>>,
    getNextPageParam: (last) => (last.pagination.has_more ? last.pagination.next_cursor : undefined),
  })
}

export function useWriteActivity() {
  const client = useQueryClient()
  const agency = useAgency()
  return useMutation({
    mutationFn: ({ body, key: once }: { body: ActivityCreate; key: string }) =>
      ok(api.POST('/api/activities', { body, headers: { 'Idempotency-Key': once } })) as Promise<Activity>,
    onSuccess: () => client.invalidateQueries({ queryKey: key(agency.id) }),
  })
}
