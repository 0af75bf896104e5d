// SPDX-License-Identifier: Apache-2.0
// Carrying a visit: by mouse and finger, or picked up with Space and carried by the arrow keys, which is spoken. It stays where it
// is, and a shadow of it shows where it would be.
import {
  type Announcements,
  type DndContextProps,
  type DragMoveEvent,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react'
import { useAgency } from '#/agency/me'
import type { VisitRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { say } from '#/ui/toast'
import { nameOf } from '../labels'
import { beside, isMovable, type Lane, later, longer, moveOf, type Span, spanOf } from './carry'
import { timeOf } from './span'
import { useMoveVisit } from './use-move-visit'

export interface Held extends Span {
  visit: VisitRow
  was: Span
  /** Its end is carried, not the whole of it. */
  byEnd: boolean
  byKeys: boolean
}

interface Options {
  lanes: (Lane & { name: string })[]
  visits: VisitRow[]
  /** Whose hours one sees: pixels of a minute. Undefined: days alone. */
  minute?: number
  /** How many lanes on ArrowDown leads; with hours it leads to a later time. */
  row?: number
  may: boolean
}

const nothing = () => undefined
const SILENT: Announcements = {
  onDragStart: nothing,
  onDragOver: nothing,
  onDragEnd: nothing,
  onDragCancel: nothing,
}
const END = 'end:'
/** What names the end of a visit, as something that is dragged. */
export const endOf = (id: string) => END + id

export function useCarry({ lanes, visits, minute, row, may }: Options) {
  const { t, language } = useI18n()
  const zone = useAgency().time_zone
  const move = useMoveVisit()
  const [held, setHeld] = useState<Held>()
  const follow = useRef<string>(undefined)
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    // A finger that rests picks the visit up; one that moves scrolls the page.
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  )

  /** Where it would be, in words. */
  const where = ({ key, from, until }: Span) => ({
    lane: lanes.find((lane) => lane.key === key)?.name ?? '',
    from: timeOf(from),
    until: timeOf(until % (24 * 60)),
  })

  function pickUp(id: string, byKeys: boolean, byEnd = false) {
    const visit = visits.find((row) => row.id === id)
    const span = lanes
      .filter(({ agent }) => agent === undefined || agent === visit?.agent_id)
      .map((lane) => visit && spanOf(visit, lane, zone))
      .find(Boolean)
    if (!visit || !span || !may || !isMovable(visit)) return
    setHeld({ ...span, visit, was: span, byEnd, byKeys })
    follow.current = byKeys ? id : undefined
    if (byKeys) say(t('visit.lifted', { title: title(visit), ...where(span) }))
  }

  const title = ({ property }: VisitRow) => (property ? nameOf(property, language) : t('visit.dialog'))

  function putDown() {
    if (!held) return
    const to = moveOf(held.visit, held.was, held, lanes, zone)
    setHeld(undefined)
    say(t('visit.dropped', where(held)))
    if (to) void move({ visit: held.visit, move: to })
  }

  function letGo() {
    setHeld(undefined)
    say(t('visit.let-go'))
  }

  function drag({ delta, over }: DragMoveEvent) {
    if (!held) return
    const minutes = minute ? delta.y / minute : 0
    const moved = held.byEnd ? longer(held.was, minutes) : later(held.was, minutes)
    const lane = lanes.find(({ key }) => key === over?.id)
    setHeld({ ...held, ...moved, key: held.byEnd ? held.was.key : (lane?.key ?? held.key) })
  }

  function stepped(now: Held, key: string, byEnd: boolean): Span | undefined {
    const by = key === 'ArrowDown' || key === 'ArrowRight' ? 1 : -1
    if (key === 'ArrowLeft' || key === 'ArrowRight') return beside(now, lanes, by)
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return undefined
    if (!minute) return beside(now, lanes, by * (row ?? 1))
    return byEnd ? longer(now, 15 * by) : later(now, 15 * by)
  }

  function onKeyDown(event: KeyboardEvent, id: string) {
    if (!may || event.altKey || event.ctrlKey || event.metaKey) return
    const mine = held?.byKeys && held.visit.id === id ? held : undefined
    if (mine && (event.key === 'Enter' || event.key === ' ')) putDown()
    else if (!mine && event.key === ' ') pickUp(id, true)
    else if (mine && event.key === 'Escape') letGo()
    else {
      const next = mine && stepped(mine, event.key, event.shiftKey)
      if (!next || !mine) return
      setHeld({ ...mine, ...next })
      say(t('visit.carried', where(next)))
    }
    event.preventDefault()
    event.stopPropagation()
  }

  // Under another day or agent it is another element: the focus goes along until somebody takes it elsewhere.
  useLayoutEffect(() => {
    if (follow.current && document.activeElement === document.body)
      document.querySelector<HTMLElement>(`[data-visit="${follow.current}"]`)?.focus()
  })

  const context: DndContextProps = {
    sensors,
    collisionDetection: pointerWithin,
    onDragStart: ({ active }) => {
      const id = String(active.id)
      pickUp(id.replace(END, ''), false, id.startsWith(END))
    },
    onDragMove: drag,
    onDragOver: drag,
    onDragEnd: putDown,
    onDragCancel: letGo,
    // It speaks by itself.
    accessibility: { announcements: SILENT, screenReaderInstructions: { draggable: '' } },
  }

  return {
    held,
    context,
    /** For the element of a visit. */
    keysOf: (id: string) => ({
      onKeyDown: (event: KeyboardEvent) => onKeyDown(event, id),
      onBlur: () => {
        follow.current = undefined
        if (held?.byKeys && held.visit.id === id) letGo()
      },
    }),
    words: held && { title: title(held.visit), ...where(held) },
  }
}

export type Carry = ReturnType<typeof useCarry>
