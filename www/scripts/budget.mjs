// SPDX-License-Identifier: Apache-2.0
// How much script somebody downloads to sign in and see the first list, gzipped. Fails above the limit.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const LIMIT = 250_000
/** The entry, the screens on the way, and the first words of one language; what they import comes along. */
const START = [
  'index.html',
  'src/agency/sign-in-page.tsx',
  'src/app/shell.tsx',
  'src/estate/list-page.tsx',
  'src/app/i18n/first.fr.ts',
  // Not needed to see the list, but fetched right after it.
  'queue',
]

const manifest = JSON.parse(readFileSync(join('dist', '.vite', 'manifest.json'), 'utf8'))
const sizes = new Map()
const styles = new Map()

function measure(file) {
  return gzipSync(readFileSync(join('dist', file)), { level: 9 }).length
}

function walk(name) {
  // A chunk that several screens share has no source of its own, only a name.
  const chunk =
    manifest[name] ?? Object.values(manifest).find((one) => one.name === name && one.file.endsWith('.js'))
  if (!chunk) {
    console.error(`the build has no chunk "${name}": has the screen been renamed?`)
    process.exit(1)
  }
  if (sizes.has(chunk.file)) return
  sizes.set(chunk.file, measure(chunk.file))
  for (const css of chunk.css ?? []) styles.set(css, measure(css))
  for (const next of chunk.imports ?? []) walk(next)
}

sizes.set('boot.js', measure('boot.js'))
for (const name of START) walk(name)

const sum = (map) => [...map.values()].reduce((a, b) => a + b, 0)
for (const [file, size] of [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 12))
  console.log(`${(size / 1000).toFixed(1).padStart(7)} kB  ${file}`)
console.log(`${(sum(styles) / 1000).toFixed(1).padStart(7)} kB  of styles`)
console.log(
  `${(sum(sizes) / 1000).toFixed(1).padStart(7)} kB  of script to sign in and see the first list, of ${LIMIT / 1000}`,
)
if (sum(sizes) > LIMIT) {
  console.error('over the budget')
  process.exit(1)
}
