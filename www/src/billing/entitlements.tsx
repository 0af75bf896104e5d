// SPDX-License-Identifier: Apache-2.0
// What the plan entitles to, and how much of it is used.
import type { Subscription } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { Bar } from '#/ui/control'
import classes from './plan.module.css'

export function Entitlements({ of }: { of: Subscription }) {
  const { t, language } = useI18n()
  if (of.entitlements.length === 0) return null
  return (
    <section className={classes.part}>
      <header className={classes.head}>
        <h2>{t('plan.includes')}</h2>
      </header>
      <dl className={classes.limits}>
        {of.entitlements.map(({ feature, name, limit, used }) => {
          const word = inLanguage(name, language) ?? feature
          const text =
            limit === null
              ? t('plan.used-free', { used: used ?? 0 })
              : limit === 0
                ? t('plan.used-none')
                : t('plan.used', { used: used ?? 0, limit })
          return (
            <div key={feature}>
              <dt>{word}</dt>
              <dd>
                {text}
                {limit !== null && limit > 0 && (
                  <Bar
                    ratio={Math.min(1, (used ?? 0) / limit)}
                    label={`${word}: ${text}`}
                    bad={(used ?? 0) >= limit}
                  />
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
