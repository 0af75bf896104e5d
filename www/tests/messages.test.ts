// SPDX-License-Identifier: Apache-2.0
// The two languages are equals: same keys, same parameters, every key used, and no word outside the catalogues.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import en from '#/app/i18n/catalogue.en'
import fr from '#/app/i18n/catalogue.fr'
import { formatMessage, messageParams } from '#/app/i18n/message'

const english: Record<string, string> = en
const french: Record<string, string> = fr

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(path) && !/messages\.|catalogue\.|schema\.d|\.test\./.test(path) ? [path] : []
  })
}

const root = join(__dirname, '..', 'src')
const files = sources(root).map((path) => ({ path, text: readFileSync(path, 'utf8') }))

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
    const literal = new Set(
      [...code.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g)].map((match) => match[1] ?? ''),
    )
    // t(`status.${x}`) uses every key that begins and ends like it.
    const patterns = [...code.matchAll(/`([a-z][\w-]*\.[^`]*\$\{[^`]*)`/g)].map((match) => {
      const parts = (match[1] ?? '').split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/)
      return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`)
    })
    const used = (key: string) => literal.has(key) || patterns.some((pattern) => pattern.test(key))
    expect(Object.keys(english).filter((key) => !used(key))).toEqual([])
    const called = [...code.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '')
    expect(called.filter((key) => !(key in english))).toEqual([])
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

  it('have no text of their own', () => {
    const found = files
      .filter(({ path }) => path.endsWith('.tsx'))
      .flatMap(({ path, text }) => words(path, text))
    // The name of a key on the keyboard is the same in both languages.
    expect(found.filter((line) => !/: (esc|Ctrl K)$/.test(line))).toEqual([])
  })
})
