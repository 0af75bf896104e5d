// SPDX-License-Identifier: Apache-2.0
// What somebody is looking for, asked in one dialog. What is left empty does not matter to them.
import { useRef, useState } from 'react'
import { useAgency } from '#/agency/me'
import type { BuyerRequest } from '#/api/types'
import { areaUnit, fromDisplayArea, toDisplayArea } from '#/app/i18n/format'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Segments } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { NumberField, Textarea, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { MultiSelect, TagsInput } from '#/ui/select'
import { toast } from '#/ui/toast'
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
  const key = useRef(crypto.randomUUID())
  const [values, setValues] = useState(() => toValues(request, agency.currency ?? 'EUR'))
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)
  const set = <Name extends keyof RequestValues>(name: Name, value: RequestValues[Name]) =>
    setValues((now) => ({ ...now, [name]: value }))
  const number = (name: 'budget_min' | 'budget_max' | 'bedrooms_min') => ({
    label: t(`request.field.${name}`),
    value: values[name],
    error: errorAt(`/${name}`),
    onChange: (value: number | null) => set(name, value),
  })
  const area = values.living_area_min

  async function save() {
    outcome.clear()
    const wrong = Object.entries(values).filter(
      ([, value]) => typeof value === 'number' && Number.isNaN(value),
    )
    if (wrong.length) return outcome.refuse(wrong.map(([name]) => ({ pointer: `/${name}`, code: 'number' })))
    try {
      if (request) await update.mutateAsync({ id: request.id, body: toBody(values) })
      else await add.mutateAsync({ contact_id: contactId, ...toBody(values), key: key.current })
    } catch (error) {
      key.current = crypto.randomUUID()
      return outcome.fail(error)
    }
    toast(t('ui.saved'))
    onClose()
  }

  return (
    <Dialog open title={t(request ? 'request.edit' : 'request.add')} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
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
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="main" busy={add.isPending || update.isPending}>
            {t('ui.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
