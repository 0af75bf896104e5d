// SPDX-License-Identifier: Apache-2.0
// The address of an account of our own server: whether it is confirmed, and another one.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ok } from '#/api/client'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Tag } from '#/ui/control'
import { PasswordInput, TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { useMe } from './me'
import classes from './page.module.css'

export function AddressForm() {
  const { t } = useI18n()
  const me = useMe()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  const change = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/auth/email', { body: { email: email.trim(), current_password: password } })),
    onSuccess: () => {
      toast(t('address.sent', { email: email.trim() }))
      setEmail('')
      setPassword('')
    },
    onError: outcome.fail,
  })
  return (
    <section className={classes.block}>
      <header>
        <h2>{t('address.title')}</h2>
        <p>{t('address.why')}</p>
      </header>
      <div className={forms.form}>
        <div className={classes.setting}>
          <span>
            {me.email}{' '}
            <Tag kind={me.email_verified ? 'green' : 'amber'}>
              {t(me.email_verified ? 'address.confirmed' : 'address.unconfirmed')}
            </Tag>
          </span>
          {!me.email_verified && <Confirm />}
        </div>
        <form
          ref={outcome.form}
          className={forms.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            outcome.clear()
            if (!change.isPending) change.mutate()
          }}
        >
          <div className={forms.pair}>
            <TextInput
              label={t('address.next')}
              type="email"
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              error={errorAt('/email')}
            />
            <PasswordInput
              label={t('security.current')}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={errorAt('/current_password')}
              visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
            />
          </div>
          <Wrong text={outcome.wrong} />
          <div className={forms.ends}>
            <Button type="submit" busy={change.isPending} disabled={!email.trim() || !password}>
              {t('address.change')}
            </Button>
          </div>
        </form>
      </div>
    </section>
  )
}

function Confirm() {
  const { t } = useI18n()
  const { email } = useMe()
  const ask = useMutation({
    mutationFn: () => ok(api.POST('/api/auth/email/confirmation')),
    onSuccess: () => toast(t('address.sent', { email: email ?? '' })),
    onError: () => toast(t('address.later'), { bad: true }),
  })
  return (
    <Button small busy={ask.isPending} onClick={() => ask.mutate()}>
      {t('address.confirm')}
    </Button>
  )
}
