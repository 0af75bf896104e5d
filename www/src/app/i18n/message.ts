// SPDX-License-Identifier: Apache-2.0
// Messages in the part of ICU MessageFormat that we use: {name}, {n, plural, =0 {…} one {…} other {# …}} and
// {x, select, a {…} other {…}}. Plural categories come from Intl, so each language has its own rules.

export type Params = Record<string, string | number>

type Part =
  | string
  | { kind: 'value'; name: string }
  | { kind: 'plural' | 'select'; name: string; cases: Map<string, Part[]> }
  | { kind: 'hash' }

/** The index just past the brace that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i + 1
  }
  throw new Error(`message has an open brace: ${text}`)
}

function parseCases(text: string): Map<string, Part[]> {
  const cases = new Map<string, Part[]>()
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{', at)
    if (open < 0) break
    const end = closing(text, open)
    cases.set(text.slice(at, open).trim(), parse(text.slice(open + 1, end - 1), true))
    at = end
  }
  if (!cases.has('other')) throw new Error(`message lacks the case "other": ${text}`)
  return cases
}

function parseArgument(text: string): Part {
  const [name = '', kind, ...rest] = text.split(',')
  if (kind === undefined) return { kind: 'value', name: name.trim() }
  const word = kind.trim()
  if (word !== 'plural' && word !== 'select') throw new Error(`message has an unknown form "${word}"`)
  return { kind: word, name: name.trim(), cases: parseCases(rest.join(',')) }
}

function parse(text: string, inPlural = false): Part[] {
  const parts: Part[] = []
  let plain = ''
  const flush = () => {
    if (plain) parts.push(plain)
    plain = ''
  }
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '{') {
      flush()
      const end = closing(text, i)
      parts.push(parseArgument(text.slice(i + 1, end - 1)))
      i = end - 1
    } else if (c === '#' && inPlural) {
      flush()
      parts.push({ kind: 'hash' })
    } else plain += c
  }
  flush()
  return parts
}

const parsed = new Map<string, Part[]>()
const rules = new Map<string, Intl.PluralRules>()

function category(locale: string, n: number): string {
  let rule = rules.get(locale)
  if (!rule) {
    rule = new Intl.PluralRules(locale)
    rules.set(locale, rule)
  }
  return rule.select(n)
}

function render(parts: Part[], locale: string, params: Params, hash?: number): string {
  let out = ''
  for (const part of parts) {
    if (typeof part === 'string') out += part
    else if (part.kind === 'hash') out += (hash ?? 0).toLocaleString(locale)
    else if (part.kind === 'value') {
      const value = params[part.name]
      out += typeof value === 'number' ? value.toLocaleString(locale) : (value ?? '')
    } else {
      const value = params[part.name]
      const n = Number(value)
      const exact = part.cases.get(part.kind === 'plural' ? `=${n}` : String(value))
      const chosen =
        exact ?? part.cases.get(part.kind === 'plural' ? category(locale, n) : '') ?? part.cases.get('other')
      out += render(chosen ?? [], locale, params, part.kind === 'plural' ? n : hash)
    }
  }
  return out
}

/** The message in the reader's language. `locale` decides plurals and how numbers look. */
export function formatMessage(message: string, locale: string, params: Params = {}): string {
  let parts = parsed.get(message)
  if (!parts) {
    parts = parse(message)
    parsed.set(message, parts)
  }
  return render(parts, locale, params)
}

/** The names a message expects, for the test that compares languages. */
export function messageParams(message: string): string[] {
  const names = new Set<string>()
  const walk = (parts: Part[]) => {
    for (const part of parts) {
      if (typeof part === 'string' || part.kind === 'hash') continue
      names.add(part.name)
      if (part.kind !== 'value') for (const inner of part.cases.values()) walk(inner)
    }
  }
  walk(parse(message))
  return [...names].sort()
}
