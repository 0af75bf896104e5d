// SPDX-License-Identifier: Apache-2.0
// The people an agency deals with: found by words, kind, state and tag; the state is changed in the row.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useRef } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { asButton, Button, IconButton, Kbd } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { useEvent } from '#/ui/use-event'
import { PickButton } from '../bulk/pick'
import { usePicking } from '../bulk/use-picking'
import { TableSkeleton } from '../records/record-table'
import { SearchBox } from '../search-box'
import { useListKeys } from '../use-list-keys'
import { ColumnsMenu } from '../views/columns-menu'
import { withRest } from '../views/form'
import { useViews } from '../views/use-views'
import { ViewTabs } from '../views/view-tabs'
import { saveCards } from './cards'
import classes from './contacts.module.css'
import { COLUMNS, CONTACTS, type ContactSearch, isFiltered, toQuery } from './filters'
import { ContactTable, shownColumns } from './list-table'
import { Tools } from './list-tools'
import { listQuery } from './queries'

const BulkBar = lazy(() => import('../bulk/bulk-bar').then((m) => ({ default: m.BulkBar })))

const route = getRouteApi('/inside/contacts')

export function ContactsPage() {
  const { t, fmt } = useI18n()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const agency = useAgency()
  const { write } = useRights()
  const box = useRef<HTMLInputElement>(null)
  useTitle(t('rail.contacts'))

  const change = (next: ContactSearch) => void navigate({ search: next, replace: true, resetScroll: false })
  const views = useViews(CONTACTS, search, change)
  const filter = useMemo(() => withRest(toQuery(search), views.rest), [search, views.rest])
  const list = useInfiniteQuery({ ...listQuery(agency.id, filter), placeholderData: keepPreviousData })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])
  const total = list.data?.pages[0]?.pagination.total

  const open = useEvent((row: Contact) => void navigate({ to: '/contacts/$id', params: { id: row.id } }))
  const keys = useListKeys(rows, { open, peeking: undefined })
  const picking = usePicking({
    rows,
    total: total ?? rows.length,
    list: JSON.stringify(filter),
    may: write,
    on: search.pick !== undefined,
    turn: (on, replace) =>
      void navigate({ search: { ...search, pick: on ? '1' : undefined }, replace, resetScroll: false }),
  })
  const loadMore = useEvent(() => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  })

  useShortcuts({
    '/': () => box.current?.focus(),
    c: () => write && void navigate({ to: '/contacts/new' }),
    j: () => keys.move(1),
    k: () => keys.move(-1),
    x: () => keys.current && write && picking.selection.toggle(keys.current.id),
    esc: () => picking.active && picking.end(),
    e: () =>
      keys.current && write && void navigate({ to: '/contacts/$id/edit', params: { id: keys.current.id } }),
  })

  return (
    <div>
      <header className={classes.head}>
        <h1>
          {t('rail.contacts')}{' '}
          {total !== undefined && <span className={classes.count}>{fmt.number(total)}</span>}
        </h1>
        <span className={classes.wide}>
          <Link to="/contacts/duplicates" {...asButton({ kind: 'bare' })}>
            {t('duplicates.title')}
          </Link>
        </span>
        <Menu width={240}>
          <Menu.Target>
            <IconButton icon="more" label={t('contact.files')} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              component={Link}
              to="/contacts/duplicates"
              className={classes.narrow}
              leftSection={<Icon name="contacts" small />}
            >
              {t('duplicates.title')}
            </Menu.Item>
            {write && (
              <Menu.Item component={Link} to="/contacts/import" leftSection={<Icon name="upload" small />}>
                {t('import.title.contacts')}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<Icon name="contacts" small />}
              onClick={() => void saveCards(filter).catch(() => toast(t('failed.other.text'), { bad: true }))}
            >
              {t('contact.cards')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {write && (
          <Link to="/contacts/new" {...asButton({ kind: 'main' })}>
            <Icon name="plus" small />
            <span className={classes.long}>{t('contact.new')}</span>
            <span className={classes.wide}>
              <Kbd>C</Kbd>
            </span>
          </Link>
        )}
      </header>
      <ViewTabs
        dialect={CONTACTS}
        builtIn={[
          { name: t('view.all'), search: {} },
          { name: t('contact.view.mine'), search: { who: 'me' } },
        ]}
        views={views}
        search={search}
        onChange={change}
      />
      <div className={classes.tools}>
        <SearchBox
          ref={box}
          label={t('contact.search')}
          value={search.q ?? ''}
          onChange={(q) => change({ ...search, q: q || undefined })}
        />
        <Tools search={search} onChange={change} />
        {write && (
          <span className={classes.narrow}>
            <PickButton picking={picking} />
          </span>
        )}
        <span className={classes.wide}>
          <ColumnsMenu
            columns={COLUMNS.map(({ name, ...column }) => ({
              name,
              label: t(`contact.column.${name}`),
              usual: 'usual' in column,
            }))}
            chosen={shownColumns(search)}
            onChange={(columns) => change({ ...search, columns })}
          />
        </span>
      </div>
      <div aria-busy={list.isFetching} {...picking.area}>
        {list.data === undefined && list.error ? (
          <Failed error={list.error} retry={() => void list.refetch()} />
        ) : list.data === undefined ? (
          <TableSkeleton tall />
        ) : rows.length === 0 ? (
          <NothingHere
            filtered={isFiltered(search) || Boolean(views.current)}
            write={write}
            clear={() => change({})}
          />
        ) : (
          <ContactTable
            rows={rows}
            total={total ?? rows.length}
            keys={keys}
            open={open}
            search={search}
            more={list.hasNextPage}
            loadMore={loadMore}
            selection={write ? picking.selection : undefined}
          />
        )}
      </div>
      {picking.active && (
        <Suspense fallback={null}>
          <BulkBar table="contacts" picking={picking} total={total ?? rows.length} filter={filter} />
        </Suspense>
      )}
    </div>
  )
}

function NothingHere({ filtered, write, clear }: { filtered: boolean; write: boolean; clear(): void }) {
  const { t } = useI18n()
  if (filtered)
    return (
      <Empty icon="search" title={t('contact.none.title')} text={t('list.none.text')}>
        <Button onClick={clear}>{t('contact.none.clear')}</Button>
      </Empty>
    )
  return (
    <Empty icon="person" title={t('contact.empty.title')} text={t('contact.empty.text')}>
      {write && (
        <Link to="/contacts/new" {...asButton({ kind: 'main' })}>
          <Icon name="plus" small />
          {t('contact.new')}
        </Link>
      )}
    </Empty>
  )
}
