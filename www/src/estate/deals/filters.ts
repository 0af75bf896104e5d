// SPDX-License-Identifier: Apache-2.0
// What the address of the deals may say, and the API query it stands for. The board shows those that are open, as far as they fit.
import { type Dialect, filterOf } from '../views/form'
import { checked, id, ids, oneOf, person, someOf, view } from '../views/parameters'

export const SHOWS = ['open', 'won', 'lost', 'won,lost', 'all'] as const
export const DEFAULT_SORT = '-created_at'
const SORTS = ['amount', 'expected_close_on', 'stage_since', 'closed_at', 'created_at', 'updated_at']

/** The table's columns behind the title, by the API's fields. */
export const COLUMNS = [
  { name: 'stage', fields: ['stage_id'], usual: true },
  { name: 'amount', fields: ['amount'], usual: true },
  { name: 'expected', fields: ['expected_close_on'], usual: true },
  { name: 'contact', fields: ['contact_id'], usual: true },
  { name: 'days', fields: ['stage_since'], usual: true },
  { name: 'agent', fields: ['owner_id'], usual: true },
  { name: 'property', fields: ['property_id'] },
  { name: 'closed', fields: ['closed_at'] },
  { name: 'reason', fields: ['close_reason'] },
  { name: 'added', fields: ['created_at'] },
  { name: 'changed', fields: ['updated_at'] },
] as const
export type ColumnName = (typeof COLUMNS)[number]['name']

const PARAMETERS = {
  who: person,
  show: oneOf(SHOWS),
  in: ids,
  sort: oneOf(SORTS.flatMap((name) => [name, `-${name}`])),
  columns: someOf(COLUMNS.map(({ name }) => name)),
  saved: view,
  view: oneOf(['table']),
  /** The stage that a phone shows. */
  stage: id,
  pick: oneOf(['1']),
} as const
export type DealSearch = Partial<Record<keyof typeof PARAMETERS, string>>

export function validDealSearch(search: Record<string, unknown>): DealSearch {
  // what the address said of those that have ended before it could say more
  const show = search.show === 'closed' ? 'won,lost' : search.show
  return checked(PARAMETERS, { ...search, show }, { show: 'open', sort: DEFAULT_SORT })
}

/** The address in the API's words. */
export const DEALS: Dialect<'deals'> = {
  list: 'deals',
  path: '/deals',
  layout: ['view', 'stage'],
  named: 'title',
  columns: [...COLUMNS].map(({ fields, ...column }) => ({ ...column, fields: [...fields] })),
  valid: validDealSearch,
  words: [
    { parameter: 'who', name: 'owner_id' },
    { parameter: 'show', name: 'status', many: true, usual: 'open', every: 'all' },
    { parameter: 'in', name: 'stage_id', many: true },
  ],
}

export function toQuery(search: DealSearch): Record<string, string> {
  return { sort: search.sort ?? DEFAULT_SORT, ...filterOf(DEALS, search) }
}

/** What holds of every stage of the board: which stages and which deals it has are its own to say. */
export function boardFilter(filter: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).filter(([name]) => !/^(sort|(status|stage_id)(\[in\])?)$/.test(name)),
  )
}
