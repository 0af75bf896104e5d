// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

it('is shown ahead at every address but those that need nobody signed in', () => {
  const routes = text('../src/app/router.tsx').matchAll(/getParentRoute: \(\) => root,\s+path: '\/([\w-]+)'/g)
  const boot = /\^\\\/\(([\w|-]+)\)\$/.exec(text('../public/boot.js'))
  expect(boot?.[1]?.split('|')).toEqual(Array.from(routes, ([, path]) => path).sort())
})
