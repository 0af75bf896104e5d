// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import {
  daysOf,
  firstDayOf,
  hoursOf,
  momentsOf,
  placedOn,
  quarterOf,
  startOfWeek,
  stepped,
} from '#/estate/visits/span'

const LUXEMBOURG = 'Europe/Luxembourg'
const visit = (id: string, starts_at: string, minutes = 30) => ({
  id,
  starts_at,
  ends_at: new Date(Date.parse(starts_at) + 60_000 * minutes).toISOString(),
})
const shape = (placed: ReturnType<typeof placedOn>) =>
  placed.map(({ visit: { id }, from, until, lane, lanes }) => [id, from, until, lane, lanes])

describe('the days of a view', () => {
  it('begin as the locale has its weeks', () => {
    expect(['fr-LU', 'en-GB', 'en-US', 'en-CA', 'en-ZA'].map(firstDayOf)).toEqual([1, 1, 7, 7, 7])
    expect(startOfWeek('2026-05-14', 1)).toBe('2026-05-11')
    expect(startOfWeek('2026-05-14', 7)).toBe('2026-05-10')
    expect(startOfWeek('2026-05-10', 1)).toBe('2026-05-04')
    expect(startOfWeek('2026-05-10', 7)).toBe('2026-05-10')
  })

  it('are a day, a week, a month in whole weeks', () => {
    expect(daysOf('day', '2026-05-14', 1)).toEqual(['2026-05-14'])
    expect(daysOf('team', '2026-05-14', 1)).toEqual(['2026-05-14'])
    const ends = (days: string[]) => [days[0], days.at(-1), days.length]
    expect(ends(daysOf('week', '2026-10-25', 1))).toEqual(['2026-10-19', '2026-10-25', 7])
    expect(ends(daysOf('month', '2026-05-14', 1))).toEqual(['2026-04-27', '2026-05-31', 35])
    expect(ends(daysOf('month', '2026-05-14', 7))).toEqual(['2026-04-26', '2026-06-06', 42])
    expect(ends(daysOf('month', '2026-02-01', 7))).toEqual(['2026-02-01', '2026-02-28', 28])
    expect(ends(daysOf('month', '2026-12-31', 1))).toEqual(['2026-11-30', '2027-01-03', 35])
  })

  it('go on and back', () => {
    expect(stepped('day', '2026-03-29', 1)).toBe('2026-03-30')
    expect(stepped('team', '2026-03-01', -1)).toBe('2026-02-28')
    expect(stepped('week', '2026-10-25', 1)).toBe('2026-11-01')
    expect(stepped('month', '2026-01-31', 1)).toBe('2026-02-28')
    expect(stepped('month', '2026-01-15', -1)).toBe('2025-12-15')
    expect(stepped('month', '2026-12-31', 1)).toBe('2027-01-31')
  })

  it('are as long as the clocks make them', () => {
    const hours = (days: string[], zone: string) => {
      const { from, until } = momentsOf(days, zone)
      return (Date.parse(until) - Date.parse(from)) / 3_600_000
    }
    expect(momentsOf(['2026-03-29'], LUXEMBOURG)).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      until: '2026-03-29T22:00:00.000Z',
    })
    expect(hours(['2026-03-29'], LUXEMBOURG)).toBe(23)
    expect(hours(['2026-10-25'], LUXEMBOURG)).toBe(25)
    expect(hours(['2026-11-01'], 'America/Toronto')).toBe(25)
    expect(hours(['2026-10-25'], 'Africa/Johannesburg')).toBe(24)
  })
})

describe('where a visit stands', () => {
  it('is its time by the clocks of the agency', () => {
    expect(shape(placedOn('2026-03-29', [visit('a', '2026-03-29T07:00:00Z')], LUXEMBOURG))).toEqual([
      ['a', 540, 570, 0, 1],
    ])
    expect(shape(placedOn('2026-03-28', [visit('a', '2026-03-28T08:00:00Z')], LUXEMBOURG))).toEqual([
      ['a', 540, 570, 0, 1],
    ])
    expect(placedOn('2026-03-28', [visit('a', '2026-03-29T07:00:00Z')], LUXEMBOURG)).toEqual([])
  })

  it('ends at midnight at the latest, and behind its beginning', () => {
    expect(shape(placedOn('2026-05-14', [visit('a', '2026-05-14T21:30:00Z', 60)], LUXEMBOURG))).toEqual([
      ['a', 1410, 1440, 0, 1],
    ])
    // 2:30 to 2:10 by the clocks, which go back at 3
    expect(shape(placedOn('2026-10-25', [visit('a', '2026-10-25T00:30:00Z', 40)], LUXEMBOURG))).toEqual([
      ['a', 150, 165, 0, 1],
    ])
  })

  it('is beside those of the same time', () => {
    const visits = [
      visit('a', '2026-05-14T08:00:00Z', 60),
      visit('b', '2026-05-14T08:30:00Z', 60),
      visit('c', '2026-05-14T09:00:00Z', 15),
      visit('d', '2026-05-14T10:00:00Z'),
    ]
    expect(shape(placedOn('2026-05-14', visits, 'UTC'))).toEqual([
      ['a', 480, 540, 0, 2],
      ['b', 510, 570, 1, 2],
      ['c', 540, 555, 0, 2],
      ['d', 600, 630, 0, 1],
    ])
  })

  it('is within the hours shown', () => {
    expect(hoursOf([])).toEqual({ first: 8, last: 20 })
    const early = placedOn(
      '2026-05-14',
      [visit('a', '2026-05-14T06:45:00Z'), visit('b', '2026-05-14T20:15:00Z')],
      'UTC',
    )
    expect(hoursOf(early)).toEqual({ first: 6, last: 21 })
    expect([0, 569, 575, 1439].map(quarterOf)).toEqual(['00:00', '09:15', '09:30', '23:45'])
  })
})
