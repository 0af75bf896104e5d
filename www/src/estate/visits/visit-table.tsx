// SPDX-License-Identifier: Apache-2.0
// The visits as a list with columns.
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { nameOf } from '../labels'
import { Member, Or } from '../records/cells'
import type { TableSpec } from '../records/records'
import { type ColumnName, DEFAULT_SORT } from './filters'
import { StatusTag } from './status'
import classes from './visit-table.module.css'

export const VISIT_TABLE: TableSpec<VisitRow, ColumnName> = {
  include: 'property,contact',
  label: 'visit.title',
  icon: 'calendar',
  named: {
    label: 'visit.field.property',
    text: ({ property }, { t, language }) => (property ? nameOf(property, language) : t('visit.dialog')),
    href: ({ id }) => `/calendar?view=list&open=${id}`,
  },
  columnLabel: (column) => `visit.column.${column}`,
  cell: (row, column) => <Cell row={row} column={column} />,
  phone: ['when', 'status'],
  sortedBy: { when: 'starts_at', added: 'created_at' },
  usualSort: DEFAULT_SORT,
  styles: classes,
}

function Cell({ row, column }: { row: VisitRow; column: ColumnName }) {
  const { t, fmt } = useI18n()
  switch (column) {
    case 'when':
      return (
        <time dateTime={row.starts_at}>
          {t('visit.day-time', { day: fmt.day(row.starts_at), time: fmt.time(row.starts_at) })}
        </time>
      )
    case 'status':
      return <StatusTag status={row.status} />
    case 'contact':
      return <Or>{row.contact?.name}</Or>
    case 'agent':
      return row.agent_id ? <Member id={row.agent_id} /> : t('visit.nobody')
    case 'place':
      return <Or>{row.place}</Or>
    case 'interest':
      return <Or>{row.interest && t(`visit.interest.${row.interest}`)}</Or>
    case 'rating':
      return <Or>{row.rating && t('visit.rated', { rating: row.rating })}</Or>
    case 'added':
      return row.created_at && fmt.date(row.created_at)
  }
}
