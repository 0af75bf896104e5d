// SPDX-License-Identifier: Apache-2.0
// Keys of the dashboard. They rest while somebody types or a dialog is open; ⌘K and Ctrl K always work.
import { useEffect, useRef } from 'react'

/** "mod+k" is ⌘K on a Mac and Ctrl K elsewhere; a plain name is the key itself. */
export type Keys = Record<string, (event: KeyboardEvent) => void>

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

export function nameOf(event: KeyboardEvent): string {
  const key = event.key === 'Escape' ? 'esc' : event.key.toLowerCase()
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key
}

export function useShortcuts(keys: Keys, active = true): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!active) return
    // Asked before anybody else hears of the key: a dialog that Escape closes is gone when it comes to `listen`.
    let covered = false
    const look = () => {
      covered = document.querySelector('[aria-modal="true"], [role="menu"]') !== null
    }
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      const name = nameOf(event)
      const run = latest.current[name]
      if (!run) return
      const always = name.startsWith('mod+')
      if ((isTyping(event.target) || covered) && !always) return
      event.preventDefault()
      run(event)
    }
    window.addEventListener('keydown', look, true)
    window.addEventListener('keydown', listen)
    return () => {
      window.removeEventListener('keydown', look, true)
      window.removeEventListener('keydown', listen)
    }
  }, [active])
}
