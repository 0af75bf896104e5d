// SPDX-License-Identifier: Apache-2.0
// Days and times of day where the agency is, as date and time fields have them, and the moments they stand for.

export interface Zoned {
  /** 2026-05-14 */
  date: string
  /** 09:30 */
  time: string
}

const formats = new Map<string | undefined, Intl.DateTimeFormat>()

export function zonedOf(at: Date, zone: string | undefined): Zoned {
  let format = formats.get(zone)
  if (!format) {
    const two = '2-digit' as const
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      ...{
        year: 'numeric' as const,
        month: two,
        day: two,
        hour: two,
        minute: two,
        hourCycle: 'h23' as const,
      },
    })
    formats.set(zone, format)
  }
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` }
}

const asUtc = ({ date, time }: Zoned) => Date.parse(`${date}T${time}:00Z`)

/** The moment of a date and time there. A time that the clocks leave out is the one an hour later. */
export function momentOf(there: Zoned, zone: string | undefined): Date {
  const wanted = asUtc(there)
  const off = (guess: number) => asUtc(zonedOf(new Date(guess), zone)) - guess
  const guess = wanted - off(wanted)
  const better = wanted - off(guess)
  return new Date(wanted - off(better) === better ? better : Math.max(guess, better))
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
