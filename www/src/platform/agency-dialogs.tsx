// SPDX-License-Identifier: Apache-2.0
// Giving an agency credits, taking some, giving it a plan.
import { useState } from 'react'
import type { Interval } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { NumberField } from '#/ui/fields'
import { Select } from '#/ui/select'
import { adjustCredits, givePlan } from './acts'
import { type Row, usePlatformPlans } from './lists'
import { ReasonDialog } from './reason-dialog'

interface AgencyDialogProps {
  of: Row<'agencies'>
  onClose(): void
}

export function CreditsDialog({ of, onClose }: AgencyDialogProps) {
  const { t, fmt } = useI18n()
  const [amount, setAmount] = useState<number | null>(null)
  const free = (of.balance ?? 0) - (of.held ?? 0)
  const known = amount !== null && !Number.isNaN(amount)
  const after = known ? (of.balance ?? 0) + Math.max(amount, -free) : undefined
  return (
    <ReasonDialog
      title={t('platform.adjust-of', { name: of.name })}
      text={t('platform.adjust-why', { balance: fmt.number(of.balance ?? 0), free: fmt.number(free) })}
      act={
        after === undefined ? t('platform.adjust') : t('platform.adjust-to', { balance: fmt.number(after) })
      }
      done={t('platform.adjusted', { name: of.name })}
      check={() => (known && amount !== 0 ? [] : [{ pointer: '/amount', code: 'number' }])}
      send={(reason) => adjustCredits({ agency_id: of.id, amount: amount ?? 0, reason })}
      onClose={onClose}
    >
      {(errorAt) => (
        <NumberField
          data-autofocus
          label={t('platform.amount')}
          description={t('platform.amount-why')}
          value={amount}
          onChange={setAmount}
          error={errorAt('/amount')}
        />
      )}
    </ReasonDialog>
  )
}

export function GiftDialog({ of, onClose }: AgencyDialogProps) {
  const { t, language } = useI18n()
  const { data: plans = [] } = usePlatformPlans()
  const [plan, setPlan] = useState<string | null>(null)
  const [interval, setInterval] = useState<Interval>('monthly')
  return (
    <ReasonDialog
      title={t('platform.give-of', { name: of.name })}
      text={t('platform.give-why')}
      act={t('platform.give')}
      done={t('platform.given', { name: of.name })}
      check={() => (plan ? [] : [{ pointer: '/plan_id', code: 'required' }])}
      send={(reason) => givePlan({ agency_id: of.id, plan_id: plan ?? '', interval, reason })}
      onClose={onClose}
    >
      {(errorAt) => (
        <>
          <Select
            label={t('plan.title')}
            data={plans
              .filter(({ kind, tier }) => kind === 'subscription' && tier !== 'free')
              .map(({ id, name, key }) => ({ value: id, label: inLanguage(name, language) ?? key }))}
            value={plan}
            onChange={setPlan}
            error={errorAt('/plan_id')}
          />
          <Select
            label={t('plan.interval')}
            data={(['monthly', 'yearly'] as const).map((value) => ({ value, label: t(`plan.${value}`) }))}
            value={interval}
            onChange={(value) => setInterval(value === 'yearly' ? value : 'monthly')}
          />
        </>
      )}
    </ReasonDialog>
  )
}
