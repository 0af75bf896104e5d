// SPDX-License-Identifier: Apache-2.0
// The address's query as plain text pairs, so that it can be read, typed and sent to a colleague.

export type Search = Record<string, string | undefined>

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  // Commas stay readable: they separate the values of one filter.
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))
    .toString()
    .replaceAll('%2C', ',')
  return text ? `?${text}` : ''
}

/** Keeps the named parameters and drops the rest. */
export function only<Name extends string>(search: Record<string, unknown>, ...names: Name[]) {
  const found: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const value = search[name]
    if (value !== undefined && value !== '') found[name] = String(value)
  }
  return found
}
