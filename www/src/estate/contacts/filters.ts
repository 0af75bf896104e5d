// SPDX-License-Identifier: Apache-2.0
// What the address of the list of contacts may say, and the API query it stands for.
import type { ContactStatus, ContactType } from '#/api/types'

export const TYPES: ContactType[] = ['lead', 'buyer', 'seller', 'investor', 'other']
export const STATUSES: ContactStatus[] = ['lead', 'active', 'closed']
export const SORTS = ['-created_at', 'name', '-last_contacted_at', '-updated_at'] as const

export type Sort = (typeof SORTS)[number]
export const DEFAULT_SORT: Sort = '-created_at'

const oneOf = (allowed: readonly string[]) => (value: string) => (allowed.includes(value) ? value : undefined)
const text = (value: string) => value.slice(0, 200).trimStart() || undefined

/** Each parameter of the address with its check; what does not pass is dropped. */
const PARAMETERS = {
  q: text,
  type: oneOf(TYPES),
  status: oneOf(STATUSES),
  tag: text,
  who: oneOf(['me']),
  sort: oneOf(SORTS),
} as const

export type ContactSearch = Partial<Record<keyof typeof PARAMETERS, string>>

export function validContactSearch(search: Record<string, unknown>): ContactSearch {
  const valid: ContactSearch = {}
  for (const name of Object.keys(PARAMETERS) as (keyof typeof PARAMETERS)[]) {
    const given = search[name]
    const kept = given === undefined ? undefined : PARAMETERS[name](String(given))
    if (kept !== undefined) valid[name] = kept
  }
  if (valid.sort === DEFAULT_SORT) delete valid.sort
  return valid
}

export const isFiltered = ({ q, type, status, tag, who }: ContactSearch): boolean =>
  Boolean(q || type || status || tag || who)

/** `me` is the reader's user id. */
export function toQuery(search: ContactSearch, me: string): Record<string, string> {
  const wanted: Record<string, string | undefined> = {
    q: search.q?.trim(),
    type: search.type,
    status: search.status,
    'tags[contains]': search.tag?.trim(),
    owner_id: search.who && me,
    sort: search.sort ?? DEFAULT_SORT,
  }
  return Object.fromEntries(
    Object.entries(wanted).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}
