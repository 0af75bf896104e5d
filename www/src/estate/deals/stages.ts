// SPDX-License-Identifier: Apache-2.0
// The stages of an agency: making, changing, arranging them, and doing without one.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok } from '#/api/client'
import type { DealStage, DealStageCreate, DealStageUpdate } from '#/api/types'
import { dealsKey, stagesQuery } from './queries'

function useRefresh() {
  const client = useQueryClient()
  const queryKey = dealsKey(useAgency().id)
  return () => client.invalidateQueries({ queryKey })
}

export function useSaveStage() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, ...rest }: { id?: string; body: DealStageCreate & DealStageUpdate; key: string }) =>
      id
        ? ok(api.PATCH('/api/deal_stages/{id}', { params: { path: { id } }, body: rest.body }))
        : ok(api.POST('/api/deal_stages', { body: rest.body, headers: { 'Idempotency-Key': rest.key } })),
    onSuccess: refresh,
  })
}

export function useReorderStages() {
  const client = useQueryClient()
  const { queryKey } = stagesQuery(useAgency().id)
  const refresh = useRefresh()
  const show = (ids: string[]) =>
    client.setQueryData<DealStage[]>(
      queryKey,
      (stages) => stages && [...stages].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)),
    )
  return useMutation({
    mutationFn: (ids: string[]) => ok(api.POST('/api/deal_stages/reorder', { body: { ids } })),
    // at once, and again should a reading that was under way undo it
    onMutate: async (ids) => {
      show(ids)
      await client.cancelQueries({ queryKey })
      show(ids)
    },
    onSettled: refresh,
  })
}

export function useDeleteStage() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/deal_stages/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreStage() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/deal_stages/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

/** It goes, and its open deals go to another one. */
export function useReplaceStage() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, to_id }: { id: string; to_id: string }) =>
      ok(api.POST('/api/deal_stages/{id}/replace', { params: { path: { id } }, body: { to_id } })),
    onSettled: refresh,
  })
}
