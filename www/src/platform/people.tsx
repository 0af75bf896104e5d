// SPDX-License-Identifier: Apache-2.0
// Accounts of all agencies, and closing one.
import { useState } from 'react'
import { useMe } from '#/agency/me'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Tag } from '#/ui/control'
import { closeAccount, openAccount } from './acts'
import { List, Search } from './list'
import { type Row, useList } from './lists'
import classes from './platform.module.css'
import { ReasonDialog } from './reason-dialog'
import type { TabProps } from './tabs'

type Person = Row<'users'>

const nameOf = (of: Person) => of.full_name || of.email || '–'

export function People({ search, onChange }: TabProps) {
  const { t } = useI18n()
  const list = useList('users', { q: search.q })
  const [open, setOpen] = useState<Person>()
  const name = open && nameOf(open)
  return (
    <>
      <div className={classes.tools}>
        <Search label={t('platform.search-people')} search={search} onChange={onChange} />
      </div>
      <List of={list} none={t(search.q ? 'platform.none-such' : 'platform.none')}>
        {(person) => <One key={person.id} of={person} onAct={() => setOpen(person)} />}
      </List>
      {open && name && (
        <ReasonDialog
          bad={open.is_active}
          title={t(open.is_active ? 'platform.close-of' : 'platform.open-of', { name })}
          text={t(open.is_active ? 'platform.close-why' : 'platform.open-why')}
          act={t(open.is_active ? 'platform.close' : 'platform.open')}
          done={t(open.is_active ? 'platform.closed-of' : 'platform.opened-of', { name })}
          send={(reason) => (open.is_active ? closeAccount(open.id, reason) : openAccount(open.id, reason))}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}

function One({ of, onAct }: { of: Person; onAct(): void }) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const name = nameOf(of)
  const places = of.agencies.map((one) => `${one.name} (${t(`role.${one.role}`)})`)
  return (
    <li>
      <div className={page.what}>
        <b>
          {name} {of.role === 'admin' && <Tag kind="amber">{t('platform.admin')}</Tag>}{' '}
          {!of.is_active && <Tag kind="red">{t('platform.closed')}</Tag>}
        </b>
        <small>
          {[of.email, t('credits.since', { date: fmt.date(of.created_at) })].filter(Boolean).join(' · ')}
        </small>
        {places.length > 0 && <small>{places.join(', ')}</small>}
      </div>
      {of.id !== me.id && (
        <Button
          small
          kind={of.is_active ? 'bare' : 'plain'}
          aria-label={t(of.is_active ? 'platform.close-of' : 'platform.open-of', { name })}
          onClick={onAct}
        >
          {t(of.is_active ? 'platform.close' : 'platform.open')}
        </Button>
      )}
    </li>
  )
}
