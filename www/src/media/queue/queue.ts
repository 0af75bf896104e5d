// SPDX-License-Identifier: Apache-2.0
// The upload queue of this browser. Files go into the database first, then: hash, ask for addresses (many at once),
// send (three at a time), commit (one by one, safe to repeat). One tab does the work; the others show it.
import { onReach } from '#/api/network'
import { isStatus } from '#/api/problem'
import type { MediaItem } from '#/api/types'
import { disk } from './disk'
import { sha256 } from './hash'
import { batchFor, hasSlot, isTwin, nextUp, PARALLEL, passes, resumeAt, typeOf, waitAfter } from './rules'
import { commit, failureOf, presign, refusedFiles } from './server'
import { type Progress, publish, receive } from './tabs'
import { transfer } from './transfer'
import type { Entry, Slot, Upload } from './types'

const LOCK = 'stagefy.uploads'
const PAUSED = 'stagefy.uploads-paused'

interface Live extends Entry {
  sent: number
  /** How often this page tried it in vain. */
  tries: number
  preview: string | null
}

const entries = new Map<string, Live>()
const aborts = new Map<string, AbortController>()
const runs = new Map<string, Promise<void>>()
const listeners = new Set<() => void>()
const committed = new Set<(item: MediaItem, propertyId: string) => void>()
/** Entries known to be on disk; the others live in memory only, because the browser had no room. */
const stored = new Set<string>()
let who: { userId: string; agencyId: string } | null = null
let worker = false
let snapshot: Upload[] = []
let paused = false

function changed() {
  snapshot = [...entries.values()]
    .sort((a, b) => a.addedAt - b.addedAt)
    .map(({ file: _file, slot: _slot, tries: _tries, ...shown }) => shown)
  for (const listener of listeners) listener()
}

/** Changes an entry here, on disk and in the other tabs. */
async function update(id: string, change: Partial<Live>): Promise<void> {
  const entry = entries.get(id)
  if (!entry) return
  Object.assign(entry, change)
  changed()
  const { sent: _sent, preview: _preview, tries: _tries, ...kept } = entry
  publish({ kind: 'progress', id, step: entry.step, sent: entry.sent, failure: entry.failure })
  if (await disk.put(kept)) stored.add(id)
}

let lastShown = 0
function moved(entry: Live, sent: number) {
  entry.sent = sent
  const now = performance.now()
  if (now - lastShown < 80) return
  lastShown = now
  changed()
  publish({ kind: 'progress', id: entry.id, step: entry.step, sent })
}

function preview(type: string, file: Blob): string | null {
  return /^image\/(jpeg|png|webp|gif|avif)$/.test(type) ? URL.createObjectURL(file) : null
}

function take(entry: Entry) {
  if (entries.has(entry.id)) return
  entries.set(entry.id, { ...entry, sent: 0, tries: 0, preview: preview(entry.type, entry.file) })
}

async function drop(id: string): Promise<void> {
  aborts.get(id)?.abort()
  const entry = entries.get(id)
  if (entry?.preview) URL.revokeObjectURL(entry.preview)
  entries.delete(id)
  stored.delete(id)
  changed()
  await disk.remove(id)
}

// ---------- the work ----------

const running = () => aborts.size
/** Files of every agency this person works in: the tab that does the work may show another one. */
const mine = () => [...entries.values()].filter((entry) => entry.userId === who?.userId)

async function askForSlots(batch: Live[]): Promise<void> {
  const slots = await presign(batch)
  await Promise.all(batch.map((entry, at) => slots[at] && update(entry.id, { slot: slots[at] })))
}

/** Files that the server names as unwanted say why; the others are asked for again without them. */
async function slotsFor(batch: Live[]): Promise<void> {
  try {
    await askForSlots(batch)
  } catch (error) {
    const unwanted = refusedFiles(error)
    if (unwanted.size === 0) throw error
    await Promise.all(
      [...unwanted].map(([at, failure]) => batch[at] && update(batch[at].id, { step: 'failed', failure })),
    )
    const rest = batch.filter((_entry, at) => !unwanted.has(at))
    if (rest.length > 0) await slotsFor(rest)
  }
}

