// SPDX-License-Identifier: Apache-2.0
// A visit on its way to another time, day or agent: where it would be, and what the API is told. No screen here.
import type { Visit } from '#/api/types'
import { addDays, momentOf } from '#/app/i18n/zoned'
import { placedOn, timeOf } from './span'

/** Where visits are put: a day, in team lanes a day of somebody. */
export interface Lane {
  key: string
  date: string
  agent?: string
}

export interface Span {
  key: string
  /** Minutes by the clock since midnight. */
  from: number
  until: number
}

const STEP = 15
const WHOLE_DAY = 24 * 60
const LONGEST = 12 * 60

const toStep = (minutes: number) => Math.round(minutes / STEP) * STEP
const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most)

type Carried = Pick<Visit, 'id' | 'starts_at' | 'ends_at' | 'status'> & { agent_id?: string | null }

/** What is over stays where it was. */
export const isMovable = ({ status }: Pick<Carried, 'status'>) =>
  status === 'requested' || status === 'confirmed'

export function spanOf(visit: Carried, lane: Lane, zone: string | undefined): Span | undefined {
  const [placed] = placedOn(lane.date, [visit], zone)
  return placed && { key: lane.key, from: placed.from, until: placed.until }
}

/** Later by these minutes, as long as it is, within its day. */
export function later(span: Span, minutes: number): Span {
  const from = within(toStep(span.from + minutes), 0, WHOLE_DAY - (span.until - span.from))
  return { ...span, from, until: from + span.until - span.from }
}

export function longer(span: Span, minutes: number): Span {
  const most = Math.min(WHOLE_DAY, span.from + LONGEST)
  return { ...span, until: within(toStep(span.until + minutes), span.from + STEP, most) }
}

/** To the lane so many further on, if there is one. */
export function beside(span: Span, lanes: Lane[], by: number): Span {
  const to = lanes[lanes.findIndex(({ key }) => key === span.key) + by]
  return to ? { ...span, key: to.key } : span
}

export interface Move {
  starts_at: string
  ends_at: string
  agent_id?: string
}

/** What changes; undefined: it is where it was. Only one that was made longer or shorter takes another time than it took. */
export function moveOf(
  visit: Carried,
  was: Span,
  to: Span,
  lanes: Lane[],
  zone: string | undefined,
): Move | undefined {
  const lane = lanes.find(({ key }) => key === to.key)
  if (!lane || (was.key === to.key && was.from === to.from && was.until === to.until)) return undefined
  const at = (minutes: number) =>
    minutes === WHOLE_DAY
      ? momentOf({ date: addDays(lane.date, 1), time: '00:00' }, zone)
      : momentOf({ date: lane.date, time: timeOf(minutes) }, zone)
  const start = at(to.from)
  const stays = to.until - to.from === was.until - was.from
  const length = Date.parse(visit.ends_at) - Date.parse(visit.starts_at)
  return {
    starts_at: start.toISOString(),
    ends_at: (stays ? new Date(start.getTime() + length) : at(to.until)).toISOString(),
    ...(lane.agent && lane.agent !== visit.agent_id && { agent_id: lane.agent }),
  }
}
