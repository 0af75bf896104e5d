// SPDX-License-Identifier: Apache-2.0
// Where it begins: whose photos. The ones changed last are at hand, all others by typing.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAgency, useRights } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Page, PropertyRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { nameOf, placeOf } from '#/estate/labels'
import { PropertyPick } from '#/estate/property-pick'
import { propertiesKey } from '#/estate/queries'
import { pictureIn } from '#/media/picture'
import { asButton, Bone, controls } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { Photo } from '#/ui/photo'
import classes from './choose.module.css'
import { Example } from './example'

const SHOWN = 8

export function ChooseProperty({ onChoose }: { onChoose(id: string): void }) {
  const { t, language } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const { data, error, refetch } = useQuery({
    queryKey: [...propertiesKey(agency.id), 'studio'],
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/properties', {
            params: { query: query({ sort: '-updated_at', limit: SHOWN, include: 'cover_media' }) },
            signal,
          }),
        )) as Page<PropertyRow>
      ).data,
  })
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Bone width="100%" height={280} />
  if (!data.length)
    return (
      <Empty icon="studio" title={t('studio.none')} text={t('studio.none-why')}>
        {write && (
          <Link to="/properties/new" {...asButton({ kind: 'main' })}>
            {t('studio.none-way')}
          </Link>
        )}
      </Empty>
    )
  return (
    <div className={classes.choose}>
      <div className={classes.teach}>
        <Example tool="virtual_staging" />
        <div>
          <h2>{t('studio.begin')}</h2>
          <p>{t('studio.begin-why')}</p>
          <PropertyPick value={null} onChange={(id) => id && onChoose(id)} label={t('studio.property')} />
        </div>
      </div>
      <h2>{t('studio.lately')}</h2>
      <ul className={classes.grid}>
        {data.map((property) => (
          <li key={property.id}>
            <button type="button" className={classes.card} onClick={() => onChoose(property.id)}>
              <Photo className={classes.cover} {...pictureIn(property.cover_media, '240px')} alt="" />
              <b className={controls.cut}>{nameOf(property, language)}</b>
              <small className={controls.cut}>
                {t('studio.photo-count', { count: property.media_count ?? 0 })}
                {placeOf(property, language) && ` · ${placeOf(property, language)}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
