// SPDX-License-Identifier: Apache-2.0
// The open record beside the list: enough to answer the phone with, one step from the whole.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAgency, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { PropertyRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { useMedia } from '#/media/queries'
import { asButton, Bone, Button, IconButton } from '#/ui/control'
import { shareLink } from '#/ui/copy'
import { Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import { toast } from '#/ui/toast'
import { energyOf, nameOf, placeOf, priceOf } from './labels'
import classes from './peek.module.css'
import { propertyQuery, seenRow, useRestoreProperty } from './queries'
import { State } from './state'

export function Peek({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, fmt, language } = useI18n()
  const agency = useAgency()
  const client = useQueryClient()
  const { write } = useRights()
  const seen = seenRow(client, agency.id, id)
  const gone = Boolean(seen?.deleted_at)
  const { data, error, refetch } = useQuery({ ...propertyQuery(agency.id, id), enabled: !gone })
  const property: PropertyRow | undefined = data ? { ...seen, ...data.data } : seen
  const name = property ? nameOf(property, language) : ''

  return (
    <aside className={classes.peek} aria-label={name || t('peek.label')}>
      <div className={classes.top}>
        {property ? <State property={property} /> : <span />}
        <span className={classes.tools}>
          {property && !gone && (
            <IconButton
              small
              icon="share"
              label={t('ui.share')}
              onClick={() => void shareLink(name, `${location.origin}/properties/${id}`)}
            />
          )}
          {write && property && !gone && (
            <Link
              to="/properties/$id/edit"
              params={{ id }}
              {...asButton({ kind: 'bare', small: true })}
              data-icon
              title={t('ui.edit')}
              aria-label={t('ui.edit')}
            >
              <Icon name="pen" />
            </Link>
          )}
          <IconButton small icon="x" label={t('ui.close')} onClick={onClose} />
        </span>
      </div>
      {!property && error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !property ? (
        <Bone width="100%" height={224} />
      ) : (
        <>
          <Cover property={property} />
          <h2>{name}</h2>
          <p className={classes.place}>{placeOf(property, language)}</p>
          <p className={classes.price}>{priceOf(property, fmt) ?? t('card.no-price')}</p>
          <Strip id={id} count={property.media_count ?? 0} />
          <Facts property={property} />
          {gone ? (
            <Restore id={id} name={name} />
          ) : (
            <div className={classes.ways}>
              <Link to="/properties/$id" params={{ id }} {...asButton({ kind: 'main' })}>
                {t('peek.open')}
              </Link>
              <Link to="/properties/$id" params={{ id }} search={{ tab: 'photos' }} {...asButton()}>
                <Icon name="image" />
                {t('property.photos')}
              </Link>
            </div>
          )}
        </>
      )}
    </aside>
  )
}

function Cover({ property }: { property: PropertyRow }) {
  return (
    <Photo
      className={classes.photo}
      {...pictureIn(property.cover_media, '(max-width: 720px) 100vw, 400px')}
      alt=""
      eager
    />
  )
}

function Strip({ id, count }: { id: string; count: number }) {
  const { t } = useI18n()
  const { data } = useMedia(id)
  const shown = data?.slice(1, 5) ?? []
  if (count < 2 || (data && shown.length === 0)) return null
  const rest = count - 1 - shown.length
  return (
    <div className={classes.strip}>
      {data
        ? shown.map((item, at) => (
            <Link key={item.id} to="/properties/$id" params={{ id }} search={{ photo: item.id }}>
              <Photo {...pictureIn(item, '90px')} alt={t('photo.open', { number: at + 2 })}>
                {at === 3 && rest > 0 && <span className={classes.more}>+{rest}</span>}
              </Photo>
            </Link>
          ))
        : [1, 2, 3, 4].map((n) => <Bone key={n} width="100%" height={58} />)}
    </div>
  )
}

function Facts({ property }: { property: PropertyRow }) {
  const { t, fmt } = useI18n()
  const agent = memberName(useMemberNames().get(property.owner_id ?? ''))
  const { living_area: living, lot_area: lot } = property
  const rows: [string, string | null | undefined][] = [
    [
      t('table.area'),
      living == null
        ? null
        : lot == null
          ? fmt.area(living)
          : t('peek.area', { living: fmt.area(living), lot: fmt.area(lot) }),
    ],
    [t('field.bedrooms'), property.bedrooms == null ? null : fmt.number(property.bedrooms)],
    [t('field.energy_class'), property.energy_class && energyOf(property.energy_class, t)],
    [t('table.agent'), agent],
    [t('field.reference'), property.reference],
  ]
  return (
    <dl className={classes.facts}>
      {rows.map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

function Restore({ id, name }: { id: string; name: string }) {
  const { t } = useI18n()
  const restore = useRestoreProperty(useAgency().id)
  return (
    <div className={classes.ways}>
      <Button
        kind="main"
        icon="undo"
        busy={restore.isPending}
        onClick={() => restore.mutate(id, { onSuccess: () => toast(t('property.restored', { name })) })}
      >
        {t('property.restore')}
      </Button>
    </div>
  )
}
