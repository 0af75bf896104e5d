// SPDX-License-Identifier: Apache-2.0
// The form's values and what they are as a request: only what changed is sent, so two people who edit different
// fields do not undo each other.
import type { Property, PropertyCreate, PropertyUpdate } from '#/api/types'
import { changedIn, clashesIn, rebaseIn } from './merge'

type Words = Record<string, string>

export interface FormValues {
  title: Words
  description: Words
  reference: string
  status: NonNullable<Property['status']>
  property_type: NonNullable<Property['property_type']>
  transaction: NonNullable<Property['transaction']>
  address: string
  city: string
  state: string
  zip_code: string
  country: string
  price: number | null
  currency: string
  bedrooms: number | null
  bathrooms: number | null
  living_area: number | null
  lot_area: number | null
  year_built: number | null
  energy_class: string
  features: string[]
  notes: string
  contact_id: string | null
}

export type FieldName = keyof FormValues

/** Fields whose emptiness is null in the API. */
const NULLABLE: FieldName[] = ['reference', 'city', 'state', 'zip_code', 'country', 'energy_class', 'notes']

export function emptyForm(agency: { currency?: string; country?: string | null }): FormValues {
  return {
    title: {},
    description: {},
    reference: '',
    status: 'draft',
    property_type: 'house',
    transaction: 'sale',
    address: '',
    city: '',
    state: '',
    zip_code: '',
    country: agency.country ?? '',
    price: null,
    currency: agency.currency ?? 'EUR',
    bedrooms: null,
    bathrooms: null,
    living_area: null,
    lot_area: null,
    year_built: null,
    energy_class: '',
    features: [],
    notes: '',
    contact_id: null,
  }
}

export function toForm(property: Property): FormValues {
  const empty = emptyForm({ currency: property.currency ?? undefined, country: property.country })
  const values = { ...empty } as Record<FieldName, unknown>
  for (const name of Object.keys(empty) as FieldName[]) {
    const value = property[name]
    if (value !== null && value !== undefined) values[name] = value
  }
  return values as unknown as FormValues
}

function tidyWords(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words)
      .map(([language, text]) => [language, text.trim()])
      .filter(([, text]) => text),
  )
}

/** A value as the API wants it. */
export function outgoing(name: FieldName, values: FormValues): unknown {
  const value = values[name]
  if (name === 'title' || name === 'description') return tidyWords(value as Words)
  if (typeof value === 'string') {
    const text = value.trim()
    return text === '' && NULLABLE.includes(name) ? null : text
  }
  return value
}

const isEmpty = (value: unknown) =>
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && !Array.isArray(value) && value !== null && Object.keys(value).length === 0)

export function toCreate(values: FormValues): PropertyCreate {
  const body: Record<string, unknown> = {}
  for (const name of Object.keys(values) as FieldName[]) {
    const value = outgoing(name, values)
    if (!isEmpty(value)) body[name] = value
  }
  // The server says itself that an address is missing.
  body.address ??= ''
  return body as unknown as PropertyCreate
}

/** Languages that went empty are null in a merge patch; the others are sent as they are. */
function patchWords(now: Words, before: Words): Record<string, string | null> {
  const kept = tidyWords(now)
  const gone = Object.keys(before).filter((language) => !(language in kept))
  return { ...kept, ...Object.fromEntries(gone.map((language) => [language, null])) }
}

export const changedFields = (values: FormValues, before: FormValues): FieldName[] =>
  changedIn(values, before, outgoing)

export function toUpdate(values: FormValues, before: FormValues): PropertyUpdate {
  const body: Record<string, unknown> = {}
  for (const name of changedFields(values, before))
    body[name] =
      name === 'title' || name === 'description'
        ? patchWords(values[name], before[name])
        : outgoing(name, values)
  return body as PropertyUpdate
}

export interface Conflict {
  name: FieldName
  mine: FormValues[FieldName]
  theirs: FormValues[FieldName]
}

/** Fields that both changed, and differently. */
export function conflicts(mine: FormValues, theirs: FormValues, before: FormValues): Conflict[] {
  return clashesIn(mine, theirs, before, outgoing).map((name) => ({
    name,
    mine: mine[name],
    theirs: theirs[name],
  }))
}

/** My changes on top of theirs, but for the fields of `left`. */
export const rebase = (mine: FormValues, theirs: FormValues, before: FormValues, left: FieldName[] = []) =>
  rebaseIn(mine, theirs, before, outgoing, left)
