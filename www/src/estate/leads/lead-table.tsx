// SPDX-License-Identifier: Apache-2.0
// The leads as a table: what its columns are.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { memberName, useMemberNames } from '#/agency/members'
import type { LeadRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { controls, Tag } from '#/ui/control'
import { nameOf } from '../labels'
import { Dash, type TableColumn } from '../records/record-table'
import { Records, shownColumns } from '../records/records'
import { type ColumnName, DEFAULT_SORT, LEADS, type LeadSearch } from './filters'
import classes from './lead-table.module.css'
import { useSource, useWishes } from './words'

interface LeadTableProps {
  search: LeadSearch
  filter: Record<string, string>
  onChange(search: LeadSearch, push?: boolean): void
  onOpen(lead: LeadRow): void
  children: ReactNode
  empty: ReactNode
  keys: boolean
}

export function LeadTable({ search, filter, onOpen, ...rest }: LeadTableProps) {
  const { t } = useI18n()
  const names = useMemberNames()
  const shown = shownColumns(LEADS, search).join()
  const columns = useMemo(
    () =>
      (shown.split(',') as ColumnName[]).map((name): TableColumn<LeadRow> => ({
        name,
        label: t(`lead.column.${name}`),
        phone: name === 'status' || name === 'added',
        sort: name === 'added' ? 'created_at' : undefined,
        cell: (row) => <Cell row={row} column={name} agent={memberName(names.get(row.assignee_id ?? ''))} />,
      })),
    [shown, t, names],
  )
  const named = useMemo(
    () => ({
      name: 'name',
      label: t('lead.column.name'),
      text: (row: LeadRow) => row.name ?? '',
      href: ({ id }: LeadRow) => `/leads?open=${id}`,
      cell: (row: LeadRow) => <span className={controls.cut}>{row.name}</span>,
    }),
    [t],
  )
  return (
    <Records<LeadRow>
      {...rest}
      dialect={LEADS}
      search={search}
      filter={filter}
      include="property,contact"
      label={t('rail.leads')}
      named={named}
      columns={columns}
      columnLabel={(name) => t(`lead.column.${name as ColumnName}`)}
      sort={search.sort ?? DEFAULT_SORT}
      open={onOpen}
      openId={search.open}
      bulk="leads"
      styles={classes}
    />
  )
}

interface CellProps {
  row: LeadRow
  column: ColumnName
  agent: string | undefined
}

const KINDS = { new: 'amber', offered: 'amber', claimed: 'green', closed: undefined } as const

function Cell({ row, column, agent }: CellProps) {
  const { t, fmt, language } = useI18n()
  const source = useSource()
  const wishes = useWishes()
  switch (column) {
    case 'status':
      return <Tag kind={KINDS[row.status ?? 'new']}>{t(`lead.status.${row.status ?? 'new'}`)}</Tag>
    case 'source':
      return source(row)
    case 'property':
      return row.property ? (
        <Link to="/properties/$id" params={{ id: row.property.id }} className={classes.link}>
          {nameOf(row.property, language)}
        </Link>
      ) : (
        <Dash />
      )
    case 'reach':
      return row.phone ? (
        <a href={`tel:${row.phone}`} className={classes.link}>
          {row.phone}
        </a>
      ) : row.email ? (
        <a href={`mailto:${row.email}`} className={classes.link}>
          {row.email}
        </a>
      ) : (
        <Dash />
      )
    case 'agent':
      return row.assignee_id ? (agent ?? t('members.nameless')) : <Dash />
    case 'added':
      return row.created_at && fmt.ago(row.created_at)
    case 'wants':
      return wishes(row).join(', ') || <Dash />
    case 'reason':
      return row.close_reason ?? <Dash />
    case 'closed':
      return row.closed_at ? fmt.date(row.closed_at) : <Dash />
  }
}
