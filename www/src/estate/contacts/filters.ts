// SPDX-License-Identifier: Apache-2.0
// What the address of the list of contacts may say, and the API query it stands for.
import type { ContactStatus, ContactType } from '#/api/types'
import { type Dialect, filterOf } from '../views/form'
import { checked, oneOf, someOf, text, view } from '../views/parameters'

export const TYPES: ContactType[] = ['lead', 'buyer', 'seller', 'investor', 'other']
export const STATUSES: ContactStatus[] = ['lead', 'active', 'closed']
export const SORTS = ['-created_at', 'name', '-last_contacted_at', '-updated_at'] as const

export type Sort = (typeof SORTS)[number]
export const DEFAULT_SORT: Sort = '-created_at'

/** The table's columns behind the name, by the API's fields. */
export const COLUMNS = [
  { name: 'status', fields: ['status'], usual: true },
  { name: 'reach', fields: ['phone', 'email'], usual: true },
  { name: 'tags', fields: ['tags'], usual: true },
  { name: 'spoke', fields: ['last_contacted_at'], usual: true },
  { name: 'agent', fields: ['owner_id'], usual: true },
  { name: 'username', fields: ['username'] },
  { name: 'added', fields: ['created_at'] },
  { name: 'changed', fields: ['updated_at'] },
] as const
export type ColumnName = (typeof COLUMNS)[number]['name']

/** Each parameter of the address with its check; what does not pass is dropped. */
const PARAMETERS = {
  q: text,
  type: oneOf(TYPES),
  status: oneOf(STATUSES),
  tag: text,
  who: oneOf(['me']),
  sort: oneOf(SORTS),
  columns: someOf(COLUMNS.map(({ name }) => name)),
  saved: view,
  pick: oneOf(['1']),
} as const

export type ContactSearch = Partial<Record<keyof typeof PARAMETERS, string>>

export const validContactSearch = (search: Record<string, unknown>): ContactSearch =>
  checked(PARAMETERS, search, { sort: DEFAULT_SORT })

export const isFiltered = ({ q, type, status, tag, who }: ContactSearch): boolean =>
  Boolean(q || type || status || tag || who)

/** The address in the API's words. */
export const CONTACTS: Dialect = {
  list: 'contacts',
  path: '/contacts',
  layout: [],
  named: 'name',
  columns: [...COLUMNS].map(({ fields, ...column }) => ({ ...column, fields: [...fields] })),
  valid: validContactSearch,
  words: [
    { parameter: 'type', name: 'type' },
    { parameter: 'status', name: 'status' },
    { parameter: 'tag', name: 'tags[contains]' },
    { parameter: 'who', name: 'owner_id' },
  ],
}

export function toQuery(search: ContactSearch): Record<string, string> {
  const q = search.q?.trim()
  return { sort: search.sort ?? DEFAULT_SORT, ...(q && { q }), ...filterOf(CONTACTS, search) }
}
