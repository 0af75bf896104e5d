// SPDX-License-Identifier: Apache-2.0
// The properties as photographs or as a table, with the open record beside them on wide screens.
import { useMediaQuery } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { PropertyRow } from '#/api/types'
import { useI18n, withWords } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { asButton, Button, Kbd, Segments, Spoken } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { useEvent } from '#/ui/use-event'
import { BUILT_IN } from './built-in'
import { PickButton } from './bulk/pick'
import { usePicking } from './bulk/use-picking'
import { Cards, CardsSkeleton } from './cards'
import { FilterBar } from './filter-bar'
import { COLUMNS, type ListSearch, PROPERTIES, setFilters, toQuery } from './filters'
import classes from './list-page.module.css'
import { Peek } from './peek'
import { countQuery, listQuery } from './queries'
import { TableSkeleton } from './records/record-table'
import { SearchBox } from './search-box'
import { SortMenu } from './sort-menu'
import { columnLabel, shownColumns, Table } from './table'
import { useListKeys } from './use-list-keys'
import { withRest } from './views/form'
import { useViews } from './views/use-views'
import { ViewTabs } from './views/view-tabs'

const BulkBar = lazy(withWords(() => import('./bulk/bulk-bar').then((m) => ({ default: m.BulkBar }))))

const route = getRouteApi('/inside/properties')

const ColumnsMenu = lazy(
  withWords(() => import('./views/columns-menu').then((m) => ({ default: m.ColumnsMenu }))),
)

/** From this width on there is room for a record beside the list. */
const WIDE = '(min-width: 1181px)'

