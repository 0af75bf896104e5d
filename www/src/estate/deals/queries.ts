// SPDX-License-Identifier: Apache-2.0
// Reading and changing deals, their stages and those who take part. A move shows at once; the server decides.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query, tagged } from '#/api/client'
import type { Deal, DealCreate, DealPart, DealParty, DealRow, DealStage, DealUpdate, Page } from '#/api/types'

/** More than these of a stage are not on the board. */
export const SHOWN = 200

export const dealsKey = (agencyId: string) => ['deals', agencyId] as const

export function stagesQuery(agencyId: string) {
  return queryOptions({
    queryKey: [...dealsKey(agencyId), 'stages'],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/deal_stages', { params: { query: query({ sort: 'position', limit: 100 }) }, signal }),
        )) as Page<DealStage>
      ).data,
  })
}

export function totalsQuery(agencyId: string, owner: string | undefined) {
  return queryOptions({
    queryKey: [...dealsKey(agencyId), 'totals', owner],
    queryFn: async ({ signal }) =>
      (
        await ok(
          api.GET('/api/deal_stages/totals', { params: { query: owner ? { owner_id: owner } : {} }, signal }),
        )
      ).data,
  })
}

/** The open deals of a stage in their order, as far as they fit. */
export function stageQuery(agencyId: string, stage: string, filter: Record<string, string>) {
  return queryOptions({
    queryKey: [...dealsKey(agencyId), 'board', stage, filter],
    queryFn: ({ signal }) =>
      ok(
        api.GET('/api/deals', {
          params: {
            query: query({
              ...filter,
              stage_id: stage,
              status: 'open',
              sort: 'position',
              include: 'property.cover_media,contact',
              limit: SHOWN,
            }),
          },
          signal,
        }),
      ) as Promise<Page<DealRow>>,
  })
}

/** What was won or lost, the last first. */
export function closedQuery(agencyId: string, filter: Record<string, string>) {
  return queryOptions({
    queryKey: [...dealsKey(agencyId), 'closed', filter],
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/deals', {
            params: {
              query: query({
                ...filter,
                sort: '-closed_at',
                include: 'property.cover_media,contact',
                limit: 100,
              }),
            },
            signal,
          }),
        )) as Page<DealRow>
      ).data,
  })
}

export function dealQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...dealsKey(agencyId), 'one', id],
    queryFn: ({ signal }) =>
      tagged(api.GET('/api/deals/{id}', { params: { path: { id } }, signal })) as Promise<{
        data: Deal
        etag: string | null
      }>,
  })
}

export function staysQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...dealsKey(agencyId), 'stays', id],
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/deals/{id}/stays', { params: { path: { id } }, signal }))).data,
  })
}

export function partiesQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...dealsKey(agencyId), 'parties', id],
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/deal_parties', {
            params: { query: query({ deal_id: id, include: 'contact', sort: 'created_at', limit: 100 }) },
            signal,
          }),
        )) as Page<DealParty>
      ).data,
  })
}

function useRefresh() {
  const client = useQueryClient()
  const queryKey = dealsKey(useAgency().id)
  return () => client.invalidateQueries({ queryKey })
}

export function useCreateDeal() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ body, key }: { body: DealCreate; key: string }) =>
      ok(api.POST('/api/deals', { body, headers: { 'Idempotency-Key': key } })) as Promise<Deal>,
    onSuccess: refresh,
  })
}

export function useUpdateDeal() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, body, etag }: { id: string; body: DealUpdate; etag?: string | null }) =>
      ok(
        api.PATCH('/api/deals/{id}', {
          params: { path: { id } },
          body,
          headers: etag ? { 'If-Match': etag } : {},
        }),
      ) as Promise<Deal>,
    onSettled: refresh,
  })
}

export interface Move {
  stage_id: string
  after_id?: string
  before_id?: string
}

export function useMoveDeal() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, to }: { id: string; to: Move }) =>
      ok(api.POST('/api/deals/{id}/move', { params: { path: { id } }, body: to })) as Promise<Deal>,
    onSettled: refresh,
  })
}

export function useDeleteDeal() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/deals/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreDeal() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/deals/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useAddParty() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({
      key,
      ...body
    }: {
      deal_id: string
      contact_id: string
      part: DealPart
      share: number | null
      key: string
    }) => ok(api.POST('/api/deal_parties', { body, headers: { 'Idempotency-Key': key } })),
    onSuccess: refresh,
  })
}

export function useRemoveParty() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/deal_parties/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}
