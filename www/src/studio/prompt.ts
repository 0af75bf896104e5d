// SPDX-License-Identifier: Apache-2.0
// {{variables}} in the text of a template, as the server reads them: it decides, this only helps while somebody types.
import type { Variable } from './types'

const NAME = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/g
const NAMED = /^[a-z][a-z0-9_]*$/

/** Each once, in the order in which they are first named. */
export const namedIn = (text: string): string[] => [
  ...new Set([...text.matchAll(NAME)].map((found) => found[1] ?? '')),
]

/** The variables of a text: what is known of them stays, new ones come, those that no text names go. */
export function variablesOf(text: string, known: Variable[]): Variable[] {
  return namedIn(text).map(
    (name) => known.find((one) => one.name === name) ?? { name, label: labelOf(name), default: '' },
  )
}

/** "floor_colour" as somebody would write it. */
export const labelOf = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const isName = (name: string): boolean => NAMED.test(name)

/** What each is until somebody says otherwise. */
export const valuesOf = (variables: Variable[], given: Record<string, string>): Record<string, string> =>
  Object.fromEntries(variables.map(({ name, default: usual }) => [name, given[name] ?? usual ?? '']))
