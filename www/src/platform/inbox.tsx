// SPDX-License-Identifier: Apache-2.0
// What other systems sent, newest first.
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { ChoiceChip } from '#/ui/choice-chip'
import { Button, Tag } from '#/ui/control'
import { EventDialog } from './event-dialog'
import { List } from './list'
import { type Row, useList } from './lists'
import classes from './platform.module.css'
import type { TabProps } from './tabs'

type Event = Row<'webhooks'>

const STATES = ['received', 'applied', 'ignored', 'waiting', 'refused', 'failed'] as const
export const EVENT_TINTS = {
  received: 'amber',
  applied: 'green',
  ignored: undefined,
  waiting: 'amber',
  refused: 'red',
  failed: 'red',
} as const
const PROVIDERS = ['payfast', 'clerk'] as const

export function Inbox({ search, onChange }: TabProps) {
  const { t } = useI18n()
  const state = STATES.find((one) => one === search.state)
  const provider = PROVIDERS.find((one) => one === search.q)
  const list = useList('webhooks', { state, provider })
  const show = (open: string | undefined) => onChange({ ...search, open })
  return (
    <>
      <div className={classes.tools}>
        <ChoiceChip
          label={t('platform.status')}
          every={t('platform.status.all')}
          choices={STATES.map((value) => ({ value, label: t(`platform.event.${value}`) }))}
          value={state}
          onChange={(next) => onChange({ ...search, state: next })}
        />
        <ChoiceChip
          label={t('platform.provider')}
          every={t('platform.provider.all')}
          choices={PROVIDERS.map((value) => ({ value, label: t(`platform.provider.${value}`) }))}
          value={provider}
          onChange={(q) => onChange({ ...search, q })}
        />
      </div>
      <List of={list} none={t(state || provider ? 'platform.none-such' : 'platform.inbox-none')}>
        {(event) => <One key={event.id} of={event} onOpen={() => show(event.id)} />}
      </List>
      {search.open && <EventDialog key={search.open} id={search.open} onClose={() => show(undefined)} />}
    </>
  )
}

function One({ of, onOpen }: { of: Event; onOpen(): void }) {
  const { t, fmt } = useI18n()
  const facts = [
    of.provider,
    of.agency,
    fmt.dateTime(of.received_at),
    of.attempts > 1 && t('queue.attempts', { count: of.attempts }),
  ]
  const name = of.type || t('platform.untyped')
  return (
    <li>
      <div className={page.what}>
        <b>
          {name} <Tag kind={EVENT_TINTS[of.state]}>{t(`platform.event.${of.state}`)}</Tag>
        </b>
        <small>{facts.filter(Boolean).join(' · ')}</small>
        {of.note && <small>{of.note}</small>}
      </div>
      <Button
        small
        aria-label={t('platform.look-at', { name, when: fmt.dateTime(of.received_at) })}
        onClick={onOpen}
      >
        {t('platform.look')}
      </Button>
    </li>
  )
}
