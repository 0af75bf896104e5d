// SPDX-License-Identifier: Apache-2.0
// Contacts beyond what the loops over all tables ask: several numbers of which one is the primary one, what they agreed to, what
// they look for and what suits, and the same person twice.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let owner, anna, ben
before(async () => {
  const agency = await newAgency('contacts')
  owner = agency.owner
  anna = await agency.agent()
  ben = await agency.agent()
})

describe('numbers of a contact', () => {
  const numbers = async (id) => (await owner.get(`/api/contact_phones?contact_id=${id}&sort=created_at`)).json.data.map(({ phone, phone_raw: raw, is_primary: p }) => [phone, raw, p])
  const shown = async (id) => {
    const { phone, phone_raw } = (await owner.get(`/api/contacts/${id}`)).json
    return [phone, phone_raw]
  }
  it('phone on the contact makes the primary one, as it was typed', async () => {
    const { id } = await owner.make('/api/contacts', contact({ phone: '+352 621 123 456' }))
    assert.deepEqual(await numbers(id), [['+352621123456', '+352 621 123 456', true]])
    await owner.patch(`/api/contacts/${id}`, { phone: '00352 691 (1)23456' })
    assert.deepEqual(await numbers(id), [['+352691123456', '00352 691 (1)23456', true]])
  })
  it('the first one made by itself is primary, another becomes so when it says so, and the contact shows it', async () => {
    const { id } = await owner.make('/api/contacts', contact())
    const first = await owner.make('/api/contact_phones', { contact_id: id, phone: '+352 621 100', label: 'mobile' })
    assert.deepEqual([first.is_primary, first.phone, first.label, await shown(id)], [true, '+352621100', 'mobile', ['+352621100', '+352 621 100']])
    await owner.make('/api/contact_phones', { contact_id: id, phone: '+352621200', is_primary: true })
    assert.deepEqual(await numbers(id), [['+352621100', '+352 621 100', false], ['+352621200', '+352621200', true]])
    assert.deepEqual(await shown(id), ['+352621200', '+352621200'])
    assertViolations(await owner.patch(`/api/contact_phones/${first.id}`, { phone: '0621' }), [{ pointer: '/phone', code: 'format' }])
  })
  it('once each, though another contact may have the same', async () => {
    const [a, b] = [await owner.make('/api/contacts', contact({ phone: '+352621300' })), await owner.make('/api/contacts', contact({ phone: '+352621300' }))]
    assert.notEqual(a.id, b.id)
    const refused = await owner.post('/api/contact_phones', { contact_id: a.id, phone: '+352 621 300' })
    assertProblem(refused, 409, 'conflict')
    assert.deepEqual(refused.json.errors.map(({ pointer }) => pointer), ['/phone'])
  })
  it('the primary one deleted, the oldest follows; they go and come back with their contact', async () => {
    const { id } = await owner.make('/api/contacts', contact({ phone: '+352621400' }))
    await owner.make('/api/contact_phones', { contact_id: id, phone: '+352621500' })
    const [primary] = (await owner.get(`/api/contact_phones?contact_id=${id}&is_primary=true`)).json.data
    assert.equal((await owner.del(`/api/contact_phones/${primary.id}`)).status, 204)
    assert.deepEqual(await shown(id), ['+352621500', '+352621500'])
    await owner.del(`/api/contacts/${id}`)
    assert.deepEqual(await numbers(id), [])
    await owner.post(`/api/contacts/${id}/restore`)
    assert.deepEqual(await numbers(id), [['+352621500', '+352621500', true]])
  })
  it('belong to whoever the contact belongs to', async () => {
    const { id } = await anna.make('/api/contacts', contact())
    assertForbidden(await ben.post('/api/contact_phones', { contact_id: id, phone: '+352621600' }))
    assert.equal((await owner.make('/api/contact_phones', { contact_id: id, phone: '+352621600' })).owner_id, await anna.id())
  })
})

