// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { fromDisplayArea, makeFormats, toDisplayArea } from '#/app/i18n/format'
import { parseNumber } from '#/ui/parse-number'

const en = makeFormats({ locale: 'en-GB', units: 'metric', timeZone: 'Europe/Luxembourg' })
const fr = makeFormats({ locale: 'fr-LU', units: 'metric', timeZone: 'Europe/Luxembourg' })
const us = makeFormats({ locale: 'en-US', units: 'imperial', timeZone: 'America/New_York' })
/** Intl puts no-break spaces of two kinds; which one is not our choice. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ')

describe('formats', () => {
  it('write money without cents unless there are any', () => {
    expect(en.money(1485000, 'EUR')).toBe('€1,485,000')
    expect(plain(fr.money(1485000, 'EUR'))).toBe('1.485.000 €')
    expect(en.money(950.5, 'EUR')).toBe('€950.50')
  })

  it('shorten money in sentences', () => {
    expect(en.shortMoney(1500000, 'EUR')).toBe('€1.5m')
    expect(en.shortMoney(500000, 'EUR')).toBe('€500k')
  })

  it('show areas in the unit of the reader', () => {
    expect(en.area(212)).toBe('212 m²')
    expect(us.area(212)).toBe('2,282 ft²')
  })

  it('say sizes as phones do', () => {
    expect(en.bytes(5_800_000)).toBe('5.8 MB')
    expect(plain(fr.bytes(29_000_000))).toBe('29 Mo')
    expect(en.bytesOf(17_000_000, 29_000_000)).toBe('17')
  })

  it('say how long ago', () => {
    const now = Date.parse('2026-05-13T12:00:00Z')
    expect(en.ago('2026-05-12T11:00:00Z', now)).toBe('yesterday')
    expect(fr.ago('2026-05-10T11:00:00Z', now)).toBe('il y a 3 jours')
    expect(en.ago('2026-05-13T11:59:30Z', now)).toBe('now')
  })

  it('write dates in the agency’s time zone', () => {
    expect(us.date('2026-05-13T02:00:00Z')).toBe('May 12, 2026')
    expect(en.date('2026-05-12T23:00:00Z')).toBe('13 May 2026')
  })

  it('keep an area through both units', () => {
    expect(fromDisplayArea(Math.round(toDisplayArea(212, 'imperial')), 'imperial')).toBeCloseTo(212, 0)
    expect(fromDisplayArea(212, 'metric')).toBe(212)
  })
})

describe('parseNumber', () => {
  it.each([
    ['1485000', 'en-GB', 1485000],
    ['1,485,000', 'en-GB', 1485000],
    ['1.485.000', 'fr-LU', 1485000],
    ['1 250 000', 'en-GB', 1250000],
    ['143,5', 'en-GB', 143.5],
    ['143,5', 'fr-LU', 143.5],
    ['3.4', 'fr-LU', 3.4],
    ['1.485', 'fr-LU', 1485],
    ['0', 'en-GB', 0],
  ])('reads %s in %s', (text, locale, value) => {
    expect(parseNumber(text, locale)).toBe(value)
  })

  it('is null for nothing and NaN for no number', () => {
    expect(parseNumber('  ', 'en-GB')).toBeNull()
    expect(parseNumber('about 3', 'en-GB')).toBeNaN()
    expect(parseNumber('1.2.3', 'en-GB')).toBeNaN()
  })
})
