// SPDX-License-Identifier: Apache-2.0
// A client asks for a visit or for something else; it becomes a lead of the agency.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ok, openApi } from '#/api/client'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Select } from '#/ui/select'

interface EnquiryDialogProps {
  token: string
  agency: string
  /** Of the properties on the page, by id. */
  names: Map<string, string>
  about: string | null
  visit: boolean
  onClose(): void
}

export function EnquiryDialog({ agency, visit, onClose, ...rest }: EnquiryDialogProps) {
  const { t } = useI18n()
  const [sent, setSent] = useState(false)
  return (
    <Dialog
      open
      title={t(sent ? 'shared.sent.title' : visit ? 'shared.visit' : 'shared.ask')}
      onClose={onClose}
    >
      {sent ? (
        <div className={forms.form}>
          <p role="status">{t('shared.sent.text', { agency })}</p>
          <div className={forms.ends}>
            <Button kind="main" data-autofocus onClick={onClose}>
              {t('ui.close')}
            </Button>
          </div>
        </div>
      ) : (
        <EnquiryForm agency={agency} visit={visit} onSent={() => setSent(true)} {...rest} />
      )}
    </Dialog>
  )
}

type FormProps = Omit<EnquiryDialogProps, 'onClose'> & { onSent(): void }

function EnquiryForm({ token, agency, names, about, visit, onSent }: FormProps) {
  const { t } = useI18n()
  const [values, setValues] = useState({ name: '', email: '', phone: '', message: '', about: about ?? '' })
  const set = (change: Partial<typeof values>) => setValues((now) => ({ ...now, ...change }))
  const outcome = useOutcome({ 410: t('shared.gone.text') })
  const errorAt = useFieldError(outcome.errors)
  const send = useMutation({
    mutationFn: () =>
      ok(
        openApi.POST('/api/shared/enquire', {
          body: {
            token,
            name: values.name.trim(),
            email: values.email.trim() || null,
            phone: values.phone.trim() || null,
            message: values.message.trim() || null,
            wants_visit: visit,
            property_id: values.about || null,
          },
        }),
      ),
    onSuccess: onSent,
    onError: outcome.fail,
  })
  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        outcome.clear()
        if (!values.name.trim()) outcome.refuse([{ pointer: '/name', code: 'required' }])
        else if (!send.isPending) send.mutate()
      }}
    >
      {names.size > 1 && (
        <Select
          label={t('shared.about')}
          data={[
            { value: '', label: t('shared.ask-all') },
            ...[...names].map(([value, name]) => ({ value, label: t('shared.ask-of', { name }) })),
          ]}
          value={values.about}
          onChange={(value) => set({ about: value ?? '' })}
        />
      )}
      <TextInput
        label={t('shared.name')}
        required
        data-autofocus
        autoComplete="name"
        maxLength={200}
        value={values.name}
        error={errorAt('/name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <div className={forms.pair}>
        <TextInput
          type="email"
          label={t('shared.email')}
          autoComplete="email"
          value={values.email}
          error={errorAt('/email')}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <TextInput
          type="tel"
          label={t('shared.phone')}
          placeholder="+352 …"
          autoComplete="tel"
          value={values.phone}
          error={errorAt('/phone')}
          onChange={(event) => set({ phone: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label={t(visit ? 'shared.text-visit' : 'shared.text')}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={5000}
        value={values.message}
        error={errorAt('/message')}
        onChange={(event) => set({ message: event.currentTarget.value })}
      />
      <p className={forms.quiet}>
        {t('shared.reach')} {t('shared.privacy', { agency })}
      </p>
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button type="submit" kind="main" busy={send.isPending}>
          {t('shared.send')}
        </Button>
      </div>
    </form>
  )
}
