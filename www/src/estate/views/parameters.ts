// SPDX-License-Identifier: Apache-2.0
// What the address of a list may say: each parameter with its check, and what does not pass is dropped.

export type Check = (value: string) => string | undefined

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const id: Check = (value) => (UUID.test(value) ? value : undefined)
export const text: Check = (value) => value.slice(0, 200).trimStart() || undefined
/** Somebody, or whoever reads. */
export const person: Check = (value) => (value === 'me' ? value : id(value))
/** A saved view, or that none is meant although the list begins with one. */
export const view: Check = (value) => (value === 'none' ? value : id(value))

export function oneOf(allowed: readonly string[]): Check {
  return (value) => (allowed.includes(value) ? value : undefined)
}

/** Some of them, split by commas. */
export function someOf(allowed: readonly string[]): Check {
  return (value) =>
    value
      .split(',')
      .filter((item) => allowed.includes(item))
      .join() || undefined
}

export const ids: Check = (value) => value.split(',').filter(id).join() || undefined

/** `usual`: what holds without being said. */
export function checked<Name extends string>(
  parameters: Record<Name, Check>,
  search: Record<string, unknown>,
  usual: Partial<Record<Name, string>> = {},
): Partial<Record<Name, string>> {
  const valid: Partial<Record<Name, string>> = {}
  for (const name of Object.keys(parameters) as Name[]) {
    const given = search[name]
    const kept = given === undefined ? undefined : parameters[name](String(given))
    if (kept !== undefined && kept !== usual[name]) valid[name] = kept
  }
  return valid
}
