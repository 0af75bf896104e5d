// SPDX-License-Identifier: Apache-2.0
// A month in whole weeks: what begins on each day, as far as there is room. A phone shows how many.
import { useAgency } from '#/agency/me'
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { nameOf } from '../labels'
import { byDay } from './span'
import classes from './visits.module.css'

const SHOWN = 3

interface MonthGridProps {
  days: string[]
  /** 2026-05 */
  month: string
  today: string
  visits: VisitRow[]
  onDay(date: string): void
  onOpen(id: string): void
}

export function MonthGrid({ days, month, today, visits, onDay, onOpen }: MonthGridProps) {
  const { t, fmt, language } = useI18n()
  const zone = useAgency().time_zone
  const noon = (date: string) => new Date(`${date}T12:00:00Z`)
  const weekday = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', weekday: 'short' })
  const whole = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', day: 'numeric', month: 'long' })
  const by = byDay(visits, zone)
  return (
    <div className={classes.month}>
      {days.slice(0, 7).map((date) => (
        <span key={date} className={classes.weekday} aria-hidden="true">
          {weekday.format(noon(date))}
        </span>
      ))}
      {days.map((date) => {
        const here = by.get(date) ?? []
        return (
          <section
            key={date}
            className={classes.cell}
            data-other={!date.startsWith(month) || undefined}
            data-now={date === today || undefined}
          >
            <button type="button" onClick={() => onDay(date)}>
              <span className={classes.unseen}>
                {t('visit.day-count', { day: whole.format(noon(date)), count: here.length })}
              </span>
              <span aria-hidden>{Number(date.slice(8))}</span>
              {here.length > 0 && <i aria-hidden>{fmt.number(here.length)}</i>}
            </button>
            {here.slice(0, SHOWN).map((visit) => (
              <button
                key={visit.id}
                type="button"
                className={classes.line}
                data-visit={visit.id}
                data-status={visit.status}
                onClick={() => onOpen(visit.id)}
              >
                <time dateTime={visit.starts_at}>{fmt.time(visit.starts_at)}</time>{' '}
                {visit.property && nameOf(visit.property, language)}
              </button>
            ))}
            {here.length > SHOWN && <small>{t('visit.more', { count: here.length - SHOWN })}</small>}
          </section>
        )
      })}
    </div>
  )
}