async function finish(entry: Live, slot: Slot): Promise<void> {
  const item = await commit(entry, slot)
  await update(entry.id, { step: 'done', sent: entry.size, failure: undefined })
  await disk.remove(entry.id)
  if (item) for (const listener of committed) listener(item, entry.propertyId)
  publish({ kind: 'committed', propertyId: entry.propertyId })
}

/** The gallery's order is the order of arrival, so a file waits for those picked before it that are on their way. */
async function earlierOnes(entry: Live): Promise<void> {
  const earlier = mine().filter(
    (other) => other.propertyId === entry.propertyId && other.addedAt < entry.addedAt && runs.has(other.id),
  )
  await Promise.all(earlier.map((other) => runs.get(other.id)))
}

function begin(entry: Live): void {
  const run = carry(entry).finally(() => {
    runs.delete(entry.id)
    void work()
  })
  runs.set(entry.id, run)
}

async function carry(entry: Live): Promise<void> {
  const { slot } = entry
  if (!slot) return update(entry.id, { step: 'waiting' })
  const abort = new AbortController()
  aborts.set(entry.id, abort)
  try {
    if (entry.step !== 'committing') {
      await update(entry.id, { step: 'sending', failure: undefined, sent: 0 })
      await transfer(slot, entry.file, (sent) => moved(entry, sent), abort.signal)
      await update(entry.id, { step: 'committing', sent: entry.size, arrived: true })
    }
    await earlierOnes(entry)
    await finish(entry, slot)
  } catch (error) {
    if (abort.signal.aborted) return
    const failure = failureOf(error)
    // An address that is no longer good, or bytes that did not arrive: from the start with a new address.
    const again = failure === 'gone' || isStatus(error, 410, 422)
    await update(entry.id, { step: 'failed', failure, ...(again ? { slot: undefined, arrived: false } : {}) })
    if (passes(failure)) setTimeout(() => void retry(entry.id), waitAfter(entry.tries++))
  } finally {
    aborts.delete(entry.id)
  }
}

let busy = false
let again = false

/** Starts what can start. Calls that come while it looks around make it look once more. */
async function work(): Promise<void> {
  if (busy) {
    again = true
    return
  }
  busy = true
  try {
    do {
      again = false
      await startNext()
    } while (again)
  } finally {
    busy = false
  }
}

async function startNext(): Promise<void> {
  if (!worker || paused || !who) return
  for (const entry of mine()) {
    // The bytes had arrived before a reload; only the commit is missing.
    if (entry.step === 'committing' && !aborts.has(entry.id) && running() < PARALLEL) begin(entry)
  }
  for (const entry of nextUp(mine(), running())) {
    if (entry.sha256 === undefined) {
      const digest = await sha256(entry.file)
      // An empty text says "tried, and it cannot be known here".
      await update(entry.id, { sha256: digest ?? '' })
    }
    if (!hasSlot(entry, Date.now())) {
      const batch = batchFor(mine(), entry).filter(
        (other) => other.sha256 !== undefined && !hasSlot(other, Date.now()),
      )
      try {
        await slotsFor(batch)
      } catch (error) {
        const failure = failureOf(error)
        await Promise.all(batch.map((other) => update(other.id, { step: 'failed', failure })))
      }
    }
    if (paused || !hasSlot(entry, Date.now()) || entry.step !== 'waiting') continue
    begin(entry)
  }
  void hashAhead()
}

let hashing = false

/** While three files are on their way, the next ones are read, so their addresses come in one request. */
async function hashAhead(): Promise<void> {
  if (hashing) return
  hashing = true
  try {
    for (const entry of mine()) {
      if (entry.step !== 'waiting' || entry.sha256 !== undefined || paused) continue
      await update(entry.id, { sha256: (await sha256(entry.file)) ?? '' })
    }
  } finally {
    hashing = false
  }
}

/** Tries again what failed for a reason that may have passed. */
function retryPassing() {
  if (!worker || paused) return
  for (const entry of mine())
    if (entry.step === 'failed' && passes(entry.failure))
      void update(entry.id, { step: resumeAt(entry) }).then(work)
}

// ---------- what the screens use ----------

function onProgress({ id, step, sent, failure }: Progress) {
  const entry = entries.get(id)
  if (!entry || worker) return
  Object.assign(entry, { step, sent, failure })
  changed()
}

