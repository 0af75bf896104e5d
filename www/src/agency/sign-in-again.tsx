// SPDX-License-Identifier: Apache-2.0
// The session ended while somebody was at work: the page stays as it is, with everything typed, behind this.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { queryClient } from '#/app/queries'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { PasswordInput, TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { useSignOut } from './account-menu'
import { signInLocally } from './session/local'
import { sessionKind, signedIn } from './session/store'

export function SignInAgain({ email }: { email: string }) {
  const { t } = useI18n()
  const leave = useSignOut()
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 401: t('sign-in.refused') })
  const errorAt = useFieldError(outcome.errors)

  async function submit() {
    setBusy(true)
    outcome.clear()
    try {
      signedIn(await signInLocally(email, password))
      await queryClient.invalidateQueries()
    } catch (error) {
      outcome.fail(error)
    } finally {
      setBusy(false)
    }
  }

  if (sessionKind() !== 'local')
    return (
      <Dialog open title={t('sign-in.again.title')}>
        <p className={forms.quiet}>{t('sign-in.again.draft')}</p>
        <div className={forms.ends}>
          <Button kind="main" onClick={() => void leave()}>
            {t('sign-in.do')}
          </Button>
        </div>
      </Dialog>
    )
  return (
    <Dialog open title={t('sign-in.again.title')}>
      <form
        ref={outcome.form}
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) void submit()
        }}
      >
        <p className={forms.quiet}>{t('sign-in.again.text')}</p>
        <TextInput label={t('field.email')} value={email} readOnly autoComplete="username" />
        <PasswordInput
          label={t('field.password')}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={errorAt('/password')}
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button kind="bare" onClick={() => void leave()}>
            {t('account.sign-out')}
          </Button>
          <Button type="submit" kind="main" busy={busy}>
            {t('sign-in.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
