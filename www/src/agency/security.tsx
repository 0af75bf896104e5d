// SPDX-License-Identifier: Apache-2.0
// Password and devices, for accounts of our own server.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ok } from '#/api/client'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, Tag } from '#/ui/control'
import { PasswordInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import classes from './page.module.css'

export function PasswordForm() {
  const { t } = useI18n()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const outcome = useOutcome({ 401: t('error.wrong'), 403: t('error.wrong') })
  const errorAt = useFieldError(outcome.errors)
  const change = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/auth/password', { body: { current_password: current, new_password: next } })),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      toast(t('security.password-changed'))
    },
    onError: outcome.fail,
  })
  return (
    <section className={classes.block}>
      <header>
        <h2>{t('field.password')}</h2>
        <p>{t('field.password.rule', { min: 10 })}</p>
      </header>
      <form
        ref={outcome.form}
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault()
          outcome.clear()
          if (!change.isPending) change.mutate()
        }}
      >
        <div className={forms.pair}>
          <PasswordInput
            label={t('security.current')}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={errorAt('/current_password')}
            visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
          />
          <PasswordInput
            label={t('security.next')}
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            error={errorAt('/new_password')}
            visibilityToggleButtonProps={{ 'aria-label': t('field.password.show') }}
          />
        </div>
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button type="submit" busy={change.isPending} disabled={!current || !next}>
            {t('security.change')}
          </Button>
        </div>
      </form>
    </section>
  )
}

/** "Firefox, Linux" from a user agent; null when it is none that we know. */
function deviceOf(agent: string | null | undefined): string | null {
  if (!agent) return null
  const browser = /Edg|Firefox|Chrome|Safari/.exec(agent)?.[0]?.replace('Edg', 'Edge')
  const system = /iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(agent)?.[0]?.replace('Macintosh', 'Mac')
  return [browser, system].filter(Boolean).join(', ') || null
}

export function Sessions() {
  const { t, fmt } = useI18n()
  const client = useQueryClient()
  const { data } = useQuery({
    queryKey: ['sessions'],
    queryFn: async () => (await ok(api.GET('/api/auth/sessions'))).data,
  })
  const end = useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <section className={classes.block}>
      <header>
        <h2>{t('security.sessions')}</h2>
        <p>{t('security.sessions-why')}</p>
      </header>
      <ul className={classes.sessions}>
        {data?.map((session) => (
          <li key={session.id}>
            <span>
              {deviceOf(session.user_agent) ?? t('security.device')}{' '}
              {session.current && <Tag kind="green">{t('security.this')}</Tag>}
              <small>
                {[session.address, session.last_used_at && fmt.ago(session.last_used_at)]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            {!session.current && (
              <Button small onClick={() => end.mutate(session.id)}>
                {t('security.end')}
              </Button>
            )}
          </li>
        )) ?? <Bone width="100%" height={48} />}
      </ul>
    </section>
  )
}
