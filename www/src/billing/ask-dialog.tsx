// SPDX-License-Identifier: Apache-2.0
// Before a subscription is cancelled, paused or made smaller: what that means, and from when on.
import { useState } from 'react'
import type { Plan } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { NumberField } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import type { Now } from './choice'
import { useAsk, type Wish } from './plans'

interface AskDialogProps {
  wish: { verb: 'cancel' } | { verb: 'pause' } | { verb: 'change'; plan: Plan }
  now: Now
  /** Of the present plan. */
  name: string
  onClose(): void
}

const MOST_CYCLES = 12

export function AskDialog({ wish, now, name, onClose }: AskDialogProps) {
  const { t, fmt, language } = useI18n()
  const ask = useAsk()
  const [cycles, setCycles] = useState<number | null>(1)
  const outcome = useOutcome({
    403: t('failed.forbidden.text'),
    409: t('plan.refused'),
    503: t('plan.unavailable'),
  })
  const date = now.current_period_end ? fmt.date(now.current_period_end) : '–'
  const plan = wish.verb === 'change' ? (inLanguage(wish.plan.name, language) ?? wish.plan.key) : name
  // one that is not paid for has nothing to wait for
  const how = wish.verb === 'cancel' && now.status !== 'active' ? 'cancel-now' : wish.verb
  const wanted = (): Wish =>
    wish.verb === 'change'
      ? { verb: 'change', plan_id: wish.plan.id }
      : wish.verb === 'pause'
        ? { verb: 'pause', cycles: cycles ?? 1 }
        : { verb: 'cancel' }

  function submit() {
    outcome.clear()
    if (wish.verb === 'pause' && !(cycles && cycles >= 1 && cycles <= MOST_CYCLES))
      return outcome.refuse([
        { pointer: '/cycles', code: 'out_of_range', params: { min: 1, max: MOST_CYCLES } },
      ])
    ask.mutate(wanted(), {
      onError: (error) => outcome.fail(error),
      onSuccess: () => {
        onClose()
        toast(t(`plan.done.${how}`, { date, plan }))
      },
    })
  }

  return (
    <Dialog open title={t(`plan.ask.${wish.verb}`, { plan })} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!ask.isPending) submit()
        }}
      >
        <p>{t(`plan.why.${how}`, { date, plan, present: name })}</p>
        {wish.verb === 'pause' && (
          <NumberField
            label={t('plan.cycles')}
            description={t(now.interval === 'yearly' ? 'plan.cycles-years' : 'plan.cycles-months')}
            value={cycles}
            onChange={setCycles}
            error={
              outcome.errors.length > 0 &&
              t('error.out_of_range', { limits: 'both', min: 1, max: MOST_CYCLES })
            }
          />
        )}
        <Wrong text={outcome.errors.length > 0 ? undefined : outcome.wrong} />
        <div className={forms.ends}>
          <Button data-autofocus={wish.verb === 'pause' ? undefined : true} onClick={onClose}>
            {t('plan.stay', { plan: name })}
          </Button>
          <Button type="submit" kind={wish.verb === 'change' ? 'main' : 'bad'} busy={ask.isPending}>
            {t(`plan.do.${wish.verb}`, { plan })}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
