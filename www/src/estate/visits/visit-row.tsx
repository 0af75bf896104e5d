// SPDX-License-Identifier: Apache-2.0
// A visit in a list: when at the left, what and who in the middle, how it stands at the right.
import { memberName, useMemberNames } from '#/agency/members'
import type { VisitRow as Row } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { nameOf } from '../labels'
import { StatusTag } from './status'
import classes from './visits.module.css'

interface VisitRowProps {
  visit: Row
  /** In a list of one day: the property says what; on the page of a property, the day does. */
  withProperty?: boolean
  onOpen(): void
}

export function VisitRow({ visit, withProperty, onOpen }: VisitRowProps) {
  const { t, fmt, language } = useI18n()
  const agent = memberName(useMemberNames().get(visit.agent_id ?? ''))
  const people = [visit.contact?.name, visit.agent_id ? agent : t('visit.nobody')].filter(Boolean)
  const property = visit.property ? nameOf(visit.property, language) : t('visit.dialog')
  return (
    <li className={classes.row}>
      {withProperty && <time dateTime={visit.starts_at}>{fmt.time(visit.starts_at)}</time>}
      <div>
        <button type="button" data-visit={visit.id} onClick={onOpen}>
          {withProperty
            ? property
            : t('visit.day-time', { day: fmt.day(visit.starts_at), time: fmt.time(visit.starts_at) })}
        </button>
        <p>{people.join(' · ')}</p>
      </div>
      <StatusTag status={visit.status} />
    </li>
  )
}
