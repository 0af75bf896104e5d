// SPDX-License-Identifier: Apache-2.0
// What was paid, and what was begun and not paid.
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import page from '#/agency/page.module.css'
import type { Payment } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { zonedOf } from '#/app/i18n/zoned'
import { Bone, Button, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import classes from './plan.module.css'
import { saveReceipts, usePayments } from './plans'

export const PAYMENT_TINTS = {
  pending: 'amber',
  complete: 'green',
  cancelled: undefined,
  failed: 'red',
  refunded: undefined,
} as const

export function PaymentList() {
  const { t } = useI18n()
  const zone = useAgency().time_zone
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePayments()
  const [busy, setBusy] = useState(false)
  const payments = data?.pages.flatMap((each) => each.data)
  async function receipts() {
    setBusy(true)
    try {
      await saveReceipts(`${t('plan.file')}-${zonedOf(new Date(), zone).date}.csv`)
    } catch {
      toast(t('failed.other.text'), { bad: true })
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className={classes.part}>
      <header className={classes.head}>
        <h2>{t('plan.payments')}</h2>
        {payments && payments.length > 0 && (
          <Button small icon="down" busy={busy} onClick={() => void receipts()}>
            {t('plan.receipts')}
          </Button>
        )}
      </header>
      {error && !payments ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <ul className={page.rows} aria-busy={!payments}>
          {payments?.map((payment) => <One key={payment.id} of={payment} />) ?? (
            <Bone width="100%" height={72} />
          )}
          {payments?.length === 0 && <li className={page.none}>{t('plan.payments-none')}</li>}
        </ul>
      )}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('credits.more')}
        </Button>
      )}
    </section>
  )
}

function One({ of }: { of: Payment }) {
  const { t, fmt } = useI18n()
  return (
    <li>
      <div className={page.what}>
        <b>{of.description}</b>
        <small>
          {[
            fmt.dateTime(of.paid_at ?? of.created_at),
            t(`plan.payment.${of.kind}`),
            of.refunded_at && t('plan.refunded-at', { date: fmt.date(of.refunded_at) }),
            of.provider_ref && t('plan.reference', { reference: of.provider_ref }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
      <Tag kind={PAYMENT_TINTS[of.state]}>{t(`plan.state.${of.state}`)}</Tag>
      <span className={classes.amount}>{fmt.money(of.amount, of.currency)}</span>
    </li>
  )
}
