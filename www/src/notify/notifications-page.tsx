// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { NotificationList, ReadAll } from './list'
import classes from './notify.module.css'

export function NotificationsPage() {
  const { t } = useI18n()
  useTitle(t('notify.title'))
  return (
    <div className={page.page}>
      <header className={page.head}>
        <div>
          <h1>{t('notify.title')}</h1>
          <p className={page.lead}>
            {t('notify.lead')}{' '}
            <Link to="/profile" hash="notifications" className={classes.link}>
              {t('notify.choose')}
            </Link>
          </p>
        </div>
        <ReadAll />
      </header>
      <div className={classes.whole}>
        <NotificationList whole />
      </div>
    </div>
  )
}
