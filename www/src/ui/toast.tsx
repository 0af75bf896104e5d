// SPDX-License-Identifier: Apache-2.0
// What just happened, with a way to undo it; and a quiet voice for screen readers.
import { useEffect, useSyncExternalStore } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button, controls, IconButton } from './control'
import classes from './toast.module.css'

interface Toast {
  id: number
  text: string
  bad?: boolean
  action?: { label: string; run: () => void }
}

const SHOWN_MS = 8000
let next = 1
let toasts: Toast[] = []
let spoken = ''
const listeners = new Set<() => void>()

function changed() {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function toast(text: string, options: Omit<Toast, 'id' | 'text'> = {}): void {
  toasts = [...toasts.slice(-2), { id: next++, text, ...options }]
  changed()
}

function dismiss(id: number) {
  toasts = toasts.filter((shown) => shown.id !== id)
  changed()
}

/** Says something to screen readers only. The same words twice are said twice. */
export function say(text: string): void {
  spoken = spoken === text ? `${text}\u00a0` : text
  changed()
}

function OneToast({ shown }: { shown: Toast }) {
  const { t } = useI18n()
  useEffect(() => {
    const timer = setTimeout(() => dismiss(shown.id), shown.action ? SHOWN_MS * 2 : SHOWN_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return (
    <div className={classes.toast} data-bad={shown.bad || undefined}>
      <span>{shown.text}</span>
      <span className={classes.ends}>
        {shown.action && (
          <Button
            small
            onClick={() => {
              dismiss(shown.id)
              shown.action?.run()
            }}
          >
            {shown.action.label}
          </Button>
        )}
        <IconButton small icon="x" label={t('ui.close')} onClick={() => dismiss(shown.id)} />
      </span>
    </div>
  )
}

export function Toasts() {
  const list = useSyncExternalStore(subscribe, () => toasts)
  const words = useSyncExternalStore(subscribe, () => spoken)
  return (
    <>
      <div className={classes.place} role="status" aria-live="polite">
        {list.map((shown) => (
          <OneToast key={shown.id} shown={shown} />
        ))}
      </div>
      <div className={controls.sr} aria-live="assertive">
        {words}
      </div>
    </>
  )
}
