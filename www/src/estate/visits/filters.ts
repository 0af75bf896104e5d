// SPDX-License-Identifier: Apache-2.0
// What the address of the calendar may say, and the API query it stands for. Days, weeks and months show what fits of theirs; the
// list begins today, unless it is asked for others.
import type { VisitStatus } from '#/api/types'
import { type Dialect, filterOf } from '../views/form'
import { checked, id, oneOf, person, someOf, view } from '../views/parameters'

export const STATUSES: VisitStatus[] = ['requested', 'confirmed', 'done', 'no_show', 'cancelled']
export const INTERESTS = ['strong', 'some', 'none'] as const
/** From which day on a list has them: so many days ago, today, or from the first on. */
export const SINCE = ['P0D', '-P7D', '-P30D', 'all'] as const
export const DEFAULT_SORT = 'starts_at'

/** The list's columns behind the property, by the API's fields. */
export const COLUMNS = [
  { name: 'when', fields: ['starts_at', 'ends_at'], usual: true },
  { name: 'status', fields: ['status'], usual: true },
  { name: 'contact', fields: ['contact_id'], usual: true },
  { name: 'agent', fields: ['agent_id'], usual: true },
  { name: 'place', fields: ['place'] },
  { name: 'interest', fields: ['interest'] },
  { name: 'rating', fields: ['rating'] },
  { name: 'added', fields: ['created_at'] },
] as const
export type ColumnName = (typeof COLUMNS)[number]['name']

const PARAMETERS = {
  who: person,
  status: someOf(STATUSES),
  interest: oneOf(INTERESTS),
  since: oneOf(SINCE),
  sort: oneOf(['starts_at', '-starts_at', 'created_at', '-created_at']),
  columns: someOf(COLUMNS.map(({ name }) => name)),
  saved: view,
  view: oneOf(['day', 'week', 'month', 'team', 'list']),
  date: (value: string) => (Number.isNaN(Date.parse(`${value}T00:00:00Z`)) ? undefined : value),
  open: id,
  pick: oneOf(['1']),
} as const
export type VisitSearch = Partial<Record<keyof typeof PARAMETERS, string>>

export const validVisitSearch = (search: Record<string, unknown>): VisitSearch =>
  checked(PARAMETERS, search, { since: 'P0D', sort: DEFAULT_SORT })

/** The address in the API's words. */
export const VISITS: Dialect<'visits'> = {
  list: 'visits',
  path: '/calendar',
  layout: ['view', 'date', 'open'],
  named: 'property_id',
  columns: [...COLUMNS].map(({ fields, ...column }) => ({ ...column, fields: [...fields] })),
  valid: validVisitSearch,
  words: [
    { parameter: 'who', name: 'agent_id' },
    { parameter: 'status', name: 'status', many: true },
    { parameter: 'interest', name: 'interest' },
    { parameter: 'since', name: 'starts_at[gte]', usual: 'P0D', every: 'all' },
  ],
}

export function toQuery(search: VisitSearch): Record<string, string> {
  return { sort: search.sort ?? DEFAULT_SORT, ...filterOf(VISITS, search) }
}

/** What holds of every day: which of them are shown is the calendar's to say. */
export function calendarFilter({ sort: _sort, 'starts_at[gte]': _since, ...filter }: Record<string, string>) {
  return filter
}
