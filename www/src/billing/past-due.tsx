// SPDX-License-Identifier: Apache-2.0
// What was due could not be charged: said where plan and credits are looked at, with the way out.
import { useI18n } from '#/app/i18n/i18n'
import { Icon } from '#/ui/icon'
import type { Now } from './choice'
import classes from './plan.module.css'

export function PastDue({ of }: { of: Now }) {
  const { t, fmt } = useI18n()
  if (of.status !== 'past_due') return null
  return (
    <p className={classes.due} role="status">
      <Icon name="warn" />
      <span>
        {t('plan.past-due', { date: of.current_period_end ? fmt.date(of.current_period_end) : '–' })}
      </span>
    </p>
  )
}
