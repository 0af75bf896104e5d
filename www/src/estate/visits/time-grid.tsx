// SPDX-License-Identifier: Apache-2.0
// Days, or members, as columns of hours. A visit is a button at its time, carried to another one or made longer at its end; the
// ground between books one there, for the mouse alone: by keys one is booked from the head of the page.
import { DndContext, useDraggable, useDroppable } from '@dnd-kit/core'
import { Fragment, type ReactNode, useId } from 'react'
import { useAgency } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Spoken } from '#/ui/control'
import { nameOf } from '../labels'
import { isMovable, type Lane } from './carry'
import { hoursOf, type Placed, placedOn, quarterOf, timeOf } from './span'
import { type Carry, endOf, type Held, useCarry } from './use-carry'
import type { Slot } from './visit-form'
import classes from './visits.module.css'

/** Pixels of an hour; also in the style sheet. */
const HOUR = 52

interface GridProps {
  today: string
  visits: VisitRow[]
  onOpen(id: string): void
  /** Undefined: nothing is booked or moved. */
  onSlot?(slot: Slot): void
}

interface Column extends Lane {
  head: ReactNode
  /** As it is spoken. */
  name: string
  now?: boolean
  /** Nothing is put there. */
  closed?: boolean
  placed: Placed<VisitRow>[]
}

export function WeekGrid({ days, today, visits, ...rest }: GridProps & { days: string[] }) {
  const { fmt } = useI18n()
  const zone = useAgency().time_zone
  const named = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric' })
  const spoken = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', weekday: 'long', day: 'numeric' })
  const noon = (date: string) => new Date(`${date}T12:00:00Z`)
  return (
    <Grid
      {...rest}
      visits={visits}
      withAgent
      columns={days.map((date) => ({
        key: date,
        date,
        head: <time dateTime={date}>{named.format(noon(date))}</time>,
        name: spoken.format(noon(date)),
        now: date === today,
        placed: placedOn(date, visits, zone),
      }))}
    />
  )
}

/** A column for each member; whoever has no place in the team any more, and nobody, come last. */
export function TeamGrid({ date, visits, ...rest }: GridProps & { date: string }) {
  const { t } = useI18n()
  const zone = useAgency().time_zone
  const { data: members = [] } = useMembers()
  const team = members.filter(({ role }) => role !== 'viewer')
  const known = new Set(team.map(({ user_id }) => user_id))
  const others = visits.filter(({ agent_id }) => !agent_id || !known.has(agent_id))
  const columns: Column[] = team.map((member) => ({
    key: member.id,
    date,
    agent: member.user_id ?? undefined,
    head: memberName(member) ?? t('members.nameless'),
    name: memberName(member) ?? t('members.nameless'),
    placed: placedOn(
      date,
      visits.filter(({ agent_id }) => agent_id === member.user_id),
      zone,
    ),
  }))
  const unseen = placedOn(date, others, zone)
  if (unseen.length) {
    const head = t('visit.nobody')
    columns.push({ key: 'others', date, head, name: head, closed: true, placed: unseen })
  }
  return <Grid {...rest} visits={visits} columns={columns} />
}

interface ColumnsProps extends Omit<GridProps, 'today'> {
  columns: Column[]
  withAgent?: boolean
}

