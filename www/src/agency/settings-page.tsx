// SPDX-License-Identifier: Apache-2.0
// The agency's own data: name, address, region formats, colour, and who sees whose records.
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, ok } from '#/api/client'
import type { Agency } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { asButton, Bone, Button } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import { COLOURS, COUNTRIES, CURRENCIES, LOCALES, TIME_ZONES } from './choices'
import { inkOn } from './ink'
import { useSettings } from './keys'
import { meQuery, useRights } from './me'
import classes from './page.module.css'

type Form = Pick<
  Agency,
  | 'name'
  | 'domain'
  | 'locale'
  | 'time_zone'
  | 'currency'
  | 'country'
  | 'vat_number'
  | 'address'
  | 'colour'
  | 'record_visibility'
>

const FIELDS = [
  'name',
  'domain',
  'locale',
  'time_zone',
  'currency',
  'country',
  'vat_number',
  'address',
  'colour',
  'record_visibility',
] as const satisfies (keyof Form)[]

const pick = (agency: Agency): Form => Object.fromEntries(FIELDS.map((name) => [name, agency[name]])) as Form

export function SettingsPage() {
  const { t } = useI18n()
  const { manage } = useRights()
  useTitle(t('rail.agency'))
  const { data, error, refetch } = useSettings()
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div>
          <h1>{t('rail.agency')}</h1>
          <p className={classes.lead}>{t('agency.lead')}</p>
        </div>
      </header>
      {data ? (
        <SettingsForm key={data.etag} agency={data.data as Agency} etag={data.etag} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={320} />
      )}
      {manage && (
        <>
          <Door to="/agency/plan" title={t('plan.title')} lead={t('plan.lead')} open={t('plan.manage')} />
          <Door
            to="/agency/credits"
            title={t('credits.title')}
            lead={t('credits.lead')}
            open={t('credits.manage')}
          />
          <Door
            to="/agency/leads"
            title={t('lead.rules')}
            lead={t('lead.rules-why')}
            open={t('lead.rules-open')}
          />
          <Door to="/agency/stages" title={t('deal.stages')} lead={t('stage.lead')} open={t('stage.open')} />
          <Door
            to="/agency/templates"
            title={t('template.title')}
            lead={t('template.lead')}
            open={t('template.open')}
          />
          <Door to="/agency/mails" title={t('mails.title')} lead={t('mails.lead')} open={t('mails.manage')} />
          <Door to="/agency/keys" title={t('keys.title')} lead={t('keys.lead')} open={t('keys.open')} />
          <Door
            to="/agency/webhooks"
            title={t('webhooks.title')}
            lead={t('webhooks.lead')}
            open={t('webhooks.open')}
          />
          <Door to="/agency/jobs" title={t('queue.title')} lead={t('queue.lead')} open={t('queue.open')} />
        </>
      )}
    </div>
  )
}

interface DoorProps {
  to:
    | '/agency/plan'
    | '/agency/credits'
    | '/agency/leads'
    | '/agency/stages'
    | '/agency/templates'
    | '/agency/mails'
    | '/agency/keys'
    | '/agency/webhooks'
    | '/agency/jobs'
  title: string
  lead: string
  open: string
}

/** To a page below this one. */
function Door({ to, title, lead, open }: DoorProps) {
  return (
    <section className={classes.block}>
      <header>
        <h2>{title}</h2>
      </header>
      <div className={classes.setting}>
        <p>{lead}</p>
        <Link {...asButton()} to={to}>
          {open}
        </Link>
      </div>
    </section>
  )
}

