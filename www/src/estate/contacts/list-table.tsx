// SPDX-License-Identifier: Apache-2.0
// The list as a table. Only the rows on the screen are in the page, whatever the list's length.
import { memo } from 'react'
import { useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, controls, Spoken, Tag, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Pick, PickShown, pickCell } from '../bulk/pick'
import type { Selection } from '../bulk/use-selection'
import { plainClick } from '../cards'
import { type ListKeys, rowId } from '../use-list-keys'
import { useWindowRows } from '../use-window-rows'
import classes from './contacts.module.css'
import { COLUMNS, type ColumnName, type ContactSearch } from './filters'
import { StatusPick } from './status-pick'

const USUAL = COLUMNS.filter((column) => 'usual' in column).map(({ name }) => name)

/** The columns behind the name that an address asks for. */
export const shownColumns = (search: ContactSearch): ColumnName[] =>
  search.columns ? (search.columns.split(',') as ColumnName[]) : USUAL

/** So many tags of a contact are shown in its row. */
const TAGS = 2

interface ContactTableProps {
  rows: Contact[]
  total: number
  keys: ListKeys<Contact>
  open(row: Contact): void
  columns: ColumnName[]
  more: boolean
  loadMore(): void
  selection: Selection
}

export function ContactTable({
  rows,
  total,
  keys,
  open,
  columns,
  more,
  loadMore,
  selection,
}: ContactTableProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const names = useMemberNames()
  const { body, items, above, below } = useWindowRows({
    count: rows.length,
    height: 53,
    phoneHeight: 73,
    more,
    loadMore,
    scroller: keys.scroller,
  })
  return (
    <table className={classes.table} aria-rowcount={total + 1}>
      <caption className={controls.sr}>{t('rail.contacts')}</caption>
      <thead>
        <tr>
          {(['name', ...columns] as const).map((name) => (
            <th
              key={name}
              scope="col"
              className={write && name === 'name' ? `${classes[name]} ${pickCell}` : classes[name]}
            >
              {write && name === 'name' && <PickShown selection={selection} />}
              {t(`contact.column.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
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
                columns={columns.join()}
                agent={memberName(names.get(row.owner_id ?? ''))}
                canWrite={write}
                picked={selection.has(row.id)}
                onPick={selection.toggle}
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

interface RowProps {
  row: Contact
  index: number
  /** Split by commas, so that the same ones are the same. */
  columns: string
  agent: string | undefined
  canWrite: boolean
  picked: boolean
  onPick(id: string): void
  onOpen(row: Contact): void
  onFocus(index: number): void
}

const Row = memo(function Row({
  row,
  index,
  columns,
  agent,
  canWrite,
  picked,
  onPick,
  onOpen,
  onFocus,
}: RowProps) {
  const { t } = useI18n()
  const name = row.name ?? ''
  return (
    <tr
      aria-rowindex={index + 2}
      onClick={(event) => {
        if (!(event.target as Element).closest('a, button, select, input')) onOpen(row)
      }}
    >
      <td className={canWrite ? `${classes.name} ${pickCell}` : classes.name}>
        {canWrite && <Pick name={name} checked={picked} onPick={() => onPick(row.id)} />}
        <a
          id={rowId(row.id)}
          href={`/contacts/${row.id}`}
          onClick={(event) => plainClick(event, () => onOpen(row))}
          onFocus={() => onFocus(index)}
        >
          <Who name={name} />
          <span className={controls.cut}>
            <b>{name}</b>
            <small>{t(`contact-type.${row.type ?? 'other'}`)}</small>
          </span>
        </a>
      </td>
      {(columns.split(',') as ColumnName[]).map((column) => (
        <td key={column} className={classes[column]}>
          <Cell row={row} column={column} agent={agent} canWrite={canWrite} />
        </td>
      ))}
    </tr>
  )
})

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

export function TableSkeleton() {
  return (
    <div className={classes.bones}>
      {Array.from({ length: 12 }, (_, n) => n).map((n) => (
        <div key={n}>
          <Bone width={32} height={32} />
          <Bone width={`${34 - (n % 4) * 5}%`} />
          <Bone width={64} />
          <Bone width={88} />
        </div>
      ))}
    </div>
  )
}
