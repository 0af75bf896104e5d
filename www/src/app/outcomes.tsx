// SPDX-License-Identifier: Apache-2.0
// What a route shows while its code is on the way, and where there is nothing.
import { Link } from '@tanstack/react-router'
import { asButton, Bone } from '#/ui/control'
import { Empty } from '#/ui/empty'
import { useI18n } from './i18n/i18n'
import classes from './shell.module.css'

export function Pending() {
  return (
    <div className={classes.pending} aria-busy="true">
      <Bone width="40%" height={32} />
      <Bone width="100%" height={280} />
    </div>
  )
}

export function NotFound() {
  const { t } = useI18n()
  return (
    <main>
      <Empty whole icon="search" title={t('failed.page.title')} text={t('failed.page.text')}>
        <Link to="/properties" {...asButton({ kind: 'main' })}>
          {t('failed.page.way')}
        </Link>
      </Empty>
    </main>
  )
}
