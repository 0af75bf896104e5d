// SPDX-License-Identifier: Apache-2.0
// Moving through a list with j and k: focus goes to the record, and a virtual list scrolls it into being first.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { PropertyRow } from '#/api/types'

export interface ListKeys {
  current: PropertyRow | undefined
  move(by: number): void
  /** A record tells that it has focus, so that the next j starts there. */
  focused(index: number): void
  /** The list tells how to bring a record onto the screen. */
  scroller: React.RefObject<((index: number) => void) | null>
}

export const rowId = (id: string) => `row-${id}`

interface Options {
  open(row: PropertyRow): void
  /** The record open beside the list: moving opens the next one there. */
  peeking: string | undefined
}

export function useListKeys(rows: PropertyRow[], { open, peeking }: Options): ListKeys {
  const [at, setAt] = useState(-1)
  const scroller = useRef<((index: number) => void) | null>(null)
  const wanted = useRef<string | null>(null)

  const focusWanted = useCallback(() => {
    const target = wanted.current && document.getElementById(rowId(wanted.current))
    if (!target) return
    target.focus({ preventScroll: true })
    target.scrollIntoView({ block: 'nearest' })
    wanted.current = null
  }, [])
  useEffect(focusWanted)

  const from = at >= 0 && at < rows.length ? at : rows.findIndex((row) => row.id === peeking)
  return {
    current: rows[from],
    scroller,
    focused: setAt,
    move(by) {
      const next = Math.min(rows.length - 1, Math.max(0, from + by))
      const row = rows[next]
      if (!row) return
      wanted.current = row.id
      scroller.current?.(next)
      setAt(next)
      requestAnimationFrame(focusWanted)
      if (peeking) open(row)
    },
  }
}
