// SPDX-License-Identifier: Apache-2.0
// What became of the agency's subscriptions.
import page from '#/agency/page.module.css'
import type { SubscriptionEvent } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import classes from './plan.module.css'
import { useEvents, usePlans } from './plans'

export function PlanHistory() {
  const { t } = useI18n()
  const { data } = useEvents()
  if (!data?.length) return null
  return (
    <section className={classes.part}>
      <header className={classes.head}>
        <h2>{t('plan.history')}</h2>
      </header>
      <ul className={page.rows}>
        {data.map((event) => (
          <One key={event.id} of={event} />
        ))}
      </ul>
    </section>
  )
}

function One({ of }: { of: SubscriptionEvent }) {
  const { t, fmt, language } = useI18n()
  const plans = usePlans().data
  const plan = inLanguage(plans?.find(({ key }) => key === of.plan_key)?.name, language) ?? of.plan_key
  const what =
    of.effect === 'moved'
      ? t(`plan.event.moved-${of.status}`, { plan })
      : t(`plan.event.${of.effect}`, { plan })
  return (
    <li>
      <div className={page.what}>
        <b>{what}</b>
        <small>
          {[
            fmt.dateTime(of.occurred_at),
            of.paid_until && t('plan.event.paid-until', { date: fmt.date(of.paid_until) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
    </li>
  )
}
