// SPDX-License-Identifier: Apache-2.0
// Members of an agency: roles, the last owner, leaving with a successor; and the agency's own settings.
import { beforeEach, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { contact, newAgency, property } from './lib/world.js'
import { samples } from './lib/samples.js'

let agency, owner, admin, agent, viewer
beforeEach(async () => {
  agency = await newAgency('members')
  owner = agency.owner
  ;[admin, agent, viewer] = await Promise.all([agency.admin(), agency.agent(), agency.viewer()])
})
const cardOf = async (person) => (await person.get('/api/me')).json.membership.id
const path = async (person) => `/api/memberships/${await cardOf(person)}`
const roleOf = async (person) => (await person.get('/api/me')).json.membership.role
const leave = async (by, who, successor) => by.post(`${await path(who)}/leave`, successor === undefined ? {} : { successor_id: successor && (await cardOf(successor)) })

describe('roles', () => {
  it('an owner changes any, and it holds at once', async () => {
    assert.equal((await viewer.post('/api/contacts', contact())).status, 403)
    const answer = await owner.patch(await path(viewer), { role: 'agent' })
    assert.deepEqual([answer.status, answer.json.role], [200, 'agent'])
    assert.equal((await viewer.post('/api/contacts', contact())).status, 201)
    await owner.patch(await path(viewer), { role: 'viewer' })
    assertForbidden(await viewer.post('/api/contacts', contact()), 'agent')
  })
  it('an admin makes admins, agents and viewers of all but owners', async () => {
    for (const role of ['admin', 'viewer', 'agent']) assert.equal((await admin.patch(await path(agent), { role })).json.role, role)
    assertForbidden(await admin.patch(await path(agent), { role: 'owner' }), 'owner')
    assertForbidden(await admin.patch(await path(admin), { role: 'owner' }), 'owner')
    for (const role of ['admin', 'viewer']) assertForbidden(await admin.patch(await path(owner), { role }), 'owner')
    assert.equal(await roleOf(owner), 'owner')
    assert.equal(await roleOf(agent), 'agent')
  })
  it('agents and viewers change none, their own neither', async () => {
    for (const person of [agent, viewer]) {
      assertForbidden(await person.patch(await path(person), { role: 'admin' }), 'admin')
      assertForbidden(await person.patch(await path(person), { credit_limit: 5 }), 'admin')
      assertForbidden(await person.patch(await path(admin), { role: 'viewer' }))
      assertForbidden(await person.patch(await path(admin), { display_name: 'Nobody' }))
    }
  })
  it('but one\'s own card', async () => {
    for (const person of [viewer, agent, admin, owner]) {
      const card = { display_name: 'Léa', avatar_url: 'https://example.com/lea.jpg' }
      const answer = await person.patch(await path(person), card)
      assert.equal(answer.status, 200, String(answer))
      assert.deepEqual({ display_name: answer.json.display_name, avatar_url: answer.json.avatar_url }, card)
    }
  })
  it('the last owner cannot step down; with a second one either can', async () => {
    assertViolations(await owner.patch(await path(owner), { role: 'admin' }), [{ pointer: '', code: 'last-owner' }], 409, 'conflict')
    assert.equal((await owner.patch(await path(admin), { role: 'owner' })).json.role, 'owner')
    assert.equal((await admin.patch(await path(owner), { role: 'agent' })).json.role, 'agent')
    assertViolations(await admin.patch(await path(admin), { role: 'viewer' }), [{ pointer: '', code: 'last-owner' }], 409, 'conflict')
  })
  it('of two owners who step down at the same moment one stays', async () => {
    await owner.patch(await path(admin), { role: 'owner' })
    const [a, b] = [await path(owner), await path(admin)]
    const answers = await Promise.all([owner.patch(a, { role: 'agent' }), admin.patch(b, { role: 'agent' })])
    assert.deepEqual(answers.map((x) => x.status).sort(), [200, 409], answers.join('\n'))
  })
  it('what is wrong is told by field', async () =>
    assertViolations(await owner.patch(await path(agent), { role: 'boss', display_name: 'x'.repeat(201), avatar_url: 'x', credit_limit: -1, email: 'a@example.com', user_id: crypto.randomUUID(), left_at: null, agency_id: 'x' }), [
      { pointer: '/role', code: 'not_one_of' }, { pointer: '/display_name', code: 'too_long' }, { pointer: '/avatar_url', code: 'format' }, { pointer: '/credit_limit', code: 'out_of_range', params: { min: 0, max: 1000000000 } },
      { pointer: '/email', code: 'read_only' }, { pointer: '/user_id', code: 'read_only' }, { pointer: '/left_at', code: 'read_only' }, { pointer: '/agency_id', code: 'unknown' }]))
  it('another agency changes and sees none', async () => {
    const other = (await newAgency('other')).owner, theirs = await path(agent), none = `/api/memberships/${crypto.randomUUID()}`
    assertSameAnswer(await other.get(theirs), await other.get(none))
    assertSameAnswer(await other.patch(theirs, { role: 'viewer' }), await other.patch(none, { role: 'viewer' }))
    assertSameAnswer(await other.post(`${theirs}/leave`, {}), await other.post(`${none}/leave`, {}))
    assert.equal(await roleOf(agent), 'agent')
  })
})

describe('the e-mail of a colleague', () => {
  it('is for admins, owners and oneself', async () => {
    const email = `tom-${crypto.randomUUID()}@example.com`
    const tom = await agency.person('member', { email, email_verified: true })
    const card = await path(tom)
    for (const person of [owner, admin, tom]) assert.equal((await person.get(card)).json.email, email)
    for (const person of [agent, viewer]) {
      assert.equal((await person.get(card)).json.email, null)
      assert.ok(!(await person.get('/api/memberships?limit=200&fields=email,display_name')).text.includes(email))
    }
  })
})

describe('leaving', () => {
  it('without records: at once', async () => {
    const answer = await leave(agent, agent)
    assert.deepEqual([answer.status, answer.text], [204, ''])
    assertProblem(await agent.get('/api/contacts'), 404, 'not-found')
    const gone = (await owner.get('/api/memberships?left_at[null]=false')).json.data
    assert.deepEqual(gone.map((m) => m.user_id), [await agent.id()])
  })
  it('with records: a successor is needed, and has them all', async () => {
    const home = await agent.make('/api/properties', property()), made = await agent.make('/api/contacts', contact())
    const mail = await agent.make('/api/contact_emails', { contact_id: made.id, email: `x-${crypto.randomUUID()}@example.com` })
    const deleted = await agent.make('/api/contacts', contact())
    await agent.del(`/api/contacts/${deleted.id}`)
    const photo = await samples.media_items.row(agent)
    const others = await admin.make('/api/contacts', contact())
    for (const successor of [undefined, null]) assertViolations(await leave(agent, agent, successor), [{ pointer: '/successor_id', code: 'required' }])
    const card = await cardOf(agent), heir = await admin.id()
    assert.equal((await leave(agent, agent, admin)).status, 204)
    for (const [table, row] of [['properties', home], ['contacts', made], ['contact_emails', mail], ['media_items', photo], ['contacts', others]])
      assert.equal((await owner.get(`/api/${table}/${row.id}`)).json.owner_id, heir, table)
    assert.equal((await owner.get(`/api/contacts/${deleted.id}?deleted=only`)).json.owner_id, heir)
    assertProblem(await agent.post(`/api/memberships/${card}/leave`, {}), 404, 'not-found')
    assertProblem(await owner.post(`/api/memberships/${card}/leave`, {}), 404, 'not-found')
  })
  it('to somebody who may own records: no viewer, not oneself, nobody of another agency, nobody who left', async () => {
    await agent.make('/api/contacts', contact())
    const gone = await agency.agent(), other = await newAgency('heir')
    const goneCard = await cardOf(gone)
    await leave(gone, gone)
    for (const id of [await cardOf(viewer), await cardOf(agent), await cardOf(other.owner), goneCard, crypto.randomUUID()])
      assertViolations(await agent.post(`${await path(agent)}/leave`, { successor_id: id }), [{ pointer: '/successor_id', code: 'not_found' }])
    assertViolations(await agent.post(`${await path(agent)}/leave`, { successor_id: 'x', when: 'now' }), [{ pointer: '/successor_id', code: 'format' }, { pointer: '/when', code: 'unknown' }])
    assert.equal(await roleOf(agent), 'agent')
  })
  it('admins and owners take others out, admins no owner, agents nobody', async () => {
    assertForbidden(await agent.post(`${await path(viewer)}/leave`, {}), 'admin')
    assertForbidden(await admin.post(`${await path(owner)}/leave`, {}), 'owner')
    const second = await agency.admin()
    await owner.patch(await path(second), { role: 'owner' })
    assert.equal((await admin.post(`${await path(viewer)}/leave`, {})).status, 204)
    assert.equal((await owner.post(`${await path(second)}/leave`, {})).status, 204)
    assertProblem(await second.get('/api/contacts'), 404, 'not-found')
  })
  it('the last owner cannot', async () => {
    assertViolations(await leave(owner, owner), [{ pointer: '', code: 'last-owner' }], 409, 'conflict')
    assert.equal(await roleOf(owner), 'owner')
  })
  it('a refused one has moved nothing', async () => {
    const made = await owner.make('/api/contacts', contact())
    assertViolations(await leave(owner, owner, admin), [{ pointer: '', code: 'last-owner' }], 409, 'conflict')
    assert.equal((await owner.get(`/api/contacts/${made.id}`)).json.owner_id, await owner.id())
  })
})

describe('settings of the agency', () => {
  const SETTINGS = { name: 'Maison Alzette', domain: 'maison-alzette.example', locale: 'fr-LU', time_zone: 'Europe/Paris', currency: 'CHF', country: 'LU', vat_number: 'LU12345678', address: "1, place d'Armes", colour: '#1F6f54', record_visibility: 'owner' }
  const settings = async () => `/api/agencies/${await agency.id()}`
  it('admins and owners write them, and all read them', async () => {
    for (const person of [owner, admin]) {
      const before = (await person.get(await settings())).json
      const answer = await person.patch(await settings(), SETTINGS)
      assert.equal(answer.status, 200, String(answer))
      assert.deepEqual({ ...answer.json, updated_at: 0 }, { ...before, ...SETTINGS, version: person === owner ? 2 : 2, updated_at: 0 })
    }
    for (const person of [agent, viewer]) {
      assert.equal((await person.get(await settings())).json.name, SETTINGS.name)
      assertForbidden(await person.patch(await settings(), { name: 'Mine' }), 'admin')
    }
  })
  it('with If-Match, nobody overwrites somebody', async () => {
    const { headers: { etag } } = await owner.get(await settings())
    assert.equal((await owner.patch(await settings(), { name: 'A' }, { ifMatch: etag })).status, 200)
    assertProblem(await admin.patch(await settings(), { name: 'B' }, { ifMatch: etag }), 412, 'stale-version')
  })
  it('new records take the currency', async () => {
    await owner.patch(await settings(), { currency: 'CHF' })
    assert.equal((await agent.make('/api/properties', property({ price: 1 }))).currency, 'CHF')
  })
  it('what is wrong is told by field', async () =>
    assertViolations(await owner.patch(await settings(), { name: '', slug: 'mine', region: 'us', locale: null, time_zone: 'Mars', currency: 'Euro', country: 'lux', colour: 'red', logo_media_id: 5, record_visibility: 'all', clerk_org_id: 'x', id: 'x' }), [
      { pointer: '/name', code: 'required' }, { pointer: '/slug', code: 'read_only' }, { pointer: '/region', code: 'read_only' }, { pointer: '/locale', code: 'required' }, { pointer: '/time_zone', code: 'format' }, { pointer: '/currency', code: 'format' },
      { pointer: '/country', code: 'format' }, { pointer: '/colour', code: 'format' }, { pointer: '/logo_media_id', code: 'type' }, { pointer: '/record_visibility', code: 'not_one_of' }, { pointer: '/clerk_org_id', code: 'unknown' }, { pointer: '/id', code: 'read_only' }]))
  it('a time zone is one that there is', async () => {
    for (const time_zone of ['Mars', 'Mars/Base', 'europe/paris', 'Etc/GMT+99']) {
      const answer = await owner.patch(await settings(), { time_zone })
      assertViolations(answer, [{ pointer: '/time_zone', code: 'format', params: { format: 'time_zone' } }])
      assert.equal(answer.json.errors[0].detail, 'must be a time zone such as Europe/Luxembourg')
    }
  })
  it('there is no other way to make or end one', async () => {
    for (const [method, to] of [['POST', '/api/agencies'], ['DELETE', await settings()], ['POST', `${await settings()}/restore`]]) {
      const answer = await owner.ask(method, to, method === 'POST' ? { json: { name: 'x' } } : {})
      assert.ok([404, 405].includes(answer.status), String(answer))
    }
  })
  it('a logo is a picture of this agency', async () => {
    const mine = await samples.media_items.row(owner), other = await newAgency('logo'), theirs = await samples.media_items.row(other.owner)
    assert.equal((await owner.patch(await settings(), { logo_media_id: mine.id })).json.logo_media_id, mine.id)
    for (const id of [theirs.id, crypto.randomUUID()]) assertViolations(await owner.patch(await settings(), { logo_media_id: id }), [{ pointer: '/logo_media_id', code: 'not_found' }])
    assert.equal((await owner.patch(await settings(), { logo_media_id: null })).json.logo_media_id, null)
  })
})
