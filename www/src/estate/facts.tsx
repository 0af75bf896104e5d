// SPDX-License-Identifier: Apache-2.0
// The figures of a property: the five that decide, and the rest as a list.
import { Link } from '@tanstack/react-router'
import { useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Property } from '#/api/types'
import { areaUnit } from '#/app/i18n/format'
import { useI18n } from '#/app/i18n/i18n'
import { controls, Tag } from '#/ui/control'
import { type Fact, FactList } from './fact-list'
import classes from './facts.module.css'
import { energyOf } from './labels'

export function KeyFacts({ property }: { property: Property }) {
  const { t, fmt } = useI18n()
  const unit = areaUnit(fmt.units)
  const facts: [string, string | null, string?][] = [
    [
      t('field.living_area'),
      property.living_area == null ? null : fmt.areaNumber(property.living_area),
      unit,
    ],
    [t('field.lot_area'), property.lot_area == null ? null : fmt.areaNumber(property.lot_area), unit],
    [t('field.bedrooms'), property.bedrooms == null ? null : fmt.number(property.bedrooms)],
    [t('field.bathrooms'), property.bathrooms == null ? null : fmt.number(property.bathrooms, 1)],
    [t('field.energy_class'), property.energy_class ? energyOf(property.energy_class, t) : null],
  ]
  const known = facts.filter(([, value]) => value !== null)
  if (known.length === 0) return <div className={classes.none} />
  return (
    <dl className={classes.key} data-few={known.length < 4 || undefined}>
      {known.map(([label, value, small]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {value} {small && <small>{small}</small>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function Details({ property }: { property: Property }) {
  const { t, fmt } = useI18n()
  const { write } = useRights()
  const agent = memberName(useMemberNames().get(property.owner_id ?? ''))
  const { id } = property
  const place = [property.zip_code, property.city].filter(Boolean).join(' ')
  const rows: Fact[] = [
    [t('field.property_type'), t(`type.${property.property_type ?? 'other'}`)],
    [t('field.transaction'), t(`transaction.${property.transaction ?? 'sale'}`)],
    [t('field.year_built'), property.year_built?.toString()],
    [t('field.city'), place],
    [t('field.country'), property.country && fmt.country(property.country)],
    [t('table.agent'), agent],
    [t('field.reference'), property.reference],
    [t('property.published'), property.published_at && fmt.date(property.published_at)],
    [t('property.created'), property.created_at && fmt.date(property.created_at)],
  ]
  return (
    <section className={classes.block}>
      <header>
        <h2>{t('property.details')}</h2>
        {write && (
          <Link to="/properties/$id/edit" params={{ id }} className={controls.link}>
            {t('ui.edit')}
          </Link>
        )}
      </header>
      <FactList facts={rows} />
      {(property.features?.length ?? 0) > 0 && (
        <p className={classes.features}>
          {property.features?.map((feature) => (
            <Tag key={feature}>{feature}</Tag>
          ))}
        </p>
      )}
      {property.notes && (
        <div className={classes.notes}>
          <h2>{t('field.notes')}</h2>
          <p>{property.notes}</p>
        </div>
      )}
    </section>
  )
}
