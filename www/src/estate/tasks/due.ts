// SPDX-License-Identifier: Apache-2.0
// When a task is due, as a person in the agency sees it: late, today, later.
import type { Task } from '#/api/types'
import type { Fmt } from '#/app/i18n/format'
import type { Translate } from '#/app/i18n/i18n'
import { addDays, daysBetween, zonedOf } from '#/app/i18n/zoned'

export const SECTIONS = ['late', 'today', 'later', 'undated'] as const
export type Section = (typeof SECTIONS)[number]

export type Dated = Pick<Task, 'due_at' | 'all_day'>

export function sectionOf({ due_at }: Dated, now: Date, zone: string | undefined): Section {
  if (!due_at) return 'undated'
  const due = new Date(due_at)
  if (due < now) return 'late'
  return zonedOf(due, zone).date === zonedOf(now, zone).date ? 'today' : 'later'
}

/** Within these hours a task of today asks for attention. */
const SOON = 3 * 3_600_000

export interface Due {
  text: string
  kind?: 'amber' | 'red'
}

export function dueOf(
  task: Dated,
  now: Date,
  { fmt, t, zone }: { fmt: Fmt; t: Translate; zone: string | undefined },
): Due | undefined {
  if (!task.due_at) return undefined
  const due = new Date(task.due_at)
  const today = zonedOf(now, zone).date
  const date = zonedOf(due, zone).date
  const section = sectionOf(task, now, zone)
  if (section === 'late') {
    const days = daysBetween(date, today)
    return {
      text: days ? t('task.late', { days }) : t('task.late-since', { time: fmt.time(due) }),
      kind: 'red',
    }
  }
  if (section === 'today') {
    if (task.all_day) return { text: t('task.today') }
    const soon = due.getTime() - now.getTime() < SOON
    return soon ? { text: t('task.by', { time: fmt.time(due) }), kind: 'amber' } : { text: fmt.time(due) }
  }
  const day = date === addDays(today, 1) ? t('task.tomorrow') : fmt.day(due)
  return { text: task.all_day ? day : t('task.day-time', { day, time: fmt.time(due) }) }
}
