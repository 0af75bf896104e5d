// SPDX-License-Identifier: Apache-2.0
import type { InfiniteData } from '@tanstack/react-query'
import { describe, expect, it } from 'vitest'
import type { Notification, NotificationPreferences, Page } from '#/api/types'
import { makeFormats } from '#/app/i18n/format'
import { byDay } from '#/notify/days'
import { changed, read } from '#/notify/notifications'

const at = (happened_at: string, more: Partial<Notification> = {}) =>
  ({ id: happened_at, happened_at, read_at: null, ...more }) as Notification
const formats = (timeZone: string) => makeFormats({ locale: 'en-GB', units: 'metric', timeZone })

describe('days', () => {
  const rows = [
    at('2026-03-02T22:30:00Z'),
    at('2026-03-02T01:00:00Z'),
    at('2026-03-01T12:00:00Z'),
    at('2026-01-05T12:00:00Z'),
  ]
  const now = Date.parse('2026-03-02T23:00:00Z')

  it('are today, yesterday, and dates', () => {
    expect(byDay(rows, formats('UTC'), now).map((day) => [day.is, day.date, day.rows.length])).toEqual([
      ['today', '2 Mar 2026', 2],
      ['yesterday', '1 Mar 2026', 1],
      ['earlier', '5 Jan 2026', 1],
    ])
  })
  it('are those of the agency', () => {
    expect(byDay(rows, formats('America/Los_Angeles'), now).map((day) => [day.is, day.rows.length])).toEqual([
      ['today', 1],
      ['yesterday', 2],
      ['earlier', 1],
    ])
  })
  it('of nothing are none', () => expect(byDay([], formats('UTC'), now)).toEqual([]))
})

describe('what was read', () => {
  it('is so in every page at once, and what was read before keeps its time', () => {
    const page = (...data: Notification[]) => ({ data, pagination: { limit: 2, has_more: false } })
    const lists: InfiniteData<Page<Notification>, string> = {
      pages: [page(at('3'), at('2', { read_at: 'then' })), page(at('1'))],
      pageParams: ['', 'x'],
    }
    const after = read(lists, (one) => one.id <= '2', 'now')
    expect(after.pages.flatMap((each) => each.data.map((one) => one.read_at))).toEqual([null, 'then', 'now'])
    expect(after.pageParams).toEqual(['', 'x'])
  })
})

describe('a changed choice', () => {
  it('leaves everything else as it was', () => {
    const now: NotificationPreferences = {
      mail_digest: 'soon',
      kinds: [
        { kind: 'job_failed', in_app: true, mail: true },
        { kind: 'role_changed', in_app: true, mail: false },
      ],
    }
    expect(changed(now, { kinds: [{ kind: 'job_failed', mail: false }] })).toEqual({
      mail_digest: 'soon',
      kinds: [
        { kind: 'job_failed', in_app: true, mail: false },
        { kind: 'role_changed', in_app: true, mail: false },
      ],
    })
    expect(changed(now, { mail_digest: 'off' })).toEqual({ ...now, mail_digest: 'off' })
  })
})
