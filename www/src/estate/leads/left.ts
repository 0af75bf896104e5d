// SPDX-License-Identifier: Apache-2.0
// Where a lead stands for the person who looks, and how much of its time is left. No screen and no network here.
import type { Lead } from '#/api/types'

export const WAITING = ['offered', 'pool', 'others'] as const
export type Waiting = (typeof WAITING)[number]

type Timed = Pick<Lead, 'status' | 'assignee_id' | 'claim_by' | 'created_at'>

/** What was offered and not claimed in time lies in the pool, also before the server has said so. */
export function waitingOf(lead: Timed, me: string, now: Date): Waiting {
  if (lead.status === 'new' || !lead.claim_by || new Date(lead.claim_by) <= now) return 'pool'
  return lead.assignee_id === me ? 'offered' : 'others'
}

export interface Left {
  seconds: number
  /** Of the time that it was offered for. */
  ratio: number
  /** Little: it asks for attention. */
  short: boolean
}

const SHORT = 180

export function leftOf(lead: Timed, now: Date): Left | undefined {
  if (lead.status !== 'offered' || !lead.claim_by) return undefined
  const end = new Date(lead.claim_by).getTime()
  const seconds = Math.ceil((end - now.getTime()) / 1000)
  if (seconds <= 0) return undefined
  const whole = (end - new Date(lead.created_at ?? lead.claim_by).getTime()) / 1000
  return { seconds, ratio: whole > 0 ? Math.min(1, seconds / whole) : 1, short: seconds < SHORT }
}

/** 2:05, 1:02:05: as on a clock that runs down. */
export function clockOf(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
