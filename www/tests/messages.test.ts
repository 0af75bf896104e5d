// SPDX-License-Identifier: Apache-2.0
// The two languages are equals: same keys, same parameters, every key used, and no word outside the catalogues.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import restEn from '#/app/i18n/catalogue.en'
import firstEn from '#/app/i18n/first.en'
import { formatMessage, messageParams } from '#/app/i18n/message'
import { en, fr } from './words'

const english: Record<string, string> = en
const french: Record<string, string> = fr

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(path) && !/messages\.|catalogue\.|first\.|schema\.d|\.test\./.test(path)
      ? [path]
      : []
  })
}

const root = join(__dirname, '..', 'src')
const files = sources(root).map((path) => ({ path, text: readFileSync(path, 'utf8') }))

/** Tells whether some code names a key; t(`status.${x}`) names every key that begins and ends like it. */
function namedIn(code: string): (key: string) => boolean {
  const literal = new Set(
    [...code.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g)].map((match) => match[1] ?? ''),
  )
  const patterns = [...code.matchAll(/`([a-z][\w-]*\.[^`]*\$\{[^`]*)`/g)].map((match) => {
    const parts = (match[1] ?? '').split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/)
    return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`)
  })
  return (key) => literal.has(key) || patterns.some((pattern) => pattern.test(key))
}

/** The module that an import in `from` means, if it is one of ours. */
function resolved(from: string, name: string): string | undefined {
  const base = name.startsWith('#/')
    ? join(root, name.slice(2))
    : name.startsWith('.')
      ? join(dirname(from), name)
      : ''
  return files.find(({ path }) => path === `${base}.ts` || path === `${base}.tsx`)?.path
}

/** These modules and all that comes along with them. */
function withImports(starts: string[]): typeof files {
  const reached = new Set<string>()
  const reach = (path: string) => {
    if (reached.has(path)) return
    reached.add(path)
    const text = files.find((file) => file.path === path)?.text ?? ''
    for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type )(?:[^'"]*? from )?'([^']+)'/gm)) {
      const next = resolved(path, name)
      if (next) reach(next)
    }
  }
  for (const start of starts) reach(start)
  return files.filter(({ path }) => reached.has(path))
}

describe('catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(french).sort()).toEqual(Object.keys(english).sort())
  })

  it('have the same parameters in each message', () => {
    for (const key of Object.keys(english))
      expect([key, messageParams(french[key] ?? '')]).toEqual([key, messageParams(english[key] ?? '')])
  })

  it('parse in both languages', () => {
    for (const [locale, catalogue] of [
      ['en-GB', english],
      ['fr-LU', french],
    ] as const)
      for (const message of Object.values(catalogue))
        expect(formatMessage(message, locale)).not.toContain('{')
  })

  it('have every key that the screens name, and no key that none names', () => {
    const code = files.map((file) => file.text).join('\n')
    const used = namedIn(code)
    expect(Object.keys(english).filter((key) => !used(key))).toEqual([])
    const called = [...code.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '')
    expect(called.filter((key) => !(key in english))).toEqual([])
  })
})

describe('the first screens', () => {
  const first = withImports(
    [
      'main.tsx',
      'agency/sign-in-page.tsx',
      'app/shell.tsx',
      'notify/bell.tsx',
      'jobs/jobs-button.tsx',
      'billing/credits-chip.tsx',
      'estate/list-page.tsx',
    ].map((name) => join(root, name)),
  )
  const late = (code: typeof files) => {
    const named = namedIn(code.map(({ text }) => text).join('\n'))
    return Object.keys(restEn).filter(named)
  }

  it('say only words that come with the start', () => {
    expect(late(first)).toEqual([])
  })

  it('fetch whatever says others together with its words', () => {
    const alone = first.flatMap(({ path, text }) =>
      [...text.matchAll(/(withWords\(\(\) =>\s+)?\bimport\('([^']+)'\)/g)]
        .filter(([, words]) => !words)
        .map(([, , name = '']) => resolved(path, name))
        .filter((found) => found !== undefined),
    )
    expect(late(withImports(alone))).toEqual([])
  })

  it('carry no word that only others say', () => {
    const named = namedIn(first.map(({ text }) => text).join('\n'))
    expect(Object.keys(firstEn).filter((key) => !named(key))).toEqual([])
  })
})

describe('screens', () => {
  const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'description'])

  function words(path: string, text: string): string[] {
    const found: string[] = []
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
    const visit = (node: ts.Node) => {
      if (ts.isJsxText(node) && /\p{L}{2,}/u.test(node.text)) found.push(`${path}: ${node.text.trim()}`)
      if (
        ts.isJsxAttribute(node) &&
        SPOKEN.has(node.name.getText(file)) &&
        node.initializer &&
        ts.isStringLiteral(node.initializer) &&
        /\p{L}/u.test(node.initializer.text)
      )
        found.push(`${path}: ${node.getText(file)}`)
      ts.forEachChild(node, visit)
    }
    visit(file)
    return found
  }

  // It parses all of them, which takes its time on a busy machine.
  it('have no text of their own', { timeout: 60_000 }, () => {
    const found = files
      .filter(({ path }) => path.endsWith('.tsx'))
      .flatMap(({ path, text }) => words(path, text))
    // The name of a key on the keyboard is the same in both languages.
    expect(found.filter((line) => !/: (esc|Ctrl K)$/.test(line))).toEqual([])
  })
})
