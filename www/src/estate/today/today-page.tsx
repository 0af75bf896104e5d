// SPDX-License-Identifier: Apache-2.0
// What the day asks: who waits for an answer, what is due, and what has been finished meanwhile.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { zonedOf } from '#/app/i18n/zoned'
import { useTitle } from '#/app/title'
import { groupsOf } from '#/jobs/groups'
import { kindName } from '#/jobs/kinds'
import { Bone, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { LeadCard } from '../leads/lead-card'
import { useSecond } from '../leads/use-second'
import { QuickAdd } from '../tasks/quick-add'
import { TaskDialog } from '../tasks/task-dialog'
import { TaskRow } from '../tasks/task-row'
import tasks from '../tasks/tasks.module.css'
import { VisitDialog } from '../visits/visit-dialog'
import { VisitRow } from '../visits/visit-row'
import visits from '../visits/visits.module.css'
import { type Day, todayQuery, useTickToday } from './queries'
import classes from './today.module.css'

export function TodayPage() {
  const { t } = useI18n()
  const agency = useAgency()
  const me = useMe()
  const { write } = useRights()
  const { data, error, refetch } = useQuery(todayQuery(agency.id, me.id))
  const now = useSecond(Boolean(data?.leads.some((lead) => lead.status === 'offered')))
  useTitle(t('rail.today'))
  return (
    <div className={classes.page}>
      <Greeting day={data} now={now} />
      {data ? (
        <div className={classes.parts}>
          {write && <Leads day={data} now={now} />}
          <Tasks day={data} now={now} />
          <Visits day={data} />
          <Done day={data} now={now} />
        </div>
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={320} />
      )}
    </div>
  )
}

function Greeting({ day, now }: { day: Day | undefined; now: Date }) {
  const { t, locale } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const hour = Number(zonedOf(now, agency.time_zone).time.slice(0, 2))
  const part = hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const called = me.membership?.display_name
  // by the first name, unless one wants to be called otherwise here
  const name =
    called && called !== me.full_name ? called : me.full_name?.split(' ')[0] || me.email?.split('@')[0] || ''
  const date = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: agency.time_zone,
  }).format(now)
  return (
    <header className={classes.head}>
      <h1>{t(`today.${part}`, { name })}</h1>
      {day && (
        <p>
          {t('today.sum', {
            date: date.charAt(0).toUpperCase() + date.slice(1),
            tasks: day.tasks.filter((task) => task.status === 'open').length,
            leads: day.leads.length,
          })}
        </p>
      )}
    </header>
  )
}

interface PartProps {
  area: 'leads' | 'tasks' | 'visits' | 'done'
  title: string
  count: number
  more?: ReactNode
  none?: string
  children: ReactNode
}

function Part({ area, title, count, more, none, children }: PartProps) {
  const { fmt } = useI18n()
  return (
    <section className={classes.part} data-area={area} aria-labelledby={`today-${area}`}>
      <header>
        <h2 id={`today-${area}`}>
          {title} {count > 0 && <span className={tasks.count}>{fmt.number(count)}</span>}
        </h2>
        {more}
      </header>
      {count > 0 ? children : <p className={classes.none}>{none}</p>}
    </section>
  )
}

interface DayProps {
  day: Day
  now: Date
}

function Leads({ day, now }: DayProps) {
  const { t } = useI18n()
  return (
    <Part
      area="leads"
      title={t('today.leads')}
      count={day.leads.length}
      none={t('today.no-leads')}
      more={
        <Link to="/leads" aria-label={t('today.all-leads')}>
          {t('today.all')}
        </Link>
      }
    >
      <ul className={tasks.list}>
        {day.leads.map((lead, i) => (
          <LeadCard key={lead.id} lead={lead} now={now} first={i === 0} />
        ))}
      </ul>
    </Part>
  )
}

function Tasks({ day, now }: DayProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const tick = useTickToday()
  const [open, setOpen] = useState<string>()
  return (
    <div className={classes.part} data-area="tasks">
      <Part
        area="tasks"
        title={t('today.tasks')}
        count={day.tasks.length}
        none={t('today.no-tasks')}
        more={
          <Link to="/tasks" aria-label={t('today.all-tasks')}>
            {t('today.all')}
          </Link>
        }
      >
        <ul className={tasks.list}>
          {day.tasks.map((task) => (
            <TaskRow
              key={task.id}
              task={task}
              now={now}
              withRecord
              canWrite={write}
              onTick={(done) => void tick(task, done ? 'done' : 'open')}
              onOpen={() => setOpen(task.id)}
            />
          ))}
        </ul>
      </Part>
      {write && (
        <div className={classes.add}>
          <QuickAdd />
        </div>
      )}
      {open && <TaskDialog key={open} id={open} onClose={() => setOpen(undefined)} />}
    </div>
  )
}

function Visits({ day }: Pick<DayProps, 'day'>) {
  const { t } = useI18n()
  const [open, setOpen] = useState<string>()
  return (
    <Part
      area="visits"
      title={t('today.visits')}
      count={day.visits.length}
      none={t('today.no-visits')}
      more={
        <Link to="/calendar" aria-label={t('today.calendar')}>
          {t('today.all')}
        </Link>
      }
    >
      <ul className={visits.list}>
        {day.visits.map((visit) => (
          <VisitRow key={visit.id} visit={visit} withProperty onOpen={() => setOpen(visit.id)} />
        ))}
      </ul>
      {open && <VisitDialog id={open} onClose={() => setOpen(undefined)} />}
    </Part>
  )
}

/** Work in the background, one line for what was asked for together. */
function Done({ day, now }: DayProps) {
  const { t, fmt } = useI18n()
  const groups = groupsOf(day.jobs)
  if (!groups.length) return null
  const addresses = new Map(day.jobs.map((job) => [job.property_id, job.address]))
  return (
    <Part area="done" title={t('today.finished')} count={groups.length}>
      <ul className={classes.done}>
        {groups.map((group) => (
          <li key={group.id}>
            <div>
              <b>{kindName(t, group.kind)}</b>
              <small>
                {group.kind === 'studio.run' ? (
                  <Link to="/studio" search={{ property: group.propertyId ?? undefined }}>
                    {(group.propertyId && addresses.get(group.propertyId)) || t('studio.open')}
                  </Link>
                ) : (
                  group.propertyId && (
                    <Link to="/properties/$id" params={{ id: group.propertyId }}>
                      {addresses.get(group.propertyId)}
                    </Link>
                  )
                )}
                {group.endedAt && <span>{fmt.ago(group.endedAt, now.getTime())}</span>}
              </small>
            </div>
            {group.failed.length > 0 && (
              <Tag kind="red">{t('today.failed-count', { count: group.failed.length })}</Tag>
            )}
            {group.done > 0 && <Tag kind="green">{t('today.finished-count', { count: group.done })}</Tag>}
          </li>
        ))}
      </ul>
    </Part>
  )
}
