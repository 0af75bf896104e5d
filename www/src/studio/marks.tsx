// SPDX-License-Identifier: Apache-2.0
// Marks drawn on the photo: boxes over what nobody is to see, four corners to be made straight, a spot to put something at.
// Everything a pointer does the arrow keys do too: with Shift further, with Alt a box grows instead of moving.
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { say } from '#/ui/toast'
import classes from './marks.module.css'
import type { Mark } from './recipe'
import {
  arrow,
  type Box,
  boxBetween,
  FRESH_BOX,
  growBox,
  MAX_BOXES,
  moveBox,
  moveCorner,
  type Point,
  point,
  WHOLE,
} from './shapes'
import type { Options } from './types'

interface MarksProps {
  mark: Mark
  options: Options
  onChange(name: string, value: unknown): void
}

export function Marks({ mark, options, onChange }: MarksProps) {
  if (mark === 'boxes')
    return (
      <Boxes
        boxes={(options.boxes as Box[] | undefined) ?? []}
        onChange={(boxes) => onChange('boxes', boxes)}
      />
    )
  if (mark === 'corners')
    return (
      <Corners
        corners={(options.corners as Point[] | undefined) ?? WHOLE}
        onChange={(corners) => onChange('corners', corners)}
      />
    )
  const { x, y } = options
  return (
    <Spot
      spot={typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined}
      onChange={([left, top]) => {
        onChange('x', left)
        onChange('y', top)
      }}
    />
  )
}

/** Where a pointer is, in parts of the frame. */
function usePlace() {
  const frame = useRef<HTMLDivElement>(null)
  const place = (event: PointerEvent): Point => {
    const box = frame.current?.getBoundingClientRect()
    if (!box?.width || !box.height) return [0.5, 0.5]
    return point((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
  }
  return { frame, place }
}

/** A key that a mark took is nobody else's. */
function taken(event: KeyboardEvent) {
  event.preventDefault()
  event.stopPropagation()
}

const cent = (part: number) => `${part * 100}%`

function Boxes({ boxes, onChange }: { boxes: Box[]; onChange(boxes: Box[]): void }) {
  const { t, fmt } = useI18n()
  const { frame, place } = usePlace()
  const [from, setFrom] = useState<Point>()
  const [to, setTo] = useState<Point>()
  const [held, setHeld] = useState<{ at: number; last: Point }>()
  const drawn = from && to && boxBetween(from, to)
  const set = (at: number, box: Box) => onChange(boxes.map((one, i) => (i === at ? box : one)))
  const remove = (at: number) => {
    onChange(boxes.filter((_, i) => i !== at))
    say(t('studio.box-removed', { number: at + 1 }))
  }
  const where = ([x, y, width, height]: Box) =>
    t('studio.box-at', {
      x: fmt.percent(x),
      y: fmt.percent(y),
      width: fmt.percent(width),
      height: fmt.percent(height),
    })
  const add = (box: Box) => {
    if (boxes.length < MAX_BOXES) onChange([...boxes, box])
  }
  return (
    <>
      <div
        ref={frame}
        className={classes.sheet}
        data-draws
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          const start = place(event)
          setFrom(start)
          setTo(start)
        }}
        onPointerMove={(event) => {
          const now = place(event)
          if (held) {
            const box = boxes[held.at]
            if (box) set(held.at, moveBox(box, now[0] - held.last[0], now[1] - held.last[1]))
            setHeld({ ...held, last: now })
          } else if (from) setTo(now)
        }}
        onPointerUp={() => {
          if (drawn && !held) add(drawn)
          setFrom(undefined)
          setHeld(undefined)
        }}
        onPointerCancel={() => {
          setFrom(undefined)
          setHeld(undefined)
        }}
      >
        {boxes.map((box, at) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a box is known by its place alone
            key={at}
            type="button"
            className={classes.box}
            style={{ left: cent(box[0]), top: cent(box[1]), width: cent(box[2]), height: cent(box[3]) }}
            aria-label={t('studio.box', { number: at + 1, where: where(box) })}
            onPointerDown={(event) => setHeld({ at, last: place(event) })}
            onKeyDown={(event) => {
              const by = arrow(event.key, event.shiftKey)
              if (event.key === 'Delete' || event.key === 'Backspace') {
                taken(event)
                return remove(at)
              }
              if (!by) return
              taken(event)
              const next = (event.altKey ? growBox : moveBox)(box, ...by)
              set(at, next)
              say(where(next))
            }}
          />
        ))}
        {drawn && (
          <span
            className={classes.box}
            style={{
              left: cent(drawn[0]),
              top: cent(drawn[1]),
              width: cent(drawn[2]),
              height: cent(drawn[3]),
            }}
          />
        )}
      </div>
      <div className={classes.help}>
        <span>{t('studio.boxes-how')}</span>
        <Button
          small
          icon="plus"
          disabled={boxes.length >= MAX_BOXES}
          onClick={() => {
            add(FRESH_BOX)
            requestAnimationFrame(() => {
              const made = frame.current?.querySelectorAll('button')
              made?.[made.length - 1]?.focus()
            })
          }}
        >
          {t('studio.box-add')}
        </Button>
      </div>
    </>
  )
}

