// SPDX-License-Identifier: Apache-2.0
// What is picked, and what can be done with all of it at once.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { memberName, useMembers } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Button, IconButton } from '#/ui/control'
import { TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Menu, Popover } from '#/ui/overlay'
import { STATUSES as CONTACT_STATUSES, TYPES as CONTACT_TYPES } from '../contacts/filters'
import { STATUSES, TYPES } from '../filters'
import { statusKey } from '../labels'
import classes from './bulk.module.css'
import { type BulkBody, type BulkTable, useBulk } from './queries'
import type { Selection } from './use-selection'

interface BulkBarProps {
  table: BulkTable
  selection: Selection
  total: number
  /** The list's query. */
  filter: Record<string, string>
}

/** Which rows of a list, without how they are shown. */
export function filterText(filter: Record<string, string>): string {
  const { sort: _sort, ...rest } = filter
  return new URLSearchParams(rest).toString()
}

export function BulkBar({ table, selection, total, filter }: BulkBarProps) {
  const { t } = useI18n()
  const { change } = useBulk()
  const [busy, setBusy] = useState(false)
  const { count, all, ids } = selection
  async function run(what: Partial<BulkBody>) {
    if (busy) return
    setBusy(true)
    const which = all ? { filter: filterText(filter) } : { ids: [...ids] }
    if (await change(table, { ...which, expected_count: count, ...what })) selection.clear()
    setBusy(false)
  }
  return (
    <section className={classes.bar} aria-label={t('bulk.bar')} aria-busy={busy}>
      <p role="status">{t('bulk.picked', { count })}</p>
      {!all && count < total && (
        <Button small kind="bare" onClick={selection.chooseAll}>
          {t('bulk.all', { count: total })}
        </Button>
      )}
      <Choices table={table} run={run} />
      {table === 'contacts' && <Tags run={run} />}
      <Button small icon="trash" busy={busy} onClick={() => void run({ delete: true })}>
        {t('ui.delete')}
      </Button>
      <Link to="/bulk" {...asButton({ kind: 'bare', small: true })}>
        {t('bulk.recent')}
      </Link>
      <IconButton small icon="x" label={t('bulk.clear')} onClick={selection.clear} />
    </section>
  )
}

interface RunProps {
  run(what: Partial<BulkBody>): Promise<void>
}

function Choices({ table, run }: RunProps & { table: BulkTable }) {
  const { t } = useI18n()
  const members = useMembers()
  const isProperty = table === 'properties'
  const agents = (members.data ?? []).map((member) => ({
    value: member.user_id ?? '',
    label: memberName(member) ?? t('members.nameless'),
  }))
  const lists = [
    {
      label: t('table.status'),
      field: 'status',
      choices: isProperty
        ? STATUSES.map((value) => ({ value, label: t(statusKey(value)) }))
        : CONTACT_STATUSES.map((value) => ({ value, label: t(`contact.status.${value}`) })),
    },
    {
      label: t('contact.field.type'),
      field: isProperty ? 'property_type' : 'type',
      choices: isProperty
        ? TYPES.map((value) => ({ value, label: t(`type.${value}`) }))
        : CONTACT_TYPES.map((value) => ({ value, label: t(`contact-type.${value}`) })),
    },
    { label: t('table.agent'), field: 'owner_id', choices: agents },
  ]
  return lists.map(({ label, field, choices }) => (
    <Menu key={field} width={220} position="top-start">
      <Menu.Target>
        <Button small>
          {label}
          <Icon name="up" small />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ value, label: word }) => (
          <Menu.Item key={value} onClick={() => void run({ set: { [field]: value } })}>
            {word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  ))
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
