// SPDX-License-Identifier: Apache-2.0
import { useMantineColorScheme } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Me } from '#/api/types'
import { chooseLocale, LANGUAGES, useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { Button, Segments } from '#/ui/control'
import { TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import { AddressForm } from './address'
import { type MeUpdate, type Theme, unitsOf, useMe, useUpdateMe } from './me'
import classes from './page.module.css'
import { PasswordForm, Sessions } from './security'
import { sessionKind } from './session/store'

const NotificationSection = lazy(() =>
  import('#/notify/preferences').then((m) => ({ default: m.NotificationSection })),
)

const FeedSection = lazy(() =>
  import('#/estate/visits/feed-section').then((m) => ({ default: m.FeedSection })),
)

export function ProfilePage() {
  const { t } = useI18n()
  const me = useMe()
  useTitle(t('account.profile'))
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div>
          <h1>{t('account.profile')}</h1>
          <p className={classes.lead}>{t('profile.lead')}</p>
        </div>
      </header>
      <Person />
      <Look />
      {me.agency && (
        <Suspense fallback={null}>
          <NotificationSection />
          <FeedSection />
        </Suspense>
      )}
      {sessionKind() === 'local' && (
        <>
          <AddressForm />
          <PasswordForm />
          <Sessions />
        </>
      )}
    </div>
  )
}

const FIELDS = ['full_name', 'username', 'phone', 'brokerage', 'market'] as const
const USES = ['all', 'photos', 'video', 'templates'] as const
type Field = (typeof FIELDS)[number]
const AUTOCOMPLETE: Partial<Record<Field, string>> = { full_name: 'name', username: 'nickname', phone: 'tel' }

function Person() {
  const { t } = useI18n()
  const me = useMe()
  const update = useUpdateMe()
  const read = (from: Me) =>
    Object.fromEntries(FIELDS.map((name) => [name, from[name] ?? ''])) as Record<Field, string>
  const [form, setForm] = useState(() => read(me))
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  const before = read(me)
  const changed = FIELDS.filter((name) => form[name].trim() !== before[name])

  function save() {
    const changes: MeUpdate = Object.fromEntries(changed.map((name) => [name, form[name].trim() || null]))
    outcome.clear()
    update.mutate(changes, { onSuccess: () => toast(t('ui.saved')), onError: outcome.fail })
  }

  const field = (name: Field) => (
    <TextInput
      key={name}
      label={t(`field.${name}`)}
      autoComplete={AUTOCOMPLETE[name] ?? 'off'}
      type={name === 'phone' ? 'tel' : 'text'}
      value={form[name]}
      error={errorAt(`/${name}`)}
      onChange={(event) => {
        const { value } = event.currentTarget
        setForm((now) => ({ ...now, [name]: value }))
      }}
    />
  )

  return (
    <section className={classes.block}>
      <header>
        <h2>{t('profile.person')}</h2>
        <p>{t('profile.person-why')}</p>
      </header>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!update.isPending) save()
        }}
      >
        {field('full_name')}
        <TextInput label={t('field.email')} value={me.email ?? ''} readOnly />
        <div className={forms.pair}>
          {field('phone')}
          {field('username')}
          {field('brokerage')}
          {field('market')}
        </div>
        <Select
          label={t('field.use_case')}
          data={USES.map((value) => ({ value, label: t(`use.${value}`) }))}
          value={me.use_case}
          onChange={(value) =>
            update.mutate(
              { use_case: value as (typeof USES)[number] },
              { onSuccess: () => toast(t('ui.saved')) },
            )
          }
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button type="submit" kind="main" busy={update.isPending} disabled={changed.length === 0}>
            {t('ui.save')}
          </Button>
        </div>
      </form>
    </section>
  )
}

/** Choices that take effect at once, on every browser this person uses. */
function Look() {
  const { t, language } = useI18n()
  const me = useMe()
  const update = useUpdateMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <section className={classes.block}>
      <header>
        <h2>{t('profile.look')}</h2>
        <p>{t('profile.look-why')}</p>
      </header>
      <div className={forms.form}>
        <Setting label={t('profile.language')}>
          <Segments
            label={t('profile.language')}
            value={language}
            choices={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
            onChange={(code) => {
              const locale = LANGUAGES.find((known) => known.code === code)?.locale
              if (!locale) return
              void chooseLocale(locale)
              update.mutate({ locale })
            }}
          />
        </Setting>
        <Setting label={t('profile.theme')}>
          <Segments<Theme>
            label={t('profile.theme')}
            value={colorScheme}
            choices={(['auto', 'light', 'dark'] as const).map((value) => ({
              value,
              label: t(`theme.${value}`),
            }))}
            onChange={(theme) => {
              setColorScheme(theme)
              update.mutate({ preferences: { theme } })
            }}
          />
        </Setting>
        <Setting label={t('profile.units')}>
          <Segments<'metric' | 'imperial'>
            label={t('profile.units')}
            value={unitsOf(me)}
            choices={[
              { value: 'metric', label: t('units.metric') },
              { value: 'imperial', label: t('units.imperial') },
            ]}
            onChange={(units) => update.mutate({ preferences: { units } })}
          />
        </Setting>
      </div>
    </section>
  )
}

function Setting({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.setting}>
      <span aria-hidden="true">{label}</span>
      {children}
    </div>
  )
}
