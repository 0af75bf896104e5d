// SPDX-License-Identifier: Apache-2.0
// The fields of a property. Only the address is needed; everything else can follow.
import { COUNTRIES, CURRENCIES } from '#/agency/choices'
import { areaUnit, fromDisplayArea, toDisplayArea } from '#/app/i18n/format'
import { LANGUAGES, type MessageKey, useI18n } from '#/app/i18n/i18n'
import { Segments } from '#/ui/control'
import { NumberField, Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms } from '#/ui/form'
import { Select, TagsInput } from '#/ui/select'
import { ContactPick } from './contact-pick'
import { useContact } from './contacts'
import { Block, DraftForm, type FieldsProps } from './draft-form'
import { STATUSES, TYPES } from './filters'
import { changedFields, type FieldName, type FormValues } from './form-model'
import classes from './form-page.module.css'
import { energyOf, statusKey } from './labels'
import { WAYS } from './use-status'

const ENERGY = ['A+', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'exempt']

interface PropertyFormProps {
  /** "new" or the record's id: which draft this is. */
  what: string
  userId: string
  initial: FormValues
  etag: string | null
  saveLabel: string
  onSave(values: FormValues): Promise<unknown>
  onLeave(): void
  /** Comes back to this form after all. */
  onBack(): void
}

/** What can be seen to be wrong here already. */
function check(values: FormValues) {
  const wrong = Object.entries(values).filter(([, value]) => typeof value === 'number' && Number.isNaN(value))
  if (wrong.length) return wrong.map(([name]) => ({ pointer: `/${name}`, code: 'number' }))
  return values.address.trim() ? [] : [{ pointer: '/address', code: 'required' }]
}

export function PropertyForm({ what, ...rest }: PropertyFormProps) {
  return (
    <DraftForm what={`property.${what}`} changed={changedFields} check={check} {...rest}>
      {(fields) => (
        <Fields
          {...fields}
          isNew={what === 'new'}
          statuses={what === 'new' ? STATUSES : [rest.initial.status, ...WAYS[rest.initial.status]]}
        />
      )}
    </DraftForm>
  )
}

interface Shown extends FieldsProps<FormValues> {
  isNew: boolean
  /** Those that can be chosen. */
  statuses: FormValues['status'][]
}

