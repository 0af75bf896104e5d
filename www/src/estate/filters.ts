// SPDX-License-Identifier: Apache-2.0
// The list's address: what its query parameters mean, and the API query they stand for. The address is the only
// place where filter, sort and view live, so any view can be sent to a colleague.
import type { PropertyStatus, PropertyType } from '#/api/types'
import { type Dialect, filterOf, sameForm } from './views/form'
import { type Check, checked, id, oneOf, person, someOf, text, view } from './views/parameters'

export const STATUSES: PropertyStatus[] = ['draft', 'active', 'pending', 'sold', 'off_market']
export const TYPES: PropertyType[] = ['house', 'apartment', 'land', 'commercial', 'office', 'garage', 'other']
export const SORTS = [
  '-created_at',
  'created_at',
  '-updated_at',
  '-price',
  'price',
  '-living_area',
  'living_area',
  '-bedrooms',
  'bedrooms',
] as const

export type Sort = (typeof SORTS)[number]
export const DEFAULT_SORT: Sort = '-created_at'

/** The table's columns behind the name, by the API's fields; their words are the table's. */
export const COLUMNS = [
  { name: 'status', fields: ['status'], usual: true },
  { name: 'price', fields: ['price'], usual: true },
  { name: 'living_area', fields: ['living_area'], usual: true },
  { name: 'bedrooms', fields: ['bedrooms'], usual: true },
  { name: 'days', fields: ['created_at'], usual: true },
  { name: 'agent', fields: ['owner_id'], usual: true },
  { name: 'city', fields: ['city'] },
  { name: 'type', fields: ['property_type'] },
  { name: 'reference', fields: ['reference'] },
  { name: 'energy_class', fields: ['energy_class'] },
  { name: 'lot_area', fields: ['lot_area'] },
  { name: 'year_built', fields: ['year_built'] },
  { name: 'changed', fields: ['updated_at'] },
] as const
export type ColumnName = (typeof COLUMNS)[number]['name']

const amount: Check = (value) => (/^\d{1,12}(\.\d{1,2})?$/.test(value) ? value : undefined)

/** Each parameter of the address with its check; what does not pass is dropped. */
const PARAMETERS = {
  q: text,
  status: someOf(STATUSES),
  type: someOf(TYPES),
  deal: oneOf(['sale', 'rent']),
  price_min: amount,
  price_max: amount,
  area_min: amount,
  area_max: amount,
  beds_min: (value: string) => (/^\d{1,2}$/.test(value) ? value : undefined),
  city: text,
  agent: person,
  photos: oneOf(['none']),
  added: oneOf(['7', '30', '90']),
  deleted: oneOf(['only']),
  sort: oneOf(SORTS),
  columns: someOf(COLUMNS.map(({ name }) => name)),
  saved: view,
  view: oneOf(['table']),
  open: id,
  pick: oneOf(['1']),
} as const

export type Parameter = keyof typeof PARAMETERS
export type ListSearch = Partial<Record<Parameter, string>>

export const validListSearch = (search: Record<string, unknown>): ListSearch =>
  checked(PARAMETERS, search, { sort: DEFAULT_SORT })

/** The kinds of filter a person can add, each with the parameters it owns. */
export const FILTERS = {
  status: ['status'],
  type: ['type'],
  deal: ['deal'],
  price: ['price_min', 'price_max'],
  area: ['area_min', 'area_max'],
  beds: ['beds_min'],
  city: ['city'],
  agent: ['agent'],
  photos: ['photos'],
  added: ['added'],
  deleted: ['deleted'],
} as const satisfies Record<string, readonly Parameter[]>

export type FilterKind = keyof typeof FILTERS
export const FILTER_KINDS = Object.keys(FILTERS) as FilterKind[]

export const isSet = (search: ListSearch, kind: FilterKind): boolean =>
  FILTERS[kind].some((name) => search[name] !== undefined)

export const setFilters = (search: ListSearch): FilterKind[] =>
  FILTER_KINDS.filter((kind) => isSet(search, kind))

export function without(search: ListSearch, kind: FilterKind): ListSearch {
  const left = { ...search }
  for (const name of FILTERS[kind]) delete left[name]
  return left
}

/** The address in the API's words. */
export const PROPERTIES: Dialect = {
  list: 'properties',
  path: '/properties',
  layout: ['view'],
  named: 'title',
  columns: [...COLUMNS].map(({ fields, ...column }) => ({ ...column, fields: [...fields] })),
  valid: validListSearch,
  words: [
    { parameter: 'status', name: 'status', many: true },
    { parameter: 'type', name: 'property_type', many: true },
    { parameter: 'deal', name: 'transaction' },
    { parameter: 'price_min', name: 'price[gte]' },
    { parameter: 'price_max', name: 'price[lte]' },
    { parameter: 'area_min', name: 'living_area[gte]' },
    { parameter: 'area_max', name: 'living_area[lte]' },
    { parameter: 'beds_min', name: 'bedrooms[gte]' },
    { parameter: 'city', name: 'city[like]' },
    { parameter: 'agent', name: 'owner_id' },
    { parameter: 'photos', name: 'cover_media_id[null]', said: 'true', value: 'none' },
    // whole days, so that the same view asks the same question all day
    { parameter: 'added', name: 'created_at[gte]', said: '-P*D' },
    { parameter: 'deleted', name: 'deleted' },
  ],
}

export const sameView = (a: ListSearch, b: ListSearch): boolean => sameForm(PROPERTIES, a, b)

/** The API's query for an address. */
export function toQuery(search: ListSearch): Record<string, string> {
  const q = search.q?.trim()
  return { sort: search.sort ?? DEFAULT_SORT, ...(q && { q }), ...filterOf(PROPERTIES, search) }
}
