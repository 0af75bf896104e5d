// SPDX-License-Identifier: Apache-2.0
// What one has to do, or everybody: late, today, later; what was done today stands below.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { TaskRow as Row } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { momentOf, zonedOf } from '#/app/i18n/zoned'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { ChoiceChip } from '#/ui/choice-chip'
import { Bone, Button, Segments } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { BulkBar } from '../bulk/bulk-bar'
import { PickButton } from '../bulk/pick'
import { usePicking } from '../bulk/use-picking'
import { MemberChip } from '../records/chips'
import { Records } from '../records/records'
import records from '../records/records.module.css'
import { withRest } from '../views/form'
import { useViews } from '../views/use-views'
import { ViewTabs } from '../views/view-tabs'
import { SECTIONS, sectionOf } from './due'
import { agendaFilter, PRIORITIES, SHOWS, TASKS, type TaskSearch, toQuery, WITHIN } from './filters'
import { doneQuery, openQuery } from './queries'
import { QuickAdd } from './quick-add'
import { TaskDialog } from './task-dialog'
import { TaskRow } from './task-row'
import { TASK_TABLE } from './task-table'
import classes from './tasks.module.css'
import { useNow } from './use-now'
import { useTick } from './use-tick'

const route = getRouteApi('/inside/tasks')

