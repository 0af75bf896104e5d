// SPDX-License-Identifier: Apache-2.0
// What the product does by itself, as people call it, and why it could not be done. A test compares the kinds with those of the
// server's handlers.
import type { MessageKey, useI18n } from '#/app/i18n/i18n'

type Translate = ReturnType<typeof useI18n>['t']

export const KINDS = [
  'agency.offer_reset',
  'app.tidy',
  'billing.expire',
  'billing.grant_due',
  'billing.verify',
  'bulk.run',
  'bulk.undo',
  'correspondence.receive',
  'correspondence.tidy',
  'intake.analyse',
  'intake.preview',
  'intake.run',
  'intake.tidy',
  'leads.return',
  'estate.remind_visits',
  'clerk.apply',
  'clerk.erase',
  'inbox.tidy',
  'mail.send',
  'mail.tidy',
  'media.derive',
  'media.sweep',
  'notify.ask_digests',
  'notify.digest',
  'notify.tidy',
  'payfast.apply',
  'payfast.overdue',
  'payfast.refund',
  'payfast.sync',
  'replicate.apply',
  'studio.run',
  'webhooks.deliver',
  'webhooks.forget',
] as const

const STEPS = ['making', 'reading', 'checking', 'writing'] as const

const REASONS = [
  'bad-gateway',
  'database-unavailable',
  'forbidden',
  'not-found',
  'storage-unavailable',
  'timeout',
  'worker-lost',
] as const

function among<Known extends string>(known: readonly Known[], name: unknown): name is Known {
  return (known as readonly unknown[]).includes(name)
}

export const kindName = (t: Translate, kind: string): string =>
  among(KINDS, kind) ? t(`jobs.kind.${kind}` satisfies MessageKey) : kind

export const stepName = (t: Translate, step: string | null | undefined): string =>
  among(STEPS, step) ? t(`jobs.step.${step}`) : (step ?? '')

/** The problem in the reader's words, with what a server of others has said of it. */
export function reasonOf(t: Translate, error: unknown): string {
  const { code, detail } = (error ?? {}) as { code?: string; detail?: string }
  if (code === 'bad-gateway' && detail) return t('jobs.reason.answered', { detail })
  return among(REASONS, code)
    ? t(`jobs.reason.${code}`)
    : t('jobs.reason.other', { detail: detail ?? code ?? '' })
}
