// SPDX-License-Identifier: Apache-2.0
// Numbers, money, areas, sizes and times as the reader writes them. Areas travel as square metres.

export type Units = 'metric' | 'imperial'

export interface Formats {
  locale: string
  units: Units
  timeZone?: string
}

const FEET2 = 10.763910416709722
const cache = new Map<string, Intl.NumberFormat>()

function number(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let made = cache.get(key)
  if (!made) {
    made = new Intl.NumberFormat(locale, options)
    cache.set(key, made)
  }
  return made
}

export function toDisplayArea(m2: number, units: Units): number {
  return units === 'imperial' ? m2 * FEET2 : m2
}

export function fromDisplayArea(value: number, units: Units): number {
  return units === 'imperial' ? Math.round((value / FEET2) * 100) / 100 : value
}

export function areaUnit(units: Units): string {
  return units === 'imperial' ? 'ft²' : 'm²'
}

function byteUnit(n: number): { unit: string; scale: number } {
  if (n < 1e6) return { unit: 'kilobyte', scale: 1e3 }
  return n < 1e9 ? { unit: 'megabyte', scale: 1e6 } : { unit: 'gigabyte', scale: 1e9 }
}

export function makeFormats({ locale, units, timeZone }: Formats) {
  const date = (value: string | number | Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(new Date(value))

  return {
    locale,
    units,
    number: (n: number, digits = 0) => number(locale, { maximumFractionDigits: digits }).format(n),
    /** Always with its sign. */
    signed: (n: number) => number(locale, { signDisplay: 'exceptZero' }).format(n),
    percent: (ratio: number) => number(locale, { style: 'percent', maximumFractionDigits: 0 }).format(ratio),
    /** How much more or less: always with its sign. */
    change: (ratio: number) =>
      number(locale, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' }).format(ratio),
    money: (n: number, currency: string) =>
      number(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: n % 1 ? 2 : 0,
        maximumFractionDigits: n % 1 ? 2 : 0,
      }).format(n),
    /** Money in a few characters, for sentences such as a filter: €1.5m. */
    shortMoney: (n: number, currency: string) =>
      number(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        notation: 'compact',
        minimumFractionDigits: 0,
        maximumFractionDigits: 2,
      }).format(n),
    areaNumber: (m2: number) =>
      number(locale, { maximumFractionDigits: m2 < 100 && units === 'metric' ? 1 : 0 }).format(
        toDisplayArea(m2, units),
      ),
    area: (m2: number) =>
      `${number(locale, { maximumFractionDigits: 0 }).format(toDisplayArea(m2, units))} ${areaUnit(units)}`,
    bytes: (n: number) => {
      const { unit, scale } = byteUnit(n)
      return number(locale, { style: 'unit', unit, maximumFractionDigits: n / scale < 10 ? 1 : 0 }).format(
        n / scale,
      )
    },
    /** A part of `whole` bytes in the whole's unit, without naming it: the 17 in "17 of 29 MB". */
    bytesOf: (part: number, whole: number) => {
      const { scale } = byteUnit(whole)
      return number(locale, { maximumFractionDigits: whole / scale < 10 ? 1 : 0 }).format(part / scale)
    },
    date: (value: string | number | Date) => date(value, { dateStyle: 'medium' }),
    /** A day of the next weeks: Sat 16 May. */
    day: (value: string | number | Date) => date(value, { weekday: 'short', day: 'numeric', month: 'short' }),
    dateTime: (value: string | number | Date) => date(value, { dateStyle: 'medium', timeStyle: 'short' }),
    time: (value: string | number | Date) => date(value, { timeStyle: 'short' }),
    list: (items: string[], type: 'conjunction' | 'disjunction' = 'conjunction') =>
      new Intl.ListFormat(locale, { type }).format(items),
    language: (code: string) => new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code,
    country: (code: string) => new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code,
    currencyName: (code: string) => new Intl.DisplayNames(locale, { type: 'currency' }).of(code) ?? code,
    currencySymbol: (currency: string) =>
      number(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
        .formatToParts(0)
        .find((part) => part.type === 'currency')?.value ?? currency,
    /** "3 days ago": the largest unit that says it without decimals. */
    ago: (value: string, now = Date.now()) => {
      const seconds = (new Date(value).getTime() - now) / 1000
      const steps: [Intl.RelativeTimeFormatUnit, number][] = [
        ['year', 31_536_000],
        ['month', 2_592_000],
        ['week', 604_800],
        ['day', 86_400],
        ['hour', 3600],
        ['minute', 60],
      ]
      const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
      for (const [unit, size] of steps)
        if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit)
      return relative.format(0, 'second')
    },
  }
}

export type Fmt = ReturnType<typeof makeFormats>
