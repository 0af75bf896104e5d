// SPDX-License-Identifier: Apache-2.0
// The calendar without the screen: which days a view shows, and where visits stand in them. A day is a date where the
// agency is, and has as many hours as its clocks give it.
import type { Visit } from '#/api/types'
import { addDays, momentOf, zonedOf } from '#/app/i18n/zoned'

export const VIEWS = ['day', 'week', 'month', 'team', 'list'] as const
export type View = (typeof VIEWS)[number]

const WHOLE_DAY = 24 * 60
/** Regions of ours that begin their weeks on Sunday, for browsers that do not say. */
const SUNDAY = ['CA', 'US', 'ZA']

type WithWeek = Intl.Locale & { getWeekInfo?(): { firstDay: number }; weekInfo?: { firstDay: number } }

/** 1 is Monday, 7 Sunday. */
export function firstDayOf(locale: string): number {
  const known = new Intl.Locale(locale) as WithWeek
  return (known.getWeekInfo?.() ?? known.weekInfo)?.firstDay ?? (SUNDAY.includes(known.region ?? '') ? 7 : 1)
}

const weekdayOf = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay() || 7

export function startOfWeek(date: string, firstDay: number): string {
  return addDays(date, -((weekdayOf(date) - firstDay + 7) % 7))
}

export function weekOf(date: string, firstDay: number): string[] {
  const start = startOfWeek(date, firstDay)
  return Array.from({ length: 7 }, (_, day) => addDays(start, day))
}

/** A month is shown in whole weeks. */
export function daysOf(view: View, date: string, firstDay: number): string[] {
  if (view === 'week') return weekOf(date, firstDay)
  if (view !== 'month') return [date]
  const days: string[] = []
  for (
    let day = startOfWeek(`${date.slice(0, 7)}-01`, firstDay);
    day.slice(0, 7) <= date.slice(0, 7);
    day = addDays(day, 7)
  )
    days.push(...weekOf(day, firstDay))
  return days
}

/** The date one step on (1) or back (-1). From the 31st a month goes to the last day of the next. */
export function stepped(view: View, date: string, by: 1 | -1): string {
  if (view !== 'month') return addDays(date, by * (view === 'week' ? 7 : 1))
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + by, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + by, Math.min(day, last))).toISOString().slice(0, 10)
}

/** From the first moment of these days to the one behind the last. */
export function momentsOf(days: string[], zone: string | undefined): { from: string; until: string } {
  const at = (date: string) => momentOf({ date, time: '00:00' }, zone).toISOString()
  return { from: at(days[0] ?? ''), until: at(addDays(days.at(-1) ?? '', 1)) }
}

/** Those that begin on each day. */
export function byDay<Row extends Pick<Visit, 'starts_at'>>(
  visits: Row[],
  zone: string | undefined,
): Map<string, Row[]> {
  const days = new Map<string, Row[]>()
  for (const visit of visits) {
    const { date } = zonedOf(new Date(visit.starts_at), zone)
    days.set(date, [...(days.get(date) ?? []), visit])
  }
  return days
}

type Timed = Pick<Visit, 'id' | 'starts_at' | 'ends_at'>

export interface Placed<Row> {
  visit: Row
  /** Minutes by the clock since midnight; a visit that goes on past midnight ends there. */
  from: number
  until: number
  /** Of those side by side at the same time: which, of how many. */
  lane: number
  lanes: number
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Where the visits of one day stand. Those that share time stand side by side. */
export function placedOn<Row extends Timed>(
  date: string,
  visits: Row[],
  zone: string | undefined,
): Placed<Row>[] {
  const placed: Placed<Row>[] = []
  for (const visit of visits) {
    const start = zonedOf(new Date(visit.starts_at), zone)
    if (start.date !== date) continue
    const end = zonedOf(new Date(visit.ends_at), zone)
    const from = minutesOf(start.time)
    // Clocks that go back may let it end before it began.
    const until = end.date === date ? Math.max(minutesOf(end.time), from + 15) : WHOLE_DAY
    placed.push({ visit, from, until, lane: 0, lanes: 1 })
  }
  placed.sort((a, b) => a.from - b.from || b.until - a.until)
  let group: Placed<Row>[] = []
  let end = -1
  const close = () => {
    const lanes = Math.max(0, ...group.map(({ lane }) => lane)) + 1
    for (const one of group) one.lanes = lanes
  }
  for (const one of placed) {
    if (one.from >= end) {
      close()
      group = []
    }
    const taken = group.filter(({ until }) => until > one.from).map(({ lane }) => lane)
    while (taken.includes(one.lane)) one.lane++
    group.push(one)
    end = Math.max(end, one.until)
  }
  close()
  return placed
}

/** The hours that a grid shows: a working day, and whatever is outside of it. */
export function hoursOf(placed: Placed<unknown>[]): { first: number; last: number } {
  return {
    first: Math.min(8, ...placed.map(({ from }) => Math.floor(from / 60))),
    last: Math.max(20, ...placed.map(({ until }) => Math.ceil(until / 60))),
  }
}

/** "09:30" of minutes since midnight, to the quarter of an hour before. */
export function quarterOf(minutes: number): string {
  return timeOf(Math.min(Math.max(0, Math.floor(minutes / 15) * 15), WHOLE_DAY - 15))
}

/** "09:30" of minutes since midnight. */
export function timeOf(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
