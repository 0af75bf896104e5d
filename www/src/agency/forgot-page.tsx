// SPDX-License-Identifier: Apache-2.0
// A forgotten password: asks for the link. What it says afterwards is the same for every address.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ok, openApi } from '#/api/client'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Button, controls } from '#/ui/control'
import { TextInput, useFieldError } from '#/ui/fields'
import { useOutcome, Wrong } from '#/ui/form'
import { Entry, entry } from './entry'

export function ForgotPage() {
  const { t } = useI18n()
  const [sent, setSent] = useState<string>()
  return (
    <Entry>
      <div role={sent ? 'status' : undefined}>
        <h1>{t(sent ? 'forgot.sent.title' : 'forgot.title')}</h1>
        <p className={entry.lead}>{sent ? t('forgot.sent.text', { email: sent }) : t('forgot.lead')}</p>
      </div>
      {sent ? (
        <Link to="/sign-in" {...asButton({ wide: true })}>
          {t('sign-in.do')}
        </Link>
      ) : (
        <>
          <ForgotForm onSent={setSent} />
          <p className={entry.lead}>
            <Link to="/sign-in" className={controls.link}>
              {t('forgot.back')}
            </Link>
          </p>
        </>
      )}
    </Entry>
  )
}

function ForgotForm({ onSent }: { onSent(email: string): void }) {
  const { t } = useI18n()
  const [email, setEmail] = useState('')
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)

  async function submit() {
    const body = { email: email.trim() }
    if (!body.email) return outcome.refuse([{ pointer: '/email', code: 'required' }])
    setBusy(true)
    outcome.clear()
    try {
      await ok(openApi.POST('/api/auth/password/forgot', { body }))
      onSent(body.email)
    } catch (error) {
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
        if (!busy) void submit()
      }}
    >
      <TextInput
        label={t('field.email')}
        type="email"
        autoComplete="username"
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={errorAt('/email')}
      />
      <Wrong text={outcome.wrong} />
      <Button type="submit" kind="main" wide busy={busy}>
        {t('forgot.do')}
      </Button>
    </form>
  )
}
