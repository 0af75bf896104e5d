// SPDX-License-Identifier: Apache-2.0
// A page below the agency's settings, for those who manage it: the way up, what it is for, what can be begun there.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { useRights } from './me'
import classes from './page.module.css'

interface SubpageProps {
  title: string
  lead: string
  action?: ReactNode
  children: ReactNode
}

export function Subpage({ title, lead, action, children }: SubpageProps) {
  const { t } = useI18n()
  const { manage } = useRights()
  useTitle(title)
  if (!manage) return <p>{t('failed.forbidden.text')}</p>
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div>
          <Link to="/agency" className={classes.up}>
            {t('rail.agency')}
          </Link>
          <h1>{title}</h1>
          <p className={classes.lead}>{lead}</p>
        </div>
        {action}
      </header>
      {children}
    </div>
  )
}
