// SPDX-License-Identifier: Apache-2.0
// Signed in, but in no agency yet or with several to choose from; platform admins have a place of their own.
import { Navigate } from '@tanstack/react-router'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Empty } from '#/ui/empty'
import { useSwitchAgency } from './agency-switcher'
import { useMe } from './me'

export function NoAgency() {
  const { t } = useI18n()
  const me = useMe()
  const switchTo = useSwitchAgency()
  if (me.agencies.length === 0 && me.role === 'admin') return <Navigate to="/platform" replace />
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
