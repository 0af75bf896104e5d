// SPDX-License-Identifier: Apache-2.0
// Before and after, one over the other: the line between them follows the pointer, a finger and the keys.
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Icon } from '#/ui/icon'
import classes from './compare.module.css'
import { afterKey, positionAt } from './slider'

interface Side {
  src: string | undefined
  preview?: string | null
  alt: string
  label: string
}

interface CompareProps {
  before: Side
  after: Side
  /** Width by height of the frame. */
  ratio: number
  /** What stands on the picture at its foot. */
  children?: ReactNode
}

const MIDDLE = 50
/** A label whose side has become this narrow would stand on the other one. */
const NARROW = 22

export function Compare({ before, after, ratio, children }: CompareProps) {
  const { t, fmt } = useI18n()
  const frame = useRef<HTMLDivElement>(null)
  const [position, setPosition] = useState(MIDDLE)
  const [held, setHeld] = useState(false)
  const follow = (x: number) => {
    const box = frame.current?.getBoundingClientRect()
    if (box) setPosition(positionAt(x, box))
  }
  return (
    <div
      ref={frame}
      className={classes.frame}
      style={{ aspectRatio: String(ratio), '--ratio': ratio } as React.CSSProperties}
      data-held={held || undefined}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setHeld(true)
        follow(event.clientX)
      }}
      onPointerMove={(event) => held && follow(event.clientX)}
      onPointerUp={() => setHeld(false)}
      onPointerCancel={() => setHeld(false)}
    >
      <Layer side={before} />
      <div className={classes.after} style={{ clipPath: `inset(0 0 0 ${position}%)` }}>
        <Layer side={after} />
      </div>
      <span className={classes.tag} data-at="left" hidden={position < NARROW}>
        {before.label}
      </span>
      <span className={classes.tag} data-at="right" hidden={position > 100 - NARROW}>
        {after.label}
      </span>
      <span className={classes.line} style={{ left: `${position}%` }} aria-hidden="true" />
      <div
        className={classes.grip}
        style={{ left: `${position}%` }}
        role="slider"
        tabIndex={0}
        aria-label={t('studio.compare')}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={position}
        aria-valuetext={t('studio.compare-at', {
          before: fmt.percent(position / 100),
          after: fmt.percent(1 - position / 100),
        })}
        onKeyDown={(event) => {
          const next = afterKey(position, event.key, event.shiftKey)
          if (next === undefined) return
          event.preventDefault()
          event.stopPropagation()
          setPosition(next)
        }}
      >
        <Icon name="slide" />
      </div>
      {children && <div className={classes.foot}>{children}</div>}
    </div>
  )
}

/** A picture over its small form, which is there at once. */
function Layer({ side }: { side: Side }) {
  const [loaded, setLoaded] = useState<string>()
  const img = useRef<HTMLImageElement>(null)
  useEffect(() => {
    // one from the cache is complete before anybody listens
    if (img.current?.complete && img.current.naturalWidth) setLoaded(side.src)
  }, [side.src])
  return (
    <>
      {side.preview && loaded !== side.src && (
        <img className={classes.under} src={side.preview} alt="" draggable={false} />
      )}
      <img
        ref={img}
        className={classes.picture}
        src={side.src}
        alt={side.alt}
        draggable={false}
        onLoad={() => setLoaded(side.src)}
      />
    </>
  )
}
