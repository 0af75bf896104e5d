// SPDX-License-Identifier: Apache-2.0
import { memberName, useMemberNames } from '#/agency/members'
import type { Activity, Transaction } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'
import { Icon } from '#/ui/icon'
import classes from './timeline.module.css'
import { BY_HAND, type ByHand, ICONS, wordsOf } from './words'

export function Entry({ entry, transaction }: { entry: Activity; transaction?: Transaction }) {
  const { t, fmt, language } = useI18n()
  const who = memberName(useMemberNames().get(entry.author_id ?? ''))
  const kind = entry.kind ?? 'note'
  const byHand = (BY_HAND as readonly string[]).includes(kind)
  return (
    <li className={classes.entry} data-by-hand={byHand || undefined}>
      <span className={classes.sign}>
        <Icon name={ICONS[kind]} small />
      </span>
      <div>
        <p className={classes.words}>{wordsOf(entry, { t, fmt, language, transaction })}</p>
        <p className={classes.small}>
          {byHand && <span>{t(`timeline.kind.${kind as ByHand}`)}</span>}
          {who && <span>{who}</span>}
          {entry.happened_at && <time dateTime={entry.happened_at}>{fmt.time(entry.happened_at)}</time>}
          {entry.private && <Tag>{t('timeline.private')}</Tag>}
        </p>
      </div>
    </li>
  )
}
