// SPDX-License-Identifier: Apache-2.0
// The saving of a form: one at a time; what is refused stands at its fields; what went well is said, and the form is left.
import { type ReactNode, useRef, useState } from 'react'
import { ApiProblem } from '#/api/problem'
import type { FieldError } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from './control'
import { useFieldError } from './fields'
import { forms, useOutcome, type Words, Wrong } from './form'
import { toast } from './toast'

interface Options {
  /** Sends it. `key` is the same until it is known what became of it. False: it is not saved yet, since somebody is asked first. */
  send(key: string): Promise<unknown>
  /** What is wrong before anything is sent. */
  check?(): FieldError[]
  words?: Words
  /** Without it nothing is said. */
  said?: string
  onSaved(): void
}

export function useSaving({ send, check, words, said, onSaved }: Options) {
  const { t } = useI18n()
  const outcome = useOutcome({ 403: t('failed.forbidden.text'), ...words })
  const errorAt = useFieldError(outcome.errors)
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  const key = useRef(crypto.randomUUID())

  /** Saves it and stays; whether it is saved. */
  async function keep(): Promise<boolean> {
    if (running.current) return false
    outcome.clear()
    const wrong = check?.() ?? []
    if (wrong.length) {
      outcome.refuse(wrong)
      return false
    }
    running.current = true
    setBusy(true)
    try {
      const saved = (await send(key.current)) !== false
      key.current = crypto.randomUUID() // what is saved from here on is another change
      return saved
    } catch (error) {
      // A refusal is remembered under its key; after an answer that was lost, or a fault of ours, the same one shows whether it was done.
      if (error instanceof ApiProblem && error.status < 500) key.current = crypto.randomUUID()
      outcome.fail(error)
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }

  async function save() {
    if (!(await keep())) return
    if (said) toast(said)
    onSaved()
  }

  return { form: outcome.form, errors: outcome.errors, wrong: outcome.wrong, errorAt, busy, keep, save }
}

interface SavingFormProps {
  saving: ReturnType<typeof useSaving>
  children: ReactNode
  /** What the button says that saves. */
  action?: string
  onCancel?(): void
  /** Other buttons, in front of it. */
  beside?: ReactNode
  readOnly?: boolean
}

export function SavingForm({
  saving,
  children,
  action,
  onCancel,
  beside,
  readOnly = false,
}: SavingFormProps) {
  const { t } = useI18n()
  return (
    <form
      ref={saving.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void saving.save()
      }}
    >
      {children}
      <Wrong text={saving.wrong} />
      {!readOnly && (
        <div className={forms.ends}>
          {beside}
          {onCancel && <Button onClick={onCancel}>{t('ui.cancel')}</Button>}
          <Button type="submit" kind="main" busy={saving.busy}>
            {action ?? t('ui.save')}
          </Button>
        </div>
      )}
    </form>
  )
}