export function TasksPage() {
  const { t, fmt } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const agency = useAgency()
  const { write } = useRights()
  const field = useRef<HTMLInputElement>(null)
  const change = (next: TaskSearch, push?: boolean) =>
    void navigate({ search: next, replace: !push, resetScroll: false })
  const views = useViews(TASKS, search, change)
  const filter = useMemo(() => withRest(toQuery(search), views.rest), [search, views.rest])
  // what has been done has no place in an agenda
  const table = search.view === 'table' || search.show !== undefined
  const everybody = search.who !== undefined
  const about = useMemo(() => agendaFilter(filter), [filter])
  const now = useNow()
  const today = zonedOf(now, agency.time_zone).date
  const since = momentOf({ date: today, time: '00:00' }, agency.time_zone).toISOString()
  useTitle(t('rail.tasks'))

  const open = useInfiniteQuery({
    ...openQuery(agency.id, about),
    enabled: !table,
    placeholderData: keepPreviousData,
  })
  const done = useInfiniteQuery({
    ...doneQuery(agency.id, about, since),
    enabled: !table,
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => open.data?.pages.flatMap((page) => page.data) ?? [], [open.data])
  const doneRows = done.data?.pages[0]?.data ?? []
  const total = open.data?.pages[0]?.pagination.total
  const tick = useTick()
  const picking = usePicking({
    rows,
    total: total ?? rows.length,
    list: JSON.stringify(filter),
    may: write && !table,
    on: search.pick !== undefined,
    turn: (on, replace) => change({ ...search, pick: on ? '1' : undefined }, !replace),
  })
  const show = (id: string | undefined) =>
    void navigate({
      search: (all) => ({ ...all, open: id }),
      replace: Boolean(search.open),
      resetScroll: false,
    })

  useShortcuts(
    {
      c: () => field.current?.focus(),
      esc: () => picking.active && picking.end(),
      j: () => step(1),
      k: () => step(-1),
      e: () => (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-task]')?.click(),
      x: () => ticked()?.click(),
    },
    !search.open && !table,
  )

  const row = (task: Row) => (
    <TaskRow
      key={task.id}
      task={task}
      now={now}
      withRecord
      withPerson={everybody}
      canWrite={write}
      onTick={(isDone) => {
        leave(task.id)
        void tick(task, isDone ? 'done' : 'open')
      }}
      onOpen={() => show(task.id)}
      selection={picking.active && task.status !== 'done' ? picking.selection : undefined}
    />
  )

  const chips = (
    <>
      <MemberChip
        all="all"
        value={search.who ?? 'me'}
        onChange={(who) => change({ ...search, who: who === 'me' ? undefined : who })}
      />
      <ChoiceChip
        label={t('task.which')}
        choices={SHOWS.map((value) => ({ value, label: t(`task.show.${value}`) }))}
        value={(search.show ?? 'open') as (typeof SHOWS)[number]}
        usual="open"
        onChange={(value) => change({ ...search, show: value === 'open' ? undefined : value })}
      />
      <ChoiceChip
        label={t('task.field.priority')}
        every={t('task.every-priority')}
        choices={PRIORITIES.map((value) => ({ value, label: t(`task.priority.${value}`) }))}
        value={search.priority as (typeof PRIORITIES)[number] | undefined}
        onChange={(priority) => change({ ...search, priority })}
      />
      <ChoiceChip
        label={t('task.due')}
        every={t('task.any-date')}
        choices={WITHIN.map((value) => ({ value, label: t('task.within', { days: Number(value) }) }))}
        value={search.due as (typeof WITHIN)[number] | undefined}
        onChange={(due) => change({ ...search, due })}
      />
    </>
  )

  return (
    <div className={table ? undefined : classes.page}>
      <header className={classes.head}>
        <h1>
          {t('rail.tasks')}{' '}
          {total !== undefined && <span className={classes.count}>{fmt.number(total)}</span>}
        </h1>
        <Segments<'list' | 'table'>
          label={t('list.layout')}
          value={table ? 'table' : 'list'}
          choices={[
            { value: 'list', label: t('task.agenda'), icon: 'tasks', iconOnly: true },
            { value: 'table', label: t('list.table'), icon: 'table', iconOnly: true },
          ]}
          onChange={(view) =>
            change({
              ...search,
              view: view === 'table' ? view : undefined,
              show: undefined,
              pick: undefined,
            })
          }
        />
      </header>
      <ViewTabs
        dialect={TASKS}
        builtIn={[
          { name: t('task.mine'), search: {} },
          { name: t('task.all'), search: { who: 'all' } },
          { name: t('task.priority.high'), search: { priority: 'high' } },
        ]}
        views={views}
        search={search}
        onChange={change}
      />
      {write && !table && <QuickAdd field={field} />}
      {table ? (
        <Records
          dialect={TASKS}
          spec={TASK_TABLE}
          search={search}
          filter={filter}
          onChange={change}
          onOpen={({ id }) => show(id)}
          keys={!search.open}
          everything={{ view: 'table', who: 'all' }}
        >
          {chips}
        </Records>
      ) : (
        <div className={records.tools}>
          <div className={records.chips}>{chips}</div>
          {write && rows.length > 0 && <PickButton picking={picking} />}
        </div>
      )}
      {!table && (
        <div aria-busy={open.isFetching} {...picking.area}>
          {open.data === undefined && open.error ? (
            <Failed error={open.error} retry={() => void open.refetch()} />
          ) : open.data === undefined ? (
            <Bones />
          ) : rows.length + doneRows.length === 0 ? (
            <Empty icon="tasks" title={t('task.empty.title')} text={t('task.empty.text')} />
          ) : (
            SECTIONS.map((section) => {
              const found = rows.filter((task) => sectionOf(task, now, agency.time_zone) === section)
              if (!found.length) return null
              return (
                <section key={section} className={classes.section}>
                  <h2>
                    {t(`task.section.${section}`)}{' '}
                    <span className={classes.count}>{fmt.number(found.length)}</span>
                  </h2>
                  <ul className={classes.list}>{found.map(row)}</ul>
                </section>
              )
            })
          )}
        </div>
      )}
      {!table && open.hasNextPage && (
        <Button busy={open.isFetchingNextPage} onClick={() => void open.fetchNextPage()}>
          {t('task.more')}
        </Button>
      )}
      {!table && doneRows.length > 0 && (
        <section className={classes.section}>
          <h2>
            {t('task.section.done')} <span className={classes.count}>{fmt.number(doneRows.length)}</span>
          </h2>
          <ul className={classes.list}>{doneRows.map(row)}</ul>
        </section>
      )}
      {picking.active && (
        <BulkBar table="tasks" picking={picking} total={total ?? rows.length} filter={filter} />
      )}
      {search.open && <TaskDialog key={search.open} id={search.open} onClose={() => show(undefined)} />}
    </div>
  )
}

/** To the next or the previous task of the page. */
function step(by: 1 | -1) {
  const all = [...document.querySelectorAll<HTMLElement>('[data-task]')]
  const at = all.findIndex((one) => one.closest('li')?.contains(document.activeElement))
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]
  next?.focus()
}

/** The task goes elsewhere on the page: the focus, if it was there, goes on to the next one. */
function leave(id: string) {
  const row = document.querySelector(`[data-task="${id}"]`)?.closest('li')
  if (row?.contains(document.activeElement)) step(row.nextElementSibling ? 1 : -1)
}

/** The box of the task that has the focus. */
function ticked() {
  return document.activeElement?.closest('li')?.querySelector<HTMLElement>('input[type="checkbox"]')
}

function Bones() {
  return (
    <ul className={classes.list}>
      {[1, 2, 3, 4, 5].map((n) => (
        <li key={n} className={classes.row}>
          <Bone width={20} height={20} />
          <Bone width="60%" />
        </li>
      ))}
    </ul>
  )
}
