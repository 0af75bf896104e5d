// SPDX-License-Identifier: Apache-2.0
// What a client sees who has a link: photographs, facts, text, and a way to ask. The token stands after the #, so it never
// reaches a server's log.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ok, openApi } from '#/api/client'
import { isStatus } from '#/api/problem'
import type { SharedPage as Page } from '#/api/types'
import { chooseLocale, LANGUAGES, useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { Bone, Button, controls, Tag } from '#/ui/control'
import { Empty, Failed } from '#/ui/empty'
import { inLanguage, statusKey } from '../labels'
import { EnquiryDialog } from './enquiry-dialog'
import classes from './shared.module.css'
import { SharedPhotos } from './shared-photos'

type Property = Page['properties'][number]

const tokenOf = () => decodeURIComponent(location.hash.slice(1))

/** Not for search engines; the server's header says the same. */
function useUnlisted() {
  useEffect(() => {
    const meta = document.createElement('meta')
    meta.name = 'robots'
    meta.content = 'noindex, nofollow'
    document.head.append(meta)
    return () => meta.remove()
  }, [])
}

export function SharedPage() {
  const { t, language } = useI18n()
  const [token] = useState(tokenOf)
  const page = useQuery({
    // the labels on altered photos come in the reader's language
    queryKey: ['shared', token, language],
    placeholderData: keepPreviousData,
    enabled: token !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: (): Promise<Page> => ok(openApi.POST('/api/shared/open', { body: { token, language } })),
  })
  useUnlisted()
  useTitle(page.data && t('shared.title', { agency: page.data.from.agency_name }))
  const gone = !token || isStatus(page.error, 404, 410, 422)
  return (
    <div className={classes.page}>
      <main id="main">
        {gone ? (
          <Empty whole icon="clock" title={t('shared.gone.title')} text={t('shared.gone.text')} />
        ) : page.error ? (
          <Failed whole error={page.error} retry={() => void page.refetch()} />
        ) : page.data ? (
          <Shown token={token} page={page.data} />
        ) : (
          <Bone width="100%" height={420} />
        )}
      </main>
      <nav className={classes.foot} aria-label={t('profile.language')}>
        {LANGUAGES.map((known) => (
          <button
            key={known.code}
            type="button"
            lang={known.code}
            aria-current={known.code === language || undefined}
            className={known.code === language ? undefined : controls.link}
            onClick={() => void chooseLocale(known.locale)}
          >
            {known.name}
          </button>
        ))}
      </nav>
    </div>
  )
}

function Shown({ token, page }: { token: string; page: Page }) {
  const { t, fmt, language } = useI18n()
  const { from } = page
  const [asking, setAsking] = useState<{ about: string | null; visit: boolean }>()
  const names = new Map(page.properties.map((property) => [property.id, nameOf(property, language)]))
  const several = page.properties.length > 1
  return (
    <>
      <header className={classes.head}>
        <p className={classes.agency}>
          <i style={{ background: from.agency_colour ?? undefined }} aria-hidden="true" />
          {from.from_name
            ? t('shared.from', { name: from.from_name, agency: from.agency_name })
            : from.agency_name}
        </p>
        {several && <h1>{t('shared.title', { agency: from.agency_name })}</h1>}
        {from.message && <p className={classes.message}>{from.message}</p>}
      </header>
      {page.properties.map((property) => (
        <One
          key={property.id}
          property={property}
          photos={page.photos.filter((photo) => photo.property_id === property.id)}
          level={several ? 'h2' : 'h1'}
          onAsk={(visit) => setAsking({ about: property.id, visit })}
        />
      ))}
      <p className={classes.until}>{t('shared.until', { date: fmt.date(from.expires_at) })}</p>
      {asking && (
        <EnquiryDialog
          token={token}
          agency={from.agency_name}
          names={names}
          about={asking.about}
          visit={asking.visit}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  )
}

type Language = Parameters<typeof inLanguage>[1]

const nameOf = (property: Property, language: Language) =>
  inLanguage(property.title, language) ?? property.address ?? property.city ?? ''

interface OneProps {
  property: Property
  photos: Page['photos']
  level: 'h1' | 'h2'
  onAsk(visit: boolean): void
}

function One({ property, photos, level: Title, onAsk }: OneProps) {
  const { t, fmt, language } = useI18n()
  const name = nameOf(property, language)
  const place = [property.address, property.zip_code, property.city].filter((part) => part && part !== name)
  const money = property.price == null ? undefined : fmt.money(property.price, property.currency)
  const text = inLanguage(property.description, language)
  return (
    <article className={classes.property}>
      {photos.length > 0 && <SharedPhotos photos={photos} name={name} />}
      <div className={classes.title}>
        <div>
          <Title>{name}</Title>
          <p>{place.join(', ')}</p>
        </div>
        <div className={classes.price}>
          {money && <b>{property.transaction === 'rent' ? t('shared.rent', { price: money }) : money}</b>}
          {(property.status === 'sold' || property.status === 'pending') && (
            <Tag kind="amber">{t(statusKey(property.status, property.transaction))}</Tag>
          )}
        </div>
      </div>
      <Facts property={property} />
      {text && <p className={classes.text}>{text}</p>}
      <div className={classes.acts}>
        <Button kind="main" onClick={() => onAsk(true)}>
          {t('shared.visit')}
        </Button>
        <Button onClick={() => onAsk(false)}>{t('shared.ask')}</Button>
      </div>
    </article>
  )
}

function Facts({ property }: { property: Property }) {
  const { t, fmt } = useI18n()
  const { bedrooms, bathrooms, living_area, lot_area, year_built, energy_class } = property
  const facts = {
    living_area: living_area == null ? null : fmt.area(living_area),
    lot_area: lot_area == null ? null : fmt.area(lot_area),
    bedrooms: bedrooms == null ? null : fmt.number(bedrooms),
    bathrooms: bathrooms == null ? null : fmt.number(bathrooms, 1),
    year_built: year_built == null ? null : String(year_built),
    energy_class,
  }
  const shown = Object.entries(facts).filter(([, value]) => value)
  if (!shown.length) return null
  return (
    <dl className={classes.facts} aria-label={t('shared.facts')}>
      {shown.map(([fact, value]) => (
        <div key={fact}>
          <dt>{t(`field.${fact as keyof typeof facts}`)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
