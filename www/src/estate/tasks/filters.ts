// SPDX-License-Identifier: Apache-2.0
// What the address of the tasks may say, and the API query it stands for.
import { type Dialect, filterOf } from '../views/form'
import { checked, id, oneOf, person, someOf, view } from '../views/parameters'

export const PRIORITIES = ['high', 'normal', 'low'] as const
export const SHOWS = ['open', 'done', 'all'] as const
/** Due before the beginning of a day that is so many days from now. */
export const WITHIN = ['7', '30'] as const
export const DEFAULT_SORT = 'due_at'
const SORTS = ['due_at', 'done_at', 'created_at', 'updated_at']

/** The table's columns behind the title, by the API's fields. */
export const COLUMNS = [
  { name: 'due', fields: ['due_at'], usual: true },
  { name: 'priority', fields: ['priority'], usual: true },
  { name: 'contact', fields: ['contact_id'], usual: true },
  { name: 'property', fields: ['property_id'], usual: true },
  { name: 'agent', fields: ['assignee_id'], usual: true },
  { name: 'repeats', fields: ['repeats'] },
  { name: 'done', fields: ['done_at'] },
  { name: 'added', fields: ['created_at'] },
  { name: 'changed', fields: ['updated_at'] },
] as const
export type ColumnName = (typeof COLUMNS)[number]['name']

const PARAMETERS = {
  who: (value: string) => (value === 'all' ? value : person(value)),
  show: oneOf(SHOWS),
  priority: oneOf(PRIORITIES),
  due: oneOf(WITHIN),
  sort: oneOf(SORTS.flatMap((name) => [name, `-${name}`])),
  columns: someOf(COLUMNS.map(({ name }) => name)),
  saved: view,
  view: oneOf(['table']),
  open: id,
  pick: oneOf(['1']),
} as const
export type TaskSearch = Partial<Record<keyof typeof PARAMETERS, string>>

export const validTaskSearch = (search: Record<string, unknown>): TaskSearch =>
  checked(PARAMETERS, search, { who: 'me', show: 'open', sort: DEFAULT_SORT })

/** The address in the API's words. */
export const TASKS: Dialect<'tasks'> = {
  list: 'tasks',
  path: '/tasks',
  layout: ['view', 'open'],
  named: 'title',
  columns: [...COLUMNS].map(({ fields, ...column }) => ({ ...column, fields: [...fields] })),
  valid: validTaskSearch,
  words: [
    { parameter: 'who', name: 'assignee_id', usual: 'me', every: 'all' },
    { parameter: 'show', name: 'status', usual: 'open', every: 'all' },
    { parameter: 'priority', name: 'priority' },
    { parameter: 'due', name: 'due_at[lt]', said: 'P*D' },
  ],
}

export function toQuery(search: TaskSearch): Record<string, string> {
  return { sort: search.sort ?? DEFAULT_SORT, ...filterOf(TASKS, search) }
}

/** What holds of an agenda: that it has what is open, the first due first, is its own to say. */
export function agendaFilter({ sort: _sort, status: _status, ...filter }: Record<string, string>) {
  return filter
}
