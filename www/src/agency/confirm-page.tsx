// SPDX-License-Identifier: Apache-2.0
// The page behind the link that confirms an address. Following the link confirms nothing yet: programs that look at mails
// follow links too. The button does.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ok, openApi } from '#/api/client'
import { isStatus } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { queryClient } from '#/app/queries'
import { asButton, Button } from '#/ui/control'
import { useOutcome, Wrong } from '#/ui/form'
import { Entry, entry } from './entry'
import { meQuery } from './me'

type State = { is: 'asked' } | { is: 'done'; email: string } | { is: 'gone' }

export function ConfirmPage() {
  const { t } = useI18n()
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [state, setState] = useState<State>(token ? { is: 'asked' } : { is: 'gone' })
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 409: t('confirm.taken') })

  async function confirm() {
    setBusy(true)
    outcome.clear()
    try {
      const { email } = await ok(openApi.POST('/api/auth/email/confirm', { body: { token } }))
      queryClient.removeQueries({ queryKey: meQuery.queryKey })
      setState({ is: 'done', email })
    } catch (error) {
      if (isStatus(error, 410)) setState({ is: 'gone' })
      else outcome.fail(error)
    } finally {
      setBusy(false)
    }
  }

  if (state.is === 'asked')
    return (
      <Entry>
        <div>
          <h1>{t('confirm.title')}</h1>
          <p className={entry.lead}>{t('confirm.lead')}</p>
        </div>
        <Wrong text={outcome.wrong} />
        <Button kind="main" wide autoFocus busy={busy} onClick={() => void confirm()}>
          {t('confirm.do')}
        </Button>
      </Entry>
    )
  return (
    <Entry>
      <div role="status">
        <h1>{t(state.is === 'done' ? 'confirm.done' : 'link.gone.title')}</h1>
        <p className={entry.lead}>
          {state.is === 'done' ? t('confirm.done-text', { email: state.email }) : t('confirm.gone-text')}
        </p>
      </div>
      <Link to="/" {...asButton({ kind: 'main', wide: true })}>
        {t('confirm.on')}
      </Link>
    </Entry>
  )
}
