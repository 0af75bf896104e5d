// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { MediaItem } from '../src/api/types'
import { isPreparing, pictureIn, wholeOf } from '../src/media/picture'

const made = {
  type: 'image',
  status: 'ready',
  width: 3600,
  height: 2400,
  url: 'original',
  thumbnail_url: 'thumbnail',
  cover_url: 'cover',
  screen_url: 'screen',
  placeholder: 'data:',
  created_at: '2026-05-12T09:30:00Z',
} as MediaItem
const fresh = {
  ...made,
  thumbnail_url: null,
  cover_url: null,
  screen_url: null,
  placeholder: null,
} as MediaItem

describe('pictureIn', () => {
  it('gives the browser the widths there are', () =>
    expect(pictureIn(made, '50vw')).toEqual({
      src: 'thumbnail',
      srcSet: 'thumbnail 400w, cover 1200w',
      sizes: '50vw',
      preview: 'data:',
    }))
  it('knows the widths of tall and of small pictures', () => {
    expect(pictureIn({ ...made, width: 1500, height: 3000 }, '50vw').srcSet).toBe(
      'thumbnail 200w, cover 1200w',
    )
    expect(pictureIn({ ...made, width: 600, height: 200 }, '50vw').srcSet).toBe(undefined)
    expect(pictureIn({ ...made, width: 600, height: 300 }, '50vw').srcSet).toBe('thumbnail 400w, cover 450w')
  })
  it('shows the original until there are smaller ones', () =>
    expect(pictureIn(fresh, '50vw')).toEqual({ src: 'original', preview: null }))
  it('does not take the file of a video for a picture', () =>
    expect(pictureIn({ ...fresh, type: 'video' }, '50vw').src).toBe(null))
  it('shows nothing of nothing', () => expect(pictureIn(null, '50vw')).toEqual({ src: null, preview: null }))
})

it('the whole picture is the screen variant, or the original', () => {
  expect(wholeOf(made)).toBe('screen')
  expect(wholeOf(fresh)).toBe('original')
})

it('a picture is being prepared for a minute at most', () => {
  const at = new Date('2026-05-12T09:30:00Z').getTime()
  expect(isPreparing(fresh, at + 59_000)).toBe(true)
  expect(isPreparing(fresh, at + 61_000)).toBe(false)
  expect(isPreparing(made, at)).toBe(false)
  expect(isPreparing({ ...fresh, status: 'rejected' }, at)).toBe(false)
})
