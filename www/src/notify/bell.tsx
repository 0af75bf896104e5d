// SPDX-License-Identifier: Apache-2.0
// The bell in the top bar: how many are unread, and the newest under it.
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useI18n, withWords } from '#/app/i18n/i18n'
import { IconButton } from '#/ui/control'
import { Popover } from '#/ui/overlay'
import { useUnread } from './notifications'
import classes from './notify.module.css'

const NotificationList = lazy(
  withWords(() => import('./list').then((m) => ({ default: m.NotificationList }))),
)
const ReadAll = lazy(withWords(() => import('./list').then((m) => ({ default: m.ReadAll }))))

const MOST = 99

export function Bell() {
  const { t, fmt } = useI18n()
  const unread = useUnread()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width="auto">
      <span className={classes.bell}>
        <Popover.Target>
          <IconButton
            icon="bell"
            label={t('notify.bell', { count: unread })}
            onClick={() => setOpen(!open)}
          />
        </Popover.Target>
        {unread > 0 && (
          <span className={classes.badge} aria-hidden="true">
            {unread > MOST ? `${MOST}+` : fmt.number(unread)}
          </span>
        )}
      </span>
      <Popover.Dropdown className={classes.panel} aria-label={t('notify.title')} aria-labelledby={undefined}>
        <div className={classes.head}>
          <h2>{t('notify.title')}</h2>
          <Suspense fallback={null}>
            <ReadAll small />
          </Suspense>
        </div>
        <div className={classes.rows}>
          <Suspense fallback={null}>
            <NotificationList onGo={close} />
          </Suspense>
        </div>
        <div className={classes.foot}>
          <Link to="/notifications" onClick={close}>
            {t('notify.all')}
          </Link>
          <Link to="/profile" hash="notifications" onClick={close}>
            {t('notify.choose')}
          </Link>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
