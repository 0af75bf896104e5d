// SPDX-License-Identifier: Apache-2.0
// Days, or members, as columns of hours. A visit is a button at its time; the ground between books one there, for the mouse
// alone: by keys one is booked from the head of the page.
import { Fragment } from 'react'
import { useAgency } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Spoken } from '#/ui/control'
import { nameOf } from '../labels'
import { hoursOf, type Placed, placedOn, quarterOf } from './span'
import type { Slot } from './visit-form'
import classes from './visits.module.css'

/** Pixels of an hour; also in the style sheet. */
const HOUR = 52

interface GridProps {
  today: string
  visits: VisitRow[]
  onOpen(id: string): void
  onSlot?(slot: Slot): void
}

interface Column {
  key: string
  date: string
  head: React.ReactNode
  now?: boolean
  agent?: string
  placed: Placed<VisitRow>[]
}

export function WeekGrid({ days, today, visits, ...rest }: GridProps & { days: string[] }) {
  const { fmt } = useI18n()
  const zone = useAgency().time_zone
  const named = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', weekday: 'short', day: 'numeric' })
  return (
    <Grid
      {...rest}
      withAgent
      columns={days.map((date) => ({
        key: date,
        date,
        head: <time dateTime={date}>{named.format(new Date(`${date}T12:00:00Z`))}</time>,
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
    placed: placedOn(
      date,
      visits.filter(({ agent_id }) => agent_id === member.user_id),
      zone,
    ),
  }))
  const unseen = placedOn(date, others, zone)
  if (unseen.length) columns.push({ key: 'others', date, head: t('visit.nobody'), placed: unseen })
  return <Grid {...rest} columns={columns} />
}

interface ColumnsProps extends Omit<GridProps, 'visits' | 'today'> {
  columns: Column[]
  withAgent?: boolean
}

function Grid({ columns, withAgent, onOpen, onSlot }: ColumnsProps) {
  const { fmt } = useI18n()
  const { first, last } = hoursOf(columns.flatMap(({ placed }) => placed))
  const hours = Array.from({ length: last - first }, (_, n) => first + n)
  const named = new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' })
  return (
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
          <div key={column.key} className={classes.lane} style={{ height: hours.length * HOUR }}>
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
              <Block key={one.visit.id} one={one} first={first} withAgent={withAgent} onOpen={onOpen} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

interface BlockProps {
  one: Placed<VisitRow>
  first: number
  withAgent?: boolean
  onOpen(id: string): void
}

function Block({ one: { visit, from, until, lane, lanes }, first, withAgent, onOpen }: BlockProps) {
  const { t, fmt, language } = useI18n()
  const { data: members } = useMembers()
  const agent = withAgent ? members?.find(({ user_id }) => user_id === visit.agent_id) : undefined
  const words = [visit.contact?.name, memberName(agent)].filter(Boolean)
  return (
    <button
      type="button"
      className={classes.block}
      data-visit={visit.id}
      data-status={visit.status}
      style={{
        top: ((from - first * 60) / 60) * HOUR,
        height: Math.max(((until - from) / 60) * HOUR, 24) - 2,
        left: `${(lane / lanes) * 100}%`,
        width: `calc(${100 / lanes}% - 3px)`,
      }}
      onClick={() => onOpen(visit.id)}
    >
      <b>
        <time dateTime={visit.starts_at}>{fmt.time(visit.starts_at)}</time>{' '}
        {visit.property && nameOf(visit.property, language)}
      </b>
      {words.map((word, at) => (
        <Fragment key={word}>
          {at > 0 && ' · '}
          {word}
        </Fragment>
      ))}
      <Spoken> {t(`visit.status.${visit.status ?? 'requested'}`)}</Spoken>
    </button>
  )
}
