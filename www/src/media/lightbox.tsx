// SPDX-License-Identifier: Apache-2.0
// One picture over everything: arrow keys, swipe, Esc. It is a native dialog, so focus stays inside and comes back.
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { AlteredLabel } from '#/studio/label'
import { asButton, IconButton, Spoken } from '#/ui/control'
import { Icon } from '#/ui/icon'
import classes from './lightbox.module.css'
import { useDeletePhoto } from './organiser'
import { wholeOf } from './picture'
import { useUpdateMedia } from './queries'

interface LightboxProps {
  propertyId: string
  items: MediaItem[]
  photoId: string
  name: string
  canWrite: boolean
  onShow(id: string): void
  onClose(): void
  onHistory(originalId: string): void
}

/** A finger that moves this far sideways turns the page. */
const SWIPE_PX = 48

export function Lightbox({
  propertyId,
  items,
  photoId,
  name,
  canWrite,
  onShow,
  onClose,
  onHistory,
}: LightboxProps) {
  const { t } = useI18n()
  const dialog = useRef<HTMLDialogElement>(null)
  const from = useRef<{ x: number; y: number } | null>(null)
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === photoId),
  )
  const item = items[at]
  const step = (by: number) => {
    const next = items[(at + by + items.length) % items.length]
    if (next && items.length > 1) onShow(next.id)
  }
  useEffect(() => {
    const shown = dialog.current
    if (shown && !shown.open) shown.showModal()
    document.body.style.overflow = 'hidden'
    return () => {
      document.body.style.overflow = ''
      // Focus goes back to the picture that was looked at last, which may not be the one first opened.
      requestAnimationFrame(() =>
        document.getElementById(`photo-${lastShown}`)?.focus({ preventScroll: true }),
      )
    }
  }, [])
  if (!item) return null
  lastShown = item.id
  const label = item.title ?? t('photo.of', { name, number: at + 1 })

  return (
    <dialog
      ref={dialog}
      className={classes.box}
      aria-label={t('photo.of', { name, number: at + 1 })}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onKeyDown={(event) => {
        const by = { ArrowRight: 1, ArrowLeft: -1, j: 1, k: -1 }[event.key]
        if (by) step(by)
        else if (event.key === 'Home' && items[0]) onShow(items[0].id)
        else if (event.key === 'End') onShow(items.at(-1)?.id ?? item.id)
        else if (event.key === 'Escape') onClose()
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <header className={classes.head}>
        <span aria-live="polite">
          {at + 1} / {items.length}
          <Spoken>{label}</Spoken>
        </span>
        <span className={classes.tools}>
          {canWrite && (
            <Tools
              propertyId={propertyId}
              item={item}
              after={() => (items.length > 1 ? step(1) : onClose())}
            />
          )}
          {item.type === 'image' && (
            <IconButton
              icon="clock"
              label={t('studio.history')}
              onClick={() => onHistory(item.original_id ?? item.id)}
            />
          )}
          <IconButton icon="x" label={t('ui.close')} onClick={onClose} autoFocus />
        </span>
      </header>
      <div
        className={classes.stage}
        onPointerDown={(event) => {
          from.current = { x: event.clientX, y: event.clientY }
        }}
        onPointerUp={(event) => {
          const start = from.current
          from.current = null
          if (!start) return
          const dx = event.clientX - start.x
          const dy = event.clientY - start.y
          if (Math.abs(dx) > SWIPE_PX && Math.abs(dx) > Math.abs(dy)) step(dx < 0 ? 1 : -1)
          else if (dy > SWIPE_PX * 2 && event.pointerType === 'touch') onClose()
        }}
      >
        <Slide key={item.id} item={item} label={label} />
      </div>
      {items.length > 1 && (
        <>
          <span className={classes.previous}>
            <IconButton icon="left" label={t('photo.previous')} onClick={() => step(-1)} />
          </span>
          <span className={classes.next}>
            <IconButton icon="right" label={t('photo.next')} onClick={() => step(1)} />
          </span>
        </>
      )}
      {Boolean(item.title || item.note || item.tags?.length || item.is_altered) && (
        <footer className={classes.foot}>
          {item.is_altered && <AlteredLabel alterations={item.alterations} original={item.original_url} />}{' '}
          {[item.title, item.tags?.join(', '), item.note].filter(Boolean).join(' · ')}
        </footer>
      )}
      <Neighbours items={items} at={at} />
    </dialog>
  )
}

/** The picture shown when the box closes; kept outside, as the component is gone by then. */
let lastShown = ''

function Slide({ item, label }: { item: MediaItem; label: string }) {
  const [loaded, setLoaded] = useState(false)
  const under = item.thumbnail_url ?? item.placeholder
  if (item.type === 'video')
    return (
      // biome-ignore lint/a11y/useMediaCaption: what an agent films has no captions to show
      <video
        className={classes.picture}
        src={item.url ?? undefined}
        poster={item.thumbnail_url ?? undefined}
        controls
      />
    )
  return (
    <span className={classes.slide}>
      {under && !loaded && <img className={classes.under} src={under} alt="" />}
      <img
        className={classes.picture}
        src={wholeOf(item)}
        alt={label}
        width={item.width ?? undefined}
        height={item.height ?? undefined}
        draggable={false}
        onLoad={() => setLoaded(true)}
      />
    </span>
  )
}

/** The next and the previous picture are fetched while this one is looked at. */
function Neighbours({ items, at }: { items: MediaItem[]; at: number }) {
  const near = [items[at + 1], items[at - 1]]
  return (
    <span hidden>
      {near.map(
        (item) => item?.url && item.type === 'image' && <img key={item.id} src={wholeOf(item)} alt="" />,
      )}
    </span>
  )
}

function Tools({ propertyId, item, after }: { propertyId: string; item: MediaItem; after: () => void }) {
  const { t } = useI18n()
  const change = useUpdateMedia(propertyId)
  const remove = useDeletePhoto(propertyId)
  return (
    <>
      {item.type === 'image' && item.status === 'ready' && (
        <Link
          to="/studio"
          search={{ property: propertyId, photos: item.id, photo: item.id }}
          {...asButton({ kind: 'bare' })}
          data-icon
          title={t('studio.edit-this')}
          aria-label={t('studio.edit-this')}
        >
          <Icon name="studio" />
        </Link>
      )}
      <span className={classes.heart} data-on={item.is_favorite || undefined}>
        <IconButton
          icon="heart"
          aria-pressed={item.is_favorite}
          label={t('photo.favourite-this')}
          onClick={() => change.mutate({ id: item.id, changes: { is_favorite: !item.is_favorite } })}
        />
      </span>
      <IconButton
        icon="trash"
        label={t('ui.delete')}
        onClick={() => {
          after()
          void remove(item)
        }}
      />
    </>
  )
}
