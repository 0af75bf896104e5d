// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Kbd } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { useEvent } from '#/ui/use-event'
import classes from './search-box.module.css'

const PAUSE_MS = 180

interface SearchBoxProps {
  value: string
  onChange(value: string): void
  /** What can be looked for; of properties unless it says otherwise. */
  label?: string
  ref: React.Ref<HTMLInputElement>
}

/** Typing shows at once and searches after a short pause. */
export function SearchBox({ value, onChange, label, ref }: SearchBoxProps) {
  const { t } = useI18n()
  const words = label ?? t('list.search')
  const [text, setText] = useState(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const sent = useRef(value)
  // After the pause the page may stand elsewhere: what else it filters by by then must stay.
  const tell = useEvent(onChange)
  useEffect(() => {
    // The address changed by another way than this box: a view, the back button.
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  const send = (next: string) => {
    clearTimeout(timer.current)
    sent.current = next
    tell(next)
  }
  return (
    <search className={classes.box}>
      <Icon name="search" small />
      <input
        ref={ref}
        type="search"
        value={text}
        placeholder={words}
        aria-label={words}
        autoComplete="off"
        onChange={(event) => {
          const next = event.currentTarget.value
          setText(next)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => send(next), PAUSE_MS)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') send(text)
          if (event.key !== 'Escape') return
          event.preventDefault()
          if (text) {
            setText('')
            send('')
          } else event.currentTarget.blur()
        }}
      />
      <Kbd>/</Kbd>
    </search>
  )
}
