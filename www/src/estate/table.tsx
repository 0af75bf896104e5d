// SPDX-License-Identifier: Apache-2.0
// The list as a table: 40 px rows, the head stays, figures at the right, actions on hover and focus. Only the rows
// on the screen are in the page; empty rows above and below keep the scroll bar true.
import { Link } from '@tanstack/react-router'
import { memo, type ReactNode, useMemo, useState } from 'react'
import { useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { PropertyRow } from '#/api/types'
import { type MessageKey, useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { asButton, Bone, controls, IconButton, Spoken, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import { Pick, PickShown, pickCell } from './bulk/pick'
import type { Selection } from './bulk/use-selection'
import { type ListProps, plainClick } from './cards'
import { COLUMNS, type ColumnName, DEFAULT_SORT, type ListSearch } from './filters'
import { daysOf, energyOf, nameOf, priceOf } from './labels'
import { State } from './state'
import classes from './table.module.css'
import { useDelete } from './use-delete'
import { rowId } from './use-list-keys'
import { useWindowRows } from './use-window-rows'

interface Head {
  label: MessageKey
  right?: boolean
  /** What the API sorts by; `turned` when more of it means less of what is shown. */
  sort?: 'price' | 'living_area' | 'bedrooms' | 'created_at' | 'updated_at'
  turned?: boolean
}

const HEADS: Record<ColumnName | 'name', Head> = {
  name: { label: 'table.property' },
  status: { label: 'table.status' },
  price: { label: 'table.price', right: true, sort: 'price' },
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
  /** Undefined: nothing can be picked. */
  selection?: Selection
}

export function Table({
  rows,
  total,
  keys,
  open,
  openId,
  more,
  loadMore,
  search,
  onSort,
  selection,
}: TableProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const names = useMemberNames()
  const columns = useMemo(() => shownColumns(search), [search])
  const { body, items, above, below } = useWindowRows({
    count: rows.length,
    height: 41,
    phoneHeight: 73,
    more,
    loadMore,
    scroller: keys.scroller,
  })

  return (
    <table className={classes.table} aria-rowcount={total + 1}>
      <caption className={controls.sr}>{t('rail.properties')}</caption>
      <Head columns={columns} search={search} onSort={onSort} selection={selection} />
      <tbody ref={body}>
        {above > 0 && <tr className={classes.space} style={{ height: above }} />}
        {items.map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <Row
                key={row.id}
                row={row}
                index={item.index}
                columns={columns}
                isOpen={row.id === openId}
                agent={memberName(names.get(row.owner_id ?? ''))}
                canWrite={write}
                picked={selection?.has(row.id) ?? false}
                onPick={selection?.toggle}
                onOpen={open}
                onFocus={keys.focused}
              />
            )
          )
        })}
        {below > 0 && <tr className={classes.space} style={{ height: below }} />}
      </tbody>
    </table>
  )
}

interface HeadProps extends Omit<TableProps, keyof ListProps> {
  columns: ColumnName[]
}

function Head({ columns, search, onSort, selection }: HeadProps) {
  const { t } = useI18n()
  const sort = search.sort ?? DEFAULT_SORT
  const by = sort.replace('-', '')
  const falling = sort.startsWith('-')
  return (
    <thead>
      <tr>
        {(['name', ...columns] as const).map((name) => {
          const column = HEADS[name]
          const current = column.sort === by
          const up = current && falling === Boolean(column.turned)
          return (
            <th
              key={name}
              scope="col"
              className={selection && name === 'name' ? `${classes.name} ${pickCell}` : classes[name]}
              data-right={column.right || undefined}
              aria-sort={current ? (up ? 'ascending' : 'descending') : undefined}
            >
              {selection && name === 'name' && <PickShown selection={selection} />}
              {column.sort ? (
                <button
                  type="button"
                  onClick={() => onSort(current && falling ? column.sort : `-${column.sort}`)}
                >
                  {t(column.label)}
                  {current && <span aria-hidden="true">{up ? '↑' : '↓'}</span>}
                </button>
              ) : (
                t(column.label)
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

interface RowProps {
  row: PropertyRow
  index: number
  columns: ColumnName[]
  isOpen: boolean
  agent: string | undefined
  canWrite: boolean
  picked: boolean
  onPick?(id: string): void
  onOpen(row: PropertyRow): void
  onFocus(index: number): void
}

const Row = memo(function Row({
  row,
  index,
  columns,
  isOpen,
  agent,
  canWrite,
  picked,
  onPick,
  onOpen,
  onFocus,
}: RowProps) {
  const { language } = useI18n()
  // The actions are made when the pointer or the focus comes: a hundred rows of them would slow down scrolling.
  const [near, setNear] = useState(false)
  const name = nameOf(row, language)
  return (
    <tr
      aria-rowindex={index + 2}
      aria-current={isOpen || undefined}
      onClick={(event) => {
        if (!(event.target as Element).closest('a, button, input')) onOpen(row)
      }}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setNear(false)}
    >
      <td className={onPick ? `${classes.name} ${pickCell}` : classes.name}>
        {onPick && <Pick name={name} checked={picked} onPick={() => onPick(row.id)} />}
        <a
          id={rowId(row.id)}
          href={`/properties/${row.id}`}
          onClick={(event) => plainClick(event, () => onOpen(row))}
          onFocus={() => onFocus(index)}
        >
          <Photo className={classes.photo} {...pictureIn(row.cover_media, '64px')} alt="" />
          <span className={controls.cut}>{name}</span>
        </a>
      </td>
      {columns.map((column, at) => (
        <td key={column} className={classes[column]} data-right={HEADS[column].right || undefined}>
          <Cell row={row} column={column} agent={agent} />
          {at === columns.length - 1 && near && canWrite && !row.deleted_at && (
            <RowActions row={row} name={name} />
          )}
        </td>
      ))}
    </tr>
  )
})

interface CellProps {
  row: PropertyRow
  column: ColumnName
  agent: string | undefined
}

function Cell({ row, column, agent }: CellProps) {
  const { t, fmt } = useI18n()
  const dash = <span className={classes.quiet}>–</span>
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

function RowActions({ row, name }: { row: PropertyRow; name: string }) {
  const { t } = useI18n()
  const remove = useDelete()
  return (
    <span className={classes.actions}>
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
    </span>
  )
}

export function TableSkeleton() {
  return (
    <div className={classes.bones}>
      {Array.from({ length: 12 }, (_, n) => n).map((n) => (
        <div key={n}>
          <Bone width={42} height={28} />
          <Bone width={`${34 - (n % 4) * 5}%`} />
          <Bone width={64} />
          <Bone width={88} />
        </div>
      ))}
    </div>
  )
}
