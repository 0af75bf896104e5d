// SPDX-License-Identifier: Apache-2.0
// Visits beyond what the loops over all tables ask: how one goes on, and that of many who want a slot one gets it.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { until } from './lib/retry.js'
import { contact, newAgency, property } from './lib/world.js'

let agency, owner, anna, ben, house
before(async () => {
  agency = await newAgency('visits')
  owner = agency.owner
  anna = await agency.agent()
  ben = await agency.agent()
  house = (await owner.make('/api/properties', property())).id
})

let days = 0
/** 10 o'clock of a day on which nobody has anything yet. */
const free = () => new Date(Date.UTC(2036, 0, 1 + days++, 10)).toISOString().replace('.000', '')
const later = (at, minutes) => new Date(Date.parse(at) + 60_000 * minutes).toISOString().replace('.000', '')
const visit = (person, more = {}) => person.make('/api/visits', { property_id: house, starts_at: free(), ...more })
const other = async () => (await owner.make('/api/properties', property())).id

describe('a visit', () => {
  it('is asked for, half an hour long, and shown by whoever books it', async () => {
    const { id: contact_id } = await anna.make('/api/contacts', contact()), starts_at = free(), me = await anna.id()
    const made = await visit(anna, { contact_id, starts_at, buffer_minutes: 15 })
    const { owner_id, agent_id, status, next_statuses, ends_at, busy_until, sequence } = made
    assert.deepEqual({ owner_id, agent_id, status, next_statuses, ends_at, busy_until, sequence },
      { owner_id: me, agent_id: me, status: 'requested', next_statuses: ['confirmed', 'cancelled'], ends_at: later(starts_at, 30), busy_until: later(starts_at, 45), sequence: 0 })
    const found = (await anna.get(`/api/visits/${made.id}?include=contact,property`)).json
    assert.deepEqual([found.contact.id, found.property.id], [contact_id, house])
  })
  it('moves as a whole, in a new sequence', async () => {
    const { id } = await visit(owner), starts_at = free()
    const moved = (await owner.patch(`/api/visits/${id}`, { starts_at })).json
    assert.deepEqual([moved.starts_at, moved.ends_at, moved.sequence, moved.version], [starts_at, later(starts_at, 30), 1, 2])
    assertViolations(await owner.patch(`/api/visits/${id}`, { ends_at: starts_at }), [{ pointer: '/ends_at', code: 'out_of_range' }])
  })
  it('goes where next_statuses says, and nowhere else', async () => {
    const WAYS = { requested: [], confirmed: ['confirmed'], done: ['confirmed', 'done'], no_show: ['confirmed', 'no_show'], cancelled: ['cancelled'] }
    for (const [from, way] of Object.entries(WAYS)) {
      for (const to of Object.keys(WAYS)) {
        const { id } = await visit(owner)
        let now = (await owner.get(`/api/visits/${id}`)).json
        for (const status of way) now = (await owner.patch(`/api/visits/${id}`, { status })).json
        assert.equal(now.status, from)
        const answer = await owner.patch(`/api/visits/${id}`, { status: to })
        if (to === from || now.next_statuses.includes(to)) assert.deepEqual([answer.status, answer.json.status], [200, to], String(answer))
        else assertViolations(answer, [{ pointer: '/status', code: 'not_allowed', params: { from, to } }], 409, 'conflict')
      }
    }
  })
  it('is told of: agreed on, done, missed, called off', async () => {
    const told = async (id) => (await owner.get('/api/events?limit=200&types=visit.confirmed,visit.done,visit.no_show,visit.cancelled')).json.data.filter(({ data }) => data.id === id).map(({ type }) => type)
    const { id } = await visit(owner), { id: off } = await visit(owner)
    await owner.patch(`/api/visits/${id}`, { status: 'confirmed' })
    const done = (await owner.patch(`/api/visits/${id}`, { status: 'done', rating: 4, interest: 'strong', feedback: 'Likes the light' })).json
    assert.deepEqual([done.rating, done.interest, done.feedback, done.next_statuses], [4, 'strong', 'Likes the light', []])
    assert.equal((await owner.patch(`/api/visits/${off}`, { status: 'cancelled', cancel_reason: 'Ill' })).json.cancel_reason, 'Ill')
    await until(async () => (await told(id)).length === 2 && (await told(off)).length === 1)
    assert.deepEqual([await told(id), await told(off)], [['visit.confirmed', 'visit.done'], ['visit.cancelled']])
    assertViolations(await owner.patch(`/api/visits/${id}`, { starts_at: free() }), [{ pointer: '/starts_at', code: 'not_allowed' }], 409, 'conflict')
  })
  it('is put by its reference, again and again', async () => {
    const body = { property_id: house, starts_at: free() }, path = `/api/visits/by_ref/crm-${crypto.randomUUID()}`
    assert.deepEqual([(await owner.put(path, body)).status, (await owner.put(path, { ...body, place: 'At the gate' })).status], [201, 200])
    assert.equal((await owner.put(path, { ...body, starts_at: free() })).json.sequence, 2)
  })
  it('names what it cannot point to', async () => {
    const stranger = await newAgency('visit-strangers'), { id: theirs } = await stranger.owner.make('/api/contacts', contact())
    const { id: elsewhere } = await stranger.owner.make('/api/properties', property())
    for (const [body, pointer] of [[{ contact_id: theirs }, '/contact_id'], [{ property_id: elsewhere }, '/property_id'], [{ agent_id: await stranger.owner.id() }, '/agent_id']])
      assertViolations(await owner.post('/api/visits', { property_id: house, starts_at: free(), ...body }), [{ pointer, code: 'not_found' }])
  })
  it('is changed by whoever made it or shows it', async () => {
    const { id } = await visit(anna, { agent_id: await ben.id() }), carol = await agency.agent()
    assert.equal((await ben.patch(`/api/visits/${id}`, { status: 'confirmed' })).status, 200)
    assert.equal((await anna.patch(`/api/visits/${id}`, { place: 'At the gate' })).status, 200)
    assertForbidden(await carol.patch(`/api/visits/${id}`, { place: 'x' }))
  })
})

