// SPDX-License-Identifier: Apache-2.0
// The list's address: what its query parameters mean, and the API query they stand for. The address is the only
// place where filter, sort and view live, so any view can be sent to a colleague.
import type { PropertyStatus, PropertyType } from '#/api/types'

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

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const someOf = (allowed: readonly string[]) => (value: string) => {
  const kept = value.split(',').filter((item) => allowed.includes(item))
  return kept.length ? kept.join(',') : undefined
}
const oneOf = (allowed: readonly string[]) => (value: string) => (allowed.includes(value) ? value : undefined)
const amount = (value: string) => (/^\d{1,12}(\.\d{1,2})?$/.test(value) ? value : undefined)
const text = (value: string) => value.slice(0, 200).trimStart() || undefined
const id = (value: string) => (uuid.test(value) ? value : undefined)

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
  agent: (value: string) => (value === 'me' ? value : id(value)),
  photos: oneOf(['none']),
  added: oneOf(['7', '30', '90']),
  deleted: oneOf(['only']),
  sort: oneOf(SORTS),
  view: oneOf(['table']),
  open: id,
} as const

export type Parameter = keyof typeof PARAMETERS
export type ListSearch = Partial<Record<Parameter, string>>

export function validListSearch(search: Record<string, unknown>): ListSearch {
  const valid: ListSearch = {}
  for (const [name, check] of Object.entries(PARAMETERS) as [
    Parameter,
    (value: string) => string | undefined,
  ][]) {
    const given = search[name]
    const kept = given === undefined ? undefined : check(String(given))
    if (kept !== undefined) valid[name] = kept
  }
  if (valid.sort === DEFAULT_SORT) delete valid.sort
  return valid
}

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

/** What a saved view remembers: filter and sort, not how it is laid out or which record is open. */
export function viewPart({ view: _view, open: _open, q: _q, ...rest }: ListSearch): ListSearch {
  return rest
}

export function sameView(a: ListSearch, b: ListSearch): boolean {
  const flat = (search: ListSearch) =>
    JSON.stringify(Object.entries(viewPart(search)).sort(([x], [y]) => (x < y ? -1 : 1)))
  return flat(a) === flat(b)
}

/** The API's query for an address. `me` is the reader's user id; days are counted back from `now`. */
export function toQuery(search: ListSearch, me: string, now: Date): Record<string, string> {
  const query: Record<string, string> = { sort: search.sort ?? DEFAULT_SORT }
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined) query[name] = value
  }
  const list = (name: string, value: string | undefined) =>
    set(value?.includes(',') ? `${name}[in]` : name, value)
  set('q', search.q?.trim() || undefined)
  list('status', search.status)
  list('property_type', search.type)
  set('transaction', search.deal)
  set('price[gte]', search.price_min)
  set('price[lte]', search.price_max)
  set('living_area[gte]', search.area_min)
  set('living_area[lte]', search.area_max)
  set('bedrooms[gte]', search.beds_min)
  set('city[like]', search.city?.trim() || undefined)
  set('owner_id', search.agent === 'me' ? me : search.agent)
  if (search.photos) query['cover_media_id[null]'] = 'true'
  if (search.added) {
    // Whole days, so that the same view asks the same question all day and is answered from memory.
    const from = new Date(now)
    from.setUTCHours(0, 0, 0, 0)
    from.setUTCDate(from.getUTCDate() - Number(search.added))
    query['created_at[gte]'] = from.toISOString()
  }
  set('deleted', search.deleted)
  return query
}
