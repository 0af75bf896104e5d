// SPDX-License-Identifier: Apache-2.0
// Cuts single scenes out of scenes.svg, each with only the gradients and filters it uses, into public/art/.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const WANTED = [
  'skyline',
  'living-raw',
  'living-empty',
  'living',
  'living-b',
  'villa',
  'villa-dusk',
  'residence-grey',
  'residence',
  'farmhouse-dry',
  'farmhouse',
  'kitchen',
  'loft',
  'townhouse',
  'study',
  'bedroom',
  'bath',
  'garden',
  'terrace',
]
const here = dirname(fileURLToPath(import.meta.url))
const target = join(here, '..', 'public', 'art')
const sheet = await readFile(join(here, 'scenes.svg'), 'utf8')

/** The element with this id, from its opening to its closing tag (or up to its self-closing end). */
function element(id) {
  const open = new RegExp(`<(\\w+)[^>]*\\bid="${id}"[^>]*>`).exec(sheet)
  if (!open) throw new Error(`scenes.svg has no element "${id}"`)
  if (open[0].endsWith('/>')) return open[0]
  const end = sheet.indexOf(`</${open[1]}>`, open.index)
  return sheet.slice(open.index, end + open[1].length + 3)
}

/** Every id that the text points at, and what those point at in turn. */
function needed(text, found = new Map()) {
  for (const [, id] of text.matchAll(/(?:url\(#|href="#)([\w-]+)/g)) {
    if (found.has(id)) continue
    const part = element(id)
    found.set(id, part)
    needed(part, found)
  }
  return found
}

await mkdir(target, { recursive: true })
for (const name of WANTED) {
  const drawing = element(`s-${name}`)
    .replace(/^<symbol[^>]*>/, '')
    .replace(/<\/symbol>$/, '')
  const defs = [...needed(drawing).values()].join('')
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400" width="600" height="400" ' +
    `preserveAspectRatio="xMidYMid slice"><defs>${defs}</defs>${drawing}</svg>\n`
  await writeFile(join(target, `${name}.svg`), svg)
}
