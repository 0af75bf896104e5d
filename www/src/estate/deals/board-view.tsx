// SPDX-License-Identifier: Apache-2.0
// The stages side by side, on a phone one at a time. A deal is carried by mouse or finger, or picked up with Space and
// carried by the arrow keys, which is spoken.
import {
  type Announcements,
  DndContext,
  type DragOverEvent,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import type { DealRow, DealStage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Kbd, Spoken } from '#/ui/control'
import { say } from '#/ui/toast'
import { inLanguage } from '../labels'
import { type Column, type Held, moveTo, placeOf, stepped, withHeld } from './board'
import { Card } from './card'
import classes from './deals.module.css'
import type { Move } from './queries'

interface BoardProps {
  columns: Column<DealRow>[]
  stages: DealStage[]
  canWrite: boolean
  /** The stage that a phone shows; all of them elsewhere. */
  only?: string
  head(stage: DealStage): ReactNode
  /** Answers when the board shows what has become of it. */
  onMove(id: string, to: Move): Promise<unknown>
  onWon(deal: DealRow): void
  onLost(deal: DealRow): void
}

const nothing = () => undefined
const SILENT: Announcements = {
  onDragStart: nothing,
  onDragOver: nothing,
  onDragEnd: nothing,
  onDragCancel: nothing,
}

const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']

export function BoardView({ columns, stages, canWrite, only, head, onMove, onWon, onLost }: BoardProps) {
  const { t, language } = useI18n()
  const how = useId()
  const [held, setHeld] = useState<Held | null>(null)
  const [lifted, setLifted] = useState<DealRow>()
  const [byKeys, setByKeys] = useState(false)
  const [dropping, setDropping] = useState(false)
  const follow = useRef<string>(undefined)
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    // A finger that rests picks the deal up; one that moves scrolls the page.
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  )
  const shown = withHeld(columns, held, lifted)
  const stageName = (id: string) => inLanguage(stages.find((stage) => stage.id === id)?.name, language) ?? ''

  /** Where it is, in words: the stage, and the place in it. */
  function where(at: Held): { stage: string; number: number; count: number } {
    const deals = withHeld(columns, at).find(({ id }) => id === at.stage)?.deals ?? []
    return {
      stage: stageName(at.stage),
      number: deals.findIndex(({ id }) => id === at.id) + 1,
      count: deals.length,
    }
  }

  function pickUp(id: string, keys: boolean) {
    const place = placeOf(columns, id)
    if (!place || dropping) return
    const next = { id, ...place }
    setHeld(next)
    setLifted(columns.flatMap(({ deals }) => deals).find((deal) => deal.id === id))
    setByKeys(keys)
    follow.current = keys ? id : undefined
    if (keys) say(t('deal.lifted', where(next)))
  }

  async function putDown(at: Held | null = held) {
    if (!at) return
    const place = placeOf(columns, at.id)
    say(t('deal.dropped', where(at)))
    if (place && (place.stage !== at.stage || place.index !== at.index)) {
      // Until the lists are read again it stays where it was put.
      setDropping(true)
      await onMove(at.id, moveTo(columns, at))
      setDropping(false)
    }
    setHeld(null)
  }

  function letGo() {
    setHeld(null)
    say(t('deal.let-go'))
  }

  function onKey(event: KeyboardEvent, deal: DealRow) {
    if (!canWrite || event.altKey || event.ctrlKey || event.metaKey) return
    const mine = held?.id === deal.id && byKeys && !dropping
    if (event.key === ' ') {
      if (mine) void putDown()
      else pickUp(deal.id, true)
    } else if (mine && event.key === 'Escape') letGo()
    else if (mine && ARROWS.includes(event.key)) {
      const next = stepped(columns, held, event.key)
      if (next) {
        setHeld(next)
        say(t('deal.carried', where(next)))
      }
    } else if (!(mine && event.key === 'Enter')) return
    event.preventDefault()
    event.stopPropagation()
  }

  // In another column it is another element, and so it is once more when the lists are read again: the focus goes
  // along until somebody takes it elsewhere. Taken out of the page, an element tells nobody that it lost the focus.
  useLayoutEffect(() => {
    if (follow.current && document.activeElement === document.body) {
      document.getElementById(`deal-${follow.current}`)?.focus()
    }
  })

  function over({ active, over: target }: DragOverEvent) {
    if (!target || target.id === active.id || !held) return
    const id = String(target.id)
    const place = placeOf(shown, id)
    const end = columns.find((column) => column.id === id)
    if (place) setHeld({ ...held, ...place })
    else if (end && held.stage !== id) setHeld({ ...held, stage: id, index: end.deals.length })
  }

  return (
    <>
      <p className={classes.holding} data-on={(held && byKeys) || undefined}>
        {held && byKeys && lifted ? (
          <>
            <span>{t('deal.holding', { title: lifted.title ?? '', ...where(held) })}</span>
            <Kbd>←</Kbd>
            <Kbd>→</Kbd>
            {t('deal.key-stage')}
            <Kbd>↑</Kbd>
            <Kbd>↓</Kbd>
            {t('deal.key-place')}
            <Kbd>{t('deal.key-space')}</Kbd>
            {t('deal.key-drop')}
          </>
        ) : null}
      </p>
      <span id={how} hidden>
        {t('deal.how')}
      </span>
      <DndContext
        sensors={sensors}
        collisionDetection={pointerWithin}
        onDragStart={({ active }) => pickUp(String(active.id), false)}
        onDragOver={over}
        onDragEnd={() => void putDown()}
        onDragCancel={letGo}
        // It speaks by itself, by mouse as by keys.
        accessibility={{ announcements: SILENT, screenReaderInstructions: { draggable: '' } }}
      >
        <div className={classes.board}>
          {shown
            .filter(({ id }) => !only || id === only)
            .map((column) => {
              const stage = stages.find(({ id }) => id === column.id)
              return (
                stage && (
                  <ColumnView key={column.id} id={column.id} label={stageName(column.id)} head={head(stage)}>
                    {column.deals.map((deal) => (
                      <Draggable
                        key={deal.id}
                        id={deal.id}
                        held={held?.id === deal.id}
                        canWrite={canWrite && !dropping}
                      >
                        <Card
                          deal={deal}
                          stages={canWrite ? stages : undefined}
                          describedBy={canWrite ? how : undefined}
                          onKeyDown={(event) => onKey(event, deal)}
                          onBlur={() => {
                            follow.current = undefined
                          }}
                          onMove={(to) => void onMove(deal.id, { stage_id: to })}
                          onWon={() => onWon(deal)}
                          onLost={() => onLost(deal)}
                        />
                      </Draggable>
                    ))}
                  </ColumnView>
                )
              )
            })}
        </div>
        <DragOverlay dropAnimation={null}>
          {held && lifted && !byKeys && !dropping && (
            <div className={classes.card} data-lifted>
              <Card deal={lifted} />
            </div>
          )}
        </DragOverlay>
      </DndContext>
    </>
  )
}

function ColumnView({
  id,
  label,
  head,
  children,
}: {
  id: string
  label: string
  head: ReactNode
  children: ReactNode
}) {
  const { setNodeRef } = useDroppable({ id })
  return (
    <section ref={setNodeRef} className={classes.column} aria-label={label}>
      {head}
      <ul>{children}</ul>
    </section>
  )
}

interface DraggableProps {
  id: string
  held: boolean
  canWrite: boolean
  children: ReactNode
}

function Draggable({ id, held, canWrite, children }: DraggableProps) {
  const { t } = useI18n()
  const { setNodeRef: dragged, listeners } = useDraggable({ id, disabled: !canWrite })
  const { setNodeRef: target } = useDroppable({ id })
  return (
    <li
      ref={(node) => {
        dragged(node)
        target(node)
      }}
      className={classes.card}
      data-held={held || undefined}
      data-movable={canWrite || undefined}
      {...listeners}
    >
      {held && <Spoken>{t('deal.held')}</Spoken>}
      {children}
    </li>
  )
}
