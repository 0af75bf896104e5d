// SPDX-License-Identifier: Apache-2.0
// Moving through a list with j and k: focus goes to the record, and a virtual list scrolls it into being first.
import { useCallback, useEffect, useRef, useState } from 'react'

export interface ListKeys<Row> {
  current: Row | undefined
  move(by: number): void
  /** A record tells that it has focus, so that the next j starts there. */
  focused(index: number): void
  /** The list tells how to bring a record onto the screen. */
  scroller: React.RefObject<((index: number) => void) | null>
}

/** The record that had the focus when the list was left: coming back, one goes on from there. */
let left: string | undefined

/** Focus is nowhere, or on the frame that a new page gives it to. */
const isFree = () => document.activeElement === document.body || document.activeElement?.id === 'main'

export const rowId = (id: string) => `row-${id}`

interface Options<Row> {
  open(row: Row): void
  /** The record open beside the list: moving opens the next one there. */
  peeking: string | undefined
}

export function useListKeys<Row extends { id: string }>(
  rows: Row[],
  { open, peeking }: Options<Row>,
): ListKeys<Row> {
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

  const current = useRef(rows)
  current.current = rows
  const focused = useCallback((index: number) => {
    setAt(index)
    left = current.current[index]?.id
  }, [])

  useEffect(() => {
    // By then the scroll position has been restored, and with it, mostly, the record's place on the screen.
    const timer = setTimeout(() => {
      const index = current.current.findIndex((row) => row.id === left)
      if (!left || index < 0 || !isFree()) return
      setAt(index)
      if (document.getElementById(rowId(left)))
        return document.getElementById(rowId(left))?.focus({ preventScroll: true })
      wanted.current = left
      scroller.current?.(index)
    }, 200)
    return () => clearTimeout(timer)
  }, [])

  const from = at >= 0 && at < rows.length ? at : rows.findIndex((row) => row.id === peeking)
  return {
    current: rows[from],
    scroller,
    focused,
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
