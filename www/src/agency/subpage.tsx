// SPDX-License-Identifier: Apache-2.0
// A page below the agency's settings, for those who manage it unless it says otherwise: the way up, what it is for, what can be begun there.
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
  /** Not only for those who manage the agency; others have no settings to go up to. */
  everybody?: boolean
  /** For what stands side by side. */
  wide?: boolean
  children: ReactNode
}

export function Subpage({ title, lead, action, everybody, wide, children }: SubpageProps) {
  const { t } = useI18n()
  const { manage } = useRights()
  useTitle(title)
  if (!manage && !everybody) return <p>{t('failed.forbidden.text')}</p>
  return (
    <div className={classes.page} data-wide={wide || undefined}>
      <header className={classes.head}>
        <div>
          {manage && (
            <Link to="/agency" className={classes.up}>
              {t('rail.agency')}
            </Link>
          )}
          <h1>{title}</h1>
          <p className={classes.lead}>{lead}</p>
        </div>
        {action}
      </header>
      {children}
    </div>
  )
}
