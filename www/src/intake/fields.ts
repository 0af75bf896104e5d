// SPDX-License-Identifier: Apache-2.0
// What a column can become, in the order in which people look for it, and by what a record is known.
import type { MessageKey } from '#/app/i18n/i18n'
import type { Table } from './imports'

const CONTACT: Record<string, MessageKey> = {
  name: 'contact.field.name',
  email: 'contact.field.email',
  phone: 'contact.field.phone',
  type: 'contact.field.type',
  status: 'contact.field.status',
  tags: 'contact.field.tags',
  notes: 'contact.field.notes',
  last_contacted_at: 'import.field.last_contacted_at',
  username: 'import.field.username',
  external_ref: 'import.field.external_ref',
}

const PROPERTY: Record<string, MessageKey> = {
  reference: 'field.reference',
  title: 'field.title',
  description: 'field.description',
  status: 'contact.field.status',
  property_type: 'field.property_type',
  transaction: 'field.transaction',
  address: 'field.address',
  zip_code: 'field.zip_code',
  city: 'field.city',
  state: 'field.state',
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
  latitude: 'import.field.latitude',
  longitude: 'import.field.longitude',
  external_ref: 'import.field.external_ref',
}

export const FIELDS: Record<Table, Record<string, MessageKey>> = { contacts: CONTACT, properties: PROPERTY }

/** The best first. */
export const KEYS: Record<Table, string[]> = {
  contacts: ['external_ref', 'email', 'phone'],
  properties: ['external_ref', 'reference'],
}

/** "title.fr" is a title, in a language. */
export function labelOf(table: Table, field: string, t: (key: MessageKey) => string): string {
  const [name = '', language] = field.split('.')
  const key = FIELDS[table][name]
  const label = key ? t(key) : name
  return language ? `${label} (${language})` : label
}
