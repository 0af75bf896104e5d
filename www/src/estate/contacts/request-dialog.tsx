// SPDX-License-Identifier: Apache-2.0
// What somebody is looking for, asked in one dialog. What is left empty does not matter to them.
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import type { BuyerRequest } from '#/api/types'
import { areaUnit, fromDisplayArea, toDisplayArea } from '#/app/i18n/format'
import { useI18n } from '#/app/i18n/i18n'
import { Segments } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { NumberField, Textarea } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { MultiSelect, TagsInput } from '#/ui/select'
import { TYPES } from '../filters'
import { useAddRequest, useUpdateRequest } from './queries'
import { type RequestValues, toBody, toValues } from './request-model'

interface RequestDialogProps {
  contactId: string
  /** The one to change; a new one when absent. */
  request?: BuyerRequest
  onClose(): void
}

export function RequestDialog({ contactId, request, onClose }: RequestDialogProps) {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const add = useAddRequest()
  const update = useUpdateRequest()
  const [values, setValues] = useState(() => toValues(request, agency.currency ?? 'EUR'))
  const saving = useSaving({
    check: () =>
      Object.entries(values).flatMap(([name, value]) =>
        typeof value === 'number' && Number.isNaN(value) ? [{ pointer: `/${name}`, code: 'number' }] : [],
      ),
    send: (key) =>
      request
        ? update.mutateAsync({ id: request.id, body: toBody(values) })
        : add.mutateAsync({ contact_id: contactId, ...toBody(values), key }),
    said: t('ui.saved'),
    onSaved: onClose,
  })
  const { errorAt } = saving
  const set = <Name extends keyof RequestValues>(name: Name, value: RequestValues[Name]) =>
    setValues((now) => ({ ...now, [name]: value }))
  const number = (name: 'budget_min' | 'budget_max' | 'bedrooms_min') => ({
    label: t(`request.field.${name}`),
    value: values[name],
    error: errorAt(`/${name}`),
    onChange: (value: number | null) => set(name, value),
  })
  const area = values.living_area_min

  return (
    <Dialog open title={t(request ? 'request.edit' : 'request.add')} onClose={onClose}>
      <SavingForm saving={saving} onCancel={onClose}>
        <Segments
          label={t('field.transaction')}
          value={values.transaction}
          choices={(['sale', 'rent'] as const).map((value) => ({ value, label: t(`request.${value}`) }))}
          onChange={(value) => set('transaction', value)}
        />
        <MultiSelect
          label={t('field.property_type')}
          placeholder={values.property_types.length ? undefined : t('request.any-type')}
          data={TYPES.map((value) => ({ value, label: t(`type.${value}`) }))}
          value={values.property_types}
          onChange={(value) => set('property_types', value)}
          error={errorAt('/property_types')}
        />
        <TagsInput
          label={t('request.field.places')}
          description={t('request.places-why')}
          placeholder={values.places.length ? undefined : t('request.anywhere')}
          value={values.places}
          onChange={(value) => set('places', value)}
          error={errorAt('/places')}
        />
        <div className={forms.pair} data-tight>
          <NumberField {...number('budget_min')} digits={2} />
          <NumberField {...number('budget_max')} digits={2} />
          <NumberField {...number('bedrooms_min')} />
          <NumberField
            label={`${t('request.field.living_area_min')} (${areaUnit(fmt.units)})`}
            value={area === null ? null : Math.round(toDisplayArea(area, fmt.units) * 100) / 100}
            error={errorAt('/living_area_min')}
            onChange={(shown) =>
              set('living_area_min', shown === null ? null : fromDisplayArea(shown, fmt.units))
            }
          />
        </div>
        <TagsInput
          label={t('field.features')}
          description={t('form.features-why')}
          value={values.features}
          onChange={(value) => set('features', value)}
          error={errorAt('/features')}
        />
        <Textarea
          label={t('contact.field.notes')}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={8}
          value={values.note}
          onChange={(event) => set('note', event.currentTarget.value)}
          error={errorAt('/note')}
        />
      </SavingForm>
    </Dialog>
  )
}
