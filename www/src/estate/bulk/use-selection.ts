// SPDX-License-Identifier: Apache-2.0
// Which rows of a list are picked: some by their ids, or all that its filter fits.
import { useEffect, useState } from 'react'
import { useEvent } from '#/ui/use-event'

/** What one request names by its ids. */
const MOST = 1000
const NONE: ReadonlySet<string> = new Set()

export interface Selection {
  ids: ReadonlySet<string>
  /** All that the filter fits, whether or not they are on the page. */
  all: boolean
  count: number
  has(id: string): boolean
  toggle(id: string): void
  /** Those that have been read, or none. */
  toggleShown(): void
  chooseAll(): void
  clear(): void
}

/** `list` names the list: another one has nothing picked. */
export function useSelection(rows: { id: string }[], total: number, list: string): Selection {
  const [ids, setIds] = useState(NONE)
  const [all, setAll] = useState(false)
  const clear = useEvent(() => {
    setIds(NONE)
    setAll(false)
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the name alone tells that it is another list
  useEffect(() => clear(), [list])
  const shown = () => new Set(rows.slice(0, MOST).map(({ id }) => id))
  const toggle = useEvent((id: string) => {
    const next = new Set(all ? shown() : ids)
    if (!next.delete(id) && next.size < MOST) next.add(id)
    setAll(false)
    setIds(next)
  })
  return {
    ids,
    all,
    count: all ? total : ids.size,
    has: (id) => all || ids.has(id),
    toggle,
    toggleShown: () => (all || ids.size > 0 ? clear() : setIds(shown())),
    chooseAll: () => setAll(true),
    clear,
  }
}
