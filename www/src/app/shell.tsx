// SPDX-License-Identifier: Apache-2.0
// The frame around every screen: agency and search above, the rail at the left, a bottom bar on phones.
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { AccountMenu } from '#/agency/account-menu'
import { AgencySwitcher } from '#/agency/agency-switcher'
import { meQuery, rightsOf } from '#/agency/me'
import { useStanding } from '#/agency/session/store'
import { forgetShort, useShort } from '#/billing/short'
import { IconButton, Kbd } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { useI18n, withWords } from './i18n/i18n'
import { NetworkBar } from './network-bar'
import { Pending } from './outcomes'
import { queryClient } from './queries'
import { IN_BAR, PLACES, type Place } from './rail'
import classes from './shell.module.css'
import { useShortcuts } from './shortcuts'
import { useFollowTheme } from './theme'

const Palette = lazy(withWords(() => import('./palette').then((m) => ({ default: m.Palette }))))
const Help = lazy(withWords(() => import('./help').then((m) => ({ default: m.Help }))))
const JobsButton = lazy(() => import('#/jobs/jobs-button').then((m) => ({ default: m.JobsButton })))
const CreditsChip = lazy(() => import('#/billing/credits-chip').then((m) => ({ default: m.CreditsChip })))
const ShortDialog = lazy(
  withWords(() => import('#/billing/short-dialog').then((m) => ({ default: m.ShortDialog }))),
)
const SignInAgain = lazy(
  withWords(() => import('#/agency/sign-in-again').then((m) => ({ default: m.SignInAgain }))),
)
const Bell = lazy(() => import('#/notify/bell').then((m) => ({ default: m.Bell })))
const NoAgency = lazy(withWords(() => import('#/agency/no-agency').then((m) => ({ default: m.NoAgency }))))

const onMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

export function Shell() {
  return (
    <Suspense fallback={<Outline />}>
      <Frame />
    </Suspense>
  )
}

/** The same as in index.html, which was there before. */
function Outline() {
  const { t } = useI18n()
  return (
    <div className="frame" aria-busy="true">
      <b>{t('shell.product')}</b>
      <i />
      <i />
    </div>
  )
}

function Frame() {
  const { t } = useI18n()
  const { data: me } = useSuspenseQuery(meQuery)
  const standing = useStanding()
  const short = useShort()
  const [open, setOpen] = useState<'palette' | 'help' | null>(null)
  const agencyId = me.agency?.id
  const pathname = useLocation({ select: (location) => location.pathname })
  useFollowTheme(me)
  useEffect(() => {
    // Files of an earlier visit go on by themselves, wherever in the dashboard one is.
    if (agencyId) void import('#/media/queue/queue').then((queue) => queue.startUploads(me.id, agencyId))
  }, [me.id, agencyId])
  useEffect(() => {
    if (!agencyId) return
    let stop: (() => void) | undefined
    let gone = false
    void import('#/events/live').then((live) => {
      if (!gone) stop = live.listen(queryClient)
    })
    return () => {
      gone = true
      stop?.()
    }
  }, [agencyId])
  useEffect(() => {
    // A new page begins where it begins, for the keyboard and for screen readers, unless it chose a field itself.
    const timer = setTimeout(() => {
      if (pathname && document.activeElement === document.body)
        document.getElementById('main')?.focus({ preventScroll: true })
    }, 60)
    return () => clearTimeout(timer)
  }, [pathname])
  useShortcuts({
    'mod+k': () => setOpen((now) => (now === 'palette' ? null : 'palette')),
    '?': () => setOpen('help'),
  })
  const places = PLACES.filter((place) => !place.for || rightsOf(me).manage)

  return (
    <div className={classes.app}>
      <a className={classes.skip} href="#main">
        {t('shell.skip')}
      </a>
      <header className={classes.top}>
        <AgencySwitcher />
        {me.agency && (
          <button type="button" className={classes.find} onClick={() => setOpen('palette')}>
            <Icon name="search" small />
            <span>{t('shell.find')}</span>
            <Kbd>{onMac ? '⌘K' : 'Ctrl K'}</Kbd>
          </button>
        )}
        <span className={classes.grow} />
        {me.agency && (
          <span className={classes.phoneOnly}>
            <IconButton icon="search" label={t('shell.find')} onClick={() => setOpen('palette')} />
          </span>
        )}
        {me.agency && (
          <>
            <Suspense fallback={null}>
              <CreditsChip key={agencyId} />
            </Suspense>
            <Suspense fallback={null}>
              <JobsButton key={me.agency.id} />
            </Suspense>
            <span className={classes.bell}>
              <Suspense fallback={null}>
                <Bell key={agencyId} />
              </Suspense>
            </span>
          </>
        )}
        <AccountMenu onHelp={() => setOpen('help')} />
      </header>
      {me.agency && (
        <nav className={classes.rail} aria-label={t('shell.main')}>
          {places.map((place) => (
            <Link
              key={place.to}
              to={place.to}
              activeProps={{ 'aria-current': 'page' }}
              title={t(place.label)}
            >
              <Icon name={place.icon} />
              <span>{t(place.label)}</span>
            </Link>
          ))}
          <button type="button" className={classes.end} onClick={() => setOpen('help')}>
            <span>{t('shell.help')}</span>
            <Kbd>?</Kbd>
          </button>
        </nav>
      )}
      <main id="main" className={classes.main} tabIndex={-1} key={agencyId}>
        <NetworkBar />
        <Suspense fallback={<Pending />}>
          {me.agency || pathname === '/platform' ? <Outlet /> : <NoAgency />}
        </Suspense>
      </main>
      {me.agency && (
        <nav className={classes.tabs} aria-label={t('shell.main')}>
          {places.slice(0, IN_BAR).map((place) => (
            <Link key={place.to} to={place.to} activeProps={{ 'aria-current': 'page' }}>
              <Icon name={place.icon} />
              <span>{t(place.label)}</span>
            </Link>
          ))}
          <MorePlaces places={places.slice(IN_BAR)} pathname={pathname} />
        </nav>
      )}
      <Suspense fallback={null}>
        {open === 'palette' && <Palette onClose={() => setOpen(null)} onHelp={() => setOpen('help')} />}
        {open === 'help' && <Help onClose={() => setOpen(null)} />}
        {short && <ShortDialog of={short} onClose={forgetShort} />}
        {standing === 'ended' && <SignInAgain email={me.email ?? ''} />}
      </Suspense>
    </div>
  )
}

/** The places that a phone's bar has no room for. */
function MorePlaces({ places, pathname }: { places: Place[]; pathname: string }) {
  const { t } = useI18n()
  const here = places.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  return (
    <Menu position="top-end" width={220}>
      <Menu.Target>
        <button type="button" aria-current={here ? 'true' : undefined}>
          <Icon name="more" />
          <span>{t('rail.more')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {places.map((place) => (
          <Menu.Item
            key={place.to}
            component={Link}
            to={place.to}
            leftSection={<Icon name={place.icon} small />}
          >
            {t(place.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
