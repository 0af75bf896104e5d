// SPDX-License-Identifier: Apache-2.0
// Agencies with their plan and credits, and what can be given to them.
import { useState } from 'react'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Tag } from '#/ui/control'
import { CreditsDialog, GiftDialog } from './agency-dialogs'
import { List, Search } from './list'
import { type Row, useList } from './lists'
import classes from './platform.module.css'
import { STATUS_TINTS } from './subscriptions'
import type { TabProps } from './tabs'

type Agency = Row<'agencies'>
type Open = { kind: 'credits' | 'gift'; of: Agency }

export function Agencies({ search, onChange }: TabProps) {
  const { t } = useI18n()
  const list = useList('agencies', { q: search.q })
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <>
      <div className={classes.tools}>
        <Search label={t('platform.search-agencies')} search={search} onChange={onChange} />
      </div>
      <List of={list} none={t(search.q ? 'platform.none-such' : 'platform.none')}>
        {(agency) => (
          <One
            key={agency.id}
            of={agency}
            onCredits={() => setOpen({ kind: 'credits', of: agency })}
            onGift={() => setOpen({ kind: 'gift', of: agency })}
          />
        )}
      </List>
      {open?.kind === 'credits' && <CreditsDialog of={open.of} onClose={close} />}
      {open?.kind === 'gift' && <GiftDialog of={open.of} onClose={close} />}
    </>
  )
}

function One({ of, onCredits, onGift }: { of: Agency; onCredits(): void; onGift(): void }) {
  const { t, fmt } = useI18n()
  const facts = [
    of.slug,
    of.country && fmt.country(of.country),
    t('platform.members', { count: of.members }),
    t('credits.since', { date: fmt.date(of.created_at) }),
  ]
  return (
    <li>
      <div className={page.what}>
        <b>
          {of.name} <Tag>{of.plan_key}</Tag>{' '}
          {of.status && <Tag kind={STATUS_TINTS[of.status]}>{t(`plan.status.${of.status}`)}</Tag>}
        </b>
        <small>{facts.filter(Boolean).join(' · ')}</small>
        {of.current_period_end && (
          <small>{t('platform.paid-until', { date: fmt.date(of.current_period_end) })}</small>
        )}
      </div>
      <span className={classes.figure}>
        <b>{fmt.number(of.balance ?? 0)}</b> {t('credits.unit', { count: of.balance ?? 0 })}
        {of.held !== null && of.held > 0 && <small>{t('platform.held', { count: of.held })}</small>}
      </span>
      <div className={page.acts}>
        <Button small aria-label={t('platform.adjust-of', { name: of.name })} onClick={onCredits}>
          {t('platform.adjust')}
        </Button>
        <Button small aria-label={t('platform.give-of', { name: of.name })} onClick={onGift}>
          {t('platform.give')}
        </Button>
      </div>
    </li>
  )
}
