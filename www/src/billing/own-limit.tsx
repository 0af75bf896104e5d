// SPDX-License-Identifier: Apache-2.0
// What oneself may still spend this month, for whom that is limited.
import type { Credits } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bar } from '#/ui/control'
import classes from './balance.module.css'

export function OwnLimit({ of }: { of: Credits }) {
  const { t } = useI18n()
  if (of.limit === null) return null
  const text = t('credits.own-limit', { used: of.used, limit: of.limit })
  return (
    <div className={classes.own}>
      <p>{text}</p>
      <Bar ratio={of.limit ? Math.min(1, of.used / of.limit) : 1} label={text} bad={of.used >= of.limit} />
    </div>
  )
}
