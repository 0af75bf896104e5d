// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { makeFormats } from '#/app/i18n/format'
import type { MessageKey } from '#/app/i18n/i18n'
import { formatMessage, type Params } from '#/app/i18n/message'
import { addDays, daysBetween, momentOf, zonedOf } from '#/app/i18n/zoned'
import { dueOf, sectionOf } from '#/estate/tasks/due'
import { en } from './words'

const LUXEMBOURG = 'Europe/Luxembourg'

describe('days and times where the agency is', () => {
  it('are those of its clocks', () => {
    expect(zonedOf(new Date('2026-05-13T22:30:00Z'), LUXEMBOURG)).toEqual({
      date: '2026-05-14',
      time: '00:30',
    })
    expect(zonedOf(new Date('2026-05-13T22:30:00Z'), 'America/Toronto')).toEqual({
      date: '2026-05-13',
      time: '18:30',
    })
  })

  it('go there and back, on the days when clocks change too', () => {
    const cases: [string, string, string, string][] = [
      [LUXEMBOURG, '2026-03-28', '09:00', '2026-03-28T08:00:00.000Z'],
      [LUXEMBOURG, '2026-03-29', '00:00', '2026-03-28T23:00:00.000Z'],
      [LUXEMBOURG, '2026-03-29', '09:00', '2026-03-29T07:00:00.000Z'],
      [LUXEMBOURG, '2026-10-25', '00:00', '2026-10-24T22:00:00.000Z'],
      [LUXEMBOURG, '2026-10-25', '09:00', '2026-10-25T08:00:00.000Z'],
      ['Africa/Johannesburg', '2026-07-01', '12:00', '2026-07-01T10:00:00.000Z'],
      ['America/Toronto', '2026-11-01', '23:59', '2026-11-02T04:59:00.000Z'],
    ]
    for (const [zone, date, time, moment] of cases) {
      expect(momentOf({ date, time }, zone).toISOString()).toBe(moment)
      expect(zonedOf(new Date(moment), zone)).toEqual({ date, time })
    }
  })

  it('know no 2:30 when the clocks go forward', () =>
    expect(zonedOf(momentOf({ date: '2026-03-29', time: '02:30' }, LUXEMBOURG), LUXEMBOURG).time).toBe(
      '03:30',
    ))

  it('are counted by the calendar', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30')
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2)
  })
})

describe('when a task is due', () => {
  const now = new Date('2026-05-14T08:00:00Z') // ten in Luxembourg, a Thursday
  const fmt = makeFormats({ locale: 'en-GB', units: 'metric', timeZone: LUXEMBOURG })
  const t = (key: MessageKey, params?: Params) => formatMessage(en[key], 'en-GB', params)
  const due = (due_at: string | null, all_day = false) =>
    dueOf({ due_at, all_day }, now, { fmt, t, zone: LUXEMBOURG })

  it('is by the agency’s days', () => {
    const cases: [string | null, string][] = [
      [null, 'undated'],
      ['2026-05-14T07:59:00Z', 'late'],
      ['2026-05-14T21:59:59Z', 'today'],
      ['2026-05-14T22:00:00Z', 'later'],
    ]
    for (const [due_at, section] of cases)
      expect([due_at, sectionOf({ due_at, all_day: false }, now, LUXEMBOURG)]).toEqual([due_at, section])
  })

  it('reads as one would say it', () => {
    expect(due(null)).toBeUndefined()
    expect(due('2026-05-13T21:59:59Z', true)).toEqual({ text: '1 day late', kind: 'red' })
    expect(due('2026-05-14T07:00:00Z')).toEqual({ text: 'Late since 09:00', kind: 'red' })
    expect(due('2026-05-14T10:00:00Z')).toEqual({ text: 'By 12:00', kind: 'amber' })
    expect(due('2026-05-14T15:30:00Z')).toEqual({ text: '17:30' })
    expect(due('2026-05-14T21:59:59Z', true)).toEqual({ text: 'Today' })
    expect(due('2026-05-15T21:59:59Z', true)).toEqual({ text: 'Tomorrow' })
    expect(due('2026-05-16T09:00:00Z')).toEqual({ text: 'Sat 16 May, 11:00' })
  })
})
