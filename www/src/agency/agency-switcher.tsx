// SPDX-License-Identifier: Apache-2.0
// Which agency one works in. A person of one agency sees its name; of several, a menu.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useI18n } from '#/app/i18n/i18n'
import { Spoken } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import classes from './agency-switcher.module.css'
import { inkOn } from './ink'
import { useMe, useUpdateMe } from './me'
import { chooseAgency } from './session/store'

export function Mark({ name, colour }: { name: string; colour?: string | null }) {
  return (
    <span
      className={classes.mark}
      style={colour ? { background: colour, color: inkOn(colour) } : undefined}
      aria-hidden="true"
    >
      {(name[0] ?? '').toUpperCase()}
    </span>
  )
}

/** Starts over in another agency: nothing of the first one stays in memory. */
export function useSwitchAgency() {
  const client = useQueryClient()
  const navigate = useNavigate()
  const update = useUpdateMe()
  return async (id: string) => {
    chooseAgency(id)
    await navigate({ to: '/properties', search: {} })
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'me' })
    await client.resetQueries({ queryKey: ['me'] })
    update.mutate({ last_agency_id: id })
  }
}

export function AgencySwitcher() {
  const { t } = useI18n()
  const me = useMe()
  const switchTo = useSwitchAgency()
  const current = me.agency
  if (!current) return <span className={classes.agency}>{t('shell.product')}</span>
  const face = (
    <>
      <Mark name={current.name ?? ''} colour={current.colour} />
      <span className={classes.name}>
        <b>{current.name}</b>
        {me.membership && <small>{t(`role.${me.membership.role}`)}</small>}
      </span>
    </>
  )
  if (me.agencies.length < 2) return <span className={classes.agency}>{face}</span>
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <button type="button" className={classes.agency}>
          {face}
          <Icon name="updown" small />
          <Spoken>{t('agency.switch')}</Spoken>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('agency.yours')}</Menu.Label>
        {me.agencies.map((agency) => (
          <Menu.Item
            key={agency.id}
            leftSection={<Mark name={agency.name} />}
            rightSection={agency.id === current.id && <Icon name="check" small />}
            aria-current={agency.id === current.id || undefined}
            onClick={() => agency.id !== current.id && void switchTo(agency.id)}
          >
            {agency.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
