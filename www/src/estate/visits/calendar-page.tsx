// SPDX-License-Identifier: Apache-2.0
// The visits of a day, a week, a month, or of the team side by side. A phone shows the list of a day under its week.
import { useMediaQuery } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { VisitStatus } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { addDays, zonedOf } from '#/app/i18n/zoned'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { ChoiceChip } from '#/ui/choice-chip'
import { Button, IconButton, Kbd, Segments, Spoken } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { MemberChip } from '../records/chips'
import { Records } from '../records/records'
import records from '../records/records.module.css'
import { useNow } from '../tasks/use-now'
import { withRest } from '../views/form'
import { useViews } from '../views/use-views'
import { ViewTabs } from '../views/view-tabs'
import { DayList } from './day-list'
import { calendarFilter, SINCE, STATUSES, toQuery, VISITS, type VisitSearch } from './filters'
import { MonthGrid } from './month-grid'
import { calendarQuery } from './queries'
import { daysOf, firstDayOf, momentsOf, stepped, VIEWS, type View, weekOf } from './span'
import { TeamGrid, WeekGrid } from './time-grid'
import { VisitDialog } from './visit-dialog'
import { type Slot, VisitForm } from './visit-form'
import { VISIT_TABLE } from './visit-table'
import classes from './visits.module.css'

const route = getRouteApi('/inside/calendar')
const PHONE = '(max-width: 720px)'

export function CalendarPage() {
  const { t, fmt } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const agency = useAgency()
  const { write } = useRights()
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
  const [slot, setSlot] = useState<Slot>()
  const today = zonedOf(useNow(), agency.time_zone).date
  const firstDay = firstDayOf(fmt.locale)
  const asked = VIEWS.find((known) => known === search.view)
  const view: View = phone ? (asked === 'month' || asked === 'list' ? asked : 'day') : (asked ?? 'week')
  const date = search.date ?? today
  const days = daysOf(view, date, firstDay)
  // The days above the list of a phone have marks, so the whole week is read.
  const read = phone && view === 'day' ? weekOf(date, firstDay) : days
  const replace = (next: VisitSearch, push?: boolean) =>
    void navigate({ search: next, replace: !push, resetScroll: false })
  const views = useViews(VISITS, search, replace)
  const filter = useMemo(() => withRest(toQuery(search), views.rest), [search, views.rest])
  const fitting = useMemo(() => calendarFilter(filter), [filter])
  useTitle(t('rail.calendar'))

  const visits = useQuery({
    ...calendarQuery(agency.id, {
      ...momentsOf(read, agency.time_zone),
      fitting,
    }),
    enabled: view !== 'list',
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
      w: () => change({ view: undefined }),
      m: () => change({ view: 'month' }),
    },
    !search.open && !slot && view !== 'list',
  )

  const shown = phone ? (['day', 'month', 'list'] as const) : VIEWS
  const chips = (
    <>
      <MemberChip value={search.who} onChange={(who) => replace({ ...search, who })} />
      <ChoiceChip
        label={t('table.status')}
        every={t('visit.any-status')}
        choices={STATUSES.map((value) => ({ value, label: t(`visit.status.${value}`) }))}
        value={search.status as VisitStatus | undefined}
        onChange={(status) => replace({ ...search, status })}
      />
    </>
  )
  return (
    <div className={classes.page} aria-busy={visits.isFetching}>
      <header className={classes.head} data-list={view === 'list' || undefined}>
        <h1>{titleOf()}</h1>
        {view !== 'list' && (
          <div className={classes.steps}>
            <IconButton icon="left" label={t('visit.before')} onClick={() => go(stepped(view, date, -1))} />
            <Button aria-pressed={date === today} onClick={() => go(today)}>
              {t('visit.today')}
            </Button>
            <IconButton icon="right" label={t('visit.after')} onClick={() => go(stepped(view, date, 1))} />
          </div>
        )}
        {write && (
          <Button kind="main" icon="plus" onClick={() => setSlot({ date })}>
            {phone ? <Spoken>{t('visit.new')}</Spoken> : t('visit.new')}
            {!phone && <Kbd>C</Kbd>}
          </Button>
        )}
      </header>
      <ViewTabs
        dialect={VISITS}
        builtIn={[
          { name: t('visit.all'), search: {} },
          { name: t('visit.mine'), search: { who: 'me' } },
          { name: t('visit.to-confirm'), search: { status: 'requested' } },
        ]}
        views={views}
        search={search}
        onChange={replace}
      />
      <div className={classes.tools}>
        <Segments<View>
          label={t('visit.view')}
          value={view}
          choices={shown.map((value) => ({ value, label: t(`visit.view.${value}`) }))}
          onChange={(next) => change({ view: next === 'week' ? undefined : next })}
        />
        {view !== 'list' && <div className={records.chips}>{chips}</div>}
      </div>
      {view === 'list' ? (
        <Records
          dialect={VISITS}
          spec={VISIT_TABLE}
          search={search}
          filter={filter}
          onChange={replace}
          onOpen={({ id }) => show(id)}
          keys={!search.open && !slot}
          everything={{ view: 'list', since: 'all' }}
        >
          {chips}
          <ChoiceChip
            label={t('visit.since')}
            choices={SINCE.map((value) => ({ value, label: t(`visit.since.${value}`) }))}
            value={(search.since ?? 'P0D') as (typeof SINCE)[number]}
            usual="P0D"
            onChange={(since) => replace({ ...search, since: since === 'P0D' ? undefined : since })}
          />
        </Records>
      ) : visits.error && !visits.data ? (
        <Failed error={visits.error} retry={() => void visits.refetch()} />
      ) : view === 'month' ? (
        <MonthGrid
          days={days}
          month={date.slice(0, 7)}
          today={today}
          visits={rows}
          onDay={(day) => change({ view: 'day', date: day })}
          onOpen={show}
          may={write}
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
    if (view === 'list') return t('visit.title')
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
