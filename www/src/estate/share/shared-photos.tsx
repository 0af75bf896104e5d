// SPDX-License-Identifier: Apache-2.0
// The photographs of one property in a row that is swiped, or gone along with buttons.
import { useRef, useState } from 'react'
import type { SharedPage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { AlteredLabel } from '#/studio/label'
import { IconButton } from '#/ui/control'
import classes from './shared.module.css'

interface SharedPhotosProps {
  photos: SharedPage['photos']
  name: string
}

export function SharedPhotos({ photos, name }: SharedPhotosProps) {
  const { t } = useI18n()
  const row = useRef<HTMLUListElement>(null)
  const [at, setAt] = useState(0)
  const go = (to: number) => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    row.current?.children[to]?.scrollIntoView({
      behavior: still ? 'auto' : 'smooth',
      block: 'nearest',
      inline: 'start',
    })
  }
  return (
    <section className={classes.photos} aria-label={t('shared.photos', { name })}>
      <ul
        ref={row}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={({ currentTarget: { scrollLeft, clientWidth } }) =>
          setAt(Math.round(scrollLeft / Math.max(1, clientWidth)))
        }
      >
        {photos.map((photo, i) => (
          <li
            key={photo.id}
            style={{ backgroundImage: photo.placeholder ? `url("${photo.placeholder}")` : undefined }}
          >
            <img
              src={photo.screen_url ?? undefined}
              alt={photo.title ?? t('shared.photo', { n: i + 1, count: photos.length, name })}
              loading={i ? 'lazy' : 'eager'}
            />
            {photo.altered && (
              <div className={classes.altered}>
                <AlteredLabel words={photo.label} original={photo.original_url} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {photos.length > 1 && (
        <div className={classes.along}>
          <IconButton
            kind="plain"
            icon="left"
            label={t('shared.previous')}
            disabled={at === 0}
            onClick={() => go(at - 1)}
          />
          <span aria-live="polite">
            {at + 1} / {photos.length}
          </span>
          <IconButton
            kind="plain"
            icon="right"
            label={t('shared.next')}
            disabled={at >= photos.length - 1}
            onClick={() => go(at + 1)}
          />
        </div>
      )}
    </section>
  )
}
