// SPDX-License-Identifier: Apache-2.0
// The deals as a table: what its columns are, and what is done with many of them.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { useAgency } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { DealRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { controls, Spoken, Who } from '#/ui/control'
import { Menu } from '#/ui/overlay'
import { ActionMenu } from '../bulk/bulk-bar'
import type { Picking } from '../bulk/use-picking'
import { inLanguage, nameOf } from '../labels'
import { Dash, type TableColumn } from '../records/record-table'
import { Records, shownColumns } from '../records/records'
import { daysIn } from './card'
import classes from './deal-table.module.css'
import { type ColumnName, DEALS, type DealSearch, DEFAULT_SORT } from './filters'
import { stagesQuery } from './queries'
import { useMoveMany } from './use-move-many'

const RIGHT: ColumnName[] = ['amount', 'days']
const ON_PHONE: ColumnName[] = ['stage', 'amount']
const SORTED_BY: Partial<Record<ColumnName, string>> = {
  amount: 'amount',
  expected: 'expected_close_on',
  days: 'stage_since',
  closed: 'closed_at',
  added: 'created_at',
  changed: 'updated_at',
}

interface DealTableProps {
  search: DealSearch
  filter: Record<string, string>
  onChange(search: DealSearch, push?: boolean): void
  onOpen(deal: DealRow): void
  children: ReactNode
  empty: ReactNode
  keys: boolean
}

export function DealTable({ search, filter, onOpen, ...rest }: DealTableProps) {
  const { t } = useI18n()
  const names = useMemberNames()
  const shown = shownColumns(DEALS, search).join()
  const columns = useMemo(
    () =>
      (shown.split(',') as ColumnName[]).map((name): TableColumn<DealRow> => ({
        name,
        label: t(`deal.column.${name}`),
        right: RIGHT.includes(name),
        phone: ON_PHONE.includes(name),
        sort: SORTED_BY[name],
        turned: name === 'days',
        cell: (row) => <Cell row={row} column={name} agent={memberName(names.get(row.owner_id ?? ''))} />,
      })),
    [shown, t, names],
  )
  const named = useMemo(
    () => ({
      name: 'name',
      label: t('deal.column.name'),
      text: (row: DealRow) => row.title ?? '',
      href: ({ id }: DealRow) => `/deals/${id}`,
      cell: (row: DealRow) => <span className={controls.cut}>{row.title}</span>,
    }),
    [t],
  )
  return (
    <Records<DealRow>
      {...rest}
      dialect={DEALS}
      search={search}
      filter={filter}
      include="property,contact"
      label={t('rail.deals')}
      named={named}
      columns={columns}
      columnLabel={(name) => t(`deal.column.${name as ColumnName}`)}
      sort={search.sort ?? DEFAULT_SORT}
      open={onOpen}
      bulk="deals"
      acts={(picking, rows) => <StageMenu picking={picking} rows={rows} />}
      styles={classes}
    />
  )
}

interface CellProps {
  row: DealRow
  column: ColumnName
  agent: string | undefined
}

function Cell({ row, column, agent }: CellProps) {
  const { t, fmt, language } = useI18n()
  switch (column) {
    case 'stage':
      return <Stage row={row} />
    case 'amount':
      return row.amount == null ? <Dash /> : fmt.money(row.amount, row.currency ?? 'EUR')
    case 'expected':
      return row.expected_close_on ? fmt.date(row.expected_close_on) : <Dash />
    case 'contact':
      return row.contact?.name ?? <Dash />
    case 'days':
      return row.status === 'open' ? fmt.number(daysIn(row.stage_since)) : <Dash />
    case 'agent':
      return agent ? (
        <span title={agent}>
          <Who name={agent} size="s" />
          <Spoken>{agent}</Spoken>
        </span>
      ) : (
        t('members.nameless')
      )
    case 'property':
      return row.property ? (
        <Link to="/properties/$id" params={{ id: row.property.id }} className={classes.link}>
          {nameOf(row.property, language)}
        </Link>
      ) : (
        <Dash />
      )
    case 'closed':
      return row.closed_at ? fmt.date(row.closed_at) : <Dash />
    case 'reason':
      return row.close_reason ?? <Dash />
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
