// SPDX-License-Identifier: Apache-2.0
// Back from where people pay: how far the payment has come, asked until it is known.
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useRights } from '#/agency/me'
import type { Payment } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { asButton, Bone } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { say } from '#/ui/toast'
import { useGiveUp, usePayment } from './plans'

const returned = getRouteApi('/inside/billing/return')
const gaveUp = getRouteApi('/inside/billing/cancelled')

/** From here on it takes longer than usual. */
const LONG = 30_000

export const PaidPage = () => <Outcome id={returned.useSearch().payment ?? ''} />

export function CancelledPage() {
  const id = gaveUp.useSearch().payment ?? ''
  const { mutate } = useGiveUp()
  const told = useRef('')
  useEffect(() => {
    if (id === '' || told.current === id) return
    told.current = id
    mutate(id)
  }, [id, mutate])
  return <Outcome id={id} gaveUp />
}

function Outcome({ id, gaveUp = false }: { id: string; gaveUp?: boolean }) {
  const { t } = useI18n()
  const { manage } = useRights()
  const { data, error, refetch } = usePayment(id)
  useTitle(t('plan.payment'))
  useKnown(data)
  if (!manage) return <p>{t('failed.forbidden.text')}</p>
  if (id === '') return <Told state="unknown" />
  if (error && !data) return <Failed whole error={error} retry={() => void refetch()} />
  if (!data) return <Bone width="100%" height={280} />
  return <Told state={data.state === 'pending' && gaveUp ? 'cancelled' : data.state} of={data} />
}

/** What the payment has changed is read again, once it is known. */
function useKnown(payment: Payment | undefined) {
  const { t } = useI18n()
  const client = useQueryClient()
  const state = payment?.state
  useEffect(() => {
    if (state !== 'complete') return
    say(t('plan.paid.complete.title'))
    for (const key of ['me', 'credits', 'subscription', 'payments'])
      void client.invalidateQueries({ queryKey: [key], refetchType: 'active' })
  }, [state, client, t])
}

function Told({ state, of }: { state: Payment['state'] | 'unknown'; of?: Payment }) {
  const { t, fmt } = useI18n()
  const long = useLong(state === 'pending')
  const icon = state === 'complete' ? 'check' : state === 'pending' ? 'clock' : 'coin'
  return (
    <Empty
      whole
      icon={state === 'failed' ? 'warn' : icon}
      title={t(`plan.paid.${state}.title`)}
      text={
        <>
          {of && `${of.description} · ${fmt.money(of.amount, of.currency)}. `}
          {t(state === 'pending' && long ? 'plan.paid.pending.long' : `plan.paid.${state}.text`)}
        </>
      }
    >
      {state === 'complete' && (
        <Link {...asButton({ kind: 'main' })} to="/agency/credits">
          {t('plan.see-credits')}
        </Link>
      )}
      <Link {...asButton({ kind: state === 'complete' ? 'plain' : 'main' })} to="/agency/plan">
        {t('plan.see-plan')}
      </Link>
    </Empty>
  )
}

function useLong(waiting: boolean): boolean {
  const [long, setLong] = useState(false)
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => setLong(true), LONG)
    return () => clearTimeout(timer)
  }, [waiting])
  return long
}
