// SPDX-License-Identifier: Apache-2.0
// A form's fate: what the server refused, at the field or above the button, and focus on the first of it.
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { ApiProblem, isStatus, Unreachable } from '#/api/problem'
import type { FieldError } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { isShort } from '#/billing/short'
import { canonical } from './field-errors'
import { fieldErrorText } from './fields'
import classes from './form.module.css'
import { Icon } from './icon'

export { classes as forms }

/** Problems whose words differ from the general ones, by the problem's type. */
export type Words = Partial<Record<number, string>>

export function useOutcome(words: Words = {}) {
  const { t } = useI18n()
  const [errors, setErrors] = useState<FieldError[]>([])
  const [wrong, setWrong] = useState<string>()
  const form = useRef<HTMLFormElement>(null)

  const focusFirst = () =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())

  function refuse(list: FieldError[]) {
    setErrors(list.map(canonical))
    setWrong(undefined)
    focusFirst()
  }

  function fail(error: unknown) {
    // a dialog of its own tells of that
    if (isShort(error)) return clear()
    const found = error instanceof ApiProblem ? error.errors.map(canonical) : []
    // On the screen before it is asked what of it shows there.
    flushSync(() => {
      setErrors(found)
      setWrong(undefined)
    })
    if (found.length) {
      // Errors that no field of this form shows stand above the button.
      const shown = form.current?.querySelectorAll('[aria-invalid="true"]').length ?? 0
      if (!shown) setWrong(found.map((item) => fieldErrorText(t, item)).join(' '))
      focusFirst()
    } else if (error instanceof Unreachable) setWrong(t('failed.away.form'))
    else if (isStatus(error, 401) && !words[401]) setWrong(t('failed.ended'))
    else if (isStatus(error, 429)) setWrong(t('failed.slow', { seconds: error.retryAfter ?? 30 }))
    else if (error instanceof ApiProblem)
      setWrong(
        words[error.status] ??
          t('failed.with-id', { text: t('failed.other.text'), id: error.requestId ?? '–' }),
      )
    else setWrong(t('failed.other.text'))
  }

  function clear() {
    setErrors([])
    setWrong(undefined)
  }

  return { form, errors, wrong, fail, refuse, clear }
}

export function Wrong({ text }: { text?: string }) {
  return (
    <div role="alert" className={classes.alert}>
      {text && (
        <p className={classes.wrong}>
          <Icon name="warn" />
          {text}
        </p>
      )}
    </div>
  )
}
