// SPDX-License-Identifier: Apache-2.0
// The page behind an invitation's link. The token stands after the #, so it never reaches a server's log.
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ok, openApi, query } from '#/api/client'
import { isStatus } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { queryClient } from '#/app/queries'
import { asButton, Bone, Button, controls } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { useOutcome, Wrong } from '#/ui/form'
import { Entry, entry } from './entry'
import { meQuery } from './me'
import { chooseAgency, isSignedIn, sessionReady, signOut } from './session/store'
import { SignUpForm } from './sign-up-form'

export interface Preview {
  agency_name: string
  email: string
  role?: string
  expires_at?: string
}

const token = () => decodeURIComponent(location.hash.slice(1))

export function InvitationPage() {
  const { t, fmt } = useI18n()
  const [given] = useState(token)
  const preview = useQuery({
    queryKey: ['invitation', given],
    enabled: given !== '',
    retry: false,
    queryFn: () =>
      ok(
        openApi.GET('/api/invitations/preview', { params: { query: query({ token: given }) } }),
      ) as Promise<Preview>,
  })
  if (!given || isStatus(preview.error, 404, 410, 422))
    return (
      <Entry>
        <div>
          <h1>{t('invitation.gone.title')}</h1>
          <p className={entry.lead}>{t('invitation.gone.text')}</p>
        </div>
        <Link to="/sign-in" {...asButton({ kind: 'main', wide: true })}>
          {t('sign-in.do')}
        </Link>
      </Entry>
    )
  if (preview.error)
    return (
      <Entry>
        <Failed whole error={preview.error} retry={() => void preview.refetch()} />
      </Entry>
    )
  if (!preview.data)
    return (
      <Entry>
        <Bone width="80%" height={32} />
        <Bone width="100%" height={160} />
      </Entry>
    )
  const { agency_name, role, expires_at } = preview.data
  return (
    <Entry>
      <div>
        <h1>{t('invitation.title', { agency: agency_name })}</h1>
        <p className={entry.lead}>
          {role && t('invitation.lead', { role: t(`role.${role as 'agent'}`) })}{' '}
          {expires_at && t('invitation.until', { date: fmt.date(expires_at) })}
        </p>
      </div>
      <Answer token={given} preview={preview.data} />
    </Entry>
  )
}

/** Accepts as the person signed in; who is not signed in creates an account or signs in first. */
function Answer({ token: given, preview }: { token: string; preview: Preview }) {
  const { t } = useI18n()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 403: t('invitation.other-address', { email: preview.email }) })
  const { data: me, refetch } = useQuery({
    queryKey: ['invitation-me'],
    retry: false,
    queryFn: async () => {
      await sessionReady()
      return isSignedIn() ? ok(api.GET('/api/me')) : null
    },
  })

  async function accept() {
    setBusy(true)
    outcome.clear()
    try {
      const { agency_id } = await ok(api.POST('/api/invitations/accept', { body: { token: given } }))
      chooseAgency(agency_id)
      queryClient.removeQueries({ queryKey: meQuery.queryKey })
      await navigate({ to: '/properties' })
    } catch (error) {
      outcome.fail(error)
    } finally {
      setBusy(false)
    }
  }

  if (me === undefined) return <Bone width="100%" height={160} />
  if (me)
    return (
      <>
        <Wrong text={outcome.wrong} />
        <Button kind="main" wide busy={busy} onClick={() => void accept()}>
          {t('invitation.accept', { name: me.full_name || me.email || '' })}
        </Button>
        <Button
          wide
          onClick={() => {
            void signOut().then(() => refetch())
          }}
        >
          {t('invitation.somebody-else')}
        </Button>
      </>
    )
  return (
    <>
      <SignUpForm
        invitation={{ token: given, email: preview.email }}
        onDone={() => void navigate({ to: '/properties' })}
      />
      <p className={entry.lead}>
        {t('sign-up.have')}{' '}
        <Link
          to="/sign-in"
          search={{ next: `/invitation#${encodeURIComponent(given)}` }}
          className={controls.link}
        >
          {t('sign-in.do')}
        </Link>
      </p>
    </>
  )
}
