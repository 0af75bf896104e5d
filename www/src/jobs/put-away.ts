// SPDX-License-Identifier: Apache-2.0
// Which jobs that have ended somebody wants to see no more: kept in this browser, for as long as they would be shown.
import { useSyncExternalStore } from 'react'

const KEY = 'stagefy.jobs.put-away'
const KEPT = 2 * 86_400_000
const listeners = new Set<() => void>()
let ids: ReadonlySet<string> | undefined

function read(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, number>
  } catch {
    return {}
  }
}

function changed() {
  ids = undefined
  for (const listener of listeners) listener()
}

export function putAway(jobs: { id: string }[], now = Date.now()): void {
  const kept = Object.entries(read()).filter(([, since]) => now - since < KEPT)
  const next = Object.fromEntries([...kept, ...jobs.map(({ id }) => [id, now])])
  localStorage.setItem(KEY, JSON.stringify(next))
  changed()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  // another tab
  window.addEventListener('storage', changed)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', changed)
  }
}

export function usePutAway(): ReadonlySet<string> {
  return useSyncExternalStore(subscribe, () => {
    ids ??= new Set(Object.keys(read()))
    return ids
  })
}
