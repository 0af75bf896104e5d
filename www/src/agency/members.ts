// SPDX-License-Identifier: Apache-2.0
// The people of the agency and those invited: queries and changes.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, ok, query, tagged } from '#/api/client'
import type { Invitation, Invited, Membership, Page, Role } from '#/api/types'
import { useAgency, useRights } from './me'

/** All that there ever were: what somebody did who has left still says who it was. */
const members = (agencyId: string) =>
  queryOptions({
    queryKey: ['members', agencyId],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const rows: Membership[] = []
      let cursor: string | null | undefined
      do {
        const page = (await ok(
          api.GET('/api/memberships', {
            params: { query: query({ limit: 200, sort: 'display_name', cursor: cursor ?? undefined }) },
            signal,
          }),
        )) as Page<Membership>
        rows.push(...page.data)
        cursor = page.pagination.has_more ? page.pagination.next_cursor : null
      } while (cursor)
      return rows
    },
  })

const present = (rows: Membership[]) => rows.filter((member) => !member.left_at)

export function useMembers() {
  return useQuery({ ...members(useAgency().id), select: present })
}

export function memberName(member: Membership | undefined): string | undefined {
  return member?.display_name || member?.email?.split('@')[0] || undefined
}

/** What a member looks after, and by which filter each list tells. */
const HOLDINGS = {
  properties: 'owner_id',
  contacts: 'owner_id',
  deals: 'owner_id',
  leads: 'assignee_id',
  tasks: 'assignee_id',
  visits: 'agent_id',
} as const
export type Holding = keyof typeof HOLDINGS

/** How many of each they look after; of what there is none, nothing. */
export function useHoldings(userId: string) {
  const agency = useAgency()
  return useQuery({
    queryKey: ['members', agency.id, 'holdings', userId],
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const counted = await Promise.all(
        Object.entries(HOLDINGS).map(async ([table, field]) => {
          const page = (await ok(
            api.GET(`/api/${table as Holding}`, {
              params: { query: query({ [field]: userId, fields: 'id', limit: 1, count: 'exact' }) },
              signal,
            }),
          )) as Page<{ id: string }>
          return [table as Holding, page.pagination.total ?? 0] as const
        }),
      )
      return counted.filter(([, count]) => count > 0)
    },
  })
}

/** Names by user, for what says who owns it or did it. */
export function useMemberNames(): Map<string, Membership> {
  const { data } = useQuery(members(useAgency().id))
  return useMemo(() => new Map(data?.map((member) => [member.user_id ?? '', member])), [data])
}

export function useInvitations() {
  const agency = useAgency()
  const { manage } = useRights()
  return useQuery({
    queryKey: ['invitations', agency.id],
    enabled: manage,
    queryFn: async () => {
      const page = (await ok(
        api.GET('/api/invitations', { params: { query: query({ limit: 100, sort: '-created_at' }) } }),
      )) as Page<Invitation>
      return page.data.filter((invitation) => !invitation.accepted_at)
    },
  })
}

function useRefresh() {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['members'] }),
      client.invalidateQueries({ queryKey: ['invitations'] }),
    ])
}

export function useInvite() {
  const refresh = useRefresh()
  return useMutation({
    // Without an Idempotency-Key: after a lost answer only another invitation has a link, and it takes the place of the first.
    mutationFn: (body: { email: string; role: Role }) =>
      ok(api.POST('/api/invitations', { body })) as Promise<Invited>,
    onSuccess: refresh,
  })
}

export function useRevoke() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/invitations/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useChangeMember() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: async ({ id, ...body }: { id: string; role?: Role; credit_limit?: number | null }) => {
      const params = { path: { id } }
      const { etag } = await tagged(api.GET('/api/memberships/{id}', { params }))
      return ok(
        api.PATCH('/api/memberships/{id}', {
          params,
          body,
          headers: etag ? { 'If-Match': etag } : {},
        }),
      )
    },
    onSettled: refresh,
  })
}

export function useLeave() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, successor }: { id: string; successor: string | null }) =>
      ok(
        api.POST('/api/memberships/{id}/leave', {
          params: { path: { id } },
          body: successor ? { successor_id: successor } : {},
        }),
      ),
    onSuccess: refresh,
  })
}
