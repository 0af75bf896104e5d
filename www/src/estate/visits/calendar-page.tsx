// SPDX-License-Identifier: Apache-2.0
// The visits of a day, a week, a month, or of the team side by side. A phone shows the list of a day under its week.
import { useMediaQuery } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { addDays, zonedOf } from '#/app/i18n/zoned'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { Button, IconButton, Kbd, Segments, Spoken } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { useNow } from '../tasks/use-now'
import { DayList } from './day-list'
import { MonthGrid } from './month-grid'
import { calendarQuery } from './queries'
import { daysOf, firstDayOf, momentsOf, stepped, VIEWS, type View, weekOf } from './span'
import { TeamGrid, WeekGrid } from './time-grid'
import { VisitDialog } from './visit-dialog'
import { type Slot, VisitForm } from './visit-form'
import classes from './visits.module.css'

const route = getRouteApi('/inside/calendar')
const PHONE = '(max-width: 720px)'
const DATE = /^\d{4}-\d\d-\d\d$/

export function CalendarPage() {
  const { t, fmt } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const me = useMe()
  const agency = useAgency()
  const { write } = useRights()
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
  const [slot, setSlot] = useState<Slot>()
  const today = zonedOf(useNow(), agency.time_zone).date
  const firstDay = firstDayOf(fmt.locale)
  const asked = VIEWS.find((known) => known === search.view)
  const view: View = phone ? (asked === 'month' ? 'month' : 'day') : (asked ?? 'week')
  const date =
    DATE.test(search.date ?? '') && !Number.isNaN(Date.parse(search.date ?? '')) ? (search.date ?? '') : today
  const days = daysOf(view, date, firstDay)
  // The days above the list of a phone have marks, so the whole week is read.
  const read = phone && view === 'day' ? weekOf(date, firstDay) : days
  const mine = search.who === 'me' && view !== 'team'
  useTitle(t('rail.calendar'))

  const visits = useQuery({
    ...calendarQuery(agency.id, {
      ...momentsOf(read, agency.time_zone),
      agent: mine ? me.id : undefined,
    }),
    placeholderData: keepPreviousData,
  })
  const rows = visits.data ?? []
  const change = (next: typeof search) =>
    void navigate({ search: (all) => ({ ...all, ...next }), replace: true, resetScroll: false })
  const go = (next: string) => change({ date: next === today ? undefined : next })
  const show = (id: string | undefined) => change({ open: id })
  const book = write ? setSlot : undefined

  useShortcuts(
    {
      c: () => write && setSlot({ date }),
      t: () => go(today),
      arrowleft: () => go(stepped(view, date, -1)),
      arrowright: () => go(stepped(view, date, 1)),
      j: () => step(1),
      k: () => step(-1),
      d: () => change({ view: 'day' }),
      w: () => change({ view: 'week' }),
      m: () => change({ view: 'month' }),
    },
    !search.open && !slot,
  )

  const views = phone ? (['day', 'month'] as const) : VIEWS
  return (
    <div className={classes.page} aria-busy={visits.isFetching}>
      <header className={classes.head}>
        <h1>{titleOf()}</h1>
        <div className={classes.steps}>
          <IconButton icon="left" label={t('visit.before')} onClick={() => go(stepped(view, date, -1))} />
          <Button aria-pressed={date === today} onClick={() => go(today)}>
            {t('visit.today')}
          </Button>
          <IconButton icon="right" label={t('visit.after')} onClick={() => go(stepped(view, date, 1))} />
        </div>
        {write && (
          <Button kind="main" icon="plus" onClick={() => setSlot({ date })}>
            {phone ? <Spoken>{t('visit.new')}</Spoken> : t('visit.new')}
            {!phone && <Kbd>C</Kbd>}
          </Button>
        )}
      </header>
      <div className={classes.tools}>
        <Segments<View>
          label={t('visit.view')}
          value={view}
          choices={views.map((value) => ({ value, label: t(`visit.view.${value}`) }))}
          onChange={(next) => change({ view: next === 'week' ? undefined : next })}
        />
        {view !== 'team' && (
          <Segments<'all' | 'me'>
            label={t('visit.whose')}
            value={mine ? 'me' : 'all'}
            choices={[
              { value: 'all', label: t('visit.all') },
              { value: 'me', label: t('visit.mine') },
            ]}
            onChange={(who) => change({ who: who === 'me' ? who : undefined })}
          />
        )}
      </div>
      {visits.error && !visits.data ? (
        <Failed error={visits.error} retry={() => void visits.refetch()} />
      ) : view === 'month' ? (
        <MonthGrid
          days={days}
          month={date.slice(0, 7)}
          today={today}
          visits={rows}
          onDay={(day) => change({ view: 'day', date: day })}
          onOpen={show}
        />
      ) : phone ? (
        <DayList date={date} today={today} week={read} visits={rows} onDay={go} onOpen={show} />
      ) : view === 'team' ? (
        <TeamGrid date={date} today={today} visits={rows} onOpen={show} onSlot={book} />
      ) : (
        <WeekGrid days={days} today={today} visits={rows} onOpen={show} onSlot={book} />
      )}
      {slot && <VisitForm slot={slot} onClose={() => setSlot(undefined)} />}
      {search.open && <VisitDialog id={search.open} onClose={() => show(undefined)} />}
    </div>
  )

  function titleOf(): string {
    const at = (day: string) => new Date(`${day}T12:00:00Z`)
    const said = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(fmt.locale, { timeZone: 'UTC', ...options })
    if (view === 'month') return said({ month: 'long', year: 'numeric' }).format(at(date))
    if (view !== 'week') return said({ weekday: 'long', day: 'numeric', month: 'long' }).format(at(date))
    return said({ day: 'numeric', month: 'long', year: 'numeric' }).formatRange(
      at(days[0] ?? date),
      at(addDays(days[0] ?? date, 6)),
    )
  }
}

/** To the next visit on the page, or the one before. */
function step(by: number) {
  const all = [...document.querySelectorAll<HTMLElement>('[data-visit]')]
  const at = all.indexOf(document.activeElement as HTMLElement)
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]?.focus()
}
