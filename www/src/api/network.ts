// SPDX-License-Identifier: Apache-2.0
// Whether the server answers. One store that the lost-connection bar, the queries and the upload queue watch.
import { useSyncExternalStore } from 'react'

export type Reach = 'ok' | 'offline' | 'unreachable'

let reach: Reach = 'ok'
let probe: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<(reach: Reach) => void>()

function change(next: Reach) {
  if (next === reach) return
  reach = next
  for (const listener of listeners) listener(next)
}

/** Asks a page that needs no database until it answers, slower each time up to 15 seconds. */
function lookAgain(wait = 2000) {
  clearTimeout(probe)
  probe = setTimeout(async () => {
    try {
      const response = await fetch('/api/live', { cache: 'no-store', signal: AbortSignal.timeout(5000) })
      if (response.status < 500) {
        change('ok')
        return
      }
    } catch {
      // Still away.
    }
    lookAgain(Math.min(wait * 1.5, 15_000))
  }, wait)
}

export function sawServer(): void {
  clearTimeout(probe)
  change('ok')
}

export function lostServer(): void {
  change(navigator.onLine ? 'unreachable' : 'offline')
  if (navigator.onLine) lookAgain()
}

if (typeof window !== 'undefined') {
  window.addEventListener('offline', () => change('offline'))
  window.addEventListener('online', () => {
    change('unreachable')
    lookAgain(0)
  })
}

export function onReach(listener: (reach: Reach) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useReach(): Reach {
  return useSyncExternalStore(onReach, () => reach)
}
