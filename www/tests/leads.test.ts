// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { clockOf, leftOf, waitingOf } from '../src/estate/leads/left'

const NOW = new Date('2026-05-14T10:00:00Z')
const offered = (claim_by: string, assignee_id = 'me') => ({
  status: 'offered' as const,
  assignee_id,
  claim_by,
  created_at: '2026-05-14T09:50:00Z',
})

it('says to whom a lead is offered, until its time is over', () => {
  const lead = offered('2026-05-14T10:05:00Z')
  expect(waitingOf(lead, 'me', NOW)).toBe('offered')
  expect(waitingOf(lead, 'another', NOW)).toBe('others')
  expect(waitingOf(offered('2026-05-14T10:00:00Z'), 'another', NOW)).toBe('pool')
  expect(waitingOf({ ...lead, status: 'new', claim_by: null, assignee_id: null }, 'me', NOW)).toBe('pool')
})

it('counts the time that is left, and of how much', () => {
  expect(leftOf(offered('2026-05-14T10:05:00Z'), NOW)).toEqual({ seconds: 300, ratio: 1 / 3, short: false })
  expect(leftOf(offered('2026-05-14T10:02:59Z'), NOW)?.short).toBe(true)
  expect(leftOf(offered('2026-05-14T10:00:00Z'), NOW)).toBeUndefined()
  expect(leftOf({ ...offered('2026-05-14T10:05:00Z'), status: 'claimed' }, NOW)).toBeUndefined()
})

it('reads as a clock', () => {
  expect([clockOf(5), clockOf(125), clockOf(3725)]).toEqual(['0:05', '2:05', '1:02:05'])
})
