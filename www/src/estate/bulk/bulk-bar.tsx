// SPDX-License-Identifier: Apache-2.0
// What is picked, and what can be done with all of it at once.
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useAgency } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { addDays, momentOf, zonedOf } from '#/app/i18n/zoned'
import { asButton, Button, IconButton } from '#/ui/control'
import { TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Menu, Popover } from '#/ui/overlay'
import { STATUSES as CONTACT_STATUSES, TYPES as CONTACT_TYPES } from '../contacts/filters'
import { STATUSES, TYPES } from '../filters'
import { statusKey } from '../labels'
import { PRIORITIES } from '../tasks/filters'
import classes from './bulk.module.css'
import { type BulkBody, type BulkTable, useBulk } from './queries'
import type { Picking } from './use-picking'

interface BulkBarProps {
  table: BulkTable
  picking: Picking
  total: number
  /** The list's query. */
  filter: Record<string, string>
  /** What else can be done, which ends in taking the picks away. */
  children?: ReactNode
}

/** Which rows of a list, without how they are shown. */
export function filterText(filter: Record<string, string>): string {
  const { sort: _sort, ...rest } = filter
  return new URLSearchParams(rest).toString()
}

export function BulkBar({ table, picking, total, filter, children }: BulkBarProps) {
  const { t } = useI18n()
  const { change } = useBulk()
  const [busy, setBusy] = useState(false)
  const { count, all, ids, chooseAll } = picking.selection
  async function run(what: Partial<BulkBody>) {
    if (busy || count === 0) return
    setBusy(true)
    const which = all ? { filter: filterText(filter) } : { ids: [...ids] }
    if (await change(table, { ...which, expected_count: count, ...what })) picking.end()
    setBusy(false)
  }
  return (
    <section className={classes.bar} aria-label={t('bulk.bar')} aria-busy={busy}>
      <p role="status">{t('bulk.picked', { count })}</p>
      {!all && count < total && (
        <Button small kind="bare" onClick={chooseAll}>
          {t('bulk.all', { count: total })}
        </Button>
      )}
      <div className={classes.acts}>
        {children}
        <Choices table={table} run={run} />
        {table === 'contacts' && <Tags run={run} />}
        <Button small icon="trash" busy={busy} onClick={() => void run({ delete: true })}>
          {t('ui.delete')}
        </Button>
        <Link to="/bulk" {...asButton({ kind: 'bare', small: true })}>
          {t('bulk.recent')}
        </Link>
      </div>
      <IconButton small icon="x" label={t('bulk.clear')} onClick={picking.end} />
    </section>
  )
}

interface RunProps {
  run(what: Partial<BulkBody>): Promise<void>
}

interface Choice {
  key: string
  label: string
  set: Record<string, unknown>
}

/** What each table offers: a menu for each of these. */
function useChoices(table: BulkTable): { label: string; choices: Choice[] }[] {
  const { t } = useI18n()
  const zone = useAgency().time_zone
  const { data: members = [] } = useMembers()
  const each = <Value extends string>(
    field: string,
    values: readonly Value[],
    word: (value: Value) => string,
  ) => values.map((value) => ({ key: value, label: word(value), set: { [field]: value } }))
  const agents = (field: string) => ({
    label: t('table.agent'),
    choices: members
      .filter(({ role }) => role !== 'viewer')
      .map((member) => ({
        key: member.id,
        label: memberName(member) ?? t('members.nameless'),
        set: { [field]: member.user_id },
      })),
  })
  switch (table) {
    case 'properties':
      return [
        { label: t('table.status'), choices: each('status', STATUSES, (value) => t(statusKey(value))) },
        {
          label: t('contact.field.type'),
          choices: each('property_type', TYPES, (value) => t(`type.${value}`)),
        },
        agents('owner_id'),
      ]
    case 'contacts':
      return [
        {
          label: t('table.status'),
          choices: each('status', CONTACT_STATUSES, (value) => t(`contact.status.${value}`)),
        },
        {
          label: t('contact.field.type'),
          choices: each('type', CONTACT_TYPES, (value) => t(`contact-type.${value}`)),
        },
        agents('owner_id'),
      ]
    case 'deals':
      return [agents('owner_id')]
    case 'leads':
      return [
        { label: t('table.status'), choices: each('status', ['closed'], () => t('lead.close')) },
        agents('assignee_id'),
      ]
    case 'tasks':
      return [
        {
          label: t('table.status'),
          choices: each('status', ['done', 'open'] as const, (value) => t(`history.task-${value}`)),
        },
        {
          label: t('history.field.due_at'),
          choices: DUE.map(({ days, label }) => ({
            key: label,
            label: t(label),
            set: {
              due_at: momentOf(
                { date: addDays(zonedOf(new Date(), zone).date, days), time: '12:00' },
                zone,
              ).toISOString(),
              all_day: true,
            },
          })),
        },
        {
          label: t('task.field.priority'),
          choices: each('priority', PRIORITIES, (value) => t(`task.priority.${value}`)),
        },
        agents('assignee_id'),
      ]
  }
}

const DUE = [
  { days: 0, label: 'task.today' },
  { days: 1, label: 'task.tomorrow' },
  { days: 7, label: 'bulk.in-a-week' },
] as const

function Choices({ table, run }: RunProps & { table: BulkTable }) {
  return useChoices(table).map(({ label, choices }) => (
    <ActionMenu key={label} label={label}>
      {choices.map(({ key, label: word, set }) => (
        <Menu.Item key={key} onClick={() => void run({ set })}>
          {word}
        </Menu.Item>
      ))}
    </ActionMenu>
  ))
}

/** A button of the bar with a menu above it. */
export function ActionMenu({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu width={220} position="top-start">
      <Menu.Target>
        <Button small>
          {label}
          <Icon name="up" small />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

function Tags({ run }: RunProps) {
  const { t } = useI18n()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean)
  function send(how: 'add' | 'remove') {
    if (tags.length === 0) return
    setOpen(false)
    setText('')
    void run({ [how]: { tags } })
  }
  return (
    <Popover opened={open} onChange={setOpen} width={280} position="top-start">
      <Popover.Target>
        <Button small aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('contact.field.tags')}
          <Icon name="up" small />
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.tags}
          onSubmit={(event) => {
            event.preventDefault()
            send('add')
          }}
        >
          <TextInput
            label={t('bulk.tags')}
            data-autofocus
            maxLength={200}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div className={forms.ends}>
            <Button small onClick={() => send('remove')}>
              {t('bulk.tags-remove')}
            </Button>
            <Button small type="submit" kind="main">
              {t('bulk.tags-add')}
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
