// SPDX-License-Identifier: Apache-2.0
// What all agencies paid, and giving a payment back.
import { useState } from 'react'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { PAYMENT_TINTS } from '#/billing/payment-list'
import { ChoiceChip } from '#/ui/choice-chip'
import { Button, Tag } from '#/ui/control'
import { refund } from './acts'
import { List } from './list'
import { type Row, useList } from './lists'
import classes from './platform.module.css'
import { ReasonDialog } from './reason-dialog'
import type { TabProps } from './tabs'

type Payment = Row<'payments'>

const STATES = ['pending', 'complete', 'cancelled', 'failed', 'refunded'] as const

export function Payments({ search, onChange }: TabProps) {
  const { t, fmt } = useI18n()
  const state = STATES.find((one) => one === search.state)
  const list = useList('payments', { state })
  const [open, setOpen] = useState<Payment>()
  const price = open && fmt.money(open.amount, open.currency)
  return (
    <>
      <div className={classes.tools}>
        <ChoiceChip
          label={t('platform.status')}
          every={t('platform.status.all')}
          choices={STATES.map((value) => ({ value, label: t(`plan.state.${value}`) }))}
          value={state}
          onChange={(next) => onChange({ ...search, state: next })}
        />
      </div>
      <List of={list} none={t(state ? 'platform.none-such' : 'platform.none')}>
        {(one) => <One key={one.id} of={one} onAct={() => setOpen(one)} />}
      </List>
      {open && price && (
        <ReasonDialog
          bad
          title={t('platform.refund-of', { price, name: open.agency })}
          text={t('platform.refund-why')}
          act={t('platform.refund-do', { price })}
          done={t('platform.refund-asked')}
          send={(reason) => refund(open.id, reason)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}

function One({ of, onAct }: { of: Payment; onAct(): void }) {
  const { t, fmt } = useI18n()
  const price = fmt.money(of.amount, of.currency)
  const facts = [
    of.description,
    fmt.dateTime(of.paid_at ?? of.created_at),
    of.provider_ref && t('plan.reference', { reference: of.provider_ref }),
    of.fee !== null && t('platform.fee', { fee: fmt.money(of.fee, of.currency) }),
    of.note,
  ]
  const asked = of.refund_asked_at && of.state !== 'refunded'
  return (
    <li>
      <div className={page.what}>
        <b>
          {of.agency} <Tag kind={PAYMENT_TINTS[of.state]}>{t(`plan.state.${of.state}`)}</Tag>
        </b>
        <small>{facts.filter(Boolean).join(' · ')}</small>
        {of.refund_asked_at && (
          <small>
            {t('platform.refund-by', {
              date: fmt.date(of.refund_asked_at),
              reason: of.refund_reason ?? '',
            })}
          </small>
        )}
        {of.refund_error && <small data-bad>{of.refund_error}</small>}
      </div>
      <span className={classes.figure}>
        <b>{price}</b>
      </span>
      {of.paid_at && of.provider_ref && of.state !== 'refunded' && (!asked || of.refund_error) && (
        <Button
          small
          kind="bare"
          aria-label={t('platform.refund-of', { price, name: of.agency })}
          onClick={onAct}
        >
          {t('platform.refund')}
        </Button>
      )}
    </li>
  )
}
