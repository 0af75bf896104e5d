// SPDX-License-Identifier: Apache-2.0
// The timeline: who writes what into it, what writes itself, and who never hears of a private note.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, owner, anna, ben
before(async () => {
  agency = await newAgency('activities')
  owner = agency.owner
  anna = await agency.agent()
  ben = await agency.agent()
})

const note = (more) => ({ kind: 'note', text: 'Likes the garden', ...more })
const timeline = async (person, query) => (await person.get(`/api/activities?${query}`)).json.data

describe('what is written by hand', () => {
  it('is about a record of anybody that one may read, and belongs to its owner', async () => {
    const { id: property_id } = await anna.make('/api/properties', property()), me = await ben.id()
    const made = await ben.make('/api/activities', { kind: 'call', text: 'Called back', property_id, happened_at: '2026-01-02T03:04:05Z' })
    assert.deepEqual({ ...made, id: 0, created_at: 0 }, { id: 0, owner_id: await anna.id(), author_id: me, kind: 'call', text: 'Called back', details: {}, private: false,
      happened_at: '2026-01-02T03:04:05Z', contact_id: null, property_id, deal_id: null, created_at: 0 })
    assert.deepEqual(await timeline(anna, `property_id=${property_id}`), [made])
    for (const [method, body] of [['PATCH', { text: 'x' }], ['DELETE']])
      assertProblem(await ben.ask(method, `/api/activities/${made.id}`, { json: body }), 405, 'method-not-allowed')
  })
  it('names what it lacks, and what it may not say', async () => {
    const { id: property_id } = await owner.make('/api/properties', property())
    assertViolations(await owner.post('/api/activities', { owner_id: await anna.id(), details: {}, happened_at: null }), [
      { pointer: '/kind', code: 'required' }, { pointer: '/text', code: 'required' }, { pointer: '/owner_id', code: 'read_only' }, { pointer: '/details', code: 'read_only' },
      { pointer: '/happened_at', code: 'required' }])
    assertViolations(await owner.post('/api/activities', note()), [{ pointer: '', code: 'required' }])
    assertViolations(await owner.post('/api/activities', note({ kind: 'price', property_id })), [{ pointer: '/kind', code: 'not_one_of', params: { allowed: ['note', 'call', 'meeting'] } }])
    assertForbidden(await (await agency.viewer()).post('/api/activities', note({ property_id })))
  })
  it('goes page by page, the newest first, by kind', async () => {
    const { id: contact_id } = await owner.make('/api/contacts', contact())
    const texts = []
    for (let i = 0; i < 5; i++) {
      texts.unshift(`note ${i}`)
      await owner.make('/api/activities', { kind: i === 2 ? 'call' : 'note', text: `note ${i}`, contact_id, happened_at: `2026-01-0${i + 1}T00:00:00Z` })
    }
    const first = (await owner.get(`/api/activities?contact_id=${contact_id}&limit=3`)).json
    const second = (await owner.get(`/api/activities?contact_id=${contact_id}&limit=3&cursor=${first.pagination.next_cursor}`)).json
    assert.deepEqual([...first.data, ...second.data].map(({ text }) => text), texts)
    assert.deepEqual((await timeline(owner, `contact_id=${contact_id}&kind=call`)).map(({ text }) => text), ['note 2'])
  })
})

describe('a private note', () => {
  it('is its author\'s alone: no list, no read, no history, no event of it for anybody else', async () => {
    const { id: property_id } = await anna.make('/api/properties', property()), text = unique('secret')
    const { id } = await anna.make('/api/activities', note({ text, private: true, property_id }))
    assert.deepEqual((await timeline(anna, `property_id=${property_id}`)).map((row) => row.text), [text])
    assert.equal((await anna.get(`/api/changes?table=activities&id=${id}`)).json.data.length, 1)
    const admin = await agency.admin(), stranger = (await newAgency('strangers')).owner
    for (const person of [owner, admin, ben, await agency.viewer(), stranger]) {
      assert.deepEqual((await timeline(person, `property_id=${property_id}`)), [])
      assertProblem(await person.get(`/api/activities/${id}`), 404, 'not-found')
      assert.deepEqual((await person.get(`/api/changes?table=activities&id=${id}`)).json.data, [])
      assert.ok(!(await person.get('/api/activities.csv')).text.includes(text))
      assert.ok(!(await person.get('/api/events?limit=200')).text.includes(id))
    }
  })
})

describe('what writes itself', () => {
  it('is on the pages of all that it is about, once', async () => {
    const { id: contact_id } = await anna.make('/api/contacts', contact()), { id: property_id } = await anna.make('/api/properties', property({ status: 'active', price: 5 }))
    const { id: deal_id } = await anna.make('/api/deals', { title: 'Sale', contact_id, property_id })
    const { id: task } = await anna.make('/api/tasks', { title: 'Keys', contact_id, property_id })
    await anna.patch(`/api/tasks/${task}`, { status: 'done' })
    await anna.patch(`/api/properties/${property_id}`, { status: 'pending', price: 4.5 })
    await anna.patch(`/api/deals/${deal_id}`, { status: 'lost', close_reason: 'Too dear' })
    const told = (rows) => rows.map(({ kind, details: { stage, ...details } }) => [kind, details]).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
    const deal = [['deal', { event: 'begun', title: 'Sale' }], ['deal', { event: 'lost', title: 'Sale', reason: 'Too dear' }]]
    assert.deepEqual(told(await timeline(ben, `deal_id=${deal_id}`)), told(deal.map(([kind, details]) => ({ kind, details }))))
    const about = [...deal, ['task', { title: 'Keys' }]].map(([kind, details]) => ({ kind, details }))
    assert.deepEqual(told(await timeline(ben, `contact_id=${contact_id}`)), told(about))
    assert.deepEqual(told(await timeline(ben, `property_id=${property_id}`)), told([...about, { kind: 'status', details: { from: 'active', to: 'pending' } },
      { kind: 'price', details: { from: 5, to: 4.5, currency: 'EUR' } }]))
    await anna.patch(`/api/tasks/${task}`, { status: 'open' })
    assert.equal((await timeline(ben, `property_id=${property_id}&kind=task`)).length, 0)
  })
})
