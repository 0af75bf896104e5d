// SPDX-License-Identifier: Apache-2.0
// The tasks as a table: what its columns are.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { TaskRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { controls, Tag } from '#/ui/control'
import { nameOf } from '../labels'
import { Dash, type TableColumn } from '../records/record-table'
import { Records, shownColumns } from '../records/records'
import { dueOf } from './due'
import { type ColumnName, DEFAULT_SORT, TASKS, type TaskSearch } from './filters'
import classes from './task-table.module.css'
import { Tick } from './task-row'
import { useNow } from './use-now'
import { useTick } from './use-tick'

const SORTED_BY: Partial<Record<ColumnName, string>> = {
  due: 'due_at',
  done: 'done_at',
  added: 'created_at',
  changed: 'updated_at',
}

interface TaskTableProps {
  search: TaskSearch
  filter: Record<string, string>
  onChange(search: TaskSearch, push?: boolean): void
  onOpen(task: TaskRow): void
  children: ReactNode
  empty: ReactNode
  keys: boolean
}

export function TaskTable({ search, filter, onOpen, ...rest }: TaskTableProps) {
  const { t } = useI18n()
  const names = useMemberNames()
  const shown = shownColumns(TASKS, search).join()
  const columns = useMemo(
    () =>
      (shown.split(',') as ColumnName[]).map((name): TableColumn<TaskRow> => ({
        name,
        label: t(`task.column.${name}`),
        phone: name === 'due' || name === 'agent',
        sort: SORTED_BY[name],
        cell: (row) => <Cell row={row} column={name} agent={memberName(names.get(row.assignee_id ?? ''))} />,
      })),
    [shown, t, names],
  )
  const named = useMemo(
    () => ({
      name: 'name',
      label: t('task.field.title'),
      text: (row: TaskRow) => row.title ?? '',
      href: ({ id }: TaskRow) => `/tasks?open=${id}`,
      cell: (row: TaskRow) => (
        <span className={controls.cut} data-done={row.status === 'done' || undefined}>
          {row.title}
        </span>
      ),
    }),
    [t],
  )
  return (
    <Records<TaskRow>
      {...rest}
      dialect={TASKS}
      search={search}
      filter={filter}
      include="property,contact"
      label={t('rail.tasks')}
      named={named}
      columns={columns}
      columnLabel={(name) => t(`task.column.${name as ColumnName}`)}
      sort={search.sort ?? DEFAULT_SORT}
      open={onOpen}
      openId={search.open}
      bulk="tasks"
      styles={classes}
    />
  )
}

interface CellProps {
  row: TaskRow
  column: ColumnName
  agent: string | undefined
}

function Cell({ row, column, agent }: CellProps) {
  const { t, fmt, language } = useI18n()
  switch (column) {
    case 'due':
      return <Due row={row} />
    case 'priority':
      return row.priority === 'high' ? (
        <Tag kind="amber">{t('task.priority.high')}</Tag>
      ) : (
        t(`task.priority.${row.priority ?? 'normal'}`)
      )
    case 'contact':
      return row.contact?.name ?? <Dash />
    case 'property':
      return row.property ? (
        <Link to="/properties/$id" params={{ id: row.property.id }} className={classes.link}>
          {nameOf(row.property, language)}
        </Link>
      ) : (
        <Dash />
      )
    case 'agent':
      return agent ?? t('members.nameless')
    case 'repeats':
      return row.repeats ? t(`task.repeats.${row.repeats}`, { every: row.repeat_every ?? 1 }) : <Dash />
    case 'done':
      return row.done_at ? fmt.dateTime(row.done_at) : <Dash />
    case 'added':
      return row.created_at && fmt.date(row.created_at)
    case 'changed':
      return row.updated_at && fmt.ago(row.updated_at)
  }
}

/** Ticked off where it stands. */
function Due({ row }: { row: TaskRow }) {
  const { t, fmt } = useI18n()
  const zone = useAgency().time_zone
  const { write } = useRights()
  const now = useNow()
  const tick = useTick()
  const due = row.status === 'done' ? undefined : dueOf(row, now, { t, fmt, zone })
  return (
    <span className={classes.when}>
      <Tick task={row} canWrite={write} onTick={(done) => void tick(row, done ? 'done' : 'open')} />
      {due ? due.kind ? <Tag kind={due.kind}>{due.text}</Tag> : due.text : row.done_at ? fmt.date(row.done_at) : <Dash />}
    </span>
  )
}
