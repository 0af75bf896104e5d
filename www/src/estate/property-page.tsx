// SPDX-License-Identifier: Apache-2.0
// One property: photographs first, then price and status, facts, words, and the person who owns it.
import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useCanGoBack, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { MediaItem, Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { RecordMails } from '#/correspondence/record-mails'
import { coverFirst, Gallery, GallerySkeleton } from '#/media/gallery'
import { useMedia } from '#/media/queries'
import { useRefreshOnArrival } from '#/media/queue/use-uploads'
import { UploadPanel } from '#/media/upload-panel'
import { EditPhotos, StudioSpend } from '#/studio/property-studio'
import { asButton, Bone, Button, IconButton } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { SharedTag } from './colleagues/shared-tag'
import { PropertyMatches } from './contacts/property-matches'
import { Description } from './description'
import { Details, KeyFacts } from './facts'
import { nameOf, placeOf, statusKey } from './labels'
import { OwnerCard } from './owner'
import { Prices } from './prices'
import classes from './property-page.module.css'
import { Publishing } from './publishing'
import { propertyQuery, seenRow, useUpdateProperty } from './queries'
import { Price, StatusPath } from './status-path'
import { RecordTasks } from './tasks/record-tasks'
import { RecordTimeline } from './timeline/record-timeline'
import { useDelete } from './use-delete'
import { nextStatus, useSetStatus, waysOf } from './use-status'
import { RecordVisits } from './visits/record-visits'

const ColleaguesDialog = lazy(() =>
  import('./colleagues/colleagues-dialog').then((m) => ({ default: m.ColleaguesDialog })),
)
const Organiser = lazy(() => import('#/media/organiser').then((m) => ({ default: m.Organiser })))
const ShareDialog = lazy(() => import('./share/share-dialog').then((m) => ({ default: m.ShareDialog })))
const HistoryDialog = lazy(() =>
  import('#/studio/history-dialog').then((m) => ({ default: m.HistoryDialog })),
)
const Lightbox = lazy(() => import('#/media/lightbox').then((m) => ({ default: m.Lightbox })))

const route = getRouteApi('/inside/properties/$id')

/** Up to this width sharing is in the menu. A hidden item there would stop the arrow keys. */
const PHONE = '(max-width: 720px)'

export function PropertyPage() {
  const { id } = route.useParams()
  const agency = useAgency()
  const client = useQueryClient()
  const { t, language } = useI18n()
  const { data, error, refetch } = useQuery(propertyQuery(agency.id, id))
  const property = data?.data ?? seenRow(client, agency.id, id)
  useTitle(property && nameOf(property, language))
  if (!property)
    return error ? (
      <Failed whole error={error} retry={() => void refetch()}>
        <Link to="/properties" {...asButton()}>
          {t('failed.page.way')}
        </Link>
      </Failed>
    ) : (
      <PageSkeleton />
    )
  return <Page property={property} etag={data?.etag ?? null} />
}

function Page({ property, etag }: { property: Property; etag: string | null }) {
  const { t, language } = useI18n()
  const { id } = property
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const router = useRouter()
  const canGoBack = useCanGoBack()
  const agency = useAgency()
  const { write } = useRights()
  const update = useUpdateProperty(agency.id)
  const media = useMedia(id)
  useRefreshOnArrival(id)
  const shown = media.data?.filter((item) => item.status !== 'rejected') ?? []
  const items = coverFirst(shown, property.cover_media_id)
  const photosTab = search.tab === 'photos'
  const [history, setHistory] = useState<string>()
  const name = nameOf(property, language)
  const showPhoto = (photo: string | undefined) =>
    void navigate({
      search: (now) => ({ ...now, photo }),
      replace: Boolean(search.photo),
      resetScroll: false,
    })

  useShortcuts(
    {
      e: () => write && void navigate({ to: '/properties/$id/edit', params: { id } }),
      esc: () =>
        photosTab
          ? void navigate({ search: {} })
          : canGoBack
            ? router.history.back()
            : void navigate({ to: '/properties' }),
    },
    !search.photo && !history,
  )

  const setCover = (photo: string) =>
    update.mutate(
      { id, body: { cover_media_id: photo }, etag: null },
      {
        onSuccess: () => toast(t('photo.cover-set')),
        onError: () => toast(t('failed.other.text'), { bad: true }),
      },
    )

  return (
    <article className={classes.page}>
      {photosTab ? (
        <Crumb to="/properties/$id" params={{ id }}>
          {name}
        </Crumb>
      ) : (
        <Crumb to="/properties">{t('rail.properties')}</Crumb>
      )}
      <header className={classes.title}>
        <div>
          <h1>{photosTab ? t('property.photos') : name}</h1>
          <SharedTag ownerId={property.owner_id} />
          {!photosTab && placeOf(property, language) && (
            <p className={classes.place}>
              <Icon name="pin" small />
              {placeOf(property, language)}
            </p>
          )}
        </div>
        {!photosTab && <Actions property={property} etag={etag} name={name} />}
      </header>
      {photosTab ? (
        <>
          {write && <UploadPanel propertyId={id} slim={items.length > 0} />}
          <Suspense fallback={<GallerySkeleton />}>
            {media.data ? (
              <Organiser
                propertyId={id}
                items={media.data}
                coverId={property.cover_media_id}
                canWrite={write}
                onCover={setCover}
                onHistory={setHistory}
              />
            ) : media.error ? (
              <Failed error={media.error} retry={() => void media.refetch()} />
            ) : (
              <GallerySkeleton />
            )}
          </Suspense>
        </>
      ) : (
        <Overview
          property={property}
          etag={etag}
          items={media.data && items}
          count={property.media_count ?? 0}
        />
      )}
      <Suspense fallback={null}>
        {search.photo && items.length > 0 && (
          <Lightbox
            propertyId={id}
            items={photosTab ? (media.data ?? []) : items}
            photoId={search.photo}
            name={name}
            canWrite={write}
            onShow={showPhoto}
            onClose={() => showPhoto(undefined)}
            onHistory={(original) => {
              showPhoto(undefined)
              setHistory(original)
            }}
          />
        )}
        {history && <HistoryDialog originalId={history} onClose={() => setHistory(undefined)} />}
      </Suspense>
    </article>
  )
}

interface OverviewProps {
  property: Property
  etag: string | null
  items: MediaItem[] | undefined
  count: number
}

function Overview({ property, etag, items, count }: OverviewProps) {
  const { t, language } = useI18n()
  const { write } = useRights()
  const { id } = property
  const arrange = (items?.length ?? 0) > 0 && (
    <span className={classes.beside}>
      {write && <EditPhotos propertyId={id} />}
      <Link to="/properties/$id" params={{ id }} search={{ tab: 'photos' }} {...asButton()}>
        <Icon name="grid" />
        {t(write ? 'gallery.arrange' : 'gallery.all', { count: items?.length ?? 0 })}
      </Link>
    </span>
  )
  return (
    <>
      {items === undefined
        ? count > 0 && <GallerySkeleton />
        : items.length > 0 && <Gallery propertyId={id} items={items} name={nameOf(property, language)} />}
      {write ? (
        <UploadPanel propertyId={id} slim={items === undefined || items.length > 0} beside={arrange} />
      ) : (
        <div className={classes.under}>{arrange}</div>
      )}
      <div className={classes.columns}>
        <div>
          <div className={classes.standing}>
            <Price property={property} />
            <StatusPath property={property} etag={etag} />
          </div>
          <Publishing property={property} />
          <KeyFacts property={property} />
          <Description property={property} />
          <Details property={property} />
          <RecordMails find={{ property_id: id }} about={{ property_id: id }} />
          <RecordTimeline about={{ property_id: id }} transaction={property.transaction} />
        </div>
        <aside className={classes.side}>
          <OwnerCard property={property} etag={etag} />
          <RecordVisits propertyId={id} />
          <RecordTasks about={{ property_id: id }} />
          <PropertyMatches id={id} />
          <Prices propertyId={id} />
          <StudioSpend propertyId={id} />
        </aside>
      </div>
    </>
  )
}

function Actions({ property, etag, name }: { property: Property; etag: string | null; name: string }) {
  const { t } = useI18n()
  const { id } = property
  const { write } = useRights()
  const setStatus = useSetStatus(property, etag)
  const remove = useDelete()
  const next = nextStatus(property)
  const phone = useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false })
  const [sharing, setSharing] = useState(false)
  const [inside, setInside] = useState(false)
  const share = () => setSharing(true)
  return (
    <div className={classes.actions}>
      {sharing && (
        <Suspense fallback={null}>
          <ShareDialog propertyId={id} name={name} onClose={() => setSharing(false)} />
        </Suspense>
      )}
      {inside && (
        <Suspense fallback={null}>
          <ColleaguesDialog
            link="property_id"
            id={id}
            ownerId={property.owner_id ?? ''}
            name={name}
            onClose={() => setInside(false)}
          />
        </Suspense>
      )}
      {!(phone && write) && (
        <Button icon="share" onClick={share}>
          {t('ui.share')}
        </Button>
      )}
      {write && (
        <>
          <Link to="/properties/$id/edit" params={{ id }} {...asButton()}>
            <Icon name="pen" />
            {t('ui.edit')}
          </Link>
          <Menu width={260}>
            <Menu.Target>
              <IconButton kind="plain" icon="more" label={t('property.more')} />
            </Menu.Target>
            <Menu.Dropdown>
              {phone && (
                <Menu.Item leftSection={<Icon name="share" small />} onClick={share}>
                  {t('ui.share')}
                </Menu.Item>
              )}
              <Menu.Item leftSection={<Icon name="contacts" small />} onClick={() => setInside(true)}>
                {t('colleagues.share')}
              </Menu.Item>
              <Menu.Label>{t('property.set-status')}</Menu.Label>
              {waysOf(property).map((status) => (
                <Menu.Item key={status} onClick={() => setStatus(status)}>
                  {t(statusKey(status, property.transaction))}
                </Menu.Item>
              ))}
              <Menu.Divider />
              <Menu.Item
                leftSection={<Icon name="trash" small />}
                onClick={() => void remove(property, 'list')}
              >
                {t('property.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          {next && (
            <Button kind="main" onClick={() => setStatus(next)}>
              {t(`property.mark.${next === 'sold' && property.transaction === 'rent' ? 'let' : next}`)}
            </Button>
          )}
        </>
      )}
    </div>
  )
}

function PageSkeleton() {
  return (
    <div className={classes.page} aria-busy="true">
      <div className={classes.bones}>
        <Bone width={120} />
        <Bone width="48%" height={34} />
        <Bone width="30%" />
      </div>
      <GallerySkeleton />
      <div className={classes.columns}>
        <Bone width="100%" height={200} />
        <Bone width="100%" height={160} />
      </div>
    </div>
  )
}
