// SPDX-License-Identifier: Apache-2.0
// All of a rule: which leads it is about, and who gets them.
import { useState } from 'react'
import { memberName, useMembers } from '#/agency/members'
import type { LeadRule, Membership } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Dialog } from '#/ui/dialog'
import { NumberField, TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { Select, TagsInput } from '#/ui/select'
import classes from './leads.module.css'
import { useSaveRule } from './rules'

const WAYS = ['round_robin', 'member', 'pool'] as const
const TRANSACTIONS = ['sale', 'rent'] as const

type Values = Pick<LeadRule, 'name' | 'sources' | 'areas' | 'way' | 'assignee_ids'> & {
  transaction: LeadRule['transaction']
  price_min: number | null
  price_max: number | null
  minutes: number | null
}

const NEW: Values = {
  name: '',
  sources: [],
  areas: [],
  transaction: null,
  price_min: null,
  price_max: null,
  way: 'round_robin',
  assignee_ids: [],
  minutes: 15,
}

const valuesOf = ({
  name,
  sources,
  areas,
  transaction,
  price_min,
  price_max,
  way,
  ...rule
}: LeadRule): Values => ({
  name,
  sources,
  areas,
  transaction,
  price_min,
  price_max,
  way,
  assignee_ids: rule.assignee_ids,
  minutes: rule.minutes,
})

export function RuleDialog({ rule, onClose }: { rule?: LeadRule; onClose(): void }) {
  const { t } = useI18n()
  return (
    <Dialog open title={t(rule ? 'rule.edit' : 'rule.add')} onClose={onClose}>
      <RuleForm rule={rule} onClose={onClose} />
    </Dialog>
  )
}

function RuleForm({ rule, onClose }: { rule?: LeadRule; onClose(): void }) {
  const { t } = useI18n()
  const save = useSaveRule()
  const members = (useMembers().data ?? []).filter((member) => member.role !== 'viewer')
  const [values, setValues] = useState(() => (rule ? valuesOf(rule) : NEW))
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))

  const saving = useSaving({
    send: () =>
      save.mutateAsync({
        id: rule?.id,
        body: {
          ...values,
          assignee_ids: values.way === 'pool' ? [] : values.assignee_ids,
          minutes: values.minutes ?? 15,
        },
      }),
    said: t('ui.saved'),
    onSaved: onClose,
  })
  const { errorAt } = saving

  return (
    <SavingForm saving={saving} onCancel={onClose}>
      <TextInput
        label={t('rule.field.name')}
        required
        data-autofocus
        maxLength={120}
        autoComplete="off"
        value={values.name}
        error={errorAt('/name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TagsInput
        label={t('rule.field.sources')}
        description={t('rule.field.sources-why')}
        value={values.sources}
        error={errorAt('/sources')}
        onChange={(sources) => set({ sources })}
      />
      <TagsInput
        label={t('rule.field.areas')}
        description={t('rule.field.areas-why')}
        value={values.areas}
        error={errorAt('/areas')}
        onChange={(areas) => set({ areas })}
      />
      <Select
        label={t('rule.field.transaction')}
        data={[
          { value: '', label: t('rule.field.transaction-any') },
          ...TRANSACTIONS.map((value) => ({ value, label: t(`rule.transaction.${value}`) })),
        ]}
        value={values.transaction ?? ''}
        onChange={(value) => set({ transaction: (value || null) as Values['transaction'] })}
      />
      <div className={forms.pair} data-tight>
        <NumberField
          label={t('rule.field.price_min')}
          value={values.price_min}
          error={errorAt('/price_min')}
          onChange={(price_min) => set({ price_min })}
        />
        <NumberField
          label={t('rule.field.price_max')}
          value={values.price_max}
          error={errorAt('/price_max')}
          onChange={(price_max) => set({ price_max })}
        />
      </div>
      <div className={forms.pair} data-tight>
        <Select
          label={t('rule.field.way')}
          data={WAYS.map((value) => ({ value, label: t(`rule.way.${value}`) }))}
          value={values.way}
          onChange={(value) => set({ way: (value ?? 'pool') as Values['way'], assignee_ids: [] })}
        />
        {values.way !== 'pool' && (
          <NumberField
            label={t('rule.field.minutes')}
            value={values.minutes}
            error={errorAt('/minutes')}
            onChange={(minutes) => set({ minutes })}
          />
        )}
      </div>
      {values.way === 'member' && (
        <Select
          label={t('rule.field.member')}
          data={members.map((member) => ({
            value: member.user_id ?? '',
            label: nameOf(member, t('members.nameless')),
          }))}
          value={values.assignee_ids[0] ?? null}
          error={errorAt('/assignee_ids')}
          onChange={(value) => set({ assignee_ids: value ? [value] : [] })}
        />
      )}
      {values.way === 'round_robin' && (
        <Members
          members={members}
          chosen={values.assignee_ids}
          error={errorAt('/assignee_ids')}
          onChange={(assignee_ids) => set({ assignee_ids })}
        />
      )}
    </SavingForm>
  )
}

const nameOf = (member: Membership, nameless: string) => memberName(member) ?? nameless

interface MembersProps {
  members: Membership[]
  chosen: string[]
  error: string | undefined
  onChange(chosen: string[]): void
}

function Members({ members, chosen, error, onChange }: MembersProps) {
  const { t } = useI18n()
  return (
    <fieldset className={classes.members}>
      <legend className="mantine-InputWrapper-label">{t('rule.field.members')}</legend>
      <p className={classes.why}>{t('rule.field.members-why')}</p>
      {members.map((member) => {
        const id = member.user_id ?? ''
        return (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
            {nameOf(member, t('members.nameless'))}
          </label>
        )
      })}
      {error && (
        <p role="alert" className="mantine-InputWrapper-error">
          {error}
        </p>
      )}
    </fieldset>
  )
}