function SettingsForm({ agency, etag }: { agency: Agency; etag: string | null }) {
  const { t, fmt } = useI18n()
  const { manage } = useRights()
  const client = useQueryClient()
  const [form, setForm] = useState(pick(agency))
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 412: t('agency.changed-meanwhile'), 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)
  const before = pick(agency)
  const changes = Object.fromEntries(FIELDS.filter((n) => form[n] !== before[n]).map((n) => [n, form[n]]))
  const text = (name: 'name' | 'domain' | 'vat_number' | 'address') => ({
    label: t(`field.${name === 'name' ? 'agency_name' : name}`),
    value: form[name] ?? '',
    error: errorAt(`/${name}`),
    readOnly: !manage,
    onChange: (event: { currentTarget: { value: string } }) => {
      const value = event.currentTarget.value || (name === 'name' ? '' : null)
      setForm((now) => ({ ...now, [name]: value }))
    },
  })
  const choice = (
    name: 'locale' | 'time_zone' | 'currency' | 'country',
    data: { value: string; label: string }[],
  ) => ({
    label: t(`field.${name}`),
    value: form[name] ?? null,
    // A value that is not among ours stays choosable.
    data:
      data.some((d) => d.value === form[name]) || !form[name]
        ? data
        : [{ value: form[name], label: form[name] }, ...data],
    error: errorAt(`/${name}`),
    readOnly: !manage,
    searchable: true,
    onChange: (value: string | null) => setForm((now) => ({ ...now, [name]: value })),
  })

  async function save() {
    setBusy(true)
    outcome.clear()
    try {
      await ok(
        api.PATCH('/api/agencies/{id}', {
          params: { path: { id: agency.id } },
          body: changes as never,
          headers: etag ? { 'If-Match': etag } : {},
        }),
      )
      toast(t('ui.saved'))
      await client.invalidateQueries({ queryKey: ['agency', agency.id] })
      await client.invalidateQueries({ queryKey: meQuery.queryKey })
    } catch (error) {
      outcome.fail(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      ref={outcome.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void save()
      }}
    >
      <section className={classes.block}>
        <header>
          <h2>{t('agency.about')}</h2>
          <p>{t('agency.about-why')}</p>
        </header>
        <div className={forms.form}>
          <TextInput {...text('name')} />
          <TextInput {...text('address')} autoComplete="street-address" />
          <div className={forms.pair}>
            <TextInput {...text('vat_number')} />
            <TextInput {...text('domain')} inputMode="url" />
          </div>
          <Colours
            value={form.colour ?? null}
            disabled={!manage}
            onChange={(colour) => setForm((now) => ({ ...now, colour }))}
          />
        </div>
      </section>
      <section className={classes.block}>
        <header>
          <h2>{t('agency.formats')}</h2>
          <p>{t('agency.formats-why')}</p>
        </header>
        <div className={`${forms.form} ${forms.pair}`}>
          <Select
            {...choice(
              'country',
              COUNTRIES.map((value) => ({ value, label: fmt.country(value) })),
            )}
          />
          <Select
            {...choice(
              'currency',
              CURRENCIES.map((value) => ({ value, label: `${value} · ${fmt.currencyName(value)}` })),
            )}
          />
          <Select
            {...choice(
              'locale',
              LOCALES.map((value) => ({ value, label: fmt.language(value) })),
            )}
          />
          <Select
            {...choice(
              'time_zone',
              TIME_ZONES.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
            )}
          />
        </div>
      </section>
      <section className={classes.block}>
        <header>
          <h2>{t('field.record_visibility')}</h2>
          <p>{t('agency.visibility-why')}</p>
        </header>
        <Select
          aria-label={t('field.record_visibility')}
          data={(['team', 'owner'] as const).map((value) => ({ value, label: t(`visibility.${value}`) }))}
          value={form.record_visibility ?? 'team'}
          readOnly={!manage}
          error={errorAt('/record_visibility')}
          onChange={(value) => setForm((now) => ({ ...now, record_visibility: value as 'team' | 'owner' }))}
        />
      </section>
      <Wrong text={outcome.wrong} />
      {manage && (
        <div className={forms.ends}>
          <Button type="submit" kind="main" busy={busy} disabled={Object.keys(changes).length === 0}>
            {t('ui.save')}
          </Button>
        </div>
      )}
    </form>
  )
}

interface ColoursProps {
  value: string | null
  disabled: boolean
  onChange(value: string): void
}

function Colours({ value, disabled, onChange }: ColoursProps) {
  const { t } = useI18n()
  const shown = value && !COLOURS.includes(value) ? [value, ...COLOURS] : COLOURS
  return (
    <fieldset disabled={disabled}>
      <legend className="mantine-InputWrapper-label">{t('field.colour')}</legend>
      <div className={classes.colour}>
        {shown.map((colour) => (
          <label key={colour} style={{ background: colour, color: inkOn(colour) }}>
            <input
              type="radio"
              name="colour"
              checked={colour === value}
              aria-label={colour}
              onChange={() => onChange(colour)}
            />
            {colour === value && <Icon name="check" small />}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
