// SPDX-License-Identifier: Apache-2.0
// Entries under the day on which they happened, as the agency's clock has it.
import type { Activity } from '#/api/types'
import type { Fmt } from '#/app/i18n/format'

export interface Day {
  /** The date in words. */
  date: string
  is: 'today' | 'yesterday' | 'earlier'
  entries: Activity[]
}

const DAY_MS = 86_400_000

/** `entries` newest first, and so are the days. */
export function byDay(entries: Activity[], fmt: Pick<Fmt, 'date'>, now = Date.now()): Day[] {
  const today = fmt.date(now)
  const yesterday = fmt.date(now - DAY_MS)
  const days: Day[] = []
  for (const entry of entries) {
    const date = fmt.date(entry.happened_at ?? now)
    const last = days.at(-1)
    if (last?.date === date) last.entries.push(entry)
    else
      days.push({
        date,
        is: date === today ? 'today' : date === yesterday ? 'yesterday' : 'earlier',
        entries: [entry],
      })
  }
  return days
}
