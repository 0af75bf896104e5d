// SPDX-License-Identifier: Apache-2.0
// Making a deal, or changing what is known of it.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import type { Deal, DealUpdate } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Dialog } from '#/ui/dialog'
import { NumberField, Textarea, TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { ContactPick } from '../contact-pick'
import { useContact } from '../contacts'
import { nameOf } from '../labels'
import { changedIn } from '../merge'
import { PropertyPick } from '../property-pick'
import { RecordConflict } from '../record-conflict'
import { useMergedSave } from '../use-merged-save'
import { dealQuery, useCreateDeal, useUpdateDeal } from './queries'

interface DealFormProps {
  /** The one that is changed, with the version that was read; without it one is made. */
  deal?: Deal
  etag?: string | null
  onClose(): void
}

type Values = Required<
  Pick<Deal, 'title' | 'property_id' | 'contact_id' | 'amount' | 'expected_close_on' | 'notes'>
>

const valuesOf = (deal: Partial<Deal>): Values => ({
  title: deal.title ?? '',
  property_id: deal.property_id ?? null,
  contact_id: deal.contact_id ?? null,
  amount: deal.amount ?? null,
  expected_close_on: deal.expected_close_on ?? null,
  notes: deal.notes ?? null,
})

const out = (name: keyof Values, values: Values) => values[name]

/** What differs: nothing else is sent. */
const changesOf = (now: Values, before: Values): DealUpdate =>
  Object.fromEntries(changedIn(now, before, out).map((name) => [name, now[name]]))

const NONE: Deal = { id: '' }

export function DealForm({ deal, etag = null, onClose }: DealFormProps) {
  const { t, language } = useI18n()
  const agency = useAgency()
  const client = useQueryClient()
  const currency = deal?.currency ?? agency.currency ?? 'EUR'
  const create = useCreateDeal()
  const update = useUpdateDeal()
  const [values, setValues] = useState(() => valuesOf(deal ?? NONE))
  const { data: contact } = useContact(values.contact_id)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))
  const merged = useMergedSave({
    table: 'deals',
    start: { data: deal ?? NONE, etag },
    toForm: valuesOf,
    out,
    read: () => client.fetchQuery({ ...dealQuery(agency.id, deal?.id ?? ''), staleTime: 0 }),
    write: async (mine, onto) => {
      const body = changesOf(mine, valuesOf(onto.data))
      if (Object.keys(body).length) await update.mutateAsync({ id: onto.data.id, body, etag: onto.etag })
    },
  })
  const { clash } = merged

  const saving = useSaving({
    send: (key) =>
      deal
        ? merged.save(values)
        : create.mutateAsync({ body: { ...changesOf(values, merged.before), title: values.title }, key }),
    said: deal ? t('ui.saved') : t('deal.made', { title: values.title }),
    onSaved: onClose,
  })
  const { errorAt } = saving

  return (
    <Dialog open title={t(deal ? 'deal.edit' : 'deal.new')} onClose={onClose}>
      {clash ? (
        <RecordConflict
          table="deals"
          clash={clash}
          currency={currency}
          onBack={merged.dismiss}
          onSave={merged.settle}
          onSaved={onClose}
        />
      ) : (
        <SavingForm saving={saving} action={t(deal ? 'ui.save' : 'deal.create')}>
          <PropertyPick
            label={t('deal.field.property')}
            value={values.property_id}
            error={errorAt('/property_id')}
            onChange={(property_id, property) =>
              set({
                property_id,
                // What one fills in oneself for most deals.
                ...(property && !values.title && { title: nameOf(property, language) }),
                ...(property && values.amount === null && { amount: property.price ?? null }),
              })
            }
          />
          <TextInput
            label={t('deal.field.title')}
            required
            maxLength={200}
            value={values.title}
            error={errorAt('/title')}
            onChange={(event) => set({ title: event.currentTarget.value })}
          />
          <ContactPick
            label={t('deal.field.contact')}
            type="buyer"
            value={values.contact_id}
            current={contact}
            error={errorAt('/contact_id')}
            onChange={(contact_id) => set({ contact_id })}
          />
          <div className={forms.pair} data-tight>
            <NumberField
              label={t('deal.field.amount', { currency })}
              digits={2}
              value={values.amount}
              error={errorAt('/amount')}
              onChange={(amount) => set({ amount })}
            />
            <TextInput
              type="date"
              label={t('deal.field.expected_close_on')}
              value={values.expected_close_on ?? ''}
              error={errorAt('/expected_close_on')}
              onChange={(event) => set({ expected_close_on: event.currentTarget.value || null })}
            />
          </div>
          <Textarea
            label={t('deal.field.notes')}
            autosize
            minRows={2}
            maxRows={8}
            value={values.notes ?? ''}
            error={errorAt('/notes')}
            onChange={(event) => set({ notes: event.currentTarget.value || null })}
          />
        </SavingForm>
      )}
    </Dialog>
  )
}
