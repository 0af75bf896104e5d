// SPDX-License-Identifier: Apache-2.0
// The rules by which leads go to people: reading, changing, arranging.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { LeadRule, LeadRuleCreate, LeadRuleUpdate, Page } from '#/api/types'

const key = (agencyId: string) => ['lead-rules', agencyId] as const

export const rulesQuery = (agencyId: string) =>
  queryOptions({
    queryKey: key(agencyId),
    queryFn: async ({ signal }) => {
      const page = (await ok(
        api.GET('/api/lead_rules', { params: { query: query({ sort: 'position', limit: 200 }) }, signal }),
      )) as Page<LeadRule>
      return page.data
    },
  })

function useRules() {
  const client = useQueryClient()
  const queryKey = key(useAgency().id)
  return {
    refresh: () => client.invalidateQueries({ queryKey }),
    /** At once, and again should a reading that was under way undo it. */
    show: async (change: (rules: LeadRule[]) => LeadRule[]) => {
      const apply = () =>
        client.setQueryData<LeadRule[]>(queryKey, (rules) => (rules ? change(rules) : rules))
      apply()
      await client.cancelQueries({ queryKey })
      apply()
    },
  }
}

export function useSaveRule() {
  const { refresh } = useRules()
  return useMutation({
    mutationFn: ({ id, body }: { id?: string; body: LeadRuleCreate & LeadRuleUpdate }): Promise<unknown> =>
      id
        ? ok(api.PATCH('/api/lead_rules/{id}', { params: { path: { id } }, body }))
        : ok(api.POST('/api/lead_rules', { body })),
    onSettled: refresh,
  })
}

export function useSwitchRule() {
  const { refresh, show } = useRules()
  return useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
      ok(api.PATCH('/api/lead_rules/{id}', { params: { path: { id } }, body: { enabled } })),
    onMutate: ({ id, enabled }) =>
      show((rules) => rules.map((rule) => (rule.id === id ? { ...rule, enabled } : rule))),
    onSettled: refresh,
  })
}

/** The two change places, both or neither. */
export function useSwapRules() {
  const { refresh, show } = useRules()
  return useMutation({
    mutationFn: ([a, b]: [LeadRule, LeadRule]) =>
      ok(
        api.POST('/api/lead_rules/batch', {
          body: {
            operations: [
              { op: 'update', id: a.id, body: { position: b.position } },
              { op: 'update', id: b.id, body: { position: a.position } },
            ],
          },
        }),
      ),
    onMutate: ([a, b]) =>
      show((rules) =>
        rules
          .map((rule) =>
            rule.id === a.id
              ? { ...rule, position: b.position }
              : rule.id === b.id
                ? { ...rule, position: a.position }
                : rule,
          )
          .sort((one, other) => one.position - other.position),
      ),
    onSettled: refresh,
  })
}

export function useDeleteRule() {
  const { refresh } = useRules()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/lead_rules/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreRule() {
  const { refresh } = useRules()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/lead_rules/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}
