// SPDX-License-Identifier: Apache-2.0
// Giving a view its name, a new one or one that is there.
import { type FormEvent, useRef, useState } from 'react'
import { useRights } from '#/agency/me'
import type { SavedView } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Popover } from '#/ui/overlay'
import type { Dialect, Form } from './form'
import { useSaveView } from './queries'
import classes from './views.module.css'

/** As the table has it. */
const LONGEST = 80

interface SaveViewProps {
  dialect: Dialect
  form: Form
  onSaved(view: SavedView): void
}

export function SaveView({ dialect, form, onSaved }: SaveViewProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const save = useSaveView()
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [team, setTeam] = useState(false)
  // One for each view, so that asking again after a lost answer makes no second.
  const key = useRef(crypto.randomUUID())

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!name.trim()) return
    const body = { list: dialect.list, name: name.trim(), private: !team, ...form }
    try {
      const view = await save.mutateAsync({ body, key: key.current })
      setOpen(false)
      onSaved(view)
    } catch (error) {
      outcome.fail(error)
    }
    key.current = crypto.randomUUID()
  }

  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={320}>
      <Popover.Target>
        <Button small kind="bare" onClick={() => setOpen((now) => !now)}>
          <span className={classes.save}>
            <Icon name="bookmark" small />
            {t('view.save')}
          </span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form ref={outcome.form} className={classes.form} onSubmit={(event) => void submit(event)}>
          <TextInput
            label={t('view.name')}
            maxLength={LONGEST}
            data-autofocus
            autoComplete="off"
            value={name}
            error={errorAt('/name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {write && (
            <label className={forms.check}>
              <input
                type="checkbox"
                checked={team}
                onChange={(event) => setTeam(event.currentTarget.checked)}
              />
              <span>
                {t('view.for-team')}
                <small>{t('view.private')}</small>
              </span>
            </label>
          )}
          <Wrong text={outcome.wrong} />
          <Button type="submit" kind="main" busy={save.isPending} disabled={!name.trim()}>
            {t('ui.save')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

interface NameViewProps {
  name: string
  onName(name: string): Promise<unknown>
  onClose(): void
}

export function NameView({ name: before, onName, onClose }: NameViewProps) {
  const { t } = useI18n()
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  const [name, setName] = useState(before)
  async function submit(event: FormEvent) {
    event.preventDefault()
    try {
      await onName(name.trim())
      onClose()
    } catch (error) {
      outcome.fail(error)
    }
  }
  return (
    <Dialog open title={t('view.rename')} onClose={onClose}>
      <form ref={outcome.form} className={forms.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          label={t('view.name')}
          maxLength={LONGEST}
          data-autofocus
          autoComplete="off"
          value={name}
          error={errorAt('/name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="main" disabled={!name.trim()}>
            {t('ui.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