function Fields({ values, set, errors, isNew, statuses }: Shown) {
  const { data: contact } = useContact(values.contact_id)
  const { t, fmt } = useI18n()
  const errorAt = useFieldError(errors)
  const text = (name: 'reference' | 'address' | 'city' | 'state' | 'zip_code') => ({
    id: name,
    label: t(`field.${name}`),
    value: values[name],
    error: errorAt(`/${name}`),
    onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value),
  })
  const number = (name: 'price' | 'bedrooms' | 'bathrooms' | 'year_built', label?: string) => ({
    id: name,
    label: label ?? t(`field.${name}`),
    value: values[name],
    error: errorAt(`/${name}`),
    onChange: (value: number | null) => set(name, value),
  })
  const area = (name: 'living_area' | 'lot_area') => {
    const value = values[name]
    return {
      label: `${t(`field.${name}`)} (${areaUnit(fmt.units)})`,
      value: value === null ? null : Math.round(toDisplayArea(value, fmt.units) * 100) / 100,
      digits: fmt.units === 'metric' ? 2 : 0,
      error: errorAt(`/${name}`),
      onChange: (shown: number | null) =>
        set(name, shown === null ? null : fromDisplayArea(shown, fmt.units)),
    }
  }
  const words = (name: 'title' | 'description', code: string) => ({
    label: t('form.in-language', { what: t(`field.${name}`), language: fmt.language(code) }),
    lang: code,
    value: values[name][code] ?? '',
    error: errorAt(`/${name}/${code}`) ?? (code === 'en' ? exact(errors, `/${name}`) : undefined),
    onChange: (event: { currentTarget: { value: string } }) =>
      set(name, { ...values[name], [code]: event.currentTarget.value }),
  })
  const exact = (list: typeof errors, pointer: string) =>
    list.some((error) => error.pointer === pointer) ? errorAt(pointer) : undefined

  return (
    <>
      <Block title={t('form.where')} why={t('form.where-why')}>
        <TextInput {...text('address')} required autoFocus={isNew} autoComplete="off" maxLength={300} />
        <div className={forms.three} data-tight>
          <TextInput {...text('zip_code')} autoComplete="off" />
          <TextInput {...text('city')} autoComplete="off" />
          <Select
            label={t('field.country')}
            data={withCurrent(COUNTRIES, values.country).map((value) => ({
              value,
              label: fmt.country(value),
            }))}
            value={values.country || null}
            onChange={(value) => set('country', value ?? '')}
            searchable
            clearable
            error={errorAt('/country')}
          />
        </div>
      </Block>
      <Block title={t('form.what')}>
        <div className={classes.choice}>
          <span aria-hidden="true">{t('field.transaction')}</span>
          <Segments
            label={t('field.transaction')}
            value={values.transaction}
            choices={(['sale', 'rent'] as const).map((value) => ({
              value,
              label: t(`transaction.${value}`),
            }))}
            onChange={(value) => set('transaction', value)}
          />
        </div>
        <div className={forms.pair}>
          <Select
            label={t('field.property_type')}
            data={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
            value={values.property_type}
            onChange={(value) => set('property_type', value as FormValues['property_type'])}
            error={errorAt('/property_type')}
          />
          <Select
            label={t('table.status')}
            data={statuses.map((value) => ({ value, label: t(statusKey(value, values.transaction)) }))}
            value={values.status}
            onChange={(value) => set('status', value as FormValues['status'])}
            error={errorAt('/status')}
          />
          <NumberField
            {...number('price', t(values.transaction === 'rent' ? 'field.rent' : 'field.price'))}
            digits={2}
          />
          <Select
            label={t('field.currency')}
            data={withCurrent(CURRENCIES, values.currency)}
            value={values.currency}
            onChange={(value) => set('currency', value ?? values.currency)}
            error={errorAt('/currency')}
          />
        </div>
      </Block>
      <Block title={t('form.size')}>
        <div className={forms.pair} data-tight>
          <NumberField {...area('living_area')} />
          <NumberField {...area('lot_area')} />
          <NumberField {...number('bedrooms')} />
          <NumberField {...number('bathrooms')} digits={1} />
          <NumberField {...number('year_built')} plain />
          <Select
            id="energy_class"
            label={t('field.energy_class')}
            data={ENERGY.map((value) => ({ value, label: energyOf(value, t) }))}
            value={values.energy_class || null}
            onChange={(value) => set('energy_class', value ?? '')}
            clearable
            error={errorAt('/energy_class')}
          />
        </div>
        <TagsInput
          label={t('field.features')}
          description={t('form.features-why')}
          value={values.features}
          onChange={(value) => set('features', value)}
          error={errorAt('/features')}
        />
      </Block>
      <Block title={t('form.words')} why={t('form.words-why')}>
        {LANGUAGES.map(({ code }) => (
          <TextInput key={code} {...words('title', code)} />
        ))}
        {LANGUAGES.map(({ code }) => (
          <Textarea
            key={code}
            id={`description-${code}`}
            {...words('description', code)}
            autosize
            minRows={3}
            maxRows={14}
          />
        ))}
      </Block>
      <Block title={t('form.inside')} why={t('form.inside-why')}>
        <ContactPick
          label={t('owner.title')}
          value={values.contact_id}
          current={contact}
          onChange={(id) => set('contact_id', id)}
          error={errorAt('/contact_id')}
        />
        <TextInput {...text('reference')} maxLength={40} autoComplete="off" />
        <Textarea
          label={t('field.notes')}
          value={values.notes}
          onChange={(event) => set('notes', event.currentTarget.value)}
          autosize
          minRows={2}
          maxRows={10}
          error={errorAt('/notes')}
        />
      </Block>
    </>
  )
}

const withCurrent = (list: string[], current: string) =>
  current && !list.includes(current) ? [current, ...list] : list

/** What a field is called, for the view that compares two versions. */
export const FIELD_LABELS: Record<FieldName, MessageKey> = {
  title: 'field.title',
  description: 'field.description',
  reference: 'field.reference',
  status: 'table.status',
  property_type: 'field.property_type',
  transaction: 'field.transaction',
  address: 'field.address',
  city: 'field.city',
  state: 'field.state',
  zip_code: 'field.zip_code',
  country: 'field.country',
  price: 'field.price',
  currency: 'field.currency',
  bedrooms: 'field.bedrooms',
  bathrooms: 'field.bathrooms',
  living_area: 'field.living_area',
  lot_area: 'field.lot_area',
  year_built: 'field.year_built',
  energy_class: 'field.energy_class',
  features: 'field.features',
  notes: 'field.notes',
  contact_id: 'owner.title',
}