describe('a slot', () => {
  it('that is taken names what is there, to whoever may see it', async () => {
    const starts_at = free(), agent_id = await anna.id(), { id } = await visit(anna, { starts_at, buffer_minutes: 30 })
    const params = { visit_id: id, property_id: house, agent_id, starts_at, ends_at: later(starts_at, 30) }
    for (const [person, body, pointer] of [[anna, { property_id: await other(), starts_at: later(starts_at, 45) }, '/agent_id'], [ben, { starts_at: later(starts_at, -15) }, '/property_id']]) {
      const answer = await person.post('/api/visits', { property_id: house, ...body })
      assertViolations(answer, [{ pointer, code: 'overlaps', params }], 409, 'conflict')
    }
    assert.equal((await anna.post('/api/visits', { property_id: await other(), starts_at: later(starts_at, 60) })).status, 201)
  })
  it('of a colleague\'s visit that one may not see is taken all the same', async () => {
    const quiet = await newAgency('quiet')
    const [one, two] = [await quiet.agent(), await quiet.agent()]
    await quiet.setVisibility('owner')
    const [a, b] = [await one.make('/api/properties', property()), await two.make('/api/properties', property())]
    const starts_at = free(), agent_id = await one.id()
    await one.make('/api/visits', { property_id: a.id, starts_at })
    assertViolations(await two.post('/api/visits', { property_id: b.id, agent_id, starts_at }), [{ pointer: '/agent_id', code: 'overlaps', params: {} }], 409, 'conflict')
  })
  it('is free again when its visit is called off, deleted or moved, and not for one that is restored', async () => {
    const starts_at = free(), book = () => anna.post('/api/visits', { property_id: house, starts_at })
    const off = (await book()).json
    await anna.patch(`/api/visits/${off.id}`, { status: 'cancelled' })
    const deleted = (await book()).json
    await anna.del(`/api/visits/${deleted.id}`)
    const moved = (await book()).json
    assert.equal((await anna.patch(`/api/visits/${moved.id}`, { starts_at: free() })).status, 200)
    assert.equal((await book()).status, 201)
    assertProblem(await anna.post(`/api/visits/${deleted.id}/restore`), 409, 'conflict')
  })
  it('that fifty want at once is given to one', async () => {
    const starts_at = free(), answers = await Promise.all(Array.from({ length: 50 }, () => owner.post('/api/visits', { property_id: house, starts_at })))
    const [won, ...more] = answers.filter(({ status }) => status === 201)
    assert.deepEqual(more.map(String), [])
    for (const answer of answers.filter((one) => one !== won)) {
      assertViolations(answer, [{ pointer: '/agent_id', code: 'overlaps' }], 409, 'conflict')
      assert.equal(answer.json.errors[0].params.visit_id, won.json.id)
    }
    assert.deepEqual((await owner.get(`/api/visits?starts_at[gte]=${starts_at}&starts_at[lt]=${later(starts_at, 30)}`)).json.data.map(({ id }) => id), [won.json.id])
  })
})
