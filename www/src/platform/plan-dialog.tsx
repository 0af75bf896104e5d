// SPDX-License-Identifier: Apache-2.0
// A plan or a pack, made or changed: what it is called, holds and costs, and how the picker shows it.
import { useState } from 'react'
import { type MessageKey, useI18n } from '#/app/i18n/i18n'
import { inLanguage } from '#/estate/labels'
import { NumberField, Textarea, TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { Select } from '#/ui/select'
import { changePlan, makePlan } from './acts'
import { type PlatformPlan, useFeatures } from './lists'
import { changesOf, draftOf, makingOf, type PlanDraft, WRITTEN } from './plan-draft'
import classes from './platform.module.css'
import { ReasonDialog } from './reason-dialog'

type ErrorAt = (pointer: string) => string | undefined

interface PartProps {
  draft: PlanDraft
  change(part: Partial<PlanDraft>): void
  errorAt: ErrorAt
}

export function PlanDialog({ of, onClose }: { of?: PlatformPlan; onClose(): void }) {
  const { t, language } = useI18n()
  const [draft, setDraft] = useState(() => draftOf(of))
  const change = (part: Partial<PlanDraft>) => setDraft((now) => ({ ...now, ...part }))
  const name = of && (inLanguage(of.name, language) ?? of.key)
  return (
    <ReasonDialog
      wide
      title={name ? t('platform.edit-of', { name }) : t('platform.plan-new')}
      text={t('platform.plan-why')}
      act={t(of ? 'ui.save' : 'platform.plan-make')}
      done={t('ui.saved')}
      send={(reason) =>
        of ? changePlan(of.id, changesOf(draft, of, reason)) : makePlan(makingOf(draft, reason))
      }
      onClose={onClose}
    >
      {(errorAt) => {
        const part = { draft, change, errorAt }
        return (
          <>
            {!of && <Identity {...part} />}
            <Words {...part} />
            <Terms {...part} />
            {draft.kind === 'subscription' && <Included {...part} />}
            <Shown {...part} />
          </>
        )
      }}
    </ReasonDialog>
  )
}

function Identity({ draft, change, errorAt }: PartProps) {
  const { t } = useI18n()
  return (
    <div className={forms.three}>
      <TextInput
        data-autofocus
        label={t('platform.plan.key')}
        value={draft.key}
        onChange={(event) => change({ key: event.currentTarget.value })}
        error={errorAt('/key')}
      />
      <Select
        label={t('platform.plan.kind')}
        data={(['subscription', 'pack'] as const).map((value) => ({
          value,
          label: t(`platform.plan.kind.${value}`),
        }))}
        value={draft.kind}
        onChange={(kind) => change({ kind: kind as PlanDraft['kind'] })}
      />
      {draft.kind === 'subscription' && (
        <Select
          label={t('platform.plan.tier')}
          data={['free', 'basic', 'pro', 'enterprise']}
          value={draft.tier}
          onChange={(tier) => change({ tier: tier as PlanDraft['tier'] })}
          error={errorAt('/tier')}
        />
      )}
    </div>
  )
}

const TEXTS = ['name', 'description', 'badge', 'cta_label', 'features'] as const

function Words({ draft, change, errorAt }: PartProps) {
  const { t, fmt } = useI18n()
  return TEXTS.map((field) => (
    <div key={field} className={forms.pair}>
      {WRITTEN.map((language) => {
        const shared = {
          label: t('platform.in-language', {
            field: t(`platform.plan.${field}`),
            language: fmt.language(language),
          }),
          lang: language,
          value: draft[field][language],
          error: errorAt(`/${field}`),
          onChange: (event: { currentTarget: { value: string } }) =>
            change({ [field]: { ...draft[field], [language]: event.currentTarget.value } }),
        }
        return field === 'features' ? (
          <Textarea key={language} {...shared} autosize minRows={3} />
        ) : (
          <TextInput key={language} {...shared} />
        )
      })}
    </div>
  ))
}

function Terms({ draft, change, errorAt }: PartProps) {
  const { t } = useI18n()
  const number = (
    field: 'credits' | 'price_monthly' | 'price_yearly' | 'price_once' | 'rollover_cap',
    digits = 0,
  ) => (
    <NumberField
      label={t(`platform.plan.${field}`)}
      digits={digits}
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
      error={errorAt(`/${field}`)}
    />
  )
  return (
    <div className={forms.three}>
      {number('credits')}
      <TextInput
        label={t('field.currency')}
        value={draft.currency}
        onChange={(event) => change({ currency: event.currentTarget.value })}
        error={errorAt('/currency')}
      />
      {draft.kind === 'pack' ? (
        number('price_once', 2)
      ) : (
        <>
          {number('price_monthly', 2)}
          {number('price_yearly', 2)}
          {number('rollover_cap')}
        </>
      )}
    </div>
  )
}

/** What the plan entitles to: how many, as many as one likes, or nothing of it. */
function Included({ draft, change, errorAt }: PartProps) {
  const { t, language } = useI18n()
  const features = useFeatures().data?.filter(({ platform }) => platform) ?? []
  const set = (key: string, value: number | true | null) => {
    const { [key]: _, ...rest } = draft.entitlements
    change({ entitlements: value === null ? rest : { ...rest, [key]: value } })
  }
  return (
    <fieldset className={classes.included}>
      <legend>{t('platform.plan.entitlements')}</legend>
      <div className={forms.three}>
        {features.map(({ key, name }) => {
          const value = draft.entitlements[key]
          const word = inLanguage(name, language) ?? key
          return (
            <div key={key}>
              <NumberField
                label={word}
                disabled={value === true}
                value={value === true ? null : (value ?? null)}
                onChange={(next) => set(key, next)}
                error={errorAt(`/entitlements/${key}`)}
              />
              <label className={forms.check}>
                <input
                  type="checkbox"
                  checked={value === true}
                  onChange={(event) => set(key, event.currentTarget.checked || null)}
                />
                {t('platform.plan.unlimited')}
              </label>
            </div>
          )
        })}
      </div>
    </fieldset>
  )
}

const CTAS = ['checkout', 'contact', 'none'] as const
const SOURCES = ['payfast', 'clerk', 'none'] as const

function Shown({ draft, change, errorAt }: PartProps) {
  const { t } = useI18n()
  const check = (field: 'highlight' | 'active', label: MessageKey) => (
    <label className={forms.check}>
      <input
        type="checkbox"
        checked={draft[field]}
        onChange={(event) => change({ [field]: event.currentTarget.checked })}
      />
      {t(label)}
    </label>
  )
  return (
    <>
      <div className={forms.three}>
        <Select
          label={t('platform.plan.cta_type')}
          data={CTAS.map((value) => ({ value, label: t(`platform.plan.cta.${value}`) }))}
          value={draft.cta_type}
          onChange={(value) => change({ cta_type: value as PlanDraft['cta_type'] })}
        />
        <Select
          label={t('platform.plan.billing_source')}
          data={SOURCES.map((value) => ({ value, label: t(`platform.provider.${value}`) }))}
          value={draft.billing_source}
          onChange={(value) => change({ billing_source: value as PlanDraft['billing_source'] })}
        />
        <NumberField
          label={t('platform.plan.sort_order')}
          plain
          value={draft.sort_order}
          onChange={(sort_order) => change({ sort_order })}
          error={errorAt('/sort_order')}
        />
      </div>
      <div className={forms.pair}>
        <TextInput
          type="url"
          label={t('platform.plan.cta_url')}
          value={draft.cta_url}
          onChange={(event) => change({ cta_url: event.currentTarget.value })}
          error={errorAt('/cta_url')}
        />
        <TextInput
          label={t('platform.plan.clerk_id')}
          value={draft.clerk_id}
          onChange={(event) => change({ clerk_id: event.currentTarget.value })}
          error={errorAt('/clerk_id')}
        />
      </div>
      <div className={forms.pair}>
        {check('highlight', 'platform.plan.highlight')}
        {check('active', 'platform.plan.active')}
      </div>
    </>
  )
}
