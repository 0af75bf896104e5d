// SPDX-License-Identifier: Apache-2.0
// Every example is one of its schema, and everything that has a body has an example.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { document } from './document.js'

const ajv = new Ajv({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addFormat('idn-email', /^[^@\s]+@[^@\s]+$/) // ajv-formats knows US-ASCII alone
ajv.addSchema(document, 'api')

/** JSON pointers into the document, as they stand behind the # of a $ref. */
const step = (name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`
const at = (pointer) => pointer.split('/').slice(1).reduce((node, part) => node[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')], document)
const follow = (node) => (node?.$ref ? at(node.$ref.slice(1)) : node)

function assertFits(value, pointer) {
  const fits = ajv.compile({ $ref: `api#${pointer}` })
  assert.ok(fits(value), `${JSON.stringify(value)} is none of ${pointer}: ${ajv.errorsText(fits.errors)}`)
}

/** Every place that has a schema and may have examples beside it. */
function* places(node, pointer = '') {
  if (node === null || typeof node !== 'object') return
  if (node.schema && !Array.isArray(node)) yield [pointer, node]
  for (const [name, child] of Object.entries(node)) if (!['schema', 'schemas', 'value', 'example'].includes(name)) yield* places(child, pointer + step(name))
}

const all = [...places(document)]
const bodies = all.filter(([pointer]) => decodeURIComponent(pointer).includes('/content/'))

describe('examples', () => {
  for (const [pointer, place] of all) {
    const examples = [...('example' in place ? [place.example] : []), ...Object.values(place.examples ?? {}).map((e) => follow(e).value)]
    if (examples.length > 0)
      it(`fit: ${decodeURIComponent(pointer)}`, () => {
        for (const example of examples) assertFits(example, `${pointer}/schema`)
      })
  }
  it('every body has one', () => {
    assert.deepEqual(bodies.filter(([, place]) => !('example' in place) && !place.examples).map(([pointer]) => pointer), [])
  })
  it('every field with an example has one of its schema', () => {
    for (const [name, schema] of Object.entries(document.components.schemas))
      for (const [field, { examples }] of Object.entries(schema.properties ?? {}))
        for (const example of examples ?? []) assertFits(example, `/components/schemas/${name}/properties/${field}`)
  })
})

describe('webhooks', () => {
  const payload = (name) => document.webhooks[name].post.requestBody.content['application/json'].schema
  // a notification is one person's: the feed tells that person of it, no endpoint is called
  it('are the events of the feed that are no one person\'s, and the test', () => {
    const told = document.paths['/api/events'].get.responses['200'].content['application/json'].schema
    const { enum: types } = follow(told).properties.data.items.properties.type
    assert.deepEqual(Object.keys(document.webhooks), [...types.filter((type) => !type.startsWith('notification.')), 'webhook.test'])
  })
  it('each have a payload of that type alone', () => {
    for (const name of Object.keys(document.webhooks)) assert.deepEqual(payload(name).properties.type.enum, [name])
  })
})
