// SPDX-License-Identifier: Apache-2.0
// What one has to do, or everybody: late, today, later; what was done today stands below.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import type { TaskRow as Row } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { momentOf, zonedOf } from '#/app/i18n/zoned'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { Bone, Button, Segments } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { SECTIONS, sectionOf } from './due'
import { doneQuery, openQuery } from './queries'
import { QuickAdd } from './quick-add'
import { TaskDialog } from './task-dialog'
import { TaskRow } from './task-row'
import classes from './tasks.module.css'
import { useNow } from './use-now'
import { useTick } from './use-tick'

const route = getRouteApi('/inside/tasks')

export function TasksPage() {
  const { t, fmt } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const me = useMe()
  const agency = useAgency()
  const { write } = useRights()
  const field = useRef<HTMLInputElement>(null)
  const everybody = search.who === 'all'
  const about = everybody ? {} : { assignee_id: me.id }
  const now = useNow()
  const today = zonedOf(now, agency.time_zone).date
  const since = momentOf({ date: today, time: '00:00' }, agency.time_zone).toISOString()
  useTitle(t('rail.tasks'))

  const open = useInfiniteQuery({ ...openQuery(agency.id, about), placeholderData: keepPreviousData })
  const done = useInfiniteQuery({ ...doneQuery(agency.id, about, since), placeholderData: keepPreviousData })
  const rows = useMemo(() => open.data?.pages.flatMap((page) => page.data) ?? [], [open.data])
  const doneRows = done.data?.pages[0]?.data ?? []
  const total = open.data?.pages[0]?.pagination.total
  const tick = useTick()
  const show = (id: string | undefined) =>
    void navigate({
      search: (all) => ({ ...all, open: id }),
      replace: Boolean(search.open),
      resetScroll: false,
    })

  useShortcuts(
    {
      c: () => field.current?.focus(),
      j: () => step(1),
      k: () => step(-1),
      e: () => (document.activeElement as HTMLElement | null)?.closest<HTMLElement>('[data-task]')?.click(),
      x: () => ticked()?.click(),
    },
    !search.open,
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
    />
  )

  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>
          {t('rail.tasks')}{' '}
          {total !== undefined && <span className={classes.count}>{fmt.number(total)}</span>}
        </h1>
        <Segments<'mine' | 'all'>
          label={t('task.whose')}
          value={everybody ? 'all' : 'mine'}
          choices={[
            { value: 'mine', label: t('task.mine') },
            { value: 'all', label: t('task.all') },
          ]}
          onChange={(who) =>
            void navigate({ search: { who: who === 'all' ? who : undefined }, replace: true })
          }
        />
      </header>
      {write && <QuickAdd field={field} />}
      <div aria-busy={open.isFetching}>
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
      {open.hasNextPage && (
        <Button busy={open.isFetchingNextPage} onClick={() => void open.fetchNextPage()}>
          {t('task.more')}
        </Button>
      )}
      {doneRows.length > 0 && (
        <section className={classes.section}>
          <h2>
            {t('task.section.done')} <span className={classes.count}>{fmt.number(doneRows.length)}</span>
          </h2>
          <ul className={classes.list}>{doneRows.map(row)}</ul>
        </section>
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
