// SPDX-License-Identifier: Apache-2.0
// The table of a list that also has another form: its filters and columns, its rows, and what can be done with many of them.
import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useMemo } from 'react'
import { useRights } from '#/agency/me'
import { type Language, type MessageKey, type Translate, useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { Button, controls } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import type { IconName } from '#/ui/icon'
import { useEvent } from '#/ui/use-event'
import { BulkBar } from '../bulk/bulk-bar'
import { PickButton } from '../bulk/pick'
import type { BulkTable } from '../bulk/queries'
import { type Picking, usePicking } from '../bulk/use-picking'
import { useListKeys } from '../use-list-keys'
import { ColumnsMenu } from '../views/columns-menu'
import type { Dialect, Search } from '../views/form'
import { type RecordTableName, useRecords } from './queries'
import { RecordTable, TableSkeleton } from './record-table'
import classes from './records.module.css'

const PHONE = '(max-width: 720px)'

/** What a list says of its table; made once, so that rows stay as they are. */
export interface TableSpec<Row, Column extends string> {
  /** The records that come with each row, as `include` names them. */
  include?: string
  label: MessageKey
  icon: IconName
  named: {
    label: MessageKey
    text(row: Row, speaking: { t: Translate; language: Language }): string
    href(row: Row): string
    cell?(row: Row): ReactNode
  }
  columnLabel(column: Column): MessageKey
  cell(row: Row, column: Column): ReactNode
  /** Figures. */
  right?: Column[]
  /** What a phone shows below the name. */
  phone: Column[]
  /** What the API sorts by. */
  sortedBy: Partial<Record<Column, string>>
  /** More of what is sorted by is less of what is shown. */
  turned?: Column[]
  usualSort: string
  /** What is changed for many at once; undefined: nothing. */
  bulk?: BulkTable
  /** What else can be done with what is picked. */
  acts?(picking: Picking, rows: Row[]): ReactNode
  /** A class for the cells of a column, by its name. */
  styles: Record<string, string | undefined>
}

interface RecordsProps<Row, Column extends string> {
  dialect: Dialect<RecordTableName>
  spec: TableSpec<Row, Column>
  search: Search
  /** `push`: going back undoes it. */
  onChange(search: Search, push?: boolean): void
  /** The list's query. */
  filter: Record<string, string>
  onOpen(row: Row): void
  /** The chips that filter. */
  children: ReactNode
  /** The address that asks for nothing. */
  everything: Search
  /** Whether it has the keys of a list; not while something else has them. */
  keys: boolean
}

export function Records<Row extends { id: string }, Column extends string>(props: RecordsProps<Row, Column>) {
  const { dialect, spec, search, onChange, filter, children, everything } = props
  const { bulk } = spec
  const { t, language } = useI18n()
  const { write } = useRights()
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
  const list = useRecords<Row>(dialect.list, filter, spec)
  const { rows, total } = list
  const open = useEvent(props.onOpen)
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
  const usual = dialect.columns.filter((column) => column.usual).map(({ name }) => name)
  const shown = search.columns ?? usual.join()
  const columns = useMemo(
    () =>
      (shown.split(',') as Column[]).map((name) => ({
        name,
        label: t(spec.columnLabel(name)),
        right: spec.right?.includes(name),
        phone: spec.phone.includes(name),
        sort: spec.sortedBy[name],
        turned: spec.turned?.includes(name),
        cell: (row: Row) => spec.cell(row, name),
      })),
    [shown, spec, t],
  )
  const named = useMemo(() => {
    const text = (row: Row) => spec.named.text(row, { t, language })
    const cell = spec.named.cell ?? ((row: Row) => <span className={controls.cut}>{text(row)}</span>)
    return { name: 'name', label: t(spec.named.label), text, href: spec.named.href, cell }
  }, [spec, t, language])
  return (
    <>
      <div className={classes.tools}>
        <div className={classes.chips}>{children}</div>
        {phone ? (
          write && bulk && <PickButton picking={picking} />
        ) : (
          <ColumnsMenu
            columns={dialect.columns.map((column) => ({
              name: column.name,
              label: t(spec.columnLabel(column.name as Column)),
              usual: column.usual,
            }))}
            chosen={shown.split(',')}
            onChange={(names) => onChange({ ...search, columns: names })}
          />
        )}
      </div>
      <div aria-busy={list.isFetching} {...picking.area}>
        {list.pending && list.error ? (
          <Failed error={list.error} retry={list.retry} />
        ) : list.pending ? (
          <TableSkeleton />
        ) : rows.length === 0 ? (
          <Empty icon={spec.icon} title={t('records.none')} text={t('list.none.text')}>
            <Button onClick={() => onChange(everything)}>{t('records.all')}</Button>
          </Empty>
        ) : (
          <RecordTable
            label={t(spec.label)}
            rows={rows}
            total={total}
            keys={keys}
            more={list.more}
            loadMore={list.loadMore}
            open={open}
            openId={search.open}
            named={named}
            columns={columns}
            sort={search.sort ?? spec.usualSort}
            onSort={(sort) => onChange({ ...search, sort })}
            selection={write && bulk ? picking.selection : undefined}
            styles={spec.styles}
          />
        )}
      </div>
      {bulk && picking.active && (
        <BulkBar table={bulk} picking={picking} total={total} filter={filter}>
          {spec.acts?.(picking, rows)}
        </BulkBar>
      )}
    </>
  )
}
