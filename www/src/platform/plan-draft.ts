// SPDX-License-Identifier: Apache-2.0
// A plan as its form holds it, and what is sent of it: all of a new one, of an old one what changed.
import type { Schemas } from 'stagefy-client'
import type { PlatformPlan } from './lists'

export type PlanMaking = Schemas['CreatePlatformPlanRequest']
export type PlanChanges = Schemas['UpdatePlatformPlanRequest']

export const WRITTEN = ['en', 'fr'] as const
type Written = Record<(typeof WRITTEN)[number], string>

export interface PlanDraft {
  key: string
  kind: 'subscription' | 'pack'
  tier: 'free' | 'basic' | 'pro' | 'enterprise'
  name: Written
  description: Written
  badge: Written
  cta_label: Written
  /** A line each. */
  features: Written
  credits: number | null
  currency: string
  price_monthly: number | null
  price_yearly: number | null
  price_once: number | null
  rollover_cap: number | null
  /** How many, or true: as many as one likes; what is no part is not there. */
  entitlements: Record<string, number | true>
  highlight: boolean
  cta_type: 'checkout' | 'contact' | 'none'
  cta_url: string
  billing_source: 'payfast' | 'clerk' | 'none'
  clerk_id: string
  sort_order: number | null
  active: boolean
}

const written = (words: unknown): Written => {
  const known = (words ?? {}) as Partial<Written>
  return { en: known.en ?? '', fr: known.fr ?? '' }
}

const lines = (lists: unknown): Written => {
  const known = (lists ?? {}) as Record<string, string[] | undefined>
  return { en: (known.en ?? []).join('\n'), fr: (known.fr ?? []).join('\n') }
}

export function draftOf(plan?: PlatformPlan): PlanDraft {
  return {
    key: plan?.key ?? '',
    kind: plan?.kind ?? 'subscription',
    tier: plan?.tier ?? 'basic',
    name: written(plan?.name),
    description: written(plan?.description),
    badge: written(plan?.badge),
    cta_label: written(plan?.cta_label),
    features: lines(plan?.features),
    credits: plan?.credits ?? null,
    currency: plan?.currency ?? 'ZAR',
    price_monthly: plan?.price_monthly ?? null,
    price_yearly: plan?.price_yearly ?? null,
    price_once: plan?.price_once ?? null,
    rollover_cap: plan?.rollover_cap ?? null,
    entitlements: (plan?.entitlements ?? {}) as Record<string, number | true>,
    highlight: plan?.highlight ?? false,
    cta_type: plan?.cta_type ?? 'checkout',
    cta_url: plan?.cta_url ?? '',
    billing_source: plan?.billing_source ?? 'payfast',
    clerk_id: plan?.clerk_id ?? '',
    sort_order: plan?.sort_order ?? 50,
    active: plan?.active ?? true,
  }
}

/** Only languages in which something is written; others that the plan knows stay. */
function words(now: Written, before: unknown): Record<string, string> {
  const all = { ...((before ?? {}) as Record<string, string>), ...now }
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text.trim() !== ''))
}

function lists(now: Written, before: unknown): Record<string, string[]> {
  const all = { ...((before ?? {}) as Record<string, string[]>) }
  for (const language of WRITTEN) {
    const found = now[language].split('\n').map((line) => line.trim())
    all[language] = found.filter(Boolean)
  }
  return Object.fromEntries(Object.entries(all).filter(([, found]) => found.length > 0))
}

/** Its fields as the server has them. */
function fieldsOf(draft: PlanDraft, plan?: PlatformPlan) {
  const pack = draft.kind === 'pack'
  return {
    name: words(draft.name, plan?.name),
    description: words(draft.description, plan?.description),
    badge: words(draft.badge, plan?.badge),
    cta_label: words(draft.cta_label, plan?.cta_label),
    features: lists(draft.features, plan?.features),
    credits: draft.credits ?? 0,
    currency: draft.currency.toUpperCase(),
    price_monthly: pack ? null : draft.price_monthly,
    price_yearly: pack ? null : draft.price_yearly,
    price_once: pack ? draft.price_once : null,
    rollover_cap: pack ? null : draft.rollover_cap,
    entitlements: draft.entitlements as Record<string, unknown>,
    highlight: draft.highlight,
    cta_type: draft.cta_type,
    cta_url: draft.cta_url.trim() || null,
    billing_source: draft.billing_source,
    clerk_id: draft.clerk_id.trim() || null,
    sort_order: draft.sort_order ?? 0,
    active: draft.active,
  }
}

export const makingOf = (draft: PlanDraft, reason: string): PlanMaking => ({
  key: draft.key.trim(),
  kind: draft.kind,
  ...(draft.kind === 'subscription' && { tier: draft.tier }),
  ...fieldsOf(draft),
  reason,
})

/** What differs from the plan as it was read. */
export function changesOf(draft: PlanDraft, plan: PlatformPlan, reason: string): PlanChanges {
  const now = fieldsOf(draft, plan)
  const before = fieldsOf(draftOf(plan), plan)
  const changed = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof typeof before]),
  )
  return { ...Object.fromEntries(changed), reason }
}