/** Takes up this person's files in this agency; the first tab to ask does the work as long as it lives. */
export async function startUploads(userId: string, agencyId: string): Promise<void> {
  if (who?.userId === userId && who.agencyId === agencyId) return
  const first = who === null
  who = { userId, agencyId }
  paused = localStorage.getItem(PAUSED) === '1'
  for (const entry of await disk.all()) {
    if (entry.userId !== userId || entries.has(entry.id)) continue
    stored.add(entry.id)
    take({ ...entry, step: entry.step === 'sending' ? 'waiting' : entry.step })
  }
  changed()
  if (first) {
    receive({
      progress: onProgress,
      added: async () => {
        for (const entry of await disk.all()) {
          if (entry.userId !== who?.userId) continue
          stored.add(entry.id)
          take(entry)
        }
        changed()
        void work()
      },
      removed: (id) => void drop(id),
      retry: (id) => void retry(id),
      paused: (now) => setPaused(now, false),
      committed: (propertyId) => {
        for (const listener of committed) listener({} as MediaItem, propertyId)
      },
    })
    onReach((reach) => reach === 'ok' && retryPassing())
    window.addEventListener('online', retryPassing)
    document.addEventListener('visibilitychange', () => !document.hidden && retryPassing())
    void lead()
  }
  void work()
}

/** Takes over from a tab that was closed: what stands on disk counts, not what this tab had been told. */
async function takeOver(): Promise<void> {
  const kept = new Map((await disk.all()).map((entry) => [entry.id, entry]))
  for (const entry of [...entries.values()]) {
    const last = kept.get(entry.id)
    if (last) Object.assign(entry, last, last.step === 'sending' ? { step: 'waiting', sent: 0 } : {})
    else if (entry.step !== 'done' && stored.has(entry.id)) entries.delete(entry.id)
  }
  changed()
}

async function lead(): Promise<void> {
  const start = async () => {
    await takeOver()
    worker = true
    retryPassing()
    void work()
  }
  if (!('locks' in navigator)) return start()
  await navigator.locks.request(LOCK, async () => {
    await start()
    return new Promise(() => undefined)
  })
}

export async function addFiles(propertyId: string, files: File[]): Promise<{ added: number; twins: number }> {
  if (!who) return { added: 0, twins: 0 }
  const now = Date.now()
  let twins = 0
  let added = 0
  for (const file of files) {
    const entry: Entry = {
      ...who,
      id: crypto.randomUUID(),
      propertyId,
      name: file.name,
      type: typeOf(file),
      size: file.size,
      file,
      addedAt: now + added / 1000,
      step: 'waiting',
    }
    if ([...entries.values()].some((other) => isTwin(entry, other))) {
      twins++
      continue
    }
    take(entry)
    if (await disk.put(entry)) stored.add(entry.id)
    added++
  }
  changed()
  publish({ kind: 'added' })
  void work()
  return { added, twins }
}

export async function retry(id: string): Promise<void> {
  const entry = entries.get(id)
  if (entry?.step !== 'failed') return
  if (!worker) return publish({ kind: 'retry', id })
  await update(id, { step: resumeAt(entry), failure: undefined })
  await work()
}

export async function removeUpload(id: string): Promise<void> {
  publish({ kind: 'removed', id })
  await drop(id)
}

/** Takes what is done off the screen. */
export function clearDone(propertyId: string): void {
  for (const entry of [...entries.values()])
    if (entry.propertyId === propertyId && entry.step === 'done') void drop(entry.id)
}

export function setPaused(now: boolean, tell = true): void {
  if (paused === now) return
  paused = now
  if (tell) {
    localStorage.setItem(PAUSED, now ? '1' : '0')
    publish({ kind: 'paused', paused: now })
  }
  changed()
  if (!worker) return
  if (!now) {
    void work()
    return
  }
  for (const [id, abort] of aborts) {
    abort.abort()
    const entry = entries.get(id)
    if (entry?.step === 'sending') void update(id, { step: 'waiting', sent: 0 })
  }
}

export function onCommitted(listener: (item: MediaItem, propertyId: string) => void): () => void {
  committed.add(listener)
  return () => committed.delete(listener)
}

export const uploads = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  get: (): Upload[] => snapshot,
  paused: (): boolean => paused,
}
