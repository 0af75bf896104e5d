// SPDX-License-Identifier: Apache-2.0
// The form's values and what they are as a request: only what changed is sent.
import type { Contact, ContactCreate, ContactUpdate } from '#/api/types'
import { changedIn, clashesIn, rebaseIn } from '../merge'

export interface FormValues {
  name: string
  type: NonNullable<Contact['type']>
  status: NonNullable<Contact['status']>
  email: string
  phone: string
  tags: string[]
  notes: string
  /** Empty in a new contact: whoever makes it. */
  owner_id: string
}

export type FieldName = keyof FormValues

export const EMPTY: FormValues = {
  name: '',
  type: 'lead',
  status: 'lead',
  email: '',
  phone: '',
  tags: [],
  notes: '',
  owner_id: '',
}

export function toForm(contact: Contact): FormValues {
  const { name, type, status, email, phone, phone_raw, tags, notes, owner_id } = contact
  return {
    name: name ?? '',
    type: type ?? 'other',
    status: status ?? 'lead',
    email: email ?? '',
    phone: phone_raw || phone || '',
    tags: tags ?? [],
    notes: notes ?? '',
    owner_id: owner_id ?? '',
  }
}

/** A value as the API wants it. */
export function outgoing(name: FieldName, values: FormValues): unknown {
  const value = values[name]
  if (typeof value !== 'string') return value
  return value.trim() || (name === 'name' ? '' : null)
}

export const changedFields = (values: FormValues, before: FormValues): FieldName[] =>
  changedIn(values, before, outgoing)

function body(values: FormValues, before: FormValues) {
  return Object.fromEntries(changedFields(values, before).map((name) => [name, outgoing(name, values)]))
}

/** What is as in an empty form the server knows by itself, but for kind and state, which are a choice. */
export const toCreate = (values: FormValues): ContactCreate => ({
  ...(body(values, EMPTY) as Partial<ContactCreate>),
  name: values.name.trim(),
  type: values.type,
  status: values.status,
})

export const toUpdate = (values: FormValues, before: FormValues) => body(values, before) as ContactUpdate

export const conflicts = (mine: FormValues, theirs: FormValues, before: FormValues): FieldName[] =>
  clashesIn(mine, theirs, before, outgoing)

export const rebase = (mine: FormValues, theirs: FormValues, before: FormValues, left: FieldName[] = []) =>
  rebaseIn(mine, theirs, before, outgoing, left)
