// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import type { Activity } from '#/api/types'
import { byDay } from '#/estate/timeline/days'
import { BY_HAND, FILTERS, ICONS, wordsOf } from '#/estate/timeline/words'
import { en, fr } from './words'

const t = ((key: keyof typeof en, params: Record<string, string> = {}) =>
  en[key].replace(/\{(\w+)\}/g, (_, name) => params[name] ?? '')) as Parameters<typeof wordsOf>[1]['t']
const reader = {
  t,
  fmt: { money: (n: number, currency: string) => `${currency} ${n}`, dateTime: String },
  language: 'en' as const,
}
const entry = (kind: Activity['kind'], details: object, text = '') =>
  ({ id: 'x', kind, details, text }) as Activity

it('says what happened', () => {
  const said = (kind: Activity['kind'], details: object, text?: string) =>
    wordsOf(entry(kind, details, text), reader)
  expect(said('call', {}, 'Called back')).toBe('Called back')
  expect(said('status', { from: 'active', to: 'pending' })).toBe(`Status: ${en['status.pending']}`)
  const sold = entry('status', { from: 'active', to: 'sold' })
  expect(wordsOf(sold, { ...reader, transaction: 'rent' })).toBe(`Status: ${en['status.let']}`)
  expect(said('price', { from: null, to: 5, currency: 'EUR' })).toBe('Price: No price → EUR 5')
  expect(said('task', { title: 'Keys' })).toBe('Task done: Keys')
  expect(said('deal', { event: 'moved', title: 'Sale', stage: { en: 'Offer', fr: 'Offre' } })).toBe(
    'Sale: now in “Offer”',
  )
  expect(said('deal', { event: 'lost', title: 'Sale', reason: 'Too dear' })).toBe(
    'Deal lost: Sale (Too dear)',
  )
})

it('offers every kind in one filter, and has a word for each way to write', () => {
  expect(Object.values(FILTERS).join().split(',').sort()).toEqual(Object.keys(ICONS).sort())
  for (const kind of BY_HAND) expect(fr[`timeline.kind.${kind}`]).toBeTruthy()
})

it('puts entries under their days', () => {
  const now = Date.parse('2026-05-14T12:00:00Z')
  const rows = [
    '2026-05-14T09:00:00Z',
    '2026-05-14T08:00:00Z',
    '2026-05-13T08:00:00Z',
    '2026-05-01T08:00:00Z',
  ]
  const date = (value: string | number | Date) => new Date(value).toISOString().slice(0, 10)
  const days = byDay(
    rows.map((happened_at) => ({ id: happened_at, happened_at }) as Activity),
    { date },
    now,
  )
  expect(days.map(({ is, entries }) => [is, entries.length])).toEqual([
    ['today', 2],
    ['yesterday', 1],
    ['earlier', 1],
  ])
})
