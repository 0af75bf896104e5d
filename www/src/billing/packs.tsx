// SPDX-License-Identifier: Apache-2.0
// Credits that are bought once.
import type { Plan } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { Button, Tag } from '#/ui/control'
import classes from './plan.module.css'
import { usePay } from './use-pay'

export function Packs({ plans }: { plans: Plan[] }) {
  const { t } = useI18n()
  const packs = plans.filter(({ kind }) => kind === 'pack')
  if (packs.length === 0) return null
  return (
    <section className={classes.part} id="packs">
      <header className={classes.head}>
        <h2>{t('plan.packs')}</h2>
      </header>
      <p className={classes.why}>{t('plan.packs-why')}</p>
      <ul className={classes.cards} data-small>
        {packs.map((pack) => (
          <Pack key={pack.id} pack={pack} />
        ))}
      </ul>
    </section>
  )
}

function Pack({ pack }: { pack: Plan }) {
  const { t, fmt, language } = useI18n()
  const pay = usePay()
  const name = inLanguage(pack.name, language) ?? pack.key
  const badge = inLanguage(pack.badge, language)
  const price = fmt.money(pack.price_once ?? 0, pack.currency)
  const label = inLanguage(pack.cta_label, language) ?? t('plan.buy')
  return (
    <li className={classes.plan} data-highlight={pack.highlight || undefined}>
      <h3>
        {name} {badge && <Tag kind="green">{badge}</Tag>}
      </h3>
      <p className={classes.price}>
        {price}{' '}
        <small>
          {t('plan.each', { price: fmt.money((pack.price_once ?? 0) / pack.credits, pack.currency) })}
        </small>
      </p>
      {pack.billing_source === 'payfast' && pack.cta_type === 'checkout' ? (
        <Button
          wide
          kind={pack.highlight ? 'main' : 'plain'}
          busy={pay.busy}
          aria-label={t('plan.buy-of', { label, name, price })}
          onClick={() => pay.go({ plan_id: pack.id })}
        >
          {label}
        </Button>
      ) : (
        <p className={classes.state}>
          {t(pack.billing_source === 'none' ? 'plan.ask-us' : 'plan.elsewhere')}
        </p>
      )}
    </li>
  )
}
