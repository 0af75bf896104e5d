// SPDX-License-Identifier: Apache-2.0
// One text to write with. Names in double braces are put in where the writer is.
import { useRef, useState } from 'react'
import { useMe } from '#/agency/me'
import type { MessageTemplate } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Textarea, TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { Select } from '#/ui/select'
import classes from './correspondence.module.css'
import { NAMES } from './names'
import { useSaveTemplate } from './queries'

const LANGUAGES = ['en', 'fr'] as const

interface TemplateDialogProps {
  template?: MessageTemplate
  onClose(): void
}

export function TemplateDialog({ template, onClose }: TemplateDialogProps) {
  const { t } = useI18n()
  return (
    <Dialog open wide title={t(template ? 'template.edit' : 'template.add')} onClose={onClose}>
      <Form template={template} onClose={onClose} />
    </Dialog>
  )
}

function Form({ template, onClose }: TemplateDialogProps) {
  const { t, language } = useI18n()
  const me = useMe()
  const save = useSaveTemplate()
  const [values, setValues] = useState({
    name: template?.name ?? '',
    language: template?.language ?? language,
    subject: template?.subject ?? '',
    body: template?.body ?? '',
    private: template?.private ?? false,
  })
  const saving = useSaving({
    send: () => save.mutateAsync({ id: template?.id, body: values }),
    said: t('ui.saved'),
    onSaved: onClose,
  })
  const { errorAt } = saving
  const body = useRef<HTMLTextAreaElement>(null)
  const set = (change: Partial<typeof values>) => setValues((now) => ({ ...now, ...change }))

  function insert(name: string) {
    const field = body.current
    const from = field?.selectionStart ?? values.body.length
    const until = field?.selectionEnd ?? from
    set({ body: `${values.body.slice(0, from)}{{${name}}}${values.body.slice(until)}` })
    requestAnimationFrame(() => {
      field?.focus()
      field?.setSelectionRange(from + name.length + 4, from + name.length + 4)
    })
  }

  return (
    <SavingForm saving={saving} onCancel={onClose}>
      <div className={forms.pair}>
        <TextInput
          label={t('template.field.name')}
          required
          data-autofocus
          maxLength={120}
          autoComplete="off"
          value={values.name}
          error={errorAt('/name')}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t('template.field.language')}
          data={LANGUAGES.map((value) => ({ value, label: t(`template.language.${value}`) }))}
          value={values.language}
          onChange={(value) => set({ language: value === 'fr' ? 'fr' : 'en' })}
        />
      </div>
      <TextInput
        label={t('mail.field.subject')}
        required
        maxLength={200}
        value={values.subject}
        error={errorAt('/subject')}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <Textarea
        ref={body}
        label={t('mail.field.body')}
        required
        autosize
        minRows={8}
        maxRows={18}
        maxLength={20000}
        value={values.body}
        error={errorAt('/body')}
        onChange={(event) => set({ body: event.currentTarget.value })}
      />
      <fieldset className={classes.names}>
        <legend>{t('template.names')}</legend>
        {NAMES.map((name) => (
          <Button key={name} small onClick={() => insert(name)}>
            {t(`template.name.${name}`)}
          </Button>
        ))}
      </fieldset>
      {(!template || template.owner_id === me.id) && (
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={values.private}
            onChange={(event) => set({ private: event.currentTarget.checked })}
          />
          {t('template.only-me')}
        </label>
      )}
    </SavingForm>
  )
}
