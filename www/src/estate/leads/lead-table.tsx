// SPDX-License-Identifier: Apache-2.0
// The leads as a table: what its columns are.
import type { LeadRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'
import { Member, Or, PropertyLink } from '../records/cells'
import type { TableSpec } from '../records/records'
import { type ColumnName, DEFAULT_SORT } from './filters'
import classes from './lead-table.module.css'
import { useSource, useWishes } from './words'

export const LEAD_TABLE: TableSpec<LeadRow, ColumnName> = {
  include: 'property,contact',
  label: 'rail.leads',
  icon: 'leads',
  named: {
    label: 'lead.column.name',
    text: ({ name }) => name ?? '',
    href: ({ id }) => `/leads?view=table&open=${id}`,
  },
  columnLabel: (column) => `lead.column.${column}`,
  cell: (row, column) => <Cell row={row} column={column} />,
  phone: ['status', 'added'],
  sortedBy: { added: 'created_at' },
  usualSort: DEFAULT_SORT,
  bulk: 'leads',
  styles: classes,
}

const KINDS = { new: 'amber', offered: 'amber', claimed: 'green', closed: undefined } as const

function Cell({ row, column }: { row: LeadRow; column: ColumnName }) {
  const { t, fmt } = useI18n()
  const source = useSource()
  const wishes = useWishes()
  const status = row.status ?? 'new'
  switch (column) {
    case 'status':
      return <Tag kind={KINDS[status]}>{t(`lead.status.${status}`)}</Tag>
    case 'source':
      return source(row)
    case 'property':
      return <PropertyLink property={row.property} />
    case 'reach':
      return (
        <Or>
          {row.phone ? (
            <a href={`tel:${row.phone}`}>{row.phone}</a>
          ) : (
            row.email && <a href={`mailto:${row.email}`}>{row.email}</a>
          )}
        </Or>
      )
    case 'agent':
      return <Member id={row.assignee_id} />
    case 'added':
      return row.created_at && fmt.ago(row.created_at)
    case 'wants':
      return <Or>{wishes(row).join(', ')}</Or>
    case 'reason':
      return <Or>{row.close_reason}</Or>
    case 'closed':
      return <Or>{row.closed_at && fmt.date(row.closed_at)}</Or>
  }
}
