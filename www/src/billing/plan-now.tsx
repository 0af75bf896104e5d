// SPDX-License-Identifier: Apache-2.0
// The plan that the agency has: its state, what changes when, and what can be asked of it.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { Button, Tag } from '#/ui/control'
import { toast } from '#/ui/toast'
import { AskDialog } from './ask-dialog'
import type { Now } from './choice'
import classes from './plan.module.css'
import { useAsk } from './plans'

const TINTS = { active: 'green', past_due: 'red', paused: 'amber', cancelled: undefined } as const

export function PlanNow({ of }: { of: Now }) {
  const { t, fmt, language } = useI18n()
  const name = inLanguage(of.plan_name, language) ?? of.plan_key
  const status = of.id !== null ? of.status : null
  return (
    <section className={classes.now} aria-label={t('plan.now')}>
      <div>
        <h2>
          {name} {status && <Tag kind={TINTS[status]}>{t(`plan.status.${status}`)}</Tag>}
        </h2>
        {status && of.interval && (
          <p className={classes.price}>
            {of.price !== null && of.provider !== 'none' && <>{fmt.money(of.price, of.currency ?? '')} </>}
            <small>
              {of.provider !== 'none' && `${t(`plan.per.${of.interval}`)} · `}
              {t('plan.monthly-credits', { count: of.monthly_credits ?? 0 })}
            </small>
          </p>
        )}
        <Coming of={of} />
      </div>
      {status && <Wishes of={of} name={name} />}
    </section>
  )
}

/** What happens next, in a sentence or two. */
function Coming({ of }: { of: Now }) {
  const { t, fmt, language } = useI18n()
  const date = of.current_period_end ? fmt.date(of.current_period_end) : '–'
  const said = [
    of.id === null || of.status === null
      ? t('plan.coming.free')
      : of.status === 'paused'
        ? t('plan.coming.paused')
        : of.cancel_at_period_end
          ? t('plan.coming.ends', { date })
          : of.next_plan_id
            ? t('plan.coming.next', { date, plan: inLanguage(of.next_plan_name, language) ?? '' })
            : of.status === 'active' &&
              t(of.provider === 'none' ? 'plan.coming.renews-free' : 'plan.coming.renews', { date }),
    of.next_grant_at && t('plan.coming.credits', { date: fmt.date(of.next_grant_at) }),
    of.provider === 'clerk' && of.status && t('plan.coming.clerk'),
  ]
  return <p>{said.filter(Boolean).join(' ')}</p>
}

/** Who is paid through others asks them. */
function Wishes({ of, name }: { of: Now; name: string }) {
  const { t } = useI18n()
  const ask = useAsk()
  const [open, setOpen] = useState<'cancel' | 'pause'>()
  if (of.provider !== 'payfast') return null
  const resume = () =>
    ask.mutate(
      { verb: 'resume' },
      {
        onSuccess: () => toast(t('plan.resumed', { plan: name })),
        onError: () => toast(t('plan.refused'), { bad: true }),
      },
    )
  return (
    <div className={classes.wishes}>
      {of.cancel_at_period_end || of.status === 'paused' ? (
        <Button kind="main" busy={ask.isPending} onClick={resume}>
          {t('plan.resume')}
        </Button>
      ) : (
        of.status === 'active' && <Button onClick={() => setOpen('pause')}>{t('plan.pause')}</Button>
      )}
      {!of.cancel_at_period_end && <Button onClick={() => setOpen('cancel')}>{t('plan.cancel')}</Button>}
      {open && <AskDialog wish={{ verb: open }} now={of} name={name} onClose={() => setOpen(undefined)} />}
    </div>
  )
}