export function ListPage() {
  const { t, fmt } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const agency = useAgency()
  const { write } = useRights()
  const wide = useMediaQuery(WIDE, undefined, { getInitialValueInEffect: false })
  const searchBox = useRef<HTMLInputElement>(null)
  useTitle(t('rail.properties'))

  const change = (next: ListSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const views = useViews(PROPERTIES, search, change)
  const filter = useMemo(() => withRest(toQuery(search), views.rest), [search, views.rest])
  const list = useInfiniteQuery({ ...listQuery(agency.id, filter), placeholderData: keepPreviousData })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])
  const total = list.data?.pages[0]?.pagination.total

  const open = useEvent((row: PropertyRow) => {
    if (wide)
      void navigate({
        search: { ...search, open: row.id },
        replace: Boolean(search.open),
        resetScroll: false,
      })
    else void navigate({ to: '/properties/$id', params: { id: row.id } })
  })
  const close = () => change({ ...search, open: undefined })
  const keys = useListKeys(rows, { open, peeking: wide && search.open ? search.open : undefined })

  const table = search.view === 'table'
  const picks = write && !search.deleted
  const picking = usePicking({
    rows,
    total: total ?? rows.length,
    list: JSON.stringify(filter),
    may: picks,
    on: search.pick !== undefined,
    turn: (on, replace) =>
      void navigate({ search: { ...search, pick: on ? '1' : undefined }, replace, resetScroll: false }),
  })

  // A link with an open record, on a screen without room for two, leads to the record itself.
  useEffect(() => {
    if (!wide && search.open)
      void navigate({ to: '/properties/$id', params: { id: search.open }, replace: true })
  }, [wide, search.open, navigate])

  useShortcuts({
    '/': () => searchBox.current?.focus(),
    c: () => write && void navigate({ to: '/properties/new' }),
    j: () => keys.move(1),
    k: () => keys.move(-1),
    x: () => keys.current && picks && picking.selection.toggle(keys.current.id),
    e: () =>
      keys.current && write && void navigate({ to: '/properties/$id/edit', params: { id: keys.current.id } }),
    esc: () => (picking.active ? picking.end() : search.open && close()),
  })

  const peeking = wide && search.open
  const filtered = setFilters(search).length > 0 || Boolean(search.q || views.current)
  const loadMore = useEvent(() => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  })
  const shared = {
    rows,
    keys,
    open,
    openId: search.open,
    loadMore,
    more: list.hasNextPage,
    total: total ?? rows.length,
  }

  return (
    <div className={classes.split} data-peek={peeking ? '' : undefined}>
      <div className={classes.list}>
        <header className={classes.head}>
          <h1>
            {t('rail.properties')}{' '}
            {total !== undefined && <span className={classes.count}>{fmt.number(total)}</span>}
          </h1>
          <Segments<'cards' | 'table'>
            label={t('list.layout')}
            value={table ? 'table' : 'cards'}
            choices={[
              { value: 'cards', label: t('list.cards'), icon: 'grid', iconOnly: !wide },
              { value: 'table', label: t('list.table'), icon: 'table', iconOnly: !wide },
            ]}
            onChange={(view) => change({ ...search, view: view === 'table' ? view : undefined })}
          />
          {write && (
            <Link to="/properties/import" {...asButton({ kind: 'bare' })}>
              <Icon name="upload" small />
              {wide ? t('import.open') : <Spoken>{t('import.open')}</Spoken>}
            </Link>
          )}
          {write && (
            <Link to="/properties/new" {...asButton({ kind: 'main' })}>
              <Icon name="plus" small />
              {wide ? t(peeking ? 'list.new-short' : 'list.new') : <Spoken>{t('list.new')}</Spoken>}
              {wide && <Kbd>C</Kbd>}
            </Link>
          )}
        </header>
        <ViewTabs
          dialect={PROPERTIES}
          builtIn={BUILT_IN.map(({ label, search: part }) => ({ name: t(label), search: part }))}
          views={views}
          search={search}
          onChange={change}
          countOf={(part, rest) => countQuery(agency.id, withRest(toQuery(part), rest))}
        />
        <div className={classes.tools}>
          <SearchBox
            ref={searchBox}
            value={search.q ?? ''}
            onChange={(q) => change({ ...search, q: q || undefined })}
          />
          <FilterBar search={search} onChange={change} />
          <SortMenu search={search} onChange={change} />
          {picks && !(table && wide) && <PickButton picking={picking} />}
          {table && wide && (
            <Suspense fallback={null}>
              <ColumnsMenu
                columns={COLUMNS.map(({ name, ...column }) => ({
                  name,
                  label: t(columnLabel(name)),
                  usual: 'usual' in column,
                }))}
                chosen={shownColumns(search)}
                onChange={(columns) => change({ ...search, columns })}
              />
            </Suspense>
          )}
        </div>
        <div aria-busy={list.isFetching} {...picking.area}>
          {list.data === undefined && list.error ? (
            <Failed error={list.error} retry={() => void list.refetch()} />
          ) : list.data === undefined ? (
            table ? (
              <TableSkeleton />
            ) : (
              <CardsSkeleton />
            )
          ) : rows.length === 0 ? (
            <NothingHere filtered={filtered} write={write} clear={() => change({ view: search.view })} />
          ) : table ? (
            <Table
              {...shared}
              search={search}
              onSort={(sort) => change({ ...search, sort })}
              selection={picks ? picking.selection : undefined}
            />
          ) : (
            <Cards {...shared} selection={picks && picking.active ? picking.selection : undefined} />
          )}
        </div>
      </div>
      {picking.active && (
        <Suspense fallback={null}>
          <BulkBar table="properties" picking={picking} total={total ?? rows.length} filter={filter} />
        </Suspense>
      )}
      {peeking && <Peek key={peeking} id={peeking} onClose={close} />}
    </div>
  )
}

function NothingHere({ filtered, write, clear }: { filtered: boolean; write: boolean; clear: () => void }) {
  const { t } = useI18n()
  if (filtered)
    return (
      <Empty icon="search" title={t('list.none.title')} text={t('list.none.text')}>
        <Button onClick={clear}>{t('list.none.clear')}</Button>
      </Empty>
    )
  return (
    <Empty icon="home" title={t('list.empty.title')} text={t('list.empty.text')}>
      {write && (
        <Link to="/properties/new" {...asButton({ kind: 'main' })}>
          <Icon name="plus" small />
          {t('list.new')}
        </Link>
      )}
    </Empty>
  )
}
