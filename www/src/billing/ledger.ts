// SPDX-License-Identifier: Apache-2.0
// The ledger and what was used: queries and the one choice.
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Credits, CreditTransaction, CreditUsage, Job, MediaItem, Page } from '#/api/types'
import { save } from '#/ui/save'
import { KEY } from './credits'

const PAGE = 20

/** Newest first. */
export function useLedger(filter: Record<string, string>) {
  const agency = useAgency()
  return useInfiniteQuery({
    queryKey: [KEY, agency.id, 'ledger', filter],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) =>
      (await ok(
        api.GET('/api/credits/transactions', {
          params: { query: query({ ...filter, limit: PAGE, ...(pageParam && { cursor: pageParam }) }) },
          signal,
        }),
      )) as Page<CreditTransaction>,
    getNextPageParam: (last) => last.pagination.next_cursor ?? undefined,
  })
}

export function useEntry(id: string) {
  const agency = useAgency()
  return useQuery({
    queryKey: [KEY, agency.id, 'entry', id],
    queryFn: async ({ signal }) =>
      (await ok(
        api.GET('/api/credits/transactions/{id}', { params: { path: { id } }, signal }),
      )) as CreditTransaction,
  })
}

export async function saveStatement(filter: Record<string, string>, name: string): Promise<void> {
  const text = await ok(
    api.GET('/api/credits/transactions.csv', { params: { query: query(filter) }, parseAs: 'text' }),
  )
  save(text as string, 'text/csv', name)
}

export function useUsage(days: number) {
  const agency = useAgency()
  return useQuery<CreditUsage>({
    queryKey: [KEY, agency.id, 'usage', days],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ok(api.GET('/api/credits/usage', { params: { query: { days } }, signal })),
  })
}

export function useTellAt() {
  const agency = useAgency()
  const client = useQueryClient()
  return useMutation({
    mutationFn: (low_at: number) => ok(api.PATCH('/api/credits', { body: { low_at } })),
    onSuccess: (credits) => client.setQueryData<Credits>([KEY, agency.id, 'balance'], credits),
  })
}

/** The job that did the work; it is kept for a while. */
export function useJob(id: string | null) {
  const agency = useAgency()
  return useQuery({
    queryKey: ['jobs', agency.id, 'one', id],
    enabled: id !== null,
    retry: false,
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/jobs/{id}', { params: { path: { id: id ?? '' } }, signal }))) as Job,
  })
}

/** The pictures that work was done on, by id. */
export function useMedia(ids: string[]) {
  const agency = useAgency()
  const wanted = [...new Set(ids)].sort()
  return useQuery<Map<string, MediaItem>>({
    queryKey: ['media', agency.id, 'paid', wanted],
    enabled: wanted.length > 0,
    placeholderData: (before) => before,
    queryFn: async ({ signal }) => {
      const page = (await ok(
        api.GET('/api/media_items', {
          params: {
            query: query({
              'id[in]': wanted.join(),
              fields: 'property_id,title,file_name,thumbnail_url',
              limit: 200,
            }),
          },
          signal,
        }),
      )) as Page<MediaItem>
      return new Map(page.data.map((item) => [item.id, item]))
    },
  })
}