describe('what a contact agreed to', () => {
  it('is kept with when, how and in which words, and is not rewritten', async () => {
    const { id: contact_id } = await anna.make('/api/contacts', contact())
    const made = await anna.make('/api/contact_consents', { contact_id, purpose: 'offers', method: 'form', wording: 'Yes', given_at: '2026-03-01T10:00:00Z' })
    assert.deepEqual([made.purpose, made.method, made.wording, made.given_at, made.withdrawn_at], ['offers', 'form', 'Yes', '2026-03-01T10:00:00Z', null])
    const path = `/api/contact_consents/${made.id}`
    for (const [name, value] of Object.entries({ purpose: 'sharing', method: 'phone', wording: 'No', given_at: '2026-01-01T10:00:00Z' }))
      assertViolations(await anna.patch(path, { [name]: value }), [{ pointer: `/${name}`, code: 'read_only' }])
    assertForbidden(await ben.patch(path, { withdrawn_at: '2026-04-01T10:00:00Z' }))
    assert.deepEqual(assertProblem(await anna.patch(path, { withdrawn_at: '2026-02-01T10:00:00Z' }), 422, 'validation').errors.map(({ pointer }) => pointer), ['/withdrawn_at'])
    assert.equal((await anna.patch(path, { withdrawn_at: '2026-04-01T10:00:00Z' })).json.withdrawn_at, '2026-04-01T10:00:00Z')
    assert.equal((await anna.patch(path, { withdrawn_at: null })).json.withdrawn_at, null)
  })
  it('needs a purpose and a way', async () => {
    const { id: contact_id } = await anna.make('/api/contacts', contact())
    assertViolations(await anna.post('/api/contact_consents', { contact_id }), [{ pointer: '/purpose', code: 'required' }, { pointer: '/method', code: 'required' }])
  })
})

describe('what suits whom', () => {
  let agent, house, request
  before(async () => {
    agent = (await newAgency('matches')).owner
    house = await agent.make('/api/properties', property({ status: 'active', city: 'Échternach', price: 500000, living_area: 90, bedrooms: 3, features: ['Garden'] }))
    const { id: contact_id } = await agent.make('/api/contacts', contact())
    request = await agent.make('/api/buyer_requests', { contact_id, places: ['echternach'], budget_max: 500000, living_area_min: 100, bedrooms_min: 2, features: ['garden', 'lift'] })
  })
  const answer = () => [{ request_id: request.id, property_id: house.id, contact_id: request.contact_id, score: 65,
    reasons: { place: 'met', price: 'met', property_type: 'met', living_area: 'partly', bedrooms: 'met', features: 'partly' } }]
  it('is the same both ways, with why', async () => {
    const [a, b] = [await agent.get(`/api/buyer_requests/${request.id}/matches`), await agent.get(`/api/properties/${house.id}/matches`)]
    assert.deepEqual([a.status, b.status], [200, 200], String(a) + b)
    assert.deepEqual(a.json.data, answer())
    assert.deepEqual(b.json.data, answer())
  })
  it('changes with either', async () => {
    await agent.patch(`/api/buyer_requests/${request.id}`, { budget_max: 499999.99 })
    assert.deepEqual((await agent.get(`/api/buyer_requests/${request.id}/matches`)).json.data, [])
    await agent.patch(`/api/properties/${house.id}`, { price: 499999.99 })
    assert.deepEqual((await agent.get(`/api/properties/${house.id}/matches?limit=1`)).json.data, answer())
  })
  it('is nothing of what is not there, or another agency\'s', async () => {
    for (const path of [`/api/buyer_requests/${request.id}`, `/api/properties/${house.id}`]) assertProblem(await owner.get(`${path}/matches`), 404, 'not-found')
    for (const path of ['/api/buyer_requests/x', `/api/properties/${crypto.randomUUID()}`]) assertProblem(await agent.get(`${path}/matches`), 404, 'not-found')
    for (const limit of ['0', '201', 'x', '']) assertViolations(await agent.get(`/api/properties/${house.id}/matches?limit=${limit}`), [{ pointer: 'limit', code: 'out_of_range' }], 400, 'bad-query')
  })
  it('a request names kinds there are, and a budget that goes up', async () => {
    const pointers = async (body) => (await agent.patch(`/api/buyer_requests/${request.id}`, body)).json.errors.map(({ pointer }) => pointer)
    assert.deepEqual(await pointers({ property_types: ['castle'] }), ['/property_types'])
    assert.deepEqual(await pointers({ budget_min: 600000 }), ['/budget_max'])
  })
})

