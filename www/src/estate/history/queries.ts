// SPDX-License-Identifier: Apache-2.0
// The history of a record, and putting it back to what it was after a change.
import { infiniteQueryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from 'stagefy-client'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'

export const HISTORIES = ['properties', 'contacts', 'deals', 'tasks', 'visits'] as const
export type HistoryTable = (typeof HISTORIES)[number]
type History = Schemas['RecordHistory']
export type HistoryEntry = History['data'][number]
export type FieldChange = HistoryEntry['changes'][number]

const PAGE = 25

export function historyQuery(agencyId: string, table: HistoryTable, id: string) {
  return infiniteQueryOptions({
    queryKey: [table, agencyId, 'history', id],
    staleTime: 0,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET(`/api/${table}/{id}/history`, {
          params: { path: { id }, query: query({ limit: PAGE, cursor: pageParam }) },
          signal,
        }),
      ) as Promise<History>,
    getNextPageParam: (last) => last.pagination.next_cursor ?? undefined,
  })
}

export function useRevert(table: HistoryTable, id: string) {
  const client = useQueryClient()
  const agency = useAgency()
  return useMutation({
    mutationFn: (change: string) =>
      ok(api.POST(`/api/${table}/{id}/history/{change}/restore`, { params: { path: { id, change } } })),
    onSettled: () =>
      Promise.all(
        [table, 'activities', 'today'].map((key) =>
          client.invalidateQueries({ queryKey: key === 'today' ? [key] : [key, agency.id] }),
        ),
      ),
  })
}
