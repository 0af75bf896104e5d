// SPDX-License-Identifier: Apache-2.0
// On a property's page: the way to the studio with its photos, and what was spent there.
import { Link } from '@tanstack/react-router'
import { useI18n } from '#/app/i18n/i18n'
import { asButton } from '#/ui/control'
import { Icon } from '#/ui/icon'
import classes from './property-studio.module.css'
import { useSpend } from './queries'

const DAYS = 90

export function EditPhotos({ propertyId }: { propertyId: string }) {
  const { t } = useI18n()
  return (
    <Link to="/studio" search={{ property: propertyId }} {...asButton()}>
      <Icon name="studio" />
      {t('studio.edit-photos')}
    </Link>
  )
}

export function StudioSpend({ propertyId }: { propertyId: string }) {
  const { t } = useI18n()
  const { data } = useSpend(DAYS)
  const spent = data?.data.find(({ property_id }) => property_id === propertyId)
  if (!spent) return null
  return (
    <section className={classes.spend} aria-labelledby="property-studio">
      <header>
        <h2 id="property-studio">{t('rail.studio')}</h2>
        <Link to="/studio" search={{ property: propertyId }}>
          {t('studio.open')}
        </Link>
      </header>
      <p>{t('studio.spent', { credits: spent.credits, runs: spent.runs, days: DAYS })}</p>
    </section>
  )
}
