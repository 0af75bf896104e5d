// SPDX-License-Identifier: Apache-2.0
// A list as a saved view holds it, in the API's words, and the address of the list that stands for the same.

import type { SavedView } from '#/api/types'

/** The query part of a list's address. */
export type Search = Partial<Record<string, string>>

export interface Form {
  filter: Record<string, string>
  /** null: the list's own order. */
  sort: string | null
  /** None: the list's own. */
  columns: string[]
}

/** A parameter of the address, as the API calls it. */
export interface Word {
  parameter: string
  name: string
  /** Several values, split by commas, are asked for with another operator. */
  many?: boolean
  /** How the API says the value, with * for what stands in the address; without *, `value` is the only one. */
  said?: string
  value?: string
  /** What holds when the address does not say it. */
  usual?: string
  /** How the address says that nothing of it is asked for. */
  every?: string
}

export interface Column {
  name: string
  /** Of a record: what the column shows, first what it is known by. */
  fields: string[]
  /** Shown unless others are chosen. */
  usual?: boolean
}

/** How one of the lists speaks: all that differs between them where views are concerned. */
export interface Dialect<List extends SavedView['list'] = SavedView['list']> {
  list: List
  /** Where the list is. */
  path: '/properties' | '/contacts' | '/deals' | '/tasks' | '/leads' | '/calendar'
  /** What the address says of how it is shown, which is no view's. */
  layout: string[]
  /** The field that the first column shows, whatever else is chosen. */
  named: string
  words: Word[]
  columns: Column[]
  /** What the address may say; drops the rest. */
  valid(search: Record<string, unknown>): Search
}

export function filterOf({ words }: Dialect, search: Search): Record<string, string> {
  const filter: Record<string, string> = {}
  for (const { parameter, name, many, said, usual, every } of words) {
    const value = search[parameter]?.trim() || usual
    if (value && value !== every)
      filter[many && value.includes(',') ? `${name}[in]` : name] = said?.replace('*', value) ?? value
  }
  return filter
}

/** The value in the address of what the API says, if it can say so. */
function unsaid({ said, value }: Word, text: string): string | undefined {
  if (said === undefined) return text
  const [before = '', after] = said.split('*')
  if (after === undefined) return text === said ? value : undefined
  return text.startsWith(before) && text.endsWith(after)
    ? text.slice(before.length, text.length - after.length)
    : undefined
}

/** What the columns of the address are in the API; the usual ones need no word. */
function fieldsOf({ columns, named }: Dialect, chosen: string | undefined): string[] {
  if (!chosen) return []
  const fields = chosen.split(',').flatMap((name) => columns.find((column) => column.name === name)?.fields)
  return [named, ...fields.filter((field) => field !== undefined)]
}

function columnsOf({ columns }: Dialect, fields: string[]): string | undefined {
  const names = fields.flatMap((field) => columns.find((column) => column.fields[0] === field)?.name ?? [])
  return names.length ? names.join(',') : undefined
}

export function formOf(dialect: Dialect, search: Search): Form {
  return {
    filter: filterOf(dialect, search),
    sort: search.sort ?? null,
    columns: fieldsOf(dialect, search.columns),
  }
}

/** The address of a form, and those of its filters for which the address has no word: they hold all the same. */
export function searchOf(dialect: Dialect, form: Form): { search: Search; rest: Record<string, string> } {
  const search: Search = {}
  const rest: Record<string, string> = {}
  for (const [key, text] of Object.entries(form.filter)) {
    const word = dialect.words.find(({ name, many }) => key === name || (many && key === `${name}[in]`))
    const value = word && unsaid(word, text)
    if (word && value === word.usual && value !== undefined) continue
    if (word && value !== undefined && dialect.valid({ [word.parameter]: value })[word.parameter] === value)
      search[word.parameter] = value
    else rest[key] = text
  }
  for (const { parameter, name, many, every } of dialect.words)
    if (every && !(name in form.filter || (many && `${name}[in]` in form.filter))) search[parameter] = every
  const { sort, columns } = dialect.valid({
    sort: form.sort ?? undefined,
    columns: columnsOf(dialect, form.columns),
  })
  if (sort) search.sort = sort
  if (columns) search.columns = columns
  return { search, rest }
}

/** How it is shown, of all that an address says. */
export function layoutOf({ layout }: Dialect, search: Search): Search {
  return Object.fromEntries(layout.flatMap((name) => (search[name] ? [[name, search[name]]] : [])))
}

/** Whether two addresses show the same, whatever is open and however it is laid out. */
export function sameForm(dialect: Dialect, a: Search, b: Search): boolean {
  const flat = (search: Search) => {
    const { filter, ...form } = formOf(dialect, search)
    return JSON.stringify([Object.entries(filter).sort(([x], [y]) => (x < y ? -1 : 1)), form])
  }
  return flat(a) === flat(b)
}

/** A list's query with what a view asks for beyond the address; words of both are looked for. */
export function withRest(
  query: Record<string, string>,
  rest: Record<string, string>,
): Record<string, string> {
  const q = [rest.q, query.q].filter(Boolean).join(' ')
  return { ...rest, ...query, ...(q && { q }) }
}
