// SPDX-License-Identifier: Apache-2.0
// Plans and packs in the order of the picker, with those that are sold no more.
import { useState } from 'react'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { Bone, Button, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { changePlan } from './acts'
import { type PlatformPlan, usePlatformPlans } from './lists'
import { PlanDialog } from './plan-dialog'
import classes from './platform.module.css'
import { ReasonDialog } from './reason-dialog'

type Open = { kind: 'new' } | { kind: 'edit' | 'retire'; of: PlatformPlan }

export function PlanList() {
  const { t, language } = useI18n()
  const { data, error, refetch } = usePlatformPlans()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Bone width="100%" height={240} />
  const called = (plan: PlatformPlan) => inLanguage(plan.name, language) ?? plan.key
  return (
    <>
      <div className={classes.tools}>
        <Button kind="main" icon="plus" onClick={() => setOpen({ kind: 'new' })}>
          {t('platform.plan-new')}
        </Button>
      </div>
      <ul className={page.rows}>
        {data.map((plan) => (
          <One
            key={plan.id}
            of={plan}
            name={called(plan)}
            onEdit={() => setOpen({ kind: 'edit', of: plan })}
            onRetire={() => setOpen({ kind: 'retire', of: plan })}
          />
        ))}
      </ul>
      {open?.kind === 'new' && <PlanDialog onClose={close} />}
      {open?.kind === 'edit' && <PlanDialog of={open.of} onClose={close} />}
      {open?.kind === 'retire' && (
        <ReasonDialog
          bad={open.of.active}
          title={t(open.of.active ? 'platform.retire-of' : 'platform.sell-of', { name: called(open.of) })}
          text={t(open.of.active ? 'platform.retire-why' : 'platform.sell-why')}
          act={t(open.of.active ? 'platform.retire' : 'platform.sell')}
          done={t('ui.saved')}
          send={(reason) => changePlan(open.of.id, { active: !open.of.active, reason })}
          onClose={close}
        />
      )}
    </>
  )
}

interface OneProps {
  of: PlatformPlan
  name: string
  onEdit(): void
  onRetire(): void
}

function One({ of, name, onEdit, onRetire }: OneProps) {
  const { t, fmt, language } = useI18n()
  const badge = inLanguage(of.badge, language)
  const money = (price: number | null) => (price === null ? undefined : fmt.money(price, of.currency))
  const prices = [
    money(of.price_once),
    of.price_monthly !== null && `${money(of.price_monthly)} ${t('plan.per.monthly')}`,
    of.price_yearly !== null && `${money(of.price_yearly)} ${t('plan.per.yearly')}`,
  ]
  return (
    <li>
      <div className={page.what}>
        <b>
          {name} {badge && <Tag kind="green">{badge}</Tag>}{' '}
          {!of.active && <Tag kind="red">{t('platform.retired')}</Tag>}
        </b>
        <small>
          {[
            of.key,
            of.tier,
            of.billing_source,
            t('platform.order', { order: of.sort_order }),
            `${fmt.number(of.credits)} ${t('credits.unit', { count: of.credits })}`,
            ...prices,
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>
      </div>
      <div className={page.acts}>
        <Button small aria-label={t('platform.edit-of', { name })} onClick={onEdit}>
          {t('platform.edit')}
        </Button>
        <Button
          small
          kind="bare"
          aria-label={t(of.active ? 'platform.retire-of' : 'platform.sell-of', { name })}
          onClick={onRetire}
        >
          {t(of.active ? 'platform.retire' : 'platform.sell')}
        </Button>
      </div>
    </li>
  )
}
