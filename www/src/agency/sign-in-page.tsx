// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query'
import { Link, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button, controls } from '#/ui/control'
import { PasswordInput, TextInput, useFieldError } from '#/ui/fields'
import { useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { Entry, entry } from './entry'
import { nextPage } from './next'
import { signInLocally } from './session/local'
import { expectReturn, issuers, signedIn } from './session/store'

export function SignInPage() {
  const { t } = useI18n()
  const { data: offered } = useQuery({
    queryKey: ['issuers'],
    queryFn: issuers,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [chosen, setWay] = useState<'local' | 'supabase'>('local')
  const { local, clerk, supabase } = offered ?? {}
  const outside = Boolean(clerk || supabase)
  // Until the answer is here, and mostly after it, there is our own form.
  const own = !offered || Boolean(local)
  const way = own ? chosen : 'supabase'

  async function continueOutside() {
    if (!clerk) return setWay(way === 'local' ? 'supabase' : 'local')
    try {
      expectReturn('clerk')
      await (await import('./session/clerk')).goToClerk(clerk, nextPage())
    } catch {
      toast(t('sign-in.agency-away'), { bad: true })
    }
  }

  return (
    <Entry>
      <div>
        <h1>{t('sign-in.title')}</h1>
        <p className={entry.lead}>{t(way === 'local' ? 'sign-in.lead' : 'sign-in.lead-agency')}</p>
      </div>
      {(own || supabase) && <SignInForm way={way} />}
      {outside && (own || clerk) && (
        <>
          {(own || supabase) && <div className={entry.or}>{t('sign-in.or')}</div>}
          <Button wide icon="key" onClick={() => void continueOutside()}>
            {t(way === 'local' ? 'sign-in.agency' : 'sign-in.own')}
          </Button>
        </>
      )}
      <p className={entry.lead}>
        {!offered || local?.sign_up ? (
          <>
            {t('sign-in.new')}{' '}
            <Link to="/sign-up" className={controls.link}>
              {t('sign-in.create')}
            </Link>{' '}
            {t('sign-in.or-invitation')}
          </>
        ) : (
          t('sign-in.invitation-only')
        )}
      </p>
    </Entry>
  )
}

function SignInForm({ way }: { way: 'local' | 'supabase' }) {
  const { t } = useI18n()
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 401: t('sign-in.refused') })
  const errorAt = useFieldError(outcome.errors)

  async function sign() {
    if (way === 'local') return signInLocally(email.trim(), password)
    const { supabase } = await issuers()
    if (!supabase) return null
    return (await import('./session/supabase')).signInWithSupabase(supabase, email.trim(), password)
  }

  async function submit() {
    const missing = [
      !email.trim() && { pointer: '/email', code: 'required' },
      !password && { pointer: '/password', code: 'required' },
    ].filter((error) => error !== false)
    if (missing.length) return outcome.refuse(missing)
    setBusy(true)
    outcome.clear()
    try {
      const session = await sign()
      if (!session) return outcome.refuse([{ pointer: '/password', code: 'wrong' }])
      signedIn(session)
      router.history.push(nextPage())
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
      <PasswordInput
        label={t('field.password')}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={errorAt('/password')}
        visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
      />
      <Wrong text={outcome.wrong} />
      {way === 'local' && (
        <Link to="/forgot" className={controls.link}>
          {t('sign-in.forgot')}
        </Link>
      )}
      <Button type="submit" kind="main" wide busy={busy}>
        {t(busy ? 'sign-in.busy' : 'sign-in.do')}
      </Button>
    </form>
  )
}
