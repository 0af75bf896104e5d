// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { beside, isMovable, later, longer, moveOf, type Span, spanOf } from '#/estate/visits/carry'

const LUXEMBOURG = 'Europe/Luxembourg'
const lanes = ['2026-05-13', '2026-05-14', '2026-05-15'].map((date) => ({ key: date, date }))
const visit = {
  id: 'v',
  status: 'confirmed' as const,
  agent_id: 'anna',
  starts_at: '2026-05-14T08:00:00.000Z',
  ends_at: '2026-05-14T08:40:00.000Z',
}
const was = spanOf(visit, { key: '2026-05-14', date: '2026-05-14' }, LUXEMBOURG) as Span

describe('a visit that is carried', () => {
  it('stands where the agency’s clocks have it', () => {
    expect(was).toEqual({ key: '2026-05-14', from: 600, until: 640 })
    expect(spanOf(visit, { key: 'x', date: '2026-05-13' }, LUXEMBOURG)).toBeUndefined()
  })

  it('goes by quarters of an hour and stays within its day', () => {
    expect(later(was, 22)).toMatchObject({ from: 615, until: 655 })
    expect(later(was, -3000)).toMatchObject({ from: 0, until: 40 })
    expect(later(was, 3000)).toMatchObject({ from: 1400, until: 1440 })
  })

  it('is made longer and shorter, but never nothing, nor longer than twelve hours', () => {
    expect(longer(was, 35)).toMatchObject({ from: 600, until: 675 })
    expect(longer(was, -300)).toMatchObject({ from: 600, until: 615 })
    expect(longer(was, 3000)).toMatchObject({ from: 600, until: 1320 })
    expect(longer({ ...was, from: 1200 }, 3000)).toMatchObject({ until: 1440 })
  })

  it('goes to the lane beside, if there is one', () => {
    expect(beside(was, lanes, 1).key).toBe('2026-05-15')
    expect(beside(was, lanes, 2).key).toBe('2026-05-14')
  })

  it('keeps its length when it moves, to the second', () => {
    expect(moveOf(visit, was, { ...was, from: 615, until: 655 }, lanes, LUXEMBOURG)).toEqual({
      starts_at: '2026-05-14T08:15:00.000Z',
      ends_at: '2026-05-14T08:55:00.000Z',
    })
    expect(moveOf(visit, was, was, lanes, LUXEMBOURG)).toBeUndefined()
    expect(moveOf(visit, was, { ...was, until: 1440 }, lanes, LUXEMBOURG)).toEqual({
      starts_at: '2026-05-14T08:00:00.000Z',
      ends_at: '2026-05-14T22:00:00.000Z',
    })
  })

  it('is at the same time by the clock on a day that has another', () => {
    const autumn = [
      { key: 'a', date: '2026-10-24' },
      { key: 'b', date: '2026-10-25' },
    ]
    const one = { ...visit, starts_at: '2026-10-24T08:00:00.000Z', ends_at: '2026-10-24T08:30:00.000Z' }
    const span = spanOf(one, { key: 'a', date: '2026-10-24' }, LUXEMBOURG) as Span
    expect(moveOf(one, span, { ...span, key: 'b' }, autumn, LUXEMBOURG)).toEqual({
      starts_at: '2026-10-25T09:00:00.000Z',
      ends_at: '2026-10-25T09:30:00.000Z',
    })
  })

  it('goes to a colleague in team lanes', () => {
    const team = [
      { key: 'm1', date: '2026-05-14', agent: 'anna' },
      { key: 'm2', date: '2026-05-14', agent: 'ben' },
    ]
    expect(moveOf(visit, { ...was, key: 'm1' }, { ...was, key: 'm2' }, team, LUXEMBOURG)).toEqual({
      starts_at: '2026-05-14T08:00:00.000Z',
      ends_at: '2026-05-14T08:40:00.000Z',
      agent_id: 'ben',
    })
  })

  it('stays where it was once it is over', () => {
    const may = (['requested', 'confirmed', 'done', 'no_show', 'cancelled'] as const).filter((status) =>
      isMovable({ status }),
    )
    expect(may).toEqual(['requested', 'confirmed'])
  })
})
