// SPDX-License-Identifier: Apache-2.0
// The list as a table: 40 px rows, the head stays, figures at the right, actions on hover and focus. Only the rows
// on the screen are in the page; empty rows above and below keep the scroll bar true.
import { Link } from '@tanstack/react-router'
import { memo, useState } from 'react'
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
import { DEFAULT_SORT, type ListSearch } from './filters'
import { daysOf, nameOf, priceOf } from './labels'
import { State } from './state'
import classes from './table.module.css'
import { useDelete } from './use-delete'
import { rowId } from './use-list-keys'
import { useWindowRows } from './use-window-rows'

interface Column {
  name: 'name' | 'status' | 'price' | 'living_area' | 'bedrooms' | 'days' | 'agent'
  label: MessageKey
  right?: boolean
  /** What the API sorts by; `turned` when more of it means less of what is shown. */
  sort?: 'price' | 'living_area' | 'bedrooms' | 'created_at'
  turned?: boolean
}

const COLUMNS: Column[] = [
  { name: 'name', label: 'table.property' },
  { name: 'status', label: 'table.status' },
  { name: 'price', label: 'table.price', right: true, sort: 'price' },
  { name: 'living_area', label: 'table.area', right: true, sort: 'living_area' },
  { name: 'bedrooms', label: 'table.beds', right: true, sort: 'bedrooms' },
  { name: 'days', label: 'table.days', right: true, sort: 'created_at', turned: true },
  { name: 'agent', label: 'table.agent', right: true },
]

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
      <Head search={search} onSort={onSort} selection={selection} />
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

function Head({ search, onSort, selection }: Omit<TableProps, keyof ListProps>) {
  const { t } = useI18n()
  const sort = search.sort ?? DEFAULT_SORT
  const by = sort.replace('-', '')
  const falling = sort.startsWith('-')
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => {
          const current = column.sort === by
          const up = current && falling === Boolean(column.turned)
          return (
            <th
              key={column.name}
              scope="col"
              className={
                selection && column.name === 'name' ? `${classes.name} ${pickCell}` : classes[column.name]
              }
              data-right={column.right || undefined}
              aria-sort={current ? (up ? 'ascending' : 'descending') : undefined}
            >
              {selection && column.name === 'name' && <PickShown selection={selection} />}
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
  isOpen,
  agent,
  canWrite,
  picked,
  onPick,
  onOpen,
  onFocus,
}: RowProps) {
  const { fmt, language } = useI18n()
  // The actions are made when the pointer or the focus comes: a hundred rows of them would slow down scrolling.
  const [near, setNear] = useState(false)
  const name = nameOf(row, language)
  const dash = <span className={classes.quiet}>–</span>
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
      <td className={classes.status}>
        <State property={row} />
      </td>
      <td className={classes.price} data-right>
        {priceOf(row, fmt) ?? dash}
      </td>
      <td className={classes.living_area} data-right>
        {row.living_area == null ? dash : fmt.area(row.living_area)}
      </td>
      <td className={classes.bedrooms} data-right>
        {row.bedrooms == null ? dash : fmt.number(row.bedrooms)}
      </td>
      <td className={classes.days} data-right>
        {fmt.number(daysOf(row))}
      </td>
      <td className={classes.agent} data-right>
        {agent && (
          <span className={classes.who} title={agent}>
            <Who name={agent} size="s" />
            <Spoken>{agent}</Spoken>
          </span>
        )}
        {near && canWrite && !row.deleted_at && <RowActions row={row} name={name} />}
      </td>
    </tr>
  )
})

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
