// SPDX-License-Identifier: Apache-2.0
// Subscriptions of all agencies, and putting one into another status.
import { useState } from 'react'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { ChoiceChip } from '#/ui/choice-chip'
import { Button, Tag } from '#/ui/control'
import { Select } from '#/ui/select'
import { type Status, setStatus } from './acts'
import { List } from './list'
import { type Row, useList } from './lists'
import classes from './platform.module.css'
import { ReasonDialog } from './reason-dialog'
import type { TabProps } from './tabs'

type Subscription = Row<'subscriptions'>

const STATUSES: Status[] = ['active', 'past_due', 'paused', 'cancelled']
export const STATUS_TINTS = {
  active: 'green',
  past_due: 'red',
  paused: 'amber',
  cancelled: undefined,
} as const

export function Subscriptions({ search, onChange }: TabProps) {
  const { t } = useI18n()
  const status = STATUSES.find((one) => one === search.state)
  const list = useList('subscriptions', { status })
  const [open, setOpen] = useState<Subscription>()
  return (
    <>
      <div className={classes.tools}>
        <ChoiceChip
          label={t('platform.status')}
          every={t('platform.status.all')}
          choices={STATUSES.map((value) => ({ value, label: t(`plan.status.${value}`) }))}
          value={status}
          onChange={(state) => onChange({ ...search, state })}
        />
      </div>
      <List of={list} none={t(status ? 'platform.none-such' : 'platform.none')}>
        {(one) => <One key={one.id} of={one} onAct={() => setOpen(one)} />}
      </List>
      {open && <StatusDialog of={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function One({ of, onAct }: { of: Subscription; onAct(): void }) {
  const { t, fmt } = useI18n()
  const facts = [
    of.provider,
    of.provider_ref,
    t('credits.since', { date: fmt.date(of.started_at) }),
    of.ended_at
      ? t('platform.ended', { date: fmt.date(of.ended_at) })
      : t(of.cancel_at_period_end ? 'platform.ends' : 'platform.paid-until', {
          date: fmt.date(of.current_period_end),
        }),
    of.next_plan_key && t('platform.then', { plan: of.next_plan_key }),
    of.status_reason,
  ]
  return (
    <li>
      <div className={page.what}>
        <b>
          {of.agency_name} <Tag>{of.plan_key}</Tag>{' '}
          <Tag kind={STATUS_TINTS[of.status]}>{t(`plan.status.${of.status}`)}</Tag>
        </b>
        <small>{facts.filter(Boolean).join(' · ')}</small>
      </div>
      <span className={classes.figure}>
        <b>{fmt.money(of.price, of.currency)}</b> {t(`plan.per.${of.interval}`)}
      </span>
      {of.status !== 'cancelled' && (
        <Button small aria-label={t('platform.move-of', { name: of.agency_name })} onClick={onAct}>
          {t('platform.move')}
        </Button>
      )}
    </li>
  )
}

function StatusDialog({ of, onClose }: { of: Subscription; onClose(): void }) {
  const { t } = useI18n()
  const [status, setNext] = useState<string | null>(null)
  const next = STATUSES.find((one) => one === status)
  return (
    <ReasonDialog
      title={t('platform.move-of', { name: of.agency_name })}
      text={t('platform.move-why')}
      act={t('platform.move')}
      done={t('ui.saved')}
      check={() => (next ? [] : [{ pointer: '/status', code: 'required' }])}
      send={(reason) => setStatus(of.id, { status: next ?? 'active', reason })}
      onClose={onClose}
    >
      {(errorAt) => (
        <Select
          label={t('platform.status')}
          data={STATUSES.filter((one) => one !== of.status).map((value) => ({
            value,
            label: t(`plan.status.${value}`),
          }))}
          value={status}
          onChange={setNext}
          error={errorAt('/status')}
        />
      )}
    </ReasonDialog>
  )
}
