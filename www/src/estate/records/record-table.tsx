// SPDX-License-Identifier: Apache-2.0
// Records as a table: the head stays, the first column names the record and opens it, figures stand at the right, rows can be
// picked. Only the rows on the screen are in the page; empty rows above and below keep the scroll bar true.
import { memo, type ReactNode, useState } from 'react'
import { Bone, controls } from '#/ui/control'
import { Pick, PickShown, pickCell } from '../bulk/pick'
import type { Selection } from '../bulk/use-selection'
import { plainClick } from '../plain-click'
import { type ListKeys, rowId } from '../use-list-keys'
import { useWindowRows } from '../use-window-rows'
import classes from './record-table.module.css'

export interface TableColumn<Row> {
  name: string
  label: string
  /** Figures. */
  right?: boolean
  /** A phone shows it below the name. */
  phone?: boolean
  /** What the API sorts by; `turned` when more of it means less of what is shown. */
  sort?: string
  turned?: boolean
  cell(row: Row): ReactNode
}

/** The first column. */
export interface NameColumn<Row> extends TableColumn<Row> {
  /** What the record is called. */
  text(row: Row): string
  href(row: Row): string
}

export interface RecordTableProps<Row> {
  label: string
  rows: Row[]
  total: number
  keys: ListKeys<Row>
  more: boolean
  loadMore(): void
  open(row: Row): void
  openId?: string
  named: NameColumn<Row>
  /** The same ones are the same array, or every row is made anew. */
  columns: TableColumn<Row>[]
  sort: string
  /** Undefined: the order is no question. */
  onSort?(sort: string): void
  /** Undefined: nothing can be picked. */
  selection?: Selection
  /** What can be done with a row at once; in the last column, on hover and on focus. */
  actions?(row: Row): ReactNode
  /** Two lines a row. */
  tall?: boolean
  /** A class for the cells of a column, by its name. */
  styles: Record<string, string | undefined>
}

export function RecordTable<Row extends { id: string }>(props: RecordTableProps<Row>) {
  const { label, rows, total, keys, open, openId, named, columns, selection, actions, tall, styles } = props
  const { body, items, above, below } = useWindowRows({
    count: rows.length,
    height: tall ? 53 : 41,
    phoneHeight: 73,
    more: props.more,
    loadMore: props.loadMore,
    scroller: keys.scroller,
  })
  return (
    <table
      className={`${classes.table} ${styles.table ?? ''}`}
      data-tall={tall || undefined}
      aria-rowcount={total + 1}
    >
      <caption className={controls.sr}>{label}</caption>
      <Head {...props} />
      <tbody ref={body}>
        {above > 0 && <tr className={classes.space} style={{ height: above }} />}
        {items.map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <OneRow
                key={row.id}
                row={row}
                index={item.index}
                named={named as NameColumn<never>}
                columns={columns as TableColumn<never>[]}
                styles={styles}
                isOpen={row.id === openId}
                picked={selection?.has(row.id) ?? false}
                onPick={selection?.toggle}
                actions={actions as ((row: never) => ReactNode) | undefined}
                onOpen={open as (row: never) => void}
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

function Head<Row>({ named, columns, sort, onSort, selection, styles }: RecordTableProps<Row>) {
  const by = sort.replace('-', '')
  const falling = sort.startsWith('-')
  return (
    <thead>
      <tr>
        {[named, ...columns].map((column) => {
          const current = column.sort === by
          const up = current && falling === Boolean(column.turned)
          const picks = selection && column === named
          return (
            <th
              key={column.name}
              scope="col"
              className={`${styles[column.name] ?? ''} ${column === named ? classes.name : ''} ${picks ? pickCell : ''}`}
              data-right={column.right || undefined}
              aria-sort={current ? (up ? 'ascending' : 'descending') : undefined}
            >
              {picks && <PickShown selection={selection} />}
              {column.sort && onSort ? (
                <button type="button" onClick={() => onSort(current && falling ? by : `-${column.sort}`)}>
                  {column.label}
                  {current && <span aria-hidden="true">{up ? '↑' : '↓'}</span>}
                </button>
              ) : (
                column.label
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

interface OneRowProps {
  row: { id: string }
  index: number
  named: NameColumn<never>
  columns: TableColumn<never>[]
  styles: RecordTableProps<never>['styles']
  isOpen: boolean
  picked: boolean
  onPick?(id: string): void
  actions?(row: never): ReactNode
  onOpen(row: never): void
  onFocus(index: number): void
}

const OneRow = memo(function OneRow(props: OneRowProps) {
  const { index, named, columns, styles, isOpen, picked, onPick, actions, onOpen, onFocus } = props
  const row = props.row as never
  const { id } = props.row
  // The actions are made when the pointer or the focus comes: a hundred rows of them would slow down scrolling.
  const [near, setNear] = useState(false)
  return (
    <tr
      aria-rowindex={index + 2}
      aria-current={isOpen || undefined}
      data-row={id}
      onClick={(event) => {
        if (!(event.target as Element).closest('a, button, select, input')) onOpen(row)
      }}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setNear(false)}
    >
      <td className={`${classes.name} ${onPick ? pickCell : ''}`}>
        {onPick && <Pick name={named.text(row)} checked={picked} onPick={() => onPick(id)} />}
        <a
          id={rowId(id)}
          href={named.href(row)}
          onClick={(event) => plainClick(event, () => onOpen(row))}
          onFocus={() => onFocus(index)}
        >
          {named.cell(row)}
        </a>
      </td>
      {columns.map((column, at) => (
        <td
          key={column.name}
          className={styles[column.name]}
          data-right={column.right || undefined}
          data-phone={column.phone || undefined}
        >
          {column.cell(row)}
          {at === columns.length - 1 && near && actions && (
            <span className={classes.actions}>{actions(row)}</span>
          )}
        </td>
      ))}
    </tr>
  )
})

export function TableSkeleton({ tall }: { tall?: boolean }) {
  return (
    <div className={classes.bones} data-tall={tall || undefined}>
      {Array.from({ length: 12 }, (_, n) => n).map((n) => (
        <div key={n}>
          <Bone width={tall ? 32 : 42} height={tall ? 32 : 28} />
          <Bone width={`${34 - (n % 4) * 5}%`} />
          <Bone width={64} />
          <Bone width={88} />
        </div>
      ))}
    </div>
  )
}
