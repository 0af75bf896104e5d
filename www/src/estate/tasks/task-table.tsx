// SPDX-License-Identifier: Apache-2.0
// The tasks as a table: what its columns are.
import { useAgency } from '#/agency/me'
import type { TaskRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { controls, Tag } from '#/ui/control'
import { Member, Or, PropertyLink } from '../records/cells'
import type { TableSpec } from '../records/records'
import { dueOf } from './due'
import { type ColumnName, DEFAULT_SORT } from './filters'
import classes from './task-table.module.css'
import { useNow } from './use-now'

export const TASK_TABLE: TableSpec<TaskRow, ColumnName> = {
  include: 'property,contact',
  label: 'rail.tasks',
  icon: 'tasks',
  named: {
    label: 'task.field.title',
    text: ({ title }) => title ?? '',
    href: ({ id }) => `/tasks?view=table&open=${id}`,
    cell: ({ title, status }) => (
      <span className={controls.cut} data-done={status === 'done' || undefined}>
        {title}
      </span>
    ),
  },
  columnLabel: (column) => `task.column.${column}`,
  cell: (row, column) => <Cell row={row} column={column} />,
  phone: ['due', 'agent'],
  sortedBy: { due: 'due_at', done: 'done_at', added: 'created_at', changed: 'updated_at' },
  usualSort: DEFAULT_SORT,
  bulk: 'tasks',
  styles: classes,
}

function Cell({ row, column }: { row: TaskRow; column: ColumnName }) {
  const { t, fmt } = useI18n()
  const priority = row.priority ?? 'normal'
  switch (column) {
    case 'due':
      return <Due row={row} />
    case 'priority':
      return <Tag kind={priority === 'high' ? 'amber' : undefined}>{t(`task.priority.${priority}`)}</Tag>
    case 'contact':
      return <Or>{row.contact?.name}</Or>
    case 'property':
      return <PropertyLink property={row.property} />
    case 'agent':
      return <Member id={row.assignee_id} />
    case 'repeats':
      return <Or>{row.repeats && t(`task.repeats.${row.repeats}`, { every: row.repeat_every ?? 1 })}</Or>
    case 'done':
      return <Or>{row.done_at && fmt.dateTime(row.done_at)}</Or>
    case 'added':
      return row.created_at && fmt.date(row.created_at)
    case 'changed':
      return row.updated_at && fmt.ago(row.updated_at)
  }
}

function Due({ row }: { row: TaskRow }) {
  const { t, fmt } = useI18n()
  const zone = useAgency().time_zone
  const now = useNow()
  const due = row.status === 'done' ? undefined : dueOf(row, now, { t, fmt, zone })
  return due?.kind ? <Tag kind={due.kind}>{due.text}</Tag> : <Or>{due?.text}</Or>
}
