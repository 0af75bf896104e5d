// SPDX-License-Identifier: Apache-2.0
// The contacts as a table: what its columns are.
import { useMemo } from 'react'
import { useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { controls, Spoken, Tag, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { RecordTable, type RecordTableProps } from '../records/record-table'
import classes from './contacts.module.css'
import { COLUMNS, type ColumnName, type ContactSearch, DEFAULT_SORT } from './filters'
import { StatusPick } from './status-pick'

const USUAL = COLUMNS.filter((column) => 'usual' in column).map(({ name }) => name)

/** The columns behind the name that an address asks for. */
export const shownColumns = (search: ContactSearch): ColumnName[] =>
  search.columns ? (search.columns.split(',') as ColumnName[]) : USUAL

/** So many tags of a contact are shown in its row. */
const TAGS = 2

interface ContactTableProps
  extends Pick<
    RecordTableProps<Contact>,
    'rows' | 'total' | 'keys' | 'more' | 'loadMore' | 'open' | 'selection'
  > {
  search: ContactSearch
}

export function ContactTable({ search, ...list }: ContactTableProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const names = useMemberNames()
  const shown = shownColumns(search).join()
  const columns = useMemo(
    () =>
      (shown.split(',') as ColumnName[]).map((name) => ({
        name,
        label: t(`contact.column.${name}`),
        phone: name === 'status',
        cell: (row: Contact) => (
          <Cell row={row} column={name} agent={memberName(names.get(row.owner_id ?? ''))} canWrite={write} />
        ),
      })),
    [shown, t, names, write],
  )
  const named = useMemo(
    () => ({
      name: 'name',
      label: t('contact.column.name'),
      text: ({ name }: Contact) => name ?? '',
      href: ({ id }: Contact) => `/contacts/${id}`,
      cell: (row: Contact) => <Name row={row} />,
    }),
    [t],
  )
  return (
    <RecordTable
      {...list}
      tall
      label={t('rail.contacts')}
      named={named}
      columns={columns}
      sort={search.sort ?? DEFAULT_SORT}
      styles={classes}
    />
  )
}

function Name({ row }: { row: Contact }) {
  const { t } = useI18n()
  const name = row.name ?? ''
  return (
    <>
      <Who name={name} />
      <span className={controls.cut}>
        <b>{name}</b>
        <small>{t(`contact-type.${row.type ?? 'other'}`)}</small>
      </span>
    </>
  )
}

interface CellProps {
  row: Contact
  column: ColumnName
  agent: string | undefined
  canWrite: boolean
}

function Cell({ row, column, agent, canWrite }: CellProps) {
  const { fmt } = useI18n()
  switch (column) {
    case 'status':
      return <StatusPick contact={row} canWrite={canWrite} />
    case 'reach':
      return <Reach row={row} />
    case 'tags':
      return <Tags tags={row.tags ?? []} />
    case 'spoke':
      return row.last_contacted_at && fmt.ago(row.last_contacted_at)
    case 'agent':
      return (
        agent && (
          <span title={agent}>
            <Who name={agent} size="s" />
            <Spoken>{agent}</Spoken>
          </span>
        )
      )
    case 'username':
      return row.username
    case 'added':
      return row.created_at && fmt.date(row.created_at)
    case 'changed':
      return row.updated_at && fmt.ago(row.updated_at)
  }
}

function Reach({ row }: { row: Contact }) {
  const { t } = useI18n()
  const name = row.name ?? ''
  return (
    <>
      {row.phone && (
        <a href={`tel:${row.phone}`}>
          <Icon name="phone" small />
          <Spoken>{t('contact.call', { name })}</Spoken>
          <span>{row.phone_raw || row.phone}</span>
        </a>
      )}
      {row.email && (
        <a href={`mailto:${row.email}`}>
          <Icon name="mail" small />
          <Spoken>{t('contact.mail', { name })}</Spoken>
          <span className={controls.cut}>{row.email}</span>
        </a>
      )}
    </>
  )
}

function Tags({ tags }: { tags: string[] }) {
  const { fmt } = useI18n()
  return (
    <>
      {tags.slice(0, TAGS).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {tags.length > TAGS && <small>+{fmt.number(tags.length - TAGS)}</small>}
    </>
  )
}
