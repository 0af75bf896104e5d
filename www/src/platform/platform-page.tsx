// SPDX-License-Identifier: Apache-2.0
// What platform admins answer for: a tab for each kind of thing.
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useMe } from '#/agency/me'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { PlatformQueue } from '#/jobs/queue-page'
import { PlatformMails } from '#/mail/mails-page'
import { Agencies } from './agencies'
import { Audit } from './audit'
import { Inbox } from './inbox'
import { Payments } from './payments'
import { People } from './people'
import { PlanList } from './plan-list'
import classes from './platform.module.css'
import { Prices } from './prices'
import { Subscriptions } from './subscriptions'
import { TABS, type Tab, type TabProps, tabOf } from './tabs'

const route = getRouteApi('/inside/platform')

const CONTENTS: Record<Tab, (props: TabProps) => ReactNode> = {
  agencies: Agencies,
  people: People,
  plans: PlanList,
  prices: Prices,
  subscriptions: Subscriptions,
  payments: Payments,
  inbox: Inbox,
  work: Work,
  audit: Audit,
}

export function PlatformPage() {
  const { t } = useI18n()
  const me = useMe()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const tab = tabOf(search)
  const Contents = CONTENTS[tab]
  useTitle(t('platform.title'))
  return (
    <div className={page.page} data-wide>
      <header className={page.head}>
        <h1>{t('platform.title')}</h1>
      </header>
      {me.role === 'admin' ? (
        <>
          <nav className={classes.tabs} aria-label={t('platform.title')}>
            {TABS.map((one) => (
              <Link
                key={one}
                from="/platform"
                to="/platform"
                search={{ tab: one === 'agencies' ? undefined : one }}
                activeOptions={{ explicitUndefined: true }}
              >
                {t(`platform.tab.${one}`)}
              </Link>
            ))}
          </nav>
          <Contents
            key={tab}
            search={search}
            onChange={(next) => void navigate({ search: next, replace: true, resetScroll: false })}
          />
        </>
      ) : (
        <p>{t('failed.forbidden.text')}</p>
      )}
    </div>
  )
}

function Work() {
  return (
    <>
      <PlatformQueue />
      <PlatformMails />
    </>
  )
}
