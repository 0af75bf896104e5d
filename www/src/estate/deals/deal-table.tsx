// SPDX-License-Identifier: Apache-2.0
// The deals as a table: what its columns are, and what is done with many of them.
import { useQuery } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import type { DealRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Menu } from '#/ui/overlay'
import { ActionMenu } from '../bulk/bulk-bar'
import type { Picking } from '../bulk/use-picking'
import { inLanguage } from '../labels'
import { Dash, Member, Or, PropertyLink } from '../records/cells'
import type { TableSpec } from '../records/records'
import { daysIn } from './card'
import classes from './deal-table.module.css'
import { type ColumnName, DEFAULT_SORT } from './filters'
import { stagesQuery } from './queries'
import { useMoveMany } from './use-move-many'

export const DEAL_TABLE: TableSpec<DealRow, ColumnName> = {
  include: 'property,contact',
  label: 'rail.deals',
  icon: 'deals',
  named: { label: 'deal.column.name', text: ({ title }) => title ?? '', href: ({ id }) => `/deals/${id}` },
  columnLabel: (column) => `deal.column.${column}`,
  cell: (row, column) => <Cell row={row} column={column} />,
  right: ['amount', 'days'],
  phone: ['stage', 'amount'],
  sortedBy: {
    amount: 'amount',
    expected: 'expected_close_on',
    days: 'stage_since',
    closed: 'closed_at',
    added: 'created_at',
    changed: 'updated_at',
  },
  turned: ['days'],
  usualSort: DEFAULT_SORT,
  bulk: 'deals',
  acts: (picking, rows) => <StageMenu picking={picking} rows={rows} />,
  styles: classes,
}

function Cell({ row, column }: { row: DealRow; column: ColumnName }) {
  const { fmt } = useI18n()
  switch (column) {
    case 'stage':
      return <Stage row={row} />
    case 'amount':
      return <Or>{row.amount == null ? null : fmt.money(row.amount, row.currency ?? 'EUR')}</Or>
    case 'expected':
      return <Or>{row.expected_close_on && fmt.date(row.expected_close_on)}</Or>
    case 'contact':
      return <Or>{row.contact?.name}</Or>
    case 'days':
      return row.status === 'open' ? fmt.number(daysIn(row.stage_since)) : <Dash />
    case 'agent':
      return <Member id={row.owner_id} />
    case 'property':
      return <PropertyLink property={row.property} />
    case 'closed':
      return <Or>{row.closed_at && fmt.date(row.closed_at)}</Or>
    case 'reason':
      return <Or>{row.close_reason}</Or>
    case 'added':
      return row.created_at && fmt.date(row.created_at)
    case 'changed':
      return row.updated_at && fmt.ago(row.updated_at)
  }
}

/** Where it stands; of one that has ended, how. */
function Stage({ row }: { row: DealRow }) {
  const { t, language } = useI18n()
  const { data = [] } = useQuery(stagesQuery(useAgency().id))
  if (row.status === 'won' || row.status === 'lost') return t(`deal.status.${row.status}`)
  return inLanguage(data.find(({ id }) => id === row.stage_id)?.name, language) ?? t('deal.stage-gone')
}

/** Those that are named one by one go to a stage; all that fit are too many for that. */
function StageMenu({ picking, rows }: { picking: Picking; rows: DealRow[] }) {
  const { t, language } = useI18n()
  const { data = [] } = useQuery(stagesQuery(useAgency().id))
  const moveMany = useMoveMany()
  if (picking.selection.all) return null
  return (
    <ActionMenu label={t('deal.column.stage')}>
      {data.map((stage) => (
        <Menu.Item
          key={stage.id}
          onClick={() => {
            void moveMany(
              rows.filter(({ id }) => picking.selection.has(id)),
              stage,
            )
            picking.end()
          }}
        >
          {inLanguage(stage.name, language)}
        </Menu.Item>
      ))}
    </ActionMenu>
  )
}
