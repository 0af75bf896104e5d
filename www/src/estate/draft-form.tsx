// SPDX-License-Identifier: Apache-2.0
// The frame of a form for a record: what is typed is kept in this browser until it is saved or thrown away, and leaving
// without saving can be taken back.
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { useAgency } from '#/agency/me'
import type { FieldError } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { drafts, useKeepDraft } from './draft'
import classes from './form-page.module.css'

export interface FieldsProps<Values> {
  values: Values
  set<Name extends keyof Values>(name: Name, value: Values[Name]): void
  errors: FieldError[]
}

interface DraftFormProps<Values> {
  /** Which draft this is: the kind of record and its id, or "new". */
  what: string
  userId: string
  initial: Values
  etag: string | null
  saveLabel: string
  /** The fields whose values differ. */
  changed(values: Values, before: Values): (keyof Values)[]
  /** What is wrong before the server is asked. */
  check(values: Values): { pointer: string; code: string }[]
  onSave(values: Values): Promise<unknown>
  onLeave(): void
  /** Comes back to this form after all. */
  onBack(): void
  children(fields: FieldsProps<Values>): ReactNode
}

export function DraftForm<Values extends object>(props: DraftFormProps<Values>) {
  const { what, userId, initial, etag, saveLabel, changed, check, onSave, onLeave, onBack } = props
  const { t } = useI18n()
  const agency = useAgency()
  const store = drafts<Partial<Values>>(userId, agency.id, what)
  const [found] = useState(() => store.read())
  const [values, setValues] = useState<Values>(found ? { ...initial, ...found.values } : initial)
  const [restored, setRestored] = useState(found !== null)
  const [busy, setBusy] = useState(false)
  const saved = useRef(false)
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  // What was typed alone: brought back later, it leaves what a colleague changed meanwhile.
  const typed = useMemo(
    () => Object.fromEntries(changed(values, initial).map((name) => [name, values[name]])) as Partial<Values>,
    [values, initial, changed],
  )
  const dirty = Object.keys(typed).length > 0
  useKeepDraft(store, typed, etag, dirty && !saved.current)
  // who was sent here for one field goes on in it
  useEffect(() => document.getElementById(location.hash.slice(1))?.focus(), [])

  function forget() {
    store.drop()
    setValues(initial)
    setRestored(false)
    outcome.clear()
  }

  /** Leaves without saving; what was typed can be had back for a moment. */
  function leave() {
    saved.current = true
    store.drop()
    onLeave()
    if (!dirty) return
    const run = () => {
      store.write(typed, etag)
      onBack()
    }
    toast(t('form.discarded'), { action: { label: t('ui.undo'), run } })
  }

  async function save() {
    const wrong = check(values)
    if (wrong.length) return outcome.refuse(wrong)
    setBusy(true)
    outcome.clear()
    try {
      // Before leaving the page, so that nothing writes the draft again.
      saved.current = true
      await onSave(values)
      store.drop()
    } catch (error) {
      saved.current = false
      outcome.fail(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      ref={outcome.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void save()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          if (!busy) void save()
        }
      }}
    >
      {restored && (
        <div className={`${forms.note} ${classes.restored}`} role="status">
          <span>{t('form.restored')}</span>
          <Button small onClick={forget}>
            {t('form.forget')}
          </Button>
        </div>
      )}
      {props.children({
        values,
        set: (name, value) => setValues((now) => ({ ...now, [name]: value })),
        errors: outcome.errors,
      })}
      <footer className={classes.foot}>
        <Wrong text={outcome.wrong} />
        <span className={classes.kept}>{dirty && t('form.kept')}</span>
        <Button onClick={leave}>{t(dirty ? 'form.discard' : 'ui.cancel')}</Button>
        <Button type="submit" kind="main" busy={busy}>
          {saveLabel}
        </Button>
      </footer>
    </form>
  )
}

/** Some of the fields, under a heading. */
export function Block({ title, why, children }: { title: string; why?: string; children: ReactNode }) {
  return (
    <section className={classes.block}>
      <header>
        <h2>{title}</h2>
        {why && <p>{why}</p>}
      </header>
      <div className={forms.form}>{children}</div>
    </section>
  )
}
