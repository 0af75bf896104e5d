// SPDX-License-Identifier: Apache-2.0
// Which of a picture's addresses a frame is shown with.
import type { MediaItem } from '#/api/types'

/** The boxes in which the server makes them (its media/variants.c). */
const THUMBNAIL = 400
const COVER = { width: 1200, height: 800 }
/** How long smaller forms are waited for; after that the original stays. */
const PATIENCE_MS = 60_000

export interface Picture {
  src: string | null
  srcSet?: string
  sizes?: string
  preview: string | null
}

/** Its width once it fits into the box; nothing is enlarged. */
const widthWithin = (item: MediaItem, box: number) => {
  const width = item.width ?? box
  const height = item.height ?? box
  return Math.max(1, Math.round(width * Math.min(1, box / Math.max(width, height))))
}

/** The largest part of the cover's ratio is cut out first. */
const coverWidth = (item: MediaItem) => {
  const width = item.width ?? COVER.width
  const height = item.height ?? COVER.height
  return Math.max(1, Math.round(Math.min(COVER.width, width, (height * COVER.width) / COVER.height)))
}

/** For a frame that is `sizes` wide: the browser takes the smallest that is sharp there. The original stands in until there are
 * smaller ones. */
export function pictureIn(item: MediaItem | null | undefined, sizes: string): Picture {
  if (!item?.thumbnail_url)
    // the file of a video is no picture
    return { src: (item?.type !== 'video' && item?.url) || null, preview: item?.placeholder ?? null }
  const thumbnail = widthWithin(item, THUMBNAIL)
  const cover = coverWidth(item)
  return {
    src: item.thumbnail_url,
    srcSet:
      item.cover_url && cover > thumbnail
        ? `${item.thumbnail_url} ${thumbnail}w, ${item.cover_url} ${cover}w`
        : undefined,
    sizes,
    preview: item.placeholder ?? null,
  }
}

/** The whole picture, as large as a screen. */
export const wholeOf = (item: MediaItem): string | undefined => item.screen_url ?? item.url ?? undefined

/** Smaller forms are on their way: it is new, and has none yet. */
export function isPreparing(item: MediaItem, now = Date.now()): boolean {
  if (now - new Date(item.created_at ?? 0).getTime() > PATIENCE_MS) return false
  return (
    item.status === 'pending' || (item.type === 'image' && item.status === 'ready' && !item.thumbnail_url)
  )
}
