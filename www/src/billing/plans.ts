// SPDX-License-Identifier: Apache-2.0
// Plans, the agency's subscription and its payments: queries and what is asked of them.
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Interval, Page, Payment, Plan, Subscription, SubscriptionEvent } from '#/api/types'
import { save } from '#/ui/save'

/** The beginnings of the keys (`SHOWN_BY` in events/live.ts). */
const SUBSCRIPTION = 'subscription'
const PAYMENTS = 'payments'
const PAGE = 20
/** How often somebody who has paid looks whether we know; PayFast tells us mostly within seconds. */
const LOOK = 1500

export function usePlans() {
  return useQuery<Plan[]>({
    queryKey: ['plans'],
    queryFn: async ({ signal }) => (await ok(api.GET('/api/plans', { signal }))).data,
  })
}

export function useSubscription(enabled = true) {
  const agency = useAgency()
  return useQuery<Subscription>({
    queryKey: [SUBSCRIPTION, agency.id, 'now'],
    enabled,
    queryFn: ({ signal }) => ok(api.GET('/api/subscription', { signal })),
  })
}

/** What became of the agency's subscriptions, newest first. */
export function useEvents() {
  const agency = useAgency()
  return useQuery<SubscriptionEvent[]>({
    queryKey: [SUBSCRIPTION, agency.id, 'events'],
    queryFn: async ({ signal }) => (await ok(api.GET('/api/subscription/events', { signal }))).data,
  })
}

export function usePayments() {
  const agency = useAgency()
  return useInfiniteQuery({
    queryKey: [PAYMENTS, agency.id, 'list'],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: async ({ pageParam, signal }) =>
      (await ok(
        api.GET('/api/payments', {
          params: { query: query({ limit: PAGE, ...(pageParam && { cursor: pageParam }) }) },
          signal,
        }),
      )) as Page<Payment>,
    getNextPageParam: (last) => last.pagination.next_cursor ?? undefined,
  })
}

/** One payment, looked at until it is decided. */
export function usePayment(id: string) {
  const agency = useAgency()
  return useQuery<Payment>({
    queryKey: [PAYMENTS, agency.id, 'one', id],
    enabled: id !== '',
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? LOOK : false),
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/payments/{id}', { params: { path: { id } }, signal }))) as Payment,
  })
}

export async function saveReceipts(name: string): Promise<void> {
  const params = { query: query({ 'state[in]': 'complete,refunded' }) }
  save((await ok(api.GET('/api/payments.csv', { params, parseAs: 'text' }))) as string, 'text/csv', name)
}

export interface Checkout {
  plan_id: string
  interval?: Interval
}

/** Leaves the dashboard for the page where people pay. */
function leave(action: string, fields: { name: string; value: string }[]) {
  const form = document.createElement('form')
  form.method = 'POST'
  form.action = action
  for (const { name, value } of fields)
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
  document.body.append(form)
  form.submit()
}

export function useCheckout() {
  return useMutation({
    mutationFn: (body: Checkout) => ok(api.POST('/api/billing/checkout', { body })),
    onSuccess: ({ action, fields }) => leave(action, fields),
  })
}

export type Wish =
  | { verb: 'cancel' | 'resume' }
  | { verb: 'pause'; cycles: number }
  | { verb: 'change'; plan_id: string }

function ask(wish: Wish) {
  switch (wish.verb) {
    case 'pause':
      return ok(api.POST('/api/subscription/pause', { body: { cycles: wish.cycles } }))
    case 'change':
      return ok(api.POST('/api/subscription/change', { body: { plan_id: wish.plan_id } }))
    case 'cancel':
      return ok(api.POST('/api/subscription/cancel'))
    case 'resume':
      return ok(api.POST('/api/subscription/resume'))
  }
}

export function useAsk() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ask,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: [SUBSCRIPTION] }),
        client.invalidateQueries({ queryKey: ['me'] }),
      ]),
  })
}

export function useGiveUp() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/payments/{id}/give_up', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: [PAYMENTS] }),
  })
}
