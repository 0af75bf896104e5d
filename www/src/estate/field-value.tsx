// SPDX-License-Identifier: Apache-2.0
import { useI18n } from '#/app/i18n/i18n'
import { useContact } from './contacts'
import type { FieldName, FormValues } from './form-model'
import { statusKey } from './labels'

/** A form value in words. */
export function FieldValue({ name, values }: { name: FieldName; values: FormValues }) {
  const { t, fmt } = useI18n()
  const { data: contact } = useContact(name === 'contact_id' ? values.contact_id : null)
  const value = values[name]
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return t('conflict.empty')
  switch (name) {
    case 'status':
      return t(statusKey(values.status, values.transaction))
    case 'property_type':
      return t(`type.${values.property_type}`)
    case 'transaction':
      return t(`transaction.${values.transaction}`)
    case 'price':
      return fmt.money(values.price ?? 0, values.currency)
    case 'living_area':
    case 'lot_area':
      return fmt.area(Number(value))
    case 'contact_id':
      return contact?.name ?? '…'
    case 'country':
      return fmt.country(values.country)
    case 'title':
    case 'description':
      return Object.entries(values[name])
        .map(([code, text]) => `${code.toUpperCase()}: ${text}`)
        .join('\n')
    case 'features':
      return values.features.join(', ')
    default:
      return String(value)
  }
}
