// SPDX-License-Identifier: Apache-2.0
// What a plan of the picker is to an agency that has one already: whether it begins by paying, at the next charge, or not here.
import type { Interval, Plan, Subscription } from '#/api/types'

export type Now = Subscription['subscription']

export type Choice =
  /** It is what one has. */
  | 'present'
  /** It is what one has, and something else waits for the next period. */
  | 'stay'
  /** It waits for the next period already. */
  | 'next'
  /** By paying, and then at once. */
  | 'checkout'
  /** At the next charge, without paying now. */
  | 'later'
  /** By letting the subscription end. */
  | 'end'
  /** By talking to somebody, or on another page. */
  | 'contact'
  /** Through whoever is paid for the present one. */
  | 'elsewhere'
  | 'none'

export const priceOf = (plan: Plan, interval: Interval): number | null =>
  interval === 'yearly' ? plan.price_yearly : plan.price_monthly

/** What twelve months by the year save, as a part of their price by the month. */
export function savingOf(plan: Plan): number {
  const { price_monthly, price_yearly } = plan
  return price_monthly && price_yearly ? Math.max(0, 1 - price_yearly / (12 * price_monthly)) : 0
}

export function choiceOf(plan: Plan, interval: Interval, now: Now): Choice {
  const live = now.id !== null && now.status !== null
  const charged = live && now.provider === 'payfast'
  if (plan.id === now.plan_id && (!live || plan.tier === 'free' || now.interval === interval)) {
    if (now.cancel_at_period_end || now.next_plan_id) return 'stay'
    return 'present'
  }
  if (plan.id === now.next_plan_id) return 'next'
  if (plan.tier === 'free')
    return !live ? 'present' : !charged ? 'none' : now.cancel_at_period_end ? 'next' : 'end'
  if (plan.cta_type === 'contact' || plan.cta_url) return 'contact'
  if (plan.cta_type === 'none') return 'none'
  if (plan.billing_source === 'none') return 'contact'
  if (plan.billing_source !== 'payfast' || (live && now.provider === 'clerk')) return 'elsewhere'
  const price = priceOf(plan, interval)
  if (price === null) return 'none'
  if (charged && now.interval === interval && now.price !== null && price < now.price) return 'later'
  return 'checkout'
}
