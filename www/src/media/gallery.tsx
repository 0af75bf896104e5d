// SPDX-License-Identifier: Apache-2.0
// The head of a property's page: cover first, four more beside it, the rest behind the last.
import { Link } from '@tanstack/react-router'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { AlteredLabel } from '#/studio/label'
import { controls } from '#/ui/control'
import { Photo } from '#/ui/photo'
import classes from './gallery.module.css'
import { isPreparing, pictureIn } from './picture'

const SHOWN = 5

/** The cover stands first whatever its place in the order. */
export function coverFirst(items: MediaItem[], coverId: string | null | undefined): MediaItem[] {
  const cover = items.find((item) => item.id === coverId)
  return cover ? [cover, ...items.filter((item) => item !== cover)] : items
}

/** What stands on a picture: that it is the cover, that its smaller forms are on their way. */
export const labelsOf = (t: ReturnType<typeof useI18n>['t'], item: MediaItem, isCover: boolean): string =>
  [
    isCover && t('gallery.cover'),
    item.type === 'video' && t('studio.video'),
    isPreparing(item) && t('photo.pending'),
  ]
    .filter(Boolean)
    .join(' · ')

function Labels({ item, isCover }: { item: MediaItem; isCover: boolean }) {
  const { t } = useI18n()
  const labels = labelsOf(t, item, isCover)
  return labels && <span className={classes.cover}>{labels}</span>
}

interface GalleryProps {
  propertyId: string
  items: MediaItem[]
  name: string
}

export function Gallery({ propertyId, items, name }: GalleryProps) {
  const { t } = useI18n()
  const shown = items.slice(0, SHOWN)
  const rest = items.length - shown.length
  return (
    <div className={classes.gallery} data-count={shown.length}>
      {shown.map((item, at) => (
        <Link
          key={item.id}
          to="/properties/$id"
          params={{ id: propertyId }}
          search={(now) => ({ ...now, photo: item.id })}
          resetScroll={false}
          className={classes.cell}
          id={`photo-${item.id}`}
        >
          <Photo
            className={classes.photo}
            {...pictureIn(
              item,
              at === 0 ? '(max-width: 720px) 100vw, 50vw' : '(max-width: 720px) 50vw, 25vw',
            )}
            alt={item.title ?? (at === 0 ? name : t('photo.open', { number: at + 1 }))}
            eager
          >
            <Labels item={item} isCover={at === 0} />
            {item.is_altered && (
              <span className={classes.altered}>
                <AlteredLabel alterations={item.alterations} />
              </span>
            )}
            {at === 0 && (
              <span className={classes.number} aria-hidden="true">
                1 / {items.length}
              </span>
            )}
            {at === SHOWN - 1 && rest > 0 && (
              <span className={classes.more}>{t('gallery.more', { count: rest + 1 })}</span>
            )}
          </Photo>
        </Link>
      ))}
    </div>
  )
}

export function GallerySkeleton() {
  return (
    <div className={classes.gallery} data-count={5} aria-busy="true">
      {[1, 2, 3, 4, 5].map((n) => (
        <span key={n} className={`${classes.cell} ${controls.bone}`} />
      ))}
    </div>
  )
}
