// SPDX-License-Identifier: Apache-2.0
import { useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { chooseLocale, LANGUAGES, useI18n } from '#/app/i18n/i18n'
import { Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import classes from './account-menu.module.css'
import { type Theme, useMe, useUpdateMe } from './me'
import { signOut } from './session/store'

const THEMES: Theme[] = ['auto', 'light', 'dark']

export function useSignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await signOut()
    await navigate({ to: '/sign-in' })
    client.clear()
  }
}

export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { t, language } = useI18n()
  const me = useMe()
  const leave = useSignOut()
  const update = useUpdateMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const name = me.full_name || me.email || ''
  return (
    <Menu width={248}>
      <Menu.Target>
        <button type="button" className={classes.button} aria-label={t('account.menu', { name })}>
          <Who name={name} picture={me.avatar_url} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.me}>
          <b>{name}</b>
          <small>{me.email}</small>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to="/profile" leftSection={<Icon name="person" small />}>
          {t('account.profile')}
        </Menu.Item>
        {me.role === 'admin' && (
          <Menu.Item component={Link} to="/platform" leftSection={<Icon name="gear" small />}>
            {t('account.platform')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<Icon name="key" small />} onClick={onHelp}>
          {t('shell.help')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('profile.theme')}</Menu.Label>
        {THEMES.map((theme) => (
          <Menu.Choice
            key={theme}
            checked={colorScheme === theme}
            stays
            onChoose={() => {
              setColorScheme(theme)
              update.mutate({ preferences: { theme } })
            }}
          >
            {t(`theme.${theme}`)}
          </Menu.Choice>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('profile.language')}</Menu.Label>
        {LANGUAGES.map((known) => (
          <Menu.Choice
            key={known.code}
            checked={known.code === language}
            onChoose={() => {
              void chooseLocale(known.locale)
              update.mutate({ locale: known.locale })
            }}
          >
            <span lang={known.code}>{known.name}</span>
          </Menu.Choice>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="out" small />} onClick={() => void leave()}>
          {t('account.sign-out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
