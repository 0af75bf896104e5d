// SPDX-License-Identifier: Apache-2.0
// Decisions of the queue, apart from everything that touches the network: which entry is next, what may be tried
// again, how much is left.
import type { Entry, Failure, Upload } from './types'

export const PARALLEL = 3
export const BATCH = 100
/** Seconds that an address must still be good for when the sending begins. */
const MARGIN_MS = 20_000

/** Failures that may pass by themselves: tried again when the connection is back or the page is looked at. */
export function passes(failure: Failure | undefined): boolean {
  return failure === 'connection' || failure === 'gone'
}

/** Milliseconds to wait before a file is tried again by itself, longer each time. */
export function waitAfter(tries: number): number {
  return Math.min(60_000, 4000 * 2 ** tries)
}

/** Where a file goes on after a failure or a reload: what has arrived is not sent again. */
export function resumeAt(entry: Pick<Entry, 'arrived' | 'slot'>): 'committing' | 'waiting' {
  return entry.arrived && entry.slot ? 'committing' : 'waiting'
}

export function hasSlot(entry: Entry, now: number): boolean {
  return entry.slot !== undefined && entry.slot.until - MARGIN_MS > now
}

/** The entries that start next: those that wait, oldest first, as many as there is room for. */
export function nextUp<E extends Pick<Entry, 'step' | 'addedAt'>>(entries: E[], running: number): E[] {
  return entries
    .filter((entry) => entry.step === 'waiting')
    .sort((a, b) => a.addedAt - b.addedAt)
    .slice(0, Math.max(0, PARALLEL - running))
}

/** Entries to ask addresses for together: of one property, those about to start first. */
export function batchFor<E extends Pick<Entry, 'step' | 'propertyId' | 'addedAt'>>(
  entries: E[],
  first: E,
): E[] {
  return entries
    .filter((entry) => entry.step === 'waiting' && entry.propertyId === first.propertyId)
    .sort((a, b) => a.addedAt - b.addedAt)
    .slice(0, BATCH)
}

/** The same file twice for one property is one upload. */
export function isTwin(
  entry: Pick<Entry, 'propertyId' | 'name' | 'size' | 'step'>,
  other: typeof entry,
): boolean {
  return (
    entry.propertyId === other.propertyId &&
    entry.name === other.name &&
    entry.size === other.size &&
    other.step !== 'done'
  )
}

export interface Sum {
  files: number
  done: number
  failed: number
  sent: number
  size: number
  /** Some are still on their way or waiting. */
  busy: boolean
}

export function sumUp(uploads: Pick<Upload, 'step' | 'sent' | 'size'>[]): Sum {
  const sum: Sum = { files: uploads.length, done: 0, failed: 0, sent: 0, size: 0, busy: false }
  for (const upload of uploads) {
    sum.size += upload.size
    sum.sent += upload.step === 'done' ? upload.size : Math.min(upload.sent, upload.size)
    if (upload.step === 'done') sum.done++
    else if (upload.step === 'failed') sum.failed++
    else sum.busy = true
  }
  return sum
}

/** Seconds left at the speed of the last samples, or null while there is no telling. */
export function secondsLeft(samples: { at: number; sent: number }[], left: number): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < 1500) return null
  const speed = (last.sent - first.sent) / ((last.at - first.at) / 1000)
  return speed > 0 ? Math.ceil(left / speed) : null
}

/** Some systems do not tell the type of a phone's pictures, or tell its family's name. */
export function typeOf(file: { name: string; type: string }): string {
  const end = file.name.toLowerCase().split('.').pop() ?? ''
  if (file.type === 'image/heif' || (!file.type && (end === 'heic' || end === 'heif'))) return 'image/heic'
  return file.type || 'application/octet-stream'
}
