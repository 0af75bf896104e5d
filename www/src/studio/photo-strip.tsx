// SPDX-License-Identifier: Apache-2.0
// The photos of the property, to choose from: click or Space, with Shift all from the last one on, arrow keys to go along.
import { type KeyboardEvent, type MouseEvent, useRef } from 'react'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { controls } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import classes from './photos.module.css'
import { all, extend, NONE, type Picks, placeAfter, toggle } from './picks'
import { MAX_PHOTOS } from './recipe'

interface PhotoStripProps {
  photos: MediaItem[]
  picks: Picks
  /** The one that is looked at. */
  viewed: string | undefined
  onPick(picks: Picks): void
  onView(id: string): void
}

export function PhotoStrip({ photos, picks, viewed, onPick, onView }: PhotoStripProps) {
  const { t } = useI18n()
  const list = useRef<HTMLDivElement>(null)
  const order = photos.map(({ id }) => id)
  const chosen = new Set(picks.chosen)
  const at = Math.max(0, order.indexOf(viewed ?? ''))
  const most = Math.min(photos.length, MAX_PHOTOS)
  const whole = picks.chosen.length >= most

  const pick = (id: string, event: MouseEvent | KeyboardEvent) => {
    onPick(event.shiftKey ? extend(picks, id, order) : toggle(picks, id, order))
    onView(id)
  }

  function keys(event: KeyboardEvent) {
    const id = order[at]
    if (!id) return
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault()
      return pick(id, event)
    }
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      return onPick(all(picks, order, MAX_PHOTOS))
    }
    const to = placeAfter(event.key, at, order.length, columnsOf(list.current))
    const next = to === undefined ? undefined : order[to]
    if (to === undefined || !next) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey) onPick(extend(picks.anchor ? picks : toggle(picks, id, order), next, order))
    onView(next)
    list.current?.querySelectorAll<HTMLElement>('[role=option]')[to]?.focus()
  }

  return (
    <section className={classes.photos} aria-labelledby="studio-photos">
      <header className={classes.head}>
        <h2 id="studio-photos">
          {t('property.photos')}{' '}
          <span className={classes.quiet}>
            {t('studio.chosen', { count: picks.chosen.length, all: photos.length })}
          </span>
        </h2>
        <button
          type="button"
          className={controls.link}
          onClick={() => onPick(whole ? NONE : all(picks, order, MAX_PHOTOS))}
        >
          {t(whole ? 'studio.choose-none' : 'studio.choose-all')}
        </button>
      </header>
      <div
        ref={list}
        role="listbox"
        aria-multiselectable="true"
        aria-labelledby="studio-photos"
        tabIndex={-1}
        className={classes.strip}
        onKeyDown={keys}
      >
        {photos.map((photo, i) => (
          <div
            key={photo.id}
            role="option"
            aria-selected={chosen.has(photo.id)}
            aria-label={photo.title ?? t('photo.open', { number: i + 1 })}
            tabIndex={i === at ? 0 : -1}
            className={classes.pick}
            data-viewed={photo.id === viewed || undefined}
            onMouseDown={(event) => event.shiftKey && event.preventDefault()}
            onClick={(event) => pick(photo.id, event)}
            onKeyDown={undefined}
          >
            <Photo className={classes.photo} {...pictureIn(photo, '120px')} alt="" />
            <span className={classes.tick}>{chosen.has(photo.id) && <Icon name="check" small />}</span>
          </div>
        ))}
      </div>
    </section>
  )
}

/** How many stand beside each other, as they are laid out just now. */
function columnsOf(list: HTMLElement | null): number {
  const options = [...(list?.querySelectorAll<HTMLElement>('[role=option]') ?? [])]
  const top = options[0]?.offsetTop
  return Math.max(1, options.filter((option) => option.offsetTop === top).length)
}
