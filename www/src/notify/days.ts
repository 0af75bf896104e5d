// SPDX-License-Identifier: Apache-2.0
// Notifications under the day on which they happened, as the agency's clock has it.
import type { Notification } from '#/api/types'
import type { Fmt } from '#/app/i18n/format'

export interface Day {
  /** The date in words. */
  date: string
  is: 'today' | 'yesterday' | 'earlier'
  rows: Notification[]
}

const DAY_MS = 86_400_000

/** `rows` newest first, and so are the days. */
export function byDay(rows: Notification[], fmt: Pick<Fmt, 'date'>, now = Date.now()): Day[] {
  const today = fmt.date(now)
  const yesterday = fmt.date(now - DAY_MS)
  const days: Day[] = []
  for (const row of rows) {
    const date = fmt.date(row.happened_at)
    const last = days.at(-1)
    if (last?.date === date) last.rows.push(row)
    else
      days.push({
        date,
        is: date === today ? 'today' : date === yesterday ? 'yesterday' : 'earlier',
        rows: [row],
      })
  }
  return days
}
