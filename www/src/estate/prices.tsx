// SPDX-License-Identifier: Apache-2.0
// What a property was offered at, and since when.
import { useQuery } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'
import classes from './prices.module.css'
import { pricesQuery } from './queries'

export function Prices({ propertyId }: { propertyId: string }) {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const names = useMemberNames()
  const { data = [] } = useQuery(pricesQuery(agency.id, propertyId))
  // one price is no history
  if (data.length < 2) return null
  return (
    <section className={classes.prices}>
      <h2>{t('prices.title')}</h2>
      <ol>
        {data.map((row) => (
          <li key={row.since}>
            <b>{row.price == null ? t('prices.none') : fmt.money(row.price, row.currency)}</b>
            {row.percent != null && (
              <Tag kind={row.percent < 0 ? 'green' : 'amber'}>{fmt.change(row.percent / 100)}</Tag>
            )}
            <small title={memberName(names.get(row.changed_by ?? ''))}>
              <time dateTime={row.since}>{fmt.date(row.since)}</time>
            </small>
          </li>
        ))}
      </ol>
    </section>
  )
}
