// SPDX-License-Identifier: Apache-2.0
// The photo that is looked at, large; what is marked on it is drawn here.
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { wholeOf } from '#/media/picture'
import { Photo } from '#/ui/photo'
import { Marks } from './marks'
import type { Marking } from './recipe-builder'
import type { Options } from './types'
import classes from './view.module.css'

interface PhotoViewProps {
  photo: MediaItem
  number: number
  marking: Marking | undefined
  options: Options
  onMark(name: string, value: unknown): void
}

export function PhotoView({ photo, number, marking, options, onMark }: PhotoViewProps) {
  const { t } = useI18n()
  const ratio = photo.width && photo.height ? photo.width / photo.height : 1.5
  return (
    <div
      className={classes.view}
      style={{ aspectRatio: String(ratio), '--ratio': ratio } as React.CSSProperties}
      data-marking={marking ? '' : undefined}
    >
      <Photo
        key={photo.id}
        className={classes.photo}
        src={wholeOf(photo)}
        preview={photo.thumbnail_url ?? photo.placeholder}
        alt={photo.title ?? t('photo.open', { number })}
        eager
      />
      {marking && <Marks mark={marking.mark} options={options} onChange={onMark} />}
    </div>
  )
}