function Grid({ columns, visits, withAgent, onOpen, onSlot }: ColumnsProps) {
  const { t, fmt } = useI18n()
  const how = useId()
  const { first, last } = hoursOf(columns.flatMap(({ placed }) => placed))
  const hours = Array.from({ length: last - first }, (_, n) => first + n)
  const named = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' })
  const carry = useCarry({
    lanes: columns.filter(({ closed }) => !closed),
    visits,
    minute: HOUR / 60,
    may: onSlot !== undefined,
  })
  const { held } = carry
  return (
    <DndContext {...carry.context}>
      <span id={how} hidden>
        {t('visit.how')}
      </span>
      <div className={classes.scroll}>
        <div
          className={classes.grid}
          style={{ gridTemplateColumns: `56px repeat(${columns.length}, minmax(112px, 1fr))` }}
        >
          <span />
          {columns.map(({ key, head, now }) => (
            <h2 key={key} className={classes.column} data-now={now || undefined}>
              {head}
            </h2>
          ))}
          <div className={classes.hours} aria-hidden="true">
            {hours.map((hour) => (
              <span key={hour}>{hour > first && named.format(new Date(Date.UTC(2026, 0, 1, hour)))}</span>
            ))}
          </div>
          {columns.map((column) => (
            <LaneView key={column.key} id={column.key} height={hours.length * HOUR}>
              {onSlot && (
                <button
                  type="button"
                  className={classes.ground}
                  tabIndex={-1}
                  aria-hidden="true"
                  onClick={({ nativeEvent }) =>
                    onSlot({
                      date: column.date,
                      agent_id: column.agent,
                      time: quarterOf(first * 60 + (nativeEvent.offsetY / HOUR) * 60),
                    })
                  }
                />
              )}
              {column.placed.map((one) => (
                <Block
                  key={one.visit.id}
                  one={one}
                  first={first}
                  withAgent={withAgent}
                  carry={onSlot && isMovable(one.visit) ? carry : undefined}
                  how={how}
                  onOpen={onOpen}
                />
              ))}
              {held?.key === column.key && <Shadow held={held} first={first} words={carry.words?.title} />}
            </LaneView>
          ))}
        </div>
      </div>
    </DndContext>
  )
}

function LaneView({ id, height, children }: { id: string; height: number; children: ReactNode }) {
  const { setNodeRef } = useDroppable({ id })
  return (
    <div ref={setNodeRef} className={classes.lane} style={{ height }}>
      {children}
    </div>
  )
}

const topOf = (from: number, first: number) => ((from - first * 60) / 60) * HOUR
const heightOf = (from: number, until: number) => Math.max(((until - from) / 60) * HOUR, 24) - 2

/** Where the one that is held would be. */
function Shadow({ held: { from, until }, first, words }: { held: Held; first: number; words?: string }) {
  const { t } = useI18n()
  return (
    <div
      className={classes.shadow}
      aria-hidden="true"
      style={{ top: topOf(from, first), height: heightOf(from, until) }}
    >
      <b>{t('visit.span', { from: timeOf(from), until: timeOf(until % (24 * 60)) })}</b>
      {words}
    </div>
  )
}

interface BlockProps {
  one: Placed<VisitRow>
  first: number
  withAgent?: boolean
  /** Undefined: it stays where it is. */
  carry?: Carry
  how: string
  onOpen(id: string): void
}

function Block({ one, first, withAgent, carry, how, onOpen }: BlockProps) {
  const { visit, from, until, lane, lanes } = one
  const { t, fmt, language } = useI18n()
  const { data: members } = useMembers()
  const { setNodeRef, listeners } = useDraggable({ id: visit.id, disabled: !carry })
  const agent = withAgent ? members?.find(({ user_id }) => user_id === visit.agent_id) : undefined
  const words = [visit.contact?.name, memberName(agent)].filter(Boolean)
  return (
    <button
      ref={setNodeRef}
      type="button"
      className={classes.block}
      data-visit={visit.id}
      data-status={visit.status}
      data-short={until - from < 40 || undefined}
      data-movable={carry ? '' : undefined}
      data-held={carry?.held?.visit.id === visit.id || undefined}
      aria-describedby={carry && how}
      style={{
        top: topOf(from, first),
        height: heightOf(from, until),
        left: `${(lane / lanes) * 100}%`,
        width: `calc(${100 / lanes}% - 3px)`,
      }}
      {...listeners}
      {...carry?.keysOf(visit.id)}
      onClick={() => onOpen(visit.id)}
    >
      <b>
        <time dateTime={visit.starts_at}>{fmt.time(visit.starts_at)}</time>{' '}
        {visit.property && nameOf(visit.property, language)}
      </b>
      {until - from >= 40 &&
        words.map((word, at) => (
          <Fragment key={word}>
            {at > 0 && ' · '}
            {word}
          </Fragment>
        ))}
      <Spoken> {t(`visit.status.${visit.status ?? 'requested'}`)}</Spoken>
      {carry && <End id={visit.id} />}
    </button>
  )
}

/** The lower edge, by which it is made longer or shorter; by keys that is Shift with an arrow. */
function End({ id }: { id: string }) {
  const { setNodeRef, listeners } = useDraggable({ id: endOf(id) })
  return <span ref={setNodeRef} className={classes.end} aria-hidden="true" {...listeners} />
}
