// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CreditTransaction, MediaItem } from '../src/api/types'
import { toQuery, validLedgerSearch } from '../src/billing/filters'
import { ending } from '../src/billing/grants'
import { placeOf } from '../src/billing/ledger-table'
import { OPERATIONS } from '../src/billing/names'
import { stepsOf } from '../src/billing/usage'

describe('the ledger that an address tells of', () => {
  const now = new Date('2026-05-12T22:30:00Z')

  it('begins with the first of thirty days where the agency is', () => {
    // it is the 13th there already
    expect(toQuery({}, 'Europe/Luxembourg', now)).toEqual({ 'created_at[gte]': '2026-04-13T22:00:00.000Z' })
  })

  it('is that of a person, a type and a kind of work', () => {
    const search = validLedgerSearch({ days: '7', type: 'usage', on: 'AI_TEXT_CHAT', who: 'u1', else: 'x' })
    expect(toQuery(search, 'UTC', now)).toEqual({
      'created_at[gte]': '2026-05-06T00:00:00.000Z',
      type: 'usage',
      operation_type: 'AI_TEXT_CHAT',
      user_id: 'u1',
    })
  })

  it('takes no other number of days than those offered', () => {
    expect(toQuery({ days: '100000' }, 'UTC', now)).toEqual(toQuery({}, 'UTC', now))
  })
})

describe('what was used by day', () => {
  it('has every day of the period, also those without', () => {
    const { weeks, steps } = stepsOf({
      from: '2026-05-10',
      until: '2026-05-12',
      by_day: [{ day: '2026-05-12', credits: 6, count: 2 }],
    })
    expect(weeks).toBe(false)
    expect(steps).toEqual([
      { day: '2026-05-10', credits: 0 },
      { day: '2026-05-11', credits: 0 },
      { day: '2026-05-12', credits: 6 },
    ])
  })

  it('is told by weeks in a year', () => {
    const { weeks, steps } = stepsOf({
      from: '2025-05-13',
      until: '2026-05-12',
      by_day: [
        { day: '2025-05-13', credits: 1, count: 1 },
        { day: '2025-05-19', credits: 2, count: 1 },
        { day: '2026-05-12', credits: 5, count: 1 },
      ],
    })
    expect(weeks).toBe(true)
    expect(steps).toHaveLength(53)
    expect(steps[0]).toEqual({ day: '2025-05-13', credits: 3 })
    expect(steps.at(-1)).toEqual({ day: '2026-05-12', credits: 5 })
  })

  it('is nothing on a day when more was given back than spent', () => {
    const day = '2026-05-12'
    expect(stepsOf({ from: day, until: day, by_day: [{ day, credits: -5, count: 0 }] }).steps).toEqual([
      { day, credits: 0 },
    ])
  })
})

describe('an entry', () => {
  const entry = (details: object) => ({ details }) as CreditTransaction

  it('leads to the photo on its property’s page', () => {
    const media = new Map([['m1', { id: 'm1', property_id: 'p1' } as MediaItem]])
    expect(placeOf(entry({ media_id: 'm1' }), media)).toEqual({ property: 'p1', photo: 'm1' })
  })

  it('leads to the property alone, or nowhere', () => {
    expect(placeOf(entry({ property_id: 'p1' }))).toEqual({ property: 'p1', photo: undefined })
    expect(placeOf(entry({ media_id: 'm1' }))).toEqual({ property: undefined, photo: undefined })
    expect(placeOf(entry({ media_id: 7 }))).toEqual({ property: undefined, photo: undefined })
  })
})

it('of the grants that end, the first to end comes first', () => {
  const grant = (id: string, expires_at: string | null) => ({
    id,
    kind: 'plan' as const,
    amount: 10,
    remaining: 5,
    expires_at,
    description: null,
    created_at: '2026-05-01T00:00:00Z',
  })
  const ends = ending([
    grant('never', null),
    grant('later', '2026-07-01T00:00:00Z'),
    grant('soon', '2026-06-01T00:00:00Z'),
  ])
  expect(ends.map(({ id }) => id)).toEqual(['soon', 'later'])
})

it('every operation of the database has a name', () => {
  const sql = readFileSync(join(__dirname, '../../sql/deploy/billing/prices.sql'), 'utf8')
  const list = /domain public\.operation_type as text check \(value in \(([^)]*)\)/.exec(sql)?.[1] ?? ''
  expect([...list.matchAll(/'([A-Z_]+)'/g)].map(([, name]) => name).sort()).toEqual([...OPERATIONS].sort())
})
