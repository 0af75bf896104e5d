// SPDX-License-Identifier: Apache-2.0
// Making a deal, or changing what is known of it.
import { useRef, useState } from 'react'
import { useAgency } from '#/agency/me'
import type { Deal, DealUpdate } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { NumberField, Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { ContactPick } from '../contact-pick'
import { useContact } from '../contacts'
import { nameOf } from '../labels'
import { PropertyPick } from '../property-pick'
import { useCreateDeal, useUpdateDeal } from './queries'

interface DealFormProps {
  /** The one that is changed, with the version that was read; without it one is made. */
  deal?: Deal
  etag?: string | null
  onClose(): void
}

const FIELDS = ['title', 'property_id', 'contact_id', 'amount', 'expected_close_on', 'notes'] as const
type Values = Required<Pick<Deal, (typeof FIELDS)[number]>>

export function DealForm({ deal, etag: seen, onClose }: DealFormProps) {
  const { t, language } = useI18n()
  const currency = useAgency().currency
  const create = useCreateDeal()
  const update = useUpdateDeal()
  const key = useRef(crypto.randomUUID())
  // The version that the form began with, whatever is read again behind it.
  const [etag] = useState(seen)
  const [before] = useState<Values>(() => ({
    title: deal?.title ?? '',
    property_id: deal?.property_id ?? null,
    contact_id: deal?.contact_id ?? null,
    amount: deal?.amount ?? null,
    expected_close_on: deal?.expected_close_on ?? null,
    notes: deal?.notes ?? null,
  }))
  const [values, setValues] = useState(before)
  const { data: contact } = useContact(values.contact_id)
  const outcome = useOutcome({ 412: t('deal.changed-meanwhile'), 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))

  async function save() {
    outcome.clear()
    const changed = FIELDS.filter((name) => values[name] !== before[name])
    const body = Object.fromEntries(changed.map((name) => [name, values[name]])) as DealUpdate
    try {
      if (!deal) await create.mutateAsync({ body: { ...body, title: values.title }, key: key.current })
      else if (changed.length) await update.mutateAsync({ id: deal.id, body, etag })
    } catch (error) {
      return outcome.fail(error)
    }
    toast(deal ? t('ui.saved') : t('deal.made', { title: values.title }))
    onClose()
  }

  return (
    <Dialog open title={t(deal ? 'deal.edit' : 'deal.new')} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
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
            label={t('deal.field.amount', { currency: deal?.currency ?? currency ?? '' })}
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
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button type="submit" kind="main" busy={create.isPending || update.isPending}>
            {t(deal ? 'ui.save' : 'deal.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
