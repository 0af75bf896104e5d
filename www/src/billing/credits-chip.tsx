// SPDX-License-Identifier: Apache-2.0
// What can be spent, in the top bar; what it is made of, and what of it ends when, under it.
import { lazy, Suspense, useState } from 'react'
import { useI18n, withWords } from '#/app/i18n/i18n'
import { Icon } from '#/ui/icon'
import { Popover } from '#/ui/overlay'
import classes from './chip.module.css'
import { useCredits } from './credits'

const BalanceCard = lazy(withWords(() => import('./balance-card').then((m) => ({ default: m.BalanceCard }))))

export function CreditsChip() {
  const { t, fmt } = useI18n()
  const { data } = useCredits()
  const [open, setOpen] = useState(false)
  if (!data) return null
  const { available: count, low_at } = data
  const low = count <= low_at
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340}>
      <Popover.Target>
        <button
          type="button"
          className={classes.chip}
          data-low={low || undefined}
          aria-label={t(low ? 'credits.chip-low' : 'credits.chip', { count })}
          aria-expanded={open}
          aria-haspopup="dialog"
          onClick={() => setOpen(!open)}
        >
          <Icon name={low ? 'warn' : 'coin'} small />
          <b>{fmt.number(count)}</b> <span>{t('credits.unit', { count })}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.card} aria-label={t('credits.title')} aria-labelledby={undefined}>
        <Suspense fallback={null}>
          <BalanceCard of={data} onGo={() => setOpen(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
