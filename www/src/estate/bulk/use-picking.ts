// SPDX-License-Identifier: Apache-2.0
// Picking rows and cards. A table at a desk shows its boxes all the time; elsewhere one begins by resting a finger on a row or by
// a button, and from then on a tap anywhere on a row picks it. The address says that one is picking, so that going back ends it.
import { useRouter } from '@tanstack/react-router'
import { type DOMAttributes, useEffect, useRef } from 'react'
import { useEvent } from '#/ui/use-event'
import { type Selection, useSelection } from './use-selection'

/** How long a finger rests, and how far it may stray meanwhile. */
const REST_MS = 450
const STRAYS = 10

interface Options {
  rows: { id: string }[]
  total: number
  /** Names the list: another one has nothing picked. */
  list: string
  /** Whether anything may be done with what is picked. */
  may: boolean
  /** What the address says. */
  on: boolean
  /** Puts it into the address, or takes it out; `replace` leaves no step to go back to. */
  turn(on: boolean, replace: boolean): void
}

export interface Picking {
  selection: Selection
  /** A tap picks. */
  on: boolean
  /** There is something to do something with, or about to be. */
  active: boolean
  begin(id?: string): void
  end(): void
  /** For the element that has the rows: each with its id in data-row. */
  area: DOMAttributes<HTMLElement> & { 'data-picking'?: '' }
}

const idAt = (target: EventTarget) =>
  (target as Element).closest<HTMLElement>('[data-row]')?.dataset.row ?? undefined

export function usePicking({ rows, total, list, may, on: asked, turn }: Options): Picking {
  const router = useRouter()
  const selection = useSelection(rows, total, list)
  const on = asked && may
  /** The list it was when one began here: going back leads there. */
  const began = useRef<string>(undefined)
  const rest = useRef<{ timer: ReturnType<typeof setTimeout>; x: number; y: number }>(undefined)
  // what a finger that has rested does when it is lifted is no tap
  const rested = useRef(false)

  const { clear } = selection
  const left = useEvent(() => {
    began.current = undefined
    clear()
  })
  const before = useRef(on)
  useEffect(() => {
    if (before.current && !on) left()
    before.current = on
  }, [on, left])

  function begin(id?: string) {
    if (!on) {
      began.current = list
      turn(true, false)
    }
    if (id) selection.toggle(id)
  }

  function end() {
    clear()
    if (!on) return
    if (began.current === list) router.history.back()
    else turn(false, true)
  }

  function forget() {
    clearTimeout(rest.current?.timer)
    rest.current = undefined
  }

  const area: Picking['area'] = may
    ? {
        'data-picking': on ? '' : undefined,
        onPointerDown: (event) => {
          rested.current = false
          const id = idAt(event.target)
          if (event.pointerType !== 'touch' || on || !id) return
          const timer = setTimeout(() => {
            rested.current = true
            rest.current = undefined
            begin(id)
          }, REST_MS)
          rest.current = { timer, x: event.clientX, y: event.clientY }
        },
        onPointerMove: (event) => {
          const from = rest.current
          if (from && Math.hypot(event.clientX - from.x, event.clientY - from.y) > STRAYS) forget()
        },
        onPointerUp: forget,
        onPointerCancel: forget,
        // the browser's own menu of a link comes by resting, too
        onContextMenu: (event) => {
          if (rest.current || rested.current) event.preventDefault()
        },
        onClickCapture: (event) => {
          const id = idAt(event.target)
          if (!id || !(on || rested.current)) return
          if (on && !rested.current && (event.target as Element).closest('input')) return
          event.preventDefault()
          event.stopPropagation()
          if (!rested.current) selection.toggle(id)
          rested.current = false
        },
      }
    : {}

  return { selection, on, active: on || selection.count > 0, begin, end, area }
}