function Corners({ corners, onChange }: { corners: Point[]; onChange(corners: Point[]): void }) {
  const { t, fmt } = useI18n()
  const { frame, place } = usePlace()
  const [held, setHeld] = useState<number>()
  const line = corners.map(([x, y]) => `${x * 100},${y * 100}`).join(' ')
  const where = ([x, y]: Point) => t('studio.spot-at', { x: fmt.percent(x), y: fmt.percent(y) })
  return (
    <>
      <div
        ref={frame}
        className={classes.sheet}
        onPointerMove={(event) => held !== undefined && onChange(moveCorner(corners, held, place(event)))}
        onPointerUp={() => setHeld(undefined)}
        onPointerCancel={() => setHeld(undefined)}
      >
        <svg className={classes.lines} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <polygon points={line} />
        </svg>
        {corners.map((corner, at) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: there are four, each in its quarter
            key={at}
            type="button"
            className={classes.handle}
            style={{ left: cent(corner[0]), top: cent(corner[1]) }}
            aria-label={t('studio.corner', { number: at + 1, where: where(corner) })}
            onPointerDown={(event) => {
              frame.current?.setPointerCapture(event.pointerId)
              setHeld(at)
            }}
            onKeyDown={(event) => {
              const by = arrow(event.key, event.shiftKey)
              if (!by) return
              taken(event)
              const next = moveCorner(corners, at, [corner[0] + by[0], corner[1] + by[1]])
              onChange(next)
              say(where(next[at] ?? corner))
            }}
          />
        ))}
      </div>
      <div className={classes.help}>
        <span>{t('studio.corners-how')}</span>
      </div>
    </>
  )
}

function Spot({ spot, onChange }: { spot: Point | undefined; onChange(spot: Point): void }) {
  const { t, fmt } = useI18n()
  const { frame, place } = usePlace()
  const [held, setHeld] = useState(false)
  const at = spot ?? [0.5, 0.5]
  const where = ([x, y]: Point) => t('studio.spot-at', { x: fmt.percent(x), y: fmt.percent(y) })
  return (
    <>
      <div
        ref={frame}
        className={classes.sheet}
        data-draws
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setHeld(true)
          onChange(place(event))
        }}
        onPointerMove={(event) => held && onChange(place(event))}
        onPointerUp={() => setHeld(false)}
        onPointerCancel={() => setHeld(false)}
      >
        <button
          type="button"
          className={classes.handle}
          data-faint={spot ? undefined : ''}
          style={{ left: cent(at[0]), top: cent(at[1]) }}
          aria-label={t('studio.spot', { where: where(at) })}
          onKeyDown={(event) => {
            const by = arrow(event.key, event.shiftKey)
            if (!by) return
            taken(event)
            const next = point(at[0] + by[0], at[1] + by[1])
            onChange(next)
            say(where(next))
          }}
        />
      </div>
      <div className={classes.help}>
        <span>{t('studio.spot-how')}</span>
      </div>
    </>
  )
}
