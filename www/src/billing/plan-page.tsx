// SPDX-License-Identifier: Apache-2.0
// The agency's plan: what it has and what comes next, what else there is, and what was paid.
import page from '#/agency/page.module.css'
import { Subpage } from '#/agency/subpage'
import { useI18n } from '#/app/i18n/i18n'
import { Bone } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { Entitlements } from './entitlements'
import { Packs } from './packs'
import { PastDue } from './past-due'
import { PaymentList } from './payment-list'
import { Picker } from './picker'
import { PlanHistory } from './plan-history'
import { PlanNow } from './plan-now'
import { usePlans, useSubscription } from './plans'

export function PlanPage() {
  const { t } = useI18n()
  const plans = usePlans()
  const subscription = useSubscription()
  const error = plans.error ?? subscription.error
  return (
    <Subpage wide title={t('plan.title')} lead={t('plan.lead')}>
      {plans.data && subscription.data ? (
        <>
          <PastDue of={subscription.data.subscription} />
          <PlanNow of={subscription.data.subscription} />
          <Picker plans={plans.data} now={subscription.data.subscription} />
          <Packs plans={plans.data} />
          <Entitlements of={subscription.data} />
          <PaymentList />
          <PlanHistory />
        </>
      ) : error ? (
        <Failed
          error={error}
          retry={() => {
            void plans.refetch()
            void subscription.refetch()
          }}
        />
      ) : (
        <div className={page.section}>
          <Bone width="100%" height={320} />
        </div>
      )}
    </Subpage>
  )
}
