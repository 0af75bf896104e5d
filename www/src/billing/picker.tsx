// SPDX-License-Identifier: Apache-2.0
// The plans there are, as their rows say: badge, highlight, what they hold, and what their button does.
import { useState } from 'react'
import type { Interval, Plan } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { asButton, Button, Segments, Tag } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { toast } from '#/ui/toast'
import { AskDialog } from './ask-dialog'
import { type Choice, choiceOf, type Now, priceOf, savingOf } from './choice'
import classes from './plan.module.css'
import { useAsk } from './plans'
import { usePay } from './use-pay'

interface PickerProps {
  plans: Plan[]
  now: Now
}

export function Picker({ plans, now }: PickerProps) {
  const { t, fmt, language } = useI18n()
  const shown = plans.filter(({ kind }) => kind === 'subscription')
  const [interval, setInterval] = useState<Interval>(now.interval ?? 'monthly')
  const [later, setLater] = useState<Plan>()
  const [ending, setEnding] = useState(false)
  const saving = Math.max(0, ...shown.map(savingOf))
  const name = inLanguage(now.plan_name, language) ?? now.plan_key
  return (
    <section className={classes.part}>
      <header className={classes.head}>
        <h2>{t('plan.plans')}</h2>
        <Segments<Interval>
          label={t('plan.interval')}
          value={interval}
          choices={[
            { value: 'monthly', label: t('plan.monthly') },
            {
              value: 'yearly',
              label: saving ? t('plan.yearly-saving', { saving: fmt.percent(saving) }) : t('plan.yearly'),
            },
          ]}
          onChange={setInterval}
        />
      </header>
      <ul className={classes.cards}>
        {shown.map((plan) => (
          <Card
            key={plan.id}
            plan={plan}
            interval={interval}
            choice={choiceOf(plan, interval, now)}
            onLater={() => setLater(plan)}
            onEnd={() => setEnding(true)}
          />
        ))}
      </ul>
      {later && (
        <AskDialog
          wish={{ verb: 'change', plan: later }}
          now={now}
          name={name}
          onClose={() => setLater(undefined)}
        />
      )}
      {ending && (
        <AskDialog wish={{ verb: 'cancel' }} now={now} name={name} onClose={() => setEnding(false)} />
      )}
    </section>
  )
}

interface CardProps {
  plan: Plan
  interval: Interval
  choice: Choice
  onLater(): void
  onEnd(): void
}

function Card({ plan, interval, choice, onLater, onEnd }: CardProps) {
  const { language } = useI18n()
  const badge = inLanguage(plan.badge, language)
  return (
    <li className={classes.plan} data-highlight={plan.highlight || undefined}>
      <h3>
        {inLanguage(plan.name, language) ?? plan.key} {badge && <Tag kind="green">{badge}</Tag>}
      </h3>
      <p className={classes.description}>{inLanguage(plan.description, language)}</p>
      <Price plan={plan} interval={interval} />
      <ul>
        {featuresOf(plan, language).map((feature) => (
          <li key={feature}>
            <Icon name="check" small />
            {feature}
          </li>
        ))}
      </ul>
      <Act plan={plan} interval={interval} choice={choice} onLater={onLater} onEnd={onEnd} />
    </li>
  )
}

function Price({ plan, interval }: { plan: Plan; interval: Interval }) {
  const { t, fmt } = useI18n()
  const price = priceOf(plan, interval)
  if (price === null) return <p className={classes.price}>{t('plan.on-request')}</p>
  return (
    <p className={classes.price}>
      {fmt.money(price, plan.currency)} {price > 0 && <small>{t(`plan.per.${interval}`)}</small>}
    </p>
  )
}

/** What it lists in that language, or in any. */
export function featuresOf(plan: Pick<Plan, 'features'>, language: string): string[] {
  const lists = (plan.features ?? {}) as Record<string, unknown>
  const found = lists[language] ?? Object.values(lists)[0]
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : []
}

/** Its button, or why it has none. */
function Act({ plan, interval, choice, onLater, onEnd }: CardProps) {
  const { t, language } = useI18n()
  const name = inLanguage(plan.name, language) ?? plan.key
  const label = inLanguage(plan.cta_label, language)
  const kind = plan.highlight ? 'main' : 'plain'
  const pay = usePay()
  const ask = useAsk()
  const stay = () =>
    ask.mutate(plan.tier === 'free' ? { verb: 'cancel' } : { verb: 'change', plan_id: plan.id }, {
      onSuccess: () => toast(t('plan.stays', { plan: name })),
      onError: () => toast(t('plan.refused'), { bad: true }),
    })
  switch (choice) {
    case 'present':
      return <p className={classes.state}>{t('plan.present')}</p>
    case 'next':
      return <p className={classes.state}>{t('plan.waits')}</p>
    case 'elsewhere':
      return <p className={classes.state}>{t('plan.elsewhere')}</p>
    case 'none':
      return null
    case 'contact':
      return plan.cta_url ? (
        <a {...asButton({ kind, wide: true })} href={plan.cta_url} target="_blank" rel="noreferrer">
          {label ?? t('plan.contact')}
        </a>
      ) : (
        <p className={classes.state}>{t('plan.ask-us')}</p>
      )
    case 'end':
      return (
        <Button wide onClick={onEnd}>
          {t('plan.back-to', { plan: name })}
        </Button>
      )
    case 'later':
      return (
        <Button wide onClick={onLater}>
          {t('plan.back-to', { plan: name })}
        </Button>
      )
    case 'stay':
      return (
        <Button wide kind={kind} busy={ask.isPending} onClick={stay}>
          {t('plan.stay', { plan: name })}
        </Button>
      )
    case 'checkout':
      return (
        <Button wide kind={kind} busy={pay.busy} onClick={() => pay.go({ plan_id: plan.id, interval })}>
          {label ?? t('plan.choose', { plan: name })}
        </Button>
      )
  }
}
