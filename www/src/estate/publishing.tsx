// SPDX-License-Identifier: Apache-2.0
// What a draft lacks before it can be published, each with the way to the place where one adds it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAgency, useRights } from '#/agency/me'
import type { Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Icon } from '#/ui/icon'
import classes from './publishing.module.css'
import { publishingQuery } from './queries'

/** The words for what can be missing. */
const WORDS = {
  address: 'publishing.address',
  price: 'publishing.price',
  energy_class: 'publishing.energy_class',
  cover_media_id: 'publishing.photo',
} as const

export function Publishing({ property }: { property: Property }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const { id } = property
  const draft = property.status === 'draft'
  const { data } = useQuery({ ...publishingQuery(agency.id, id), enabled: draft && write })
  if (!draft || !write || !data) return null
  const missing = data.missing.filter(({ field }) => field in WORDS)
  if (missing.length === 0) return <p className={classes.ready}>{t('publishing.ready')}</p>
  return (
    <section className={classes.missing} aria-labelledby="publishing">
      <h2 id="publishing">{t('publishing.missing')}</h2>
      <ul>
        {missing.map(({ field }) => (
          <li key={field}>
            <Icon name="plus" small />
            {field === 'cover_media_id' ? (
              <Link to="/properties/$id" params={{ id }} search={{ tab: 'photos' }}>
                {t('publishing.photo')}
              </Link>
            ) : (
              <Link to="/properties/$id/edit" params={{ id }} hash={field}>
                {t(WORDS[field as keyof typeof WORDS])}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
