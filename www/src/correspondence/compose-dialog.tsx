// SPDX-License-Identifier: Apache-2.0
// A new mail to one person: a text to begin with, whose names are filled in at once, files, and the draft kept until it is sent.
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useAgency, useMe } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { ContactPick } from '#/estate/contact-pick'
import { useContact } from '#/estate/contacts'
import { drafts, useKeepDraft } from '#/estate/draft'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import { Attachments } from './attachments'
import classes from './correspondence.module.css'
import { isName } from './names'
import { type About, preview, templatesQuery, useWrite } from './queries'

interface Values {
  contact_id: string | null
  subject: string
  body: string
  attachment_ids: string[]
}

interface ComposeDialogProps {
  about: About
  onClose(): void
}

export function ComposeDialog({ about, onClose }: ComposeDialogProps) {
  const { t } = useI18n()
  return (
    <Dialog open wide title={t('mail.new')} onClose={onClose}>
      <Compose about={about} onClose={onClose} />
    </Dialog>
  )
}

/** One draft for each thing that is written about. */
const draftOf = (about: About) => `mail.${Object.values(about).filter(Boolean).join('.')}`

function Compose({ about, onClose }: ComposeDialogProps) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const send = useWrite()
  const { data: templates = [] } = useQuery(templatesQuery(agency.id))
  const [store] = useState(() => drafts<Values>(me.id ?? '', agency.id, draftOf(about)))
  const [values, setValues] = useState<Values>(
    () =>
      store.read()?.values ?? {
        contact_id: about.contact_id ?? null,
        subject: '',
        body: '',
        attachment_ids: [],
      },
  )
  const [template, setTemplate] = useState<string | null>(null)
  const [missing, setMissing] = useState<string[]>([])
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  const key = useRef(crypto.randomUUID())
  const { data: contact } = useContact(values.contact_id)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))
  useKeepDraft(store, values, null, Boolean(values.subject || values.body))
  const base = { ...about, contact_id: values.contact_id ?? undefined }

  async function begin(template_id: string | null) {
    setTemplate(template_id)
    if (!template_id || !values.contact_id) return
    outcome.clear()
    try {
      const filled = await preview({ ...base, template_id })
      set({ subject: filled.subject ?? '', body: filled.body ?? '' })
      setMissing(filled.missing)
    } catch (error) {
      outcome.fail(error)
    }
  }

  async function submit() {
    if (send.isPending) return
    outcome.clear()
    const { subject, body, attachment_ids } = values
    try {
      await send.mutateAsync({
        body: { ...base, subject: subject || undefined, body: body || undefined, attachment_ids },
        key: key.current,
      })
    } catch (error) {
      return outcome.fail(error)
    }
    store.drop()
    toast(t('mail.sent'))
    onClose()
  }

  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          void submit()
        }
      }}
    >
      {about.contact_id ? (
        <p className={classes.to}>
          {t('mail.to', { name: contact?.name ?? '…', email: contact?.email ?? '' })}
        </p>
      ) : (
        <ContactPick
          label={t('mail.field.contact')}
          type="other"
          value={values.contact_id}
          current={contact}
          error={errorAt('/contact_id')}
          onChange={(contact_id) => set({ contact_id })}
        />
      )}
      {contact && !contact.email && <Wrong text={t('mail.no-address')} />}
      {templates.length > 0 && (
        <Select
          label={t('mail.field.template')}
          placeholder={t('mail.no-template')}
          disabled={!values.contact_id}
          data={templates.map((each) => ({ value: each.id, label: each.name ?? '' }))}
          value={template}
          onChange={(id) => void begin(id)}
        />
      )}
      <TextInput
        label={t('mail.field.subject')}
        required
        data-autofocus
        maxLength={200}
        value={values.subject}
        error={errorAt('/subject')}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <Textarea
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
      {missing.length > 0 && (
        <p className={forms.note}>
          {t('mail.missing', {
            n: missing.length,
            names: fmt.list(missing.map((name) => (isName(name) ? t(`template.name.${name}`) : name))),
          })}
        </p>
      )}
      <Attachments
        about={base}
        chosen={values.attachment_ids}
        error={errorAt('/attachment_ids')}
        onChange={(attachment_ids) => set({ attachment_ids })}
      />
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button onClick={onClose}>{t('ui.cancel')}</Button>
        <Button
          type="submit"
          kind="main"
          icon="mail"
          busy={send.isPending}
          disabled={!values.contact_id || (contact && !contact.email)}
        >
          {t('mail.send')}
        </Button>
      </div>
    </form>
  )
}
