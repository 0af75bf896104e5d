// SPDX-License-Identifier: Apache-2.0
// A new account: with a new agency, or by invitation into one that exists.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { PasswordInput, TextInput, useFieldError } from '#/ui/fields'
import { useOutcome, Wrong } from '#/ui/form'
import { signUpLocally } from './session/local'
import { chooseAgency, signedIn } from './session/store'

const MIN_PASSWORD = 10

interface SignUpFormProps {
  /** Set when an invitation is answered: its token and the address it went to. */
  invitation?: { token: string; email: string }
  onDone(): void
}

export function SignUpForm({ invitation, onDone }: SignUpFormProps) {
  const { t, locale } = useI18n()
  const [form, setForm] = useState({
    full_name: '',
    email: invitation?.email ?? '',
    password: '',
    agency_name: '',
  })
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 403: t('sign-in.invitation-only') })
  const errorAt = useFieldError(outcome.errors)
  const set = (name: keyof typeof form) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget
    setForm((now) => ({ ...now, [name]: value }))
  }

  async function submit() {
    const errors = [
      !form.full_name.trim() && { pointer: '/full_name', code: 'required' },
      !form.email.trim() && { pointer: '/email', code: 'required' },
      form.password.length < MIN_PASSWORD && {
        pointer: '/password',
        code: 'too_short',
        params: { min: MIN_PASSWORD },
      },
      !invitation && !form.agency_name.trim() && { pointer: '/agency_name', code: 'required' },
    ].filter((error) => error !== false)
    if (errors.length) return outcome.refuse(errors)
    setBusy(true)
    outcome.clear()
    try {
      const session = await signUpLocally({
        email: form.email.trim(),
        password: form.password,
        full_name: form.full_name.trim(),
        locale,
        ...(invitation ? { invitation: invitation.token } : { agency_name: form.agency_name.trim() }),
      })
      chooseAgency(null)
      signedIn(session)
      onDone()
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
        label={t('field.full_name')}
        autoComplete="name"
        value={form.full_name}
        onChange={set('full_name')}
        error={errorAt('/full_name')}
      />
      {!invitation && (
        <TextInput
          label={t('field.agency_name')}
          autoComplete="organization"
          value={form.agency_name}
          onChange={set('agency_name')}
          error={errorAt('/agency_name')}
        />
      )}
      <TextInput
        label={t('field.email')}
        type="email"
        autoComplete="username"
        readOnly={Boolean(invitation)}
        value={form.email}
        onChange={set('email')}
        error={errorAt('/email')}
      />
      <PasswordInput
        label={t('field.password')}
        description={t('field.password.rule', { min: MIN_PASSWORD })}
        autoComplete="new-password"
        value={form.password}
        onChange={set('password')}
        error={errorAt('/password')}
        visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
      />
      <Wrong text={outcome.wrong} />
      <Button type="submit" kind="main" wide busy={busy}>
        {t(busy ? 'sign-up.busy' : 'sign-up.do')}
      </Button>
    </form>
  )
}
