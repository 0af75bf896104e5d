// SPDX-License-Identifier: Apache-2.0
// Empty screens and failed ones: one sentence, one way on.
import type { ReactNode } from 'react'
import { isStatus, Unreachable } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from './control'
import classes from './empty.module.css'
import { Icon, type IconName } from './icon'

interface EmptyProps {
  icon: IconName
  title: string
  text?: ReactNode
  /** All there is on the page: its title is the page's. */
  whole?: boolean
  children?: ReactNode
}

export function Empty({ icon, title, text, whole, children }: EmptyProps) {
  const Title = whole ? 'h1' : 'h2'
  return (
    <div className={classes.empty}>
      <span className={classes.mark}>
        <Icon name={icon} />
      </span>
      <Title>{title}</Title>
      {text && <p>{text}</p>}
      {children && <div className={classes.ways}>{children}</div>}
    </div>
  )
}

/** A query that failed, in words, with a retry; a record that is not there has no retry. */
export function Failed({
  error,
  retry,
  whole,
  children,
}: {
  error: unknown
  retry?: () => void
  whole?: boolean
  children?: ReactNode
}) {
  const { t } = useI18n()
  const gone = isStatus(error, 404)
  const away = error instanceof Unreachable || isStatus(error, 502, 503, 504)
  const reason = gone ? 'gone' : isStatus(error, 403) ? 'forbidden' : away ? 'away' : 'other'
  const id = isStatus(error, 500) ? error.requestId : undefined
  return (
    <Empty
      whole={whole}
      icon={gone ? 'search' : away ? 'cloud' : 'warn'}
      title={t(`failed.${reason}.title`)}
      text={id ? t('failed.with-id', { text: t(`failed.${reason}.text`), id }) : t(`failed.${reason}.text`)}
    >
      {retry && !gone && (
        <Button icon="retry" onClick={retry}>
          {t('ui.retry')}
        </Button>
      )}
      {children}
    </Empty>
  )
}
