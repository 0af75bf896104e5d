// SPDX-License-Identifier: Apache-2.0
// The properties as a table: what its columns are.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useMemo } from 'react'
import { useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { PropertyRow } from '#/api/types'
import { type MessageKey, useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { asButton, controls, IconButton, Spoken, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import type { ListProps } from './cards'
import { COLUMNS, type ColumnName, DEFAULT_SORT, type ListSearch } from './filters'
import { daysOf, energyOf, nameOf, priceOf } from './labels'
import { Dash } from './records/cells'
import { RecordTable } from './records/record-table'
import { State } from './state'
import classes from './table.module.css'
import { useDelete } from './use-delete'

interface Head {
  label: MessageKey
  right?: boolean
  phone?: boolean
  sort?: 'price' | 'living_area' | 'bedrooms' | 'created_at' | 'updated_at'
  turned?: boolean
}

const HEADS: Record<ColumnName, Head> = {
  status: { label: 'table.status', phone: true },
  price: { label: 'table.price', right: true, phone: true, sort: 'price' },
  living_area: { label: 'table.area', right: true, sort: 'living_area' },
  bedrooms: { label: 'table.beds', right: true, sort: 'bedrooms' },
  days: { label: 'table.days', right: true, sort: 'created_at', turned: true },
  agent: { label: 'table.agent', right: true },
  city: { label: 'table.city' },
  type: { label: 'filter.type' },
  reference: { label: 'field.reference' },
  energy_class: { label: 'field.energy_class' },
  lot_area: { label: 'table.lot', right: true },
  year_built: { label: 'table.built', right: true },
  changed: { label: 'table.changed', right: true, sort: 'updated_at' },
}

const USUAL = COLUMNS.filter((column) => 'usual' in column).map(({ name }) => name)

/** The columns behind the name that an address asks for. */
export const shownColumns = (search: ListSearch): ColumnName[] =>
  search.columns ? (search.columns.split(',') as ColumnName[]) : USUAL

export const columnLabel = (name: ColumnName): MessageKey => HEADS[name].label

interface TableProps extends ListProps {
  search: ListSearch
  onSort(sort: string | undefined): void
}

export function Table({ search, onSort, ...list }: TableProps) {
  const { t, language } = useI18n()
  const { write } = useRights()
  const names = useMemberNames()
  const shown = shownColumns(search).join()
  const columns = useMemo(
    () =>
      (shown.split(',') as ColumnName[]).map((name) => ({
        ...HEADS[name],
        name,
        label: t(HEADS[name].label),
        cell: (row: PropertyRow) => (
          <Cell row={row} column={name} agent={memberName(names.get(row.owner_id ?? ''))} />
        ),
      })),
    [shown, t, names],
  )
  const named = useMemo(
    () => ({
      name: 'name',
      label: t('table.property'),
      text: (row: PropertyRow) => nameOf(row, language),
      href: ({ id }: PropertyRow) => `/properties/${id}`,
      cell: (row: PropertyRow) => <Name row={row} />,
    }),
    [t, language],
  )
  return (
    <RecordTable
      {...list}
      label={t('rail.properties')}
      named={named}
      columns={columns}
      sort={search.sort ?? DEFAULT_SORT}
      onSort={onSort}
      actions={write ? rowActions : undefined}
      styles={classes}
    />
  )
}

function Name({ row }: { row: PropertyRow }) {
  const { language } = useI18n()
  return (
    <>
      <Photo className={classes.photo} {...pictureIn(row.cover_media, '64px')} alt="" />
      <span className={controls.cut}>{nameOf(row, language)}</span>
    </>
  )
}

interface CellProps {
  row: PropertyRow
  column: ColumnName
  agent: string | undefined
}

function Cell({ row, column, agent }: CellProps) {
  const { t, fmt } = useI18n()
  const dash = <Dash />
  const or = <Value,>(value: Value | null | undefined, show: (value: Value) => ReactNode) =>
    value == null || value === '' ? dash : show(value)
  switch (column) {
    case 'status':
      return <State property={row} />
    case 'price':
      return priceOf(row, fmt) ?? dash
    case 'living_area':
    case 'lot_area':
      return or(row[column], fmt.area)
    case 'bedrooms':
      return or(row.bedrooms, fmt.number)
    case 'days':
      return fmt.number(daysOf(row))
    case 'agent':
      return (
        agent && (
          <span className={classes.who} title={agent}>
            <Who name={agent} size="s" />
            <Spoken>{agent}</Spoken>
          </span>
        )
      )
    case 'city':
    case 'reference':
      return or(row[column], (text) => <span className={classes.text}>{text}</span>)
    case 'type':
      return or(row.property_type, (type) => t(`type.${type}`))
    case 'energy_class':
      return or(row.energy_class, (energy) => energyOf(energy, t))
    case 'year_built':
      return or(row.year_built, String)
    case 'changed':
      return or(row.updated_at, (at) => fmt.ago(at))
  }
}

const rowActions = (row: PropertyRow) => !row.deleted_at && <RowActions row={row} />

function RowActions({ row }: { row: PropertyRow }) {
  const { t, language } = useI18n()
  const remove = useDelete()
  const name = nameOf(row, language)
  return (
    <>
      <Link
        to="/properties/$id"
        params={{ id: row.id }}
        search={{ tab: 'photos' }}
        {...asButton({ kind: 'bare', small: true })}
        data-icon
        title={t('property.photos')}
        aria-label={t('row.photos', { name })}
      >
        <Icon name="image" />
      </Link>
      <Link
        to="/properties/$id/edit"
        params={{ id: row.id }}
        {...asButton({ kind: 'bare', small: true })}
        data-icon
        title={t('ui.edit')}
        aria-label={t('row.edit', { name })}
      >
        <Icon name="pen" />
      </Link>
      <IconButton small icon="trash" label={t('row.delete', { name })} onClick={() => void remove(row)} />
    </>
  )
}
