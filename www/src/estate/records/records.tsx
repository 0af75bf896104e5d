// SPDX-License-Identifier: Apache-2.0
// The table of a list that also has another form: its filters and columns, its rows, and what can be done with many of them.
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useRights } from '#/agency/me'
import { useShortcuts } from '#/app/shortcuts'
import { Failed } from '#/ui/empty'
import { useEvent } from '#/ui/use-event'
import { BulkBar } from '../bulk/bulk-bar'
import { PickButton } from '../bulk/pick'
import type { BulkTable } from '../bulk/queries'
import { type Picking, usePicking } from '../bulk/use-picking'
import { useListKeys } from '../use-list-keys'
import { ColumnsMenu } from '../views/columns-menu'
import type { Dialect, Search } from '../views/form'
import { type RecordTableName, useRecords } from './queries'
import { RecordTable, type RecordTableProps, TableSkeleton } from './record-table'
import classes from './records.module.css'

const PHONE = '(max-width: 720px)'

type Own = 'label' | 'named' | 'columns' | 'sort' | 'open' | 'openId' | 'tall' | 'styles'

interface RecordsProps<Row> extends Pick<RecordTableProps<Row>, Own> {
  dialect: Dialect<RecordTableName>
  search: Search
  /** `push`: going back undoes it. */
  onChange(search: Search, push?: boolean): void
  /** The list's query. */
  filter: Record<string, string>
  include?: string
  /** What a column is called. */
  columnLabel(name: string): string
  /** The chips that filter. */
  children: ReactNode
  /** What is changed for many at once; undefined: nothing. */
  bulk?: BulkTable
  /** What else can be done with what is picked. */
  acts?(picking: Picking, rows: Row[]): ReactNode
  empty: ReactNode
  /** Further keys; none while something else has them. */
  keys?: boolean
}

/** The names of the columns that an address asks for. */
export function shownColumns({ columns }: Dialect, search: Search): string[] {
  return (
    search.columns?.split(',') ?? columns.filter(({ usual }) => usual).map(({ name }) => name)
  )
}

export function Records<Row extends { id: string }>(props: RecordsProps<Row>) {
  const { dialect, search, onChange, filter, include, bulk, acts, empty, children, columnLabel } = props
  const { write } = useRights()
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
  const list = useRecords<Row>(dialect.list, filter, { include })
  const { rows, total } = list
  const open = useEvent(props.open)
  const keys = useListKeys(rows, { open, peeking: undefined })
  const picking = usePicking({
    rows,
    total,
    list: JSON.stringify([dialect.list, filter]),
    may: write && bulk !== undefined,
    on: search.pick !== undefined,
    turn: (on, replace) => onChange({ ...search, pick: on ? '1' : undefined }, !replace),
  })
  useShortcuts(
    {
      j: () => keys.move(1),
      k: () => keys.move(-1),
      x: () => keys.current && write && bulk && picking.selection.toggle(keys.current.id),
      esc: () => picking.active && picking.end(),
    },
    props.keys,
  )
  return (
    <>
      <div className={classes.tools}>
        <div className={classes.chips}>{children}</div>
        {phone ? (
          write && bulk && <PickButton picking={picking} />
        ) : (
          <ColumnsMenu
            columns={dialect.columns.map(({ name, usual }) => ({ name, label: columnLabel(name), usual }))}
            chosen={shownColumns(dialect, search)}
            onChange={(columns) => onChange({ ...search, columns })}
          />
        )}
      </div>
      <div aria-busy={list.isFetching} {...picking.area}>
        {list.pending && list.error ? (
          <Failed error={list.error} retry={list.retry} />
        ) : list.pending ? (
          <TableSkeleton tall={props.tall} />
        ) : rows.length === 0 ? (
          empty
        ) : (
          <RecordTable
            label={props.label}
            rows={rows}
            total={total}
            keys={keys}
            more={list.more}
            loadMore={list.loadMore}
            open={open}
            openId={props.openId}
            named={props.named}
            columns={props.columns}
            sort={props.sort}
            onSort={(sort) => onChange({ ...search, sort })}
            selection={write && bulk ? picking.selection : undefined}
            tall={props.tall}
            styles={props.styles}
          />
        )}
      </div>
      {bulk && picking.active && (
        <BulkBar table={bulk} picking={picking} total={total} filter={filter}>
          {acts?.(picking, rows)}
        </BulkBar>
      )}
    </>
  )
}
