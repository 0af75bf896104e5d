// SPDX-License-Identifier: Apache-2.0
// The visits as a list with columns.
import { type ReactNode, useMemo } from 'react'
import { memberName, useMemberNames } from '#/agency/members'
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { controls } from '#/ui/control'
import { nameOf } from '../labels'
import { Dash, type TableColumn } from '../records/record-table'
import { Records, shownColumns } from '../records/records'
import { type ColumnName, DEFAULT_SORT, VISITS, type VisitSearch } from './filters'
import { StatusTag } from './status'
import classes from './visit-table.module.css'

const SORTED_BY: Partial<Record<ColumnName, string>> = { when: 'starts_at', added: 'created_at' }

interface VisitTableProps {
  search: VisitSearch
  filter: Record<string, string>
  onChange(search: VisitSearch, push?: boolean): void
  onOpen(visit: VisitRow): void
  children: ReactNode
  empty: ReactNode
  keys: boolean
}

export function VisitTable({ search, filter, onOpen, ...rest }: VisitTableProps) {
  const { t, language } = useI18n()
  const names = useMemberNames()
  const shown = shownColumns(VISITS, search).join()
  const columns = useMemo(
    () =>
      (shown.split(',') as ColumnName[]).map((name): TableColumn<VisitRow> => ({
        name,
        label: t(`visit.column.${name}`),
        right: name === 'rating',
        phone: name === 'when' || name === 'status',
        sort: SORTED_BY[name],
        cell: (row) => <Cell row={row} column={name} agent={memberName(names.get(row.agent_id ?? ''))} />,
      })),
    [shown, t, names],
  )
  const named = useMemo(() => {
    const text = (row: VisitRow) => (row.property ? nameOf(row.property, language) : t('visit.dialog'))
    return {
      name: 'name',
      label: t('visit.field.property'),
      text,
      href: ({ id }: VisitRow) => `/calendar?open=${id}`,
      cell: (row: VisitRow) => <span className={controls.cut}>{text(row)}</span>,
    }
  }, [t, language])
  return (
    <Records<VisitRow>
      {...rest}
      dialect={VISITS}
      search={search}
      filter={filter}
      include="property,contact"
      label={t('visit.title')}
      named={named}
      columns={columns}
      columnLabel={(name) => t(`visit.column.${name as ColumnName}`)}
      sort={search.sort ?? DEFAULT_SORT}
      open={onOpen}
      openId={search.open}
      styles={classes}
    />
  )
}

interface CellProps {
  row: VisitRow
  column: ColumnName
  agent: string | undefined
}

function Cell({ row, column, agent }: CellProps) {
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
      return row.contact?.name ?? <Dash />
    case 'agent':
      return row.agent_id ? (agent ?? t('members.nameless')) : t('visit.nobody')
    case 'place':
      return row.place ?? <Dash />
    case 'interest':
      return row.interest ? t(`visit.interest.${row.interest}`) : <Dash />
    case 'rating':
      return row.rating ? t('visit.rated', { rating: row.rating }) : <Dash />
    case 'added':
      return row.created_at && fmt.date(row.created_at)
  }
}
