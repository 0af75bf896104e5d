// SPDX-License-Identifier: Apache-2.0
// What somebody typed and has not saved yet, kept in this browser until it is saved or thrown away.
import { useEffect, useRef } from 'react'

interface Draft<Values> {
  values: Values
  /** The ETag of the record it began from; null for a new one. */
  etag: string | null
  at: number
}

const KEPT_MS = 14 * 86_400_000
const PAUSE_MS = 400

const keyOf = (userId: string, agencyId: string, what: string) =>
  `stagefy.draft.${userId}.${agencyId}.${what}`

export function drafts<Values>(userId: string, agencyId: string, what: string) {
  const key = keyOf(userId, agencyId, what)
  return {
    read(): Draft<Values> | null {
      try {
        const draft = JSON.parse(localStorage.getItem(key) ?? 'null') as Draft<Values> | null
        return draft && Date.now() - draft.at < KEPT_MS ? draft : null
      } catch {
        return null
      }
    },
    write(values: Values, etag: string | null): void {
      try {
        localStorage.setItem(key, JSON.stringify({ values, etag, at: Date.now() }))
      } catch {
        // A full or forbidden storage must not stop anybody from typing.
      }
    },
    drop(): void {
      try {
        localStorage.removeItem(key)
      } catch {
        // Nothing was kept then.
      }
    },
  }
}

type Drafts<Values> = ReturnType<typeof drafts<Values>>

/** Keeps a draft shortly after each change, and at once when the page is left or hidden. */
export function useKeepDraft<Values>(
  store: Drafts<Values>,
  values: Values,
  etag: string | null,
  dirty: boolean,
): void {
  const latest = useRef({ store, values, etag, dirty })
  latest.current = { store, values, etag, dirty }
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the values starts the pause anew
  useEffect(() => {
    const timer = setTimeout(keep, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [values, dirty])
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads what is latest
  useEffect(() => {
    window.addEventListener('pagehide', keep)
    document.addEventListener('visibilitychange', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      document.removeEventListener('visibilitychange', keep)
      keep()
    }
  }, [])

  function keep() {
    const now = latest.current
    if (now.dirty) now.store.write(now.values, now.etag)
  }
}
