// SPDX-License-Identifier: Apache-2.0
// The way of a listing: from which status to which, what publishing needs, what it was offered at.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { sql } from './lib/database.js'
import { assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { resources } from './lib/openapi.js'
import { samples } from './lib/samples.js'
import { newAgency, property, unique } from './lib/world.js'

const STATUSES = ['draft', 'active', 'pending', 'sold', 'off_market']
let agency, owner
before(async () => {
  agency = await newAgency('publishing')
  owner = agency.owner
})

const publishing = async (id, person = owner) => (await person.get(`/api/properties/${id}/publishing`)).json
const photo = (id) => samples.media_items.row(owner, { property_id: id, position: 1 })
const ready = async (more = {}) => {
  const made = await owner.make('/api/properties', property({ price: 5, country: 'ZA', ...more }))
  await photo(made.id)
  return made.id
}

describe('the way of a listing', () => {
  it('is the same in the program, in its documentation and in the database', async () => {
    const edges = (await sql('select source, target from estate.status_edges()')).map(([from, to]) => `${from} → ${to}`)
    const described = resources.find((r) => r.name === 'properties').schema.properties.status.description
    assert.deepEqual([...described.matchAll(/(\w+) → (\w+) \(/g)].map(([, from, to]) => `${from} → ${to}`), edges)
    const told = []
    for (const status of STATUSES) {
      const { id } = await owner.make('/api/properties', property({ status }))
      const { ways, ...rest } = await publishing(id)
      assert.equal(rest.status, status)
      told.push(...ways.map((way) => `${status} → ${way}`))
    }
    assert.deepEqual(told, edges)
  })
  it('refuses every other step, and says which there are', async () => {
    const { id } = await owner.make('/api/properties', property())
    assertViolations(await owner.patch(`/api/properties/${id}`, { status: 'sold', price: 9 }),
      [{ pointer: '/status', code: 'not_reachable', params: { to: 'sold', from: 'draft', ways: ['active'] } }], 409, 'conflict')
    assert.equal((await owner.get(`/api/properties/${id}`)).json.price, null)
  })
  it('holds in a batch and by PUT as by PATCH', async () => {
    const external_ref = unique('ref'), { id } = await owner.make('/api/properties', property({ external_ref }))
    assertViolations(await owner.put(`/api/properties/by_ref/${external_ref}`, property({ status: 'sold' })), [{ pointer: '/status', code: 'not_reachable' }], 409, 'conflict')
    assertViolations(await owner.post('/api/properties/batch', { operations: [{ op: 'create', body: property() }, { op: 'update', id, body: { status: 'active' } }] }),
      [['price', 'required'], ['cover_media_id', 'no_photo']].map(([field, code]) => ({ pointer: `/operations/1/body/${field}`, code })))
  })
})

describe('publishing', () => {
  it('names what is missing, and is refused for just that', async () => {
    const { id } = await owner.make('/api/properties', property({ country: 'LU' }))
    const { missing } = await publishing(id)
    assert.deepEqual(missing, [
      { field: 'price', code: 'required', detail: 'is required' },
      { field: 'energy_class', code: 'required', detail: 'is required in advertisements there' },
      { field: 'cover_media_id', code: 'no_photo', detail: 'needs a photo that is ready' }])
    const refused = await owner.patch(`/api/properties/${id}`, { status: 'active' })
    assertViolations(refused, missing.map(({ field, code }) => ({ pointer: `/${field}`, code })))
    assert.deepEqual(refused.json.errors.map(({ detail }) => detail), missing.map(({ detail }) => detail))
    await photo(id)
    const published = await owner.patch(`/api/properties/${id}`, { status: 'active', price: 5, energy_class: 'exempt' })
    assert.equal(published.status, 200, String(published))
    assert.notEqual(published.json.published_at, null)
    assert.deepEqual((await publishing(id)).missing, [])
  })
  it('asks nothing of what is made active, or comes back', async () => {
    const { id, published_at } = await owner.make('/api/properties', property({ status: 'active' }))
    assert.notEqual(published_at, null)
    for (const status of ['sold', 'off_market', 'active', 'pending', 'active'])
      assert.equal((await owner.patch(`/api/properties/${id}`, { status })).json.published_at, published_at)
  })
  it('is nobody else\'s to know', async () => {
    const id = await ready(), stranger = (await newAgency('strangers')).owner
    for (const what of ['publishing', 'prices']) {
      assertProblem(await stranger.get(`/api/properties/${id}/${what}`), 404, 'not-found')
      assertProblem(await owner.get(`/api/properties/nothing/${what}`), 404, 'not-found')
    }
    await owner.del(`/api/properties/${id}`)
    assertProblem(await owner.get(`/api/properties/${id}/publishing`), 404, 'not-found')
  })
})

describe('what it was offered at', () => {
  it('is every price, the newest first, against the one before', async () => {
    const id = await ready({ price: 200000, currency: 'EUR' }), path = `/api/properties/${id}`
    const { updated_at } = (await owner.patch(path, { price: 195000 })).json
    await owner.patch(path, { notes: 'n' })
    await owner.patch(path, { price: null })
    const { data } = (await owner.get(`${path}/prices`)).json, changed_by = await owner.id()
    assert.deepEqual(data.map(({ since, ...rest }) => rest), [
      { price: null, currency: 'EUR', percent: null, changed_by }, { price: 195000, currency: 'EUR', percent: -2.5, changed_by },
      { price: 200000, currency: 'EUR', percent: null, changed_by }])
    assert.equal(data[1].since, updated_at)
  })
})
