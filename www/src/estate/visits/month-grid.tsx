// SPDX-License-Identifier: Apache-2.0
// A month in whole weeks: what begins on each day, as far as there is room, and may be carried to another. A phone shows how many.
import { DndContext, useDraggable, useDroppable } from '@dnd-kit/core'
import { type ReactNode, useId } from 'react'
import { useAgency } from '#/agency/me'
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { nameOf } from '../labels'
import { isMovable } from './carry'
import { byDay } from './span'
import { type Carry, useCarry } from './use-carry'
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
  /** Whether visits may be moved. */
  may: boolean
}

export function MonthGrid({ days, month, today, visits, onDay, onOpen, may }: MonthGridProps) {
  const { t, fmt } = useI18n()
  const how = useId()
  const zone = useAgency().time_zone
  const noon = (date: string) => new Date(`${date}T12:00:00Z`)
  const weekday = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', weekday: 'short' })
  const whole = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', day: 'numeric', month: 'long' })
  const by = byDay(visits, zone)
  const lanes = days.map((date) => ({ key: date, date, name: whole.format(noon(date)) }))
  const carry = useCarry({ lanes, visits, row: 7, may })
  return (
    <DndContext {...carry.context}>
      <span id={how} hidden>
        {t('visit.how-days')}
      </span>
      <div className={classes.month}>
        {days.slice(0, 7).map((date) => (
          <span key={date} className={classes.weekday} aria-hidden="true">
            {weekday.format(noon(date))}
          </span>
        ))}
        {days.map((date) => {
          const here = by.get(date) ?? []
          return (
            <Cell
              key={date}
              date={date}
              other={!date.startsWith(month)}
              now={date === today}
              over={carry.held?.key === date && carry.held.was.key !== date}
            >
              <button type="button" onClick={() => onDay(date)}>
                <span className={classes.unseen}>
                  {t('visit.day-count', { day: whole.format(noon(date)), count: here.length })}
                </span>
                <span aria-hidden>{Number(date.slice(8))}</span>
                {here.length > 0 && <i aria-hidden>{fmt.number(here.length)}</i>}
              </button>
              {here.slice(0, SHOWN).map((visit) => (
                <Line
                  key={visit.id}
                  visit={visit}
                  carry={may && isMovable(visit) ? carry : undefined}
                  how={how}
                  onOpen={onOpen}
                />
              ))}
              {here.length > SHOWN && <small>{t('visit.more', { count: here.length - SHOWN })}</small>}
            </Cell>
          )
        })}
      </div>
    </DndContext>
  )
}

interface CellProps {
  date: string
  other: boolean
  now: boolean
  /** What is carried would be put there. */
  over: boolean
  children: ReactNode
}

function Cell({ date, other, now, over, children }: CellProps) {
  const { setNodeRef } = useDroppable({ id: date })
  return (
    <section
      ref={setNodeRef}
      className={classes.cell}
      data-other={other || undefined}
      data-now={now || undefined}
      data-over={over || undefined}
    >
      {children}
    </section>
  )
}

interface LineProps {
  visit: VisitRow
  /** Undefined: it stays where it is. */
  carry?: Carry
  how: string
  onOpen(id: string): void
}

function Line({ visit, carry, how, onOpen }: LineProps) {
  const { fmt, language } = useI18n()
  const { setNodeRef, listeners } = useDraggable({ id: visit.id, disabled: !carry })
  return (
    <button
      ref={setNodeRef}
      type="button"
      className={classes.line}
      data-visit={visit.id}
      data-status={visit.status}
      data-movable={carry ? '' : undefined}
      data-held={carry?.held?.visit.id === visit.id || undefined}
      aria-describedby={carry && how}
      {...listeners}
      {...carry?.keysOf(visit.id)}
      onClick={() => onOpen(visit.id)}
    >
      <time dateTime={visit.starts_at}>{fmt.time(visit.starts_at)}</time>{' '}
      {visit.property && nameOf(visit.property, language)}
    </button>
  )
}
