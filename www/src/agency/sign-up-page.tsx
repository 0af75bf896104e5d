// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate } from '@tanstack/react-router'
import { useI18n } from '#/app/i18n/i18n'
import { controls } from '#/ui/control'
import { Entry, entry } from './entry'
import { SignUpForm } from './sign-up-form'

export function SignUpPage() {
  const { t } = useI18n()
  const navigate = useNavigate()
  return (
    <Entry>
      <div>
        <h1>{t('sign-up.title')}</h1>
        <p className={entry.lead}>{t('sign-up.lead')}</p>
      </div>
      <SignUpForm onDone={() => void navigate({ to: '/properties' })} />
      <p className={entry.lead}>
        {t('sign-up.have')}{' '}
        <Link to="/sign-in" className={controls.link}>
          {t('sign-in.do')}
        </Link>
      </p>
    </Entry>
  )
}
