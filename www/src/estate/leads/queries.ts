// SPDX-License-Identifier: Apache-2.0
// Reading leads and taking them. Who gets one is the server's to say, so nothing is shown before it has.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Lead, LeadRow, LeadUpdate, Page } from '#/api/types'

const SHOWN = 100
/** Some of what others take is told by no event: where records are their owners', and when time is up. */
const LOOKED_AT = 30_000

export const leadsKey = (agencyId: string) => ['leads', agencyId] as const

type Filter = Record<string, string>

function list(agencyId: string, name: string, filter: Filter) {
  return queryOptions({
    queryKey: [...leadsKey(agencyId), name, filter],
    refetchInterval: LOOKED_AT,
    queryFn: async ({ signal }) => {
      const page = (await ok(
        api.GET('/api/leads', {
          params: { query: query({ ...filter, include: 'property,contact', limit: SHOWN }) },
          signal,
        }),
      )) as Page<LeadRow>
      return page.data
    },
  })
}

/** What nobody has claimed. `fitting`: what else is asked of them. */
export const waitingQuery = (agencyId: string, fitting: Filter = {}) =>
  list(agencyId, 'waiting', { ...fitting, 'status[in]': 'new,offered' })

export const claimedQuery = (agencyId: string, by: string, fitting: Filter = {}) =>
  list(agencyId, 'claimed', { assignee_id: by, ...fitting, status: 'claimed' })

export const closedQuery = (agencyId: string, fitting: Filter = {}) =>
  list(agencyId, 'closed', { ...fitting, status: 'closed' })

export const leadQuery = (agencyId: string, id: string) =>
  queryOptions({
    queryKey: [...leadsKey(agencyId), 'one', id],
    refetchInterval: LOOKED_AT,
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: query({ include: 'property,contact' }) }
      return ok(api.GET('/api/leads/{id}', { params, signal })) as Promise<LeadRow>
    },
  })

function useRefresh() {
  const client = useQueryClient()
  const key = leadsKey(useAgency().id)
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: key }),
      client.invalidateQueries({ queryKey: ['today'] }),
    ])
}

export function useClaimLead() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) =>
      ok(api.POST('/api/leads/{id}/claim', { params: { path: { id } } })) as Promise<Lead>,
    onSettled: refresh,
  })
}

export function useUpdateLead() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: LeadUpdate }) =>
      ok(api.PATCH('/api/leads/{id}', { params: { path: { id } }, body })) as Promise<Lead>,
    onSettled: refresh,
  })
}
