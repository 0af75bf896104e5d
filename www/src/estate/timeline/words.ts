// SPDX-License-Identifier: Apache-2.0
// What an entry says, in the reader's language. What was written by hand says it itself.
import type { Activity, PropertyStatus, Transaction, Visit } from '#/api/types'
import type { Fmt } from '#/app/i18n/format'
import type { Language, Translate } from '#/app/i18n/i18n'
import type { IconName } from '#/ui/icon'
import { inLanguage, statusKey } from '../labels'

/** What the filter offers: kinds of the API, as one parameter. */
export const FILTERS = {
  notes: 'note,call,meeting',
  changes: 'status,price,deal',
  done: 'task,visit,mail',
} as const

export const BY_HAND = ['note', 'call', 'meeting'] as const
export type ByHand = (typeof BY_HAND)[number]

export const ICONS: Record<NonNullable<Activity['kind']>, IconName> = {
  note: 'chat',
  call: 'phone',
  meeting: 'person',
  mail: 'mail',
  visit: 'eye',
  task: 'check',
  deal: 'deals',
  status: 'home',
  price: 'tag',
}

type DealEvent = 'begun' | 'moved' | 'won' | 'lost' | 'reopened'
type MailEvent = 'sent' | 'received' | 'automatic'
type VisitEvent = 'booked' | 'moved' | NonNullable<Visit['status']>

interface Details {
  from?: string | number | null
  to?: string | number | null
  currency?: string
  event?: string
  starts_at?: string
  title?: string
  stage?: unknown
  reason?: string
  subject?: string
}

interface Reader {
  t: Translate
  fmt: Pick<Fmt, 'money' | 'dateTime'>
  language: Language
  /** Of the property whose timeline it is: what is let was not sold. */
  transaction?: Transaction
}

export function wordsOf(entry: Activity, { t, fmt, language, transaction }: Reader): string {
  const details = (entry.details ?? {}) as Details
  const { kind } = entry
  if (kind === 'status')
    return t('timeline.status', { status: t(statusKey(details.to as PropertyStatus, transaction)) })
  if (kind === 'price') {
    const money = (amount: Details['from']) =>
      amount == null ? t('prices.none') : fmt.money(Number(amount), details.currency ?? 'EUR')
    return t('timeline.price', { from: money(details.from), to: money(details.to) })
  }
  if (kind === 'task') return t('timeline.task', { title: details.title ?? '' })
  if (kind === 'mail')
    return t(`timeline.mail.${(details.event ?? 'sent') as MailEvent}`, { subject: details.subject ?? '' })
  if (kind === 'deal')
    return t(`timeline.deal.${(details.event ?? 'moved') as DealEvent}`, {
      title: details.title ?? '',
      stage: inLanguage(details.stage, language) ?? '',
      reason: details.reason ?? '',
    })
  if (kind === 'visit') {
    const words = t(`timeline.visit.${(details.event ?? 'booked') as VisitEvent}`, {
      when: details.starts_at ? fmt.dateTime(details.starts_at) : '',
    })
    return details.reason ? `${words} (${details.reason})` : words
  }
  return entry.text ?? ''
}
