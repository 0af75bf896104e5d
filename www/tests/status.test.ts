// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { WAYS } from '#/estate/use-status'

it('lets a property go where the server lets it', () => {
  const def = readFileSync(new URL('../../src/estate/listing_edges.def', import.meta.url), 'utf8')
  const edges = [...def.matchAll(/^EDGE\((\w+), (\w+), /gm)].map(([, from, to]) => `${from} ${to}`)
  expect(edges).toHaveLength(14)
  expect(Object.entries(WAYS).flatMap(([from, to]) => to.map((way) => `${from} ${way}`))).toEqual(edges)
})
