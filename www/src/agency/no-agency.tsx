// SPDX-License-Identifier: Apache-2.0
// Signed in, but in no agency yet or with several to choose from.
import { lazy, Suspense } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Pending } from '#/app/outcomes'
import { PlatformMails } from '#/mail/mails-page'
import { Button } from '#/ui/control'
import { Empty } from '#/ui/empty'
import { useSwitchAgency } from './agency-switcher'
import { useMe } from './me'

const PlatformQueue = lazy(() => import('#/jobs/queue-page').then((m) => ({ default: m.PlatformQueue })))

/** What a platform admin answers for. */
function Platform() {
  return (
    <>
      <Suspense fallback={<Pending />}>
        <PlatformQueue />
      </Suspense>
      <PlatformMails />
    </>
  )
}

export function NoAgency() {
  const { t } = useI18n()
  const me = useMe()
  const switchTo = useSwitchAgency()
  if (me.agencies.length === 0 && me.role === 'admin') return <Platform />
  if (me.agencies.length === 0)
    return (
      <Empty
        whole
        icon="home"
        title={t('agency.none.title')}
        text={t('agency.none.text', { email: me.email ?? '' })}
      />
    )
  return (
    <Empty whole icon="home" title={t('agency.choose.title')} text={t('agency.choose.text')}>
      {me.agencies.map((agency) => (
        <Button key={agency.id} onClick={() => void switchTo(agency.id)}>
          {agency.name}
        </Button>
      ))}
    </Empty>
  )
}
