// SPDX-License-Identifier: Apache-2.0
// What platform admins do. Each act is one request; whatever is shown here is read again afterwards.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, ok } from '#/api/client'
import type { Interval } from '#/api/types'
import { KEY } from './lists'
import type { PlanChanges, PlanMaking } from './plan-draft'

export function useAct() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  })
}

export const adjustCredits = (body: { agency_id: string; amount: number; reason: string }) =>
  ok(api.POST('/api/platform_credits', { body }))

export const givePlan = (body: { agency_id: string; plan_id: string; interval: Interval; reason: string }) =>
  ok(api.POST('/api/platform_subscriptions', { body }))

export type Status = 'active' | 'past_due' | 'paused' | 'cancelled'

export const setStatus = (id: string, body: { status: Status; reason: string }) =>
  ok(api.POST('/api/platform_subscriptions/{id}/status', { params: { path: { id } }, body }))

export const closeAccount = (id: string, reason: string) =>
  ok(api.POST('/api/platform_users/{id}/deactivate', { params: { path: { id } }, body: { reason } }))

export const openAccount = (id: string, reason: string) =>
  ok(api.POST('/api/platform_users/{id}/reactivate', { params: { path: { id } }, body: { reason } }))

export const refund = (id: string, reason: string) =>
  ok(api.POST('/api/platform_payments/{id}/refund', { params: { path: { id } }, body: { reason } }))

export const replay = (id: string) =>
  ok(api.POST('/api/platform_webhooks/{id}/replay', { params: { path: { id } } }))

export const makePlan = (body: PlanMaking) => ok(api.POST('/api/platform_plans', { body }))

export const changePlan = (id: string, body: PlanChanges) =>
  ok(api.PATCH('/api/platform_plans/{id}', { params: { path: { id } }, body }))

export const setPrices = (body: {
  feature_costs: Record<string, number>
  effective_at: string | null
  reason: string
}) => ok(api.POST('/api/platform_feature_costs', { body }))