describe('the same person twice', () => {
  it('is found, put together with all that points to them, and taken apart again', async () => {
    const { owner: agent } = await newAgency('duplicates')
    const kept = await agent.make('/api/contacts', contact({ name: 'Josée Weber', phone: '+352621700', email: `${unique('josee')}@example.com` }))
    const other = await agent.make('/api/contacts', contact({ name: 'WEBER Josee', phone: '+352 621 700', email: `${unique('josee')}@example.com`, notes: 'Kind' }))
    const { id: task } = await agent.make('/api/tasks', { title: 'Call', contact_id: other.id })
    const pairs = async () => (await agent.get('/api/contacts/duplicates')).json.data
    assert.deepEqual(await pairs(), [{ contact_id: kept.id, other_id: other.id, reasons: ['name', 'phone'] }])

    const merged = await agent.post(`/api/contacts/${kept.id}/merge`, { other_id: other.id, fields: ['email'] })
    assert.equal(merged.status, 200, String(merged))
    assert.deepEqual([merged.json.id, merged.json.name, merged.json.email, merged.json.notes], [kept.id, 'Josée Weber', other.email, 'Kind'])
    assert.equal(merged.headers.etag, (await agent.get(`/api/contacts/${kept.id}`)).headers.etag)
    assert.equal((await agent.get(`/api/tasks/${task}`)).json.contact_id, kept.id)
    assertProblem(await agent.get(`/api/contacts/${other.id}`), 404, 'not-found')
    assert.deepEqual(await pairs(), [])

    const apart = await agent.post(`/api/contacts/${other.id}/unmerge`)
    assert.equal(apart.status, 200, String(apart))
    assert.deepEqual([apart.json.id, apart.json.email, apart.json.phone, apart.json.deleted_at], [other.id, other.email, '+352621700', null])
    assert.equal((await agent.get(`/api/tasks/${task}`)).json.contact_id, other.id)
    assert.equal((await agent.get(`/api/contacts/${kept.id}`)).json.email, kept.email)
    assertProblem(await agent.post(`/api/contacts/${other.id}/unmerge`), 404, 'not-found')
  })
  it('or is two people: not shown again, until another number makes them look alike', async () => {
    const { owner: agent } = await newAgency('dismissed')
    const one = await agent.make('/api/contacts', contact({ name: 'Josée Weber' })), two = await agent.make('/api/contacts', contact({ name: 'Josée Weber' }))
    const pairs = async () => (await agent.get('/api/contacts/duplicates')).json.data.length
    const say = async (what) => assert.equal((await agent.post(`/api/contacts/${two.id}/${what}_duplicate`, { other_id: one.id })).status, 204)
    assert.equal(await pairs(), 1)
    await say('dismiss')
    assert.equal(await pairs(), 0)
    await say('undismiss')
    assert.equal(await pairs(), 1)
    await say('dismiss')
    for (const { id: contact_id } of [one, two]) await agent.make('/api/contact_phones', { contact_id, phone: '+352621701' })
    assert.equal(await pairs(), 1)
    const path = `/api/contacts/${one.id}/dismiss_duplicate`
    assertViolations(await agent.post(path, { other_id: one.id }), [{ pointer: '/other_id', code: 'not_allowed' }])
    assertViolations(await agent.post(path, { other_id: crypto.randomUUID() }), [{ pointer: '/other_id', code: 'not_found' }])
    assertForbidden(await ben.post(`/api/contacts/${(await ben.make('/api/contacts', contact())).id}/dismiss_duplicate`, { other_id: (await anna.make('/api/contacts', contact())).id }))
  })
  it('is put together by whoever may change both', async () => {
    const [mine, theirs] = [await anna.make('/api/contacts', contact()), await ben.make('/api/contacts', contact())]
    assertForbidden(await anna.post(`/api/contacts/${mine.id}/merge`, { other_id: theirs.id }))
    assertForbidden(await anna.post(`/api/contacts/${theirs.id}/merge`, { other_id: mine.id }))
    const path = `/api/contacts/${mine.id}/merge`
    assertViolations(await anna.post(path, {}), [{ pointer: '/other_id', code: 'required' }])
    assertViolations(await anna.post(path, { other_id: mine.id }), [{ pointer: '/other_id', code: 'not_allowed' }])
    assertViolations(await anna.post(path, { other_id: crypto.randomUUID() }), [{ pointer: '/other_id', code: 'not_found' }])
    assertViolations(await anna.post(path, { other_id: theirs.id, fields: ['owner_id'] }), [{ pointer: '/fields', code: 'not_one_of' }])
    for (const id of ['x', crypto.randomUUID()]) assertProblem(await anna.post(`/api/contacts/${id}/merge`, { other_id: mine.id }), 404, 'not-found')
    assert.equal((await owner.post(path, { other_id: theirs.id })).status, 200)
  })
})
