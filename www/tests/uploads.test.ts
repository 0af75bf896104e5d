// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { ApiProblem } from '#/api/problem'
import { hex, sha256 } from '#/media/queue/hash'
import {
  batchFor,
  hasSlot,
  isTwin,
  nextUp,
  passes,
  resumeAt,
  secondsLeft,
  sumUp,
  typeOf,
  waitAfter,
} from '#/media/queue/rules'
import { failureOf, refusedFiles } from '#/media/queue/server'
import type { Entry } from '#/media/queue/types'

const entry = (id: string, change: Partial<Entry> = {}): Entry => ({
  id,
  userId: 'u',
  agencyId: 'a',
  propertyId: 'p',
  name: `${id}.jpg`,
  type: 'image/jpeg',
  size: 100,
  file: new Blob(['x']),
  addedAt: Number(id),
  step: 'waiting',
  ...change,
})

describe('the queue', () => {
  it('starts the oldest, three at a time', () => {
    const list = [
      entry('5'),
      entry('2'),
      entry('4'),
      entry('3', { step: 'failed' }),
      entry('1', { step: 'done' }),
    ]
    expect(nextUp(list, 0).map((e) => e.id)).toEqual(['2', '4', '5'])
    expect(nextUp(list, 2).map((e) => e.id)).toEqual(['2'])
    expect(nextUp(list, 3)).toEqual([])
  })

  it('asks for the addresses of one property together, a hundred at most', () => {
    const many = Array.from({ length: 120 }, (_, n) => entry(String(n + 1)))
    const first = entry('0')
    expect(batchFor([first, ...many, entry('500', { propertyId: 'other' })], first)).toHaveLength(100)
  })

  it('does not start with an address that is about to end', () => {
    const slot = { storage_key: 'k', method: 'PUT', url: '/x', headers: {}, until: 100_000 }
    expect(hasSlot(entry('1'), 0)).toBe(false)
    expect(hasSlot(entry('1', { slot }), 70_000)).toBe(true)
    expect(hasSlot(entry('1', { slot }), 90_000)).toBe(false)
  })

  it('does not send again what has arrived', () => {
    const slot = { storage_key: 'k', method: 'PUT', url: '/x', headers: {}, until: 0 }
    expect(resumeAt(entry('1', { slot, arrived: true }))).toBe('committing')
    expect(resumeAt(entry('1', { slot }))).toBe('waiting')
    expect(resumeAt(entry('1', { arrived: true }))).toBe('waiting')
  })

  it('waits longer each time, a minute at most', () => {
    expect([0, 1, 2, 9].map(waitAfter)).toEqual([4000, 8000, 16_000, 60_000])
  })

  it('tries again only what may pass by itself', () => {
    expect(passes('connection')).toBe(true)
    expect(passes('gone')).toBe(true)
    expect(passes('type')).toBe(false)
    expect(passes(undefined)).toBe(false)
  })

  it('knows a file that waits already, and lets a finished one be added again', () => {
    expect(isTwin(entry('1', { name: 'a.jpg' }), entry('2', { name: 'a.jpg' }))).toBe(true)
    expect(isTwin(entry('1', { name: 'a.jpg' }), entry('2', { name: 'a.jpg', size: 101 }))).toBe(false)
    expect(isTwin(entry('1', { name: 'a.jpg' }), entry('2', { name: 'a.jpg', step: 'done' }))).toBe(false)
  })

  it('names the type of a phone’s pictures as the server does', () => {
    expect(typeOf({ name: 'IMG_1.HEIC', type: '' })).toBe('image/heic')
    expect(typeOf({ name: 'IMG_1.heic', type: 'image/heif' })).toBe('image/heic')
    expect(typeOf({ name: 'a.jpg', type: 'image/jpeg' })).toBe('image/jpeg')
    expect(typeOf({ name: 'a', type: '' })).toBe('application/octet-stream')
  })

  it('sums up what was sent', () => {
    const uploads = [
      { step: 'done' as const, sent: 0, size: 100 },
      { step: 'sending' as const, sent: 30, size: 100 },
      { step: 'failed' as const, sent: 10, size: 50 },
    ]
    expect(sumUp(uploads)).toEqual({ files: 3, done: 1, failed: 1, sent: 140, size: 250, busy: true })
    expect(sumUp([]).busy).toBe(false)
  })

  it('tells the time left once it has seen enough', () => {
    expect(secondsLeft([{ at: 0, sent: 0 }], 100)).toBeNull()
    expect(
      secondsLeft(
        [
          { at: 0, sent: 0 },
          { at: 1000, sent: 50 },
        ],
        100,
      ),
    ).toBeNull()
    expect(
      secondsLeft(
        [
          { at: 0, sent: 0 },
          { at: 2000, sent: 50 },
        ],
        100,
      ),
    ).toBe(4)
    expect(
      secondsLeft(
        [
          { at: 0, sent: 50 },
          { at: 2000, sent: 50 },
        ],
        100,
      ),
    ).toBeNull()
  })
})

describe('a refusal', () => {
  const refused = (errors: object[], status = 422) =>
    new ApiProblem(status, { type: '/problems/validation', title: 'Invalid', errors })

  it('says which files it is about', () => {
    const error = refused([
      { pointer: '/files/1/content_type', code: 'not_one_of' },
      { pointer: '/files/4/size', code: 'out_of_range' },
    ])
    expect([...refusedFiles(error)]).toEqual([
      [1, 'type'],
      [4, 'size'],
    ])
    expect(refusedFiles(refused([{ pointer: '/files', code: 'too_many' }])).size).toBe(0)
    expect(refusedFiles(refused([], 503)).size).toBe(0)
  })

  it('means another try only where another try can help', () => {
    expect(failureOf(refused([{ pointer: '/files/0', code: 'missing' }]))).toBe('connection')
    expect(failureOf(refused([{ pointer: '/files/0', code: 'expired' }]))).toBe('gone')
    expect(failureOf(refused([{ pointer: '/files/0', code: 'wrong_type' }]))).toBe('type')
    expect(failureOf(refused([], 503))).toBe('connection')
    expect(failureOf(new Error('bug'))).toBe('refused')
  })
})

describe('sha256', () => {
  it('is the digest in hexadecimal', async () => {
    expect(await sha256(new Blob(['abc']))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(hex(new Uint8Array([0, 255, 16]).buffer)).toBe('00ff10')
  })

  it('is null where a file cannot be read', async () => {
    const gone = { size: 1, arrayBuffer: () => Promise.reject(new Error('gone')) } as unknown as Blob
    expect(await sha256(gone)).toBeNull()
  })
})
