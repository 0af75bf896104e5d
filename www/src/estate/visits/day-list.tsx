// SPDX-License-Identifier: Apache-2.0
// A day on a phone: its week above, its visits below.
import { useAgency } from '#/agency/me'
import type { VisitRow as Row } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Empty } from '#/ui/empty'
import { byDay } from './span'
import { VisitRow } from './visit-row'
import classes from './visits.module.css'

interface DayListProps {
  date: string
  today: string
  week: string[]
  visits: Row[]
  onDay(date: string): void
  onOpen(id: string): void
}

export function DayList({ date, today, week, visits, onDay, onOpen }: DayListProps) {
  const { t, fmt } = useI18n()
  const zone = useAgency().time_zone
  const noon = (day: string) => new Date(`${day}T12:00:00Z`)
  const weekday = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', weekday: 'narrow' })
  const whole = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', day: 'numeric', month: 'long' })
  const by = byDay(visits, zone)
  const here = by.get(date) ?? []
  return (
    <>
      <fieldset className={classes.strip} aria-label={t('visit.view.week')}>
        {week.map((day) => (
          <button
            key={day}
            type="button"
            aria-pressed={day === date}
            data-now={day === today || undefined}
            onClick={() => onDay(day)}
          >
            <span className={classes.unseen}>
              {t('visit.day-count', { day: whole.format(noon(day)), count: by.get(day)?.length ?? 0 })}
            </span>
            <small aria-hidden>{weekday.format(noon(day))}</small>
            <span aria-hidden>{Number(day.slice(8))}</span>
            <i data-any={by.has(day) || undefined} />
          </button>
        ))}
      </fieldset>
      {here.length > 0 ? (
        <ul className={classes.list}>
          {here.map((visit) => (
            <VisitRow key={visit.id} visit={visit} withProperty onOpen={() => onOpen(visit.id)} />
          ))}
        </ul>
      ) : (
        <Empty icon="calendar" title={t('visit.none.title')} text={t('visit.none.text')} />
      )}
    </>
  )
}
