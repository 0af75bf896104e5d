// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Plan } from '../src/api/types'
import { choiceOf, type Now, savingOf } from '../src/billing/choice'
import { featuresOf } from '../src/billing/picker'

const plan = (more: Partial<Plan>) =>
  ({
    id: 'pro',
    tier: 'pro',
    price_monthly: 999,
    price_yearly: 9990,
    cta_type: 'checkout',
    cta_url: null,
    billing_source: 'payfast',
    ...more,
  }) as Plan

const free = plan({ id: 'free', tier: 'free', price_monthly: 0, cta_type: 'none', billing_source: 'none' })
const basic = plan({ id: 'basic', tier: 'basic', price_monthly: 399, price_yearly: 3990 })
const pro = plan({})
const now = (more: Partial<Now>) =>
  ({
    id: 's',
    plan_id: 'pro',
    status: 'active',
    provider: 'payfast',
    interval: 'monthly',
    price: 999,
    next_plan_id: null,
    cancel_at_period_end: false,
    ...more,
  }) as Now
const nothing = now({ id: null, plan_id: 'free', status: null, provider: null, interval: null, price: null })

describe('a plan of the picker', () => {
  it('is paid for by who has none, and Free is what they have', () => {
    expect([free, basic, pro].map((one) => choiceOf(one, 'monthly', nothing))).toEqual([
      'present',
      'checkout',
      'checkout',
    ])
  })

  it('that costs less waits for the next charge, and one that costs more is paid now', () => {
    expect(choiceOf(basic, 'monthly', now({}))).toBe('later')
    expect(choiceOf(pro, 'monthly', now({ plan_id: 'basic', price: 399 }))).toBe('checkout')
  })

  it('is paid anew when another interval is chosen', () => {
    expect(choiceOf(pro, 'yearly', now({}))).toBe('checkout')
    expect(choiceOf(basic, 'yearly', now({}))).toBe('checkout')
  })

  it('can be kept after all, until the next period', () => {
    expect(choiceOf(pro, 'monthly', now({ cancel_at_period_end: true }))).toBe('stay')
    expect(choiceOf(free, 'monthly', now({ cancel_at_period_end: true }))).toBe('next')
    expect(choiceOf(pro, 'monthly', now({ next_plan_id: 'basic' }))).toBe('stay')
    expect(choiceOf(basic, 'monthly', now({ next_plan_id: 'basic' }))).toBe('next')
  })

  it('is Free by cancelling what PayFast charges, and not here for what others do', () => {
    expect(choiceOf(free, 'monthly', now({}))).toBe('end')
    expect(choiceOf(free, 'monthly', now({ provider: 'none' }))).toBe('none')
    expect(choiceOf(basic, 'monthly', now({ provider: 'clerk' }))).toBe('elsewhere')
  })

  it('does what its row says', () => {
    expect(choiceOf(plan({ id: 'x', cta_type: 'contact' }), 'monthly', nothing)).toBe('contact')
    expect(choiceOf(plan({ id: 'x', cta_url: 'https://example.com' }), 'monthly', nothing)).toBe('contact')
    expect(choiceOf(plan({ id: 'x', cta_type: 'none' }), 'monthly', nothing)).toBe('none')
    expect(choiceOf(plan({ id: 'x', billing_source: 'clerk' }), 'monthly', nothing)).toBe('elsewhere')
    expect(choiceOf(plan({ id: 'x', billing_source: 'none' }), 'monthly', nothing)).toBe('contact')
    expect(choiceOf(plan({ id: 'x', price_yearly: null }), 'yearly', nothing)).toBe('none')
  })
})

it('what a year saves is told as a part of twelve months', () => {
  expect(savingOf(pro)).toBeCloseTo(1 / 6, 3)
  expect(savingOf(plan({ price_yearly: null }))).toBe(0)
  expect(savingOf(plan({ price_yearly: 20000 }))).toBe(0)
})

it('a plan without words in the reader’s language shows others, and nothing that is no text', () => {
  expect(featuresOf({ features: { en: ['a', 7, 'b'] } }, 'fr')).toEqual(['a', 'b'])
  expect(featuresOf({ features: { en: ['a'], fr: ['c'] } }, 'fr')).toEqual(['c'])
  expect(featuresOf({ features: {} }, 'fr')).toEqual([])
})
