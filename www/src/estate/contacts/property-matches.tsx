// SPDX-License-Identifier: Apache-2.0
// On the page of a property: who is looking for what it is.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAgency } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { Who } from '#/ui/control'
import classes from './contacts.module.css'
import { propertyMatchesQuery } from './matches'
import { Score } from './score'

export function PropertyMatches({ id }: { id: string }) {
  const { t } = useI18n()
  const { data = [] } = useQuery(propertyMatchesQuery(useAgency().id, id))
  if (data.length === 0) return null
  return (
    <section className={classes.part}>
      <header>
        <h2>{t('match.buyers')}</h2>
      </header>
      <ul>
        {data.map(({ match, row }) => (
          <li key={match.request_id} className={classes.match}>
            <Who name={row.name ?? ''} size="s" />
            <Link to="/contacts/$id" params={{ id: row.id }}>
              {row.name}
            </Link>
            <Score match={match} />
          </li>
        ))}
      </ul>
    </section>
  )
}
