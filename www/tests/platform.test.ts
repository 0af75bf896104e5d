// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { changesOf as auditChanges } from '../src/platform/audit'
import { readable } from '../src/platform/event-dialog'
import type { PlatformPlan, PriceList } from '../src/platform/lists'
import { changesOf, draftOf, makingOf } from '../src/platform/plan-draft'
import { changedPrices } from '../src/platform/prices'

const plan = {
  id: 'p',
  key: 'team',
  kind: 'subscription',
  tier: 'pro',
  name: { en: 'Team', de: 'Mannschaft' },
  description: {},
  badge: {},
  cta_label: {},
  features: { en: ['One', 'Two'] },
  credits: 1000,
  currency: 'ZAR',
  price_monthly: 699,
  price_yearly: null,
  price_once: null,
  rollover_cap: null,
  entitlements: { members: 100 },
  highlight: false,
  cta_type: 'checkout',
  cta_url: null,
  billing_source: 'payfast',
  clerk_id: null,
  sort_order: 15,
  active: true,
} as unknown as PlatformPlan

describe('a plan in its form', () => {
  it('that nobody changed sends nothing but why', () => {
    expect(changesOf(draftOf(plan), plan, 'because')).toEqual({ reason: 'because' })
  })

  it('sends what changed, and keeps languages that the form does not know', () => {
    const draft = draftOf(plan)
    draft.name.fr = 'Équipe'
    draft.features.en = 'One\n\n Three '
    draft.price_monthly = 799
    draft.entitlements = { members: true }
    expect(changesOf(draft, plan, 'because')).toEqual({
      name: { en: 'Team', fr: 'Équipe', de: 'Mannschaft' },
      features: { en: ['One', 'Three'] },
      price_monthly: 799,
      entitlements: { members: true },
      reason: 'because',
    })
  })

  it('as a pack has a price once, and nothing of a subscription', () => {
    const draft = { ...draftOf(), key: ' pack_9 ', kind: 'pack' as const, price_once: 9, price_monthly: 5 }
    const made = makingOf({ ...draft, name: { en: 'Nine', fr: '' } }, 'because')
    expect(made).toMatchObject({
      key: 'pack_9',
      kind: 'pack',
      name: { en: 'Nine' },
      price_once: 9,
      price_monthly: null,
    })
    expect('tier' in made).toBe(false)
  })
})

describe('what came in', () => {
  it('is shown in lines when it is JSON or a form', () => {
    expect(readable('{"a":1}')).toBe('{\n  "a": 1\n}')
    expect(readable('m_payment_id=7&item_name=Stagefy+Pro&token=')).toBe(
      'm_payment_id = 7\nitem_name = Stagefy Pro\ntoken = ',
    )
  })
  it('is shown as it came otherwise', () => {
    expect(readable('a=b c')).toBe('a=b c')
  })
})

it('an entry of the audit log tells of each field what stood there', () => {
  expect(
    auditChanges({ old_values: { credits: 5, active: true }, new_values: { credits: 6, active: null } }),
  ).toEqual([
    { field: 'active', before: 'true', after: '–' },
    { field: 'credits', before: '5', after: '6' },
  ])
  expect(auditChanges({ old_values: null, new_values: { name: { en: 'x' } } })).toEqual([
    { field: 'name', before: undefined, after: '{"en":"x"}' },
  ])
})

it('a price list tells what it changes of the one before', () => {
  const list = (feature_costs: object) => ({ feature_costs }) as unknown as PriceList
  expect(changedPrices(list({ A: 1, B: 3 }), list({ A: 1, B: 2 }))).toEqual([{ key: 'B', cost: 3, old: 2 }])
  expect(changedPrices(list({ A: 1 }), undefined)).toEqual([{ key: 'A', cost: 1, old: undefined }])
})
