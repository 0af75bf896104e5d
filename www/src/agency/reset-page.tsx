// SPDX-License-Identifier: Apache-2.0
// The page behind the link for a forgotten password. The token stands after the #, so it never reaches a server's log.
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ok, openApi } from '#/api/client'
import { isStatus } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Button } from '#/ui/control'
import { PasswordInput, useFieldError } from '#/ui/fields'
import { useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { Entry, entry } from './entry'

const MIN_PASSWORD = 10

export function ResetPage() {
  const { t } = useI18n()
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [gone, setGone] = useState(!token)
  return (
    <Entry>
      <div role={gone ? 'alert' : undefined}>
        <h1>{t(gone ? 'link.gone.title' : 'reset.title')}</h1>
        <p className={entry.lead}>{t(gone ? 'link.gone.text' : 'reset.lead')}</p>
      </div>
      {gone ? (
        <Link to="/forgot" {...asButton({ kind: 'main', wide: true })}>
          {t('reset.again')}
        </Link>
      ) : (
        <ResetForm token={token} onGone={() => setGone(true)} />
      )}
    </Entry>
  )
}

function ResetForm({ token, onGone }: { token: string; onGone(): void }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)

  async function submit() {
    if (password.length < MIN_PASSWORD)
      return outcome.refuse([{ pointer: '/password', code: 'too_short', params: { min: MIN_PASSWORD } }])
    setBusy(true)
    outcome.clear()
    try {
      await ok(openApi.POST('/api/auth/password/reset', { body: { token, password } }))
      toast(t('reset.done'))
      await navigate({ to: '/sign-in' })
    } catch (error) {
      if (isStatus(error, 410)) onGone()
      else outcome.fail(error)
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
      <PasswordInput
        label={t('security.next')}
        description={t('field.password.rule', { min: MIN_PASSWORD })}
        autoComplete="new-password"
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={errorAt('/password')}
        visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
      />
      <Wrong text={outcome.wrong} />
      <Button type="submit" kind="main" wide busy={busy}>
        {t('reset.do')}
      </Button>
    </form>
  )
}
