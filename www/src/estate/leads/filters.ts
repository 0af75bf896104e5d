// SPDX-License-Identifier: Apache-2.0
// What the address of the leads may say, and the API query it stands for.
import { type Dialect, filterOf } from '../views/form'
import { checked, id, oneOf, person, someOf, text, view } from '../views/parameters'

const OPEN = 'new,offered,claimed'
export const SHOWS = [OPEN, 'new,offered', 'closed', 'all'] as const
export const DEFAULT_SORT = '-created_at'

/** The table's columns behind the name, by the API's fields. */
export const COLUMNS = [
  { name: 'status', fields: ['status'], usual: true },
  { name: 'source', fields: ['source'], usual: true },
  { name: 'property', fields: ['property_id'], usual: true },
  { name: 'reach', fields: ['phone', 'email'], usual: true },
  { name: 'agent', fields: ['assignee_id'], usual: true },
  { name: 'added', fields: ['created_at'], usual: true },
  { name: 'wants', fields: ['wanted_area', 'wanted_price', 'wanted_transaction', 'wants_visit'] },
  { name: 'reason', fields: ['close_reason'] },
  { name: 'closed', fields: ['closed_at'] },
] as const
export type ColumnName = (typeof COLUMNS)[number]['name']

const PARAMETERS = {
  who: person,
  show: oneOf(SHOWS),
  source: text,
  sort: oneOf([DEFAULT_SORT, 'created_at', '-updated_at']),
  columns: someOf(COLUMNS.map(({ name }) => name)),
  saved: view,
  view: oneOf(['table']),
  open: id,
  pick: oneOf(['1']),
} as const
export type LeadSearch = Partial<Record<keyof typeof PARAMETERS, string>>

export const validLeadSearch = (search: Record<string, unknown>): LeadSearch =>
  checked(PARAMETERS, search, { show: OPEN, sort: DEFAULT_SORT })

/** The address in the API's words. */
export const LEADS: Dialect<'leads'> = {
  list: 'leads',
  path: '/leads',
  layout: ['view', 'open'],
  named: 'name',
  columns: [...COLUMNS].map(({ fields, ...column }) => ({ ...column, fields: [...fields] })),
  valid: validLeadSearch,
  words: [
    { parameter: 'who', name: 'assignee_id' },
    { parameter: 'show', name: 'status', many: true, usual: OPEN, every: 'all' },
    { parameter: 'source', name: 'source' },
  ],
}

/** What holds of every part of the page: how far a lead is decides in which it stands. */
export function cardsFilter(filter: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !/^(sort|status(\[in\])?)$/.test(name)))
}

export function toQuery(search: LeadSearch): Record<string, string> {
  return { sort: search.sort ?? DEFAULT_SORT, ...filterOf(LEADS, search) }
}
