// SPDX-License-Identifier: Apache-2.0
// Inviting, end to end: the link, what it shows, who takes it, and all the ways in which it is no longer good.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { BASE_URL } from './lib/env.js'
import { newAccount, newEmail } from './lib/local.js'
import { newAgency } from './lib/world.js'

let agency, admin
before(async () => {
  agency = await newAgency('invitations')
  admin = await agency.admin()
})
const invite = (role = 'agent', email = newEmail('tom')) => agency.owner.make('/api/invitations', { email, role })
const preview = (token) => ask('GET', `/api/invitations/preview?token=${token}`)
const accept = (person, token) => person.post('/api/invitations/accept', { token })
const expire = ({ id }) => sql(`update public.invitations set expires_at = now() where id = :'id'`, { id })

describe('an invitation', () => {
  it('is made with a link that is shown once', async () => {
    const email = newEmail('Tom'), answer = await agency.owner.post('/api/invitations', { email, role: 'agent' })
    assert.equal(answer.status, 201, String(answer))
    const { id, token, expires_at, ...rest } = answer.json
    assert.equal(answer.headers.location, `/api/invitations/${id}`)
    assert.match(token, /^[A-Za-z0-9_-]{43}$/)
    assert.deepEqual(rest, { email: email.toLowerCase(), role: 'agent', url: `${BASE_URL}/invitation#${token}` })
    assert.equal(Math.round((new Date(expires_at) - Date.now()) / 60000), 7 * 24 * 60)
    const shown = await agency.owner.get(`/api/invitations/${id}`)
    assert.deepEqual(Object.keys(shown.json), ['id', 'owner_id', 'email', 'role', 'expires_at', 'accepted_at', 'version', 'created_at', 'updated_at', 'deleted_at'])
    for (const text of [shown.text, (await agency.owner.get('/api/invitations')).text]) assert.ok(!text.includes(token))
    const kept = await sql(`select encode(token_hash, 'hex') from public.invitations where id = :'id'`, { id })
    assert.notEqual(kept[0][0], Buffer.from(token, 'base64url').toString('hex'), 'a digest is kept')
  })
  it('leaves its link in no receipt: a replay has all but that', async () => {
    const body = { email: newEmail('tom'), role: 'agent' }, key = crypto.randomUUID()
    const first = await agency.owner.post('/api/invitations', body, { key }), again = await agency.owner.post('/api/invitations', body, { key })
    assert.deepEqual([again.status, again.headers['idempotent-replayed']], [201, 'true'], String(again))
    assert.equal(again.headers.location, first.headers.location)
    assert.deepEqual(again.json, { ...first.json, token: null, url: null })
    assert.equal((await preview(first.json.token)).status, 200, 'the link is good all the same')
    const [[receipt]] = await sql(`select convert_from(body, 'utf8') || headers from internal.receipts where key = :'key'`, { key })
    assert.ok(receipt.includes(first.json.id) && !receipt.includes(first.json.token))
  })
  it('shows its holder who invites, before signing in', async () => {
    const made = await invite('viewer')
    const answer = await preview(made.token)
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(answer.json, { agency_name: agency.slug, email: made.email, role: 'viewer', expires_at: made.expires_at })
    assert.match(answer.headers['cache-control'], /no-store/)
  })
  it('makes a member of whoever accepts it: the link can be copied', async () => {
    const made = await invite('viewer'), person = await newAccount()
    const answer = await accept(person, made.token)
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(answer.json, { agency_id: await agency.id(), role: 'viewer' })
    const me = (await person.get('/api/me')).json
    assert.deepEqual([me.agency.id, me.membership.role, me.last_agency_id, me.agencies.length], [await agency.id(), 'viewer', await agency.id(), 2])
    assert.notEqual((await agency.owner.get(`/api/invitations/${made.id}`)).json.accepted_at, null)
    assert.ok((await agency.owner.get('/api/memberships?limit=200')).json.data.some((m) => m.user_id === person.userId && m.email === person.email))
  })
  it('is used once, by one of many at the same moment', async () => {
    const { token } = await invite(), people = await Promise.all(Array.from({ length: 5 }, () => newAccount()))
    const answers = await Promise.all(people.map((person) => accept(person, token)))
    assert.deepEqual(answers.map((a) => a.status).sort(), [200, 410, 410, 410, 410])
    for (const answer of answers.filter((a) => a.status === 410)) assertProblem(answer, 410, 'gone')
    assertProblem(await preview(token), 410, 'gone')
    assertProblem(await accept(people[answers.findIndex((a) => a.status === 200)], token), 410, 'gone')
  })
  it('that has expired is gone', async () => {
    const made = await invite()
    await expire(made)
    assertProblem(await preview(made.token), 410, 'gone')
    assertProblem(await accept(await newAccount(), made.token), 410, 'gone')
  })
  it('that was taken back is gone', async () => {
    const made = await invite()
    assert.equal((await agency.owner.del(`/api/invitations/${made.id}`)).status, 204)
    assertProblem(await agency.owner.get(`/api/invitations/${made.id}`), 404, 'not-found')
    assertProblem(await preview(made.token), 410, 'gone')
    assertProblem(await accept(await newAccount(), made.token), 410, 'gone')
    assert.equal((await sql(`select revoked_at is not null from public.invitations where id = :'id'`, { id: made.id }))[0][0], 't')
  })
  it('restored from the deleted ones opens no door', async () => {
    const made = await invite()
    await agency.owner.del(`/api/invitations/${made.id}`)
    const back = await agency.owner.post(`/api/invitations/${made.id}/restore`)
    assert.ok([200, 404, 405].includes(back.status), String(back))
    assertProblem(await accept(await newAccount(), made.token), 410, 'gone')
  })
  it('for the same address takes the one before it back', async () => {
    const first = await invite(), second = await invite('viewer', first.email.toUpperCase())
    assertProblem(await preview(first.token), 410, 'gone')
    assert.equal((await preview(second.token)).json.role, 'viewer')
  })
  it('is not for a member', async () => {
    const person = await newAccount(), made = await invite('agent', person.email)
    await accept(person, made.token)
    assertViolations(await agency.owner.post('/api/invitations', { email: person.email, role: 'viewer' }), [{ pointer: '/email', code: 'not_unique' }], 409, 'conflict')
    const copied = await invite('admin')
    assertViolations(await accept(person, copied.token), [{ pointer: '', code: 'already-member' }], 409, 'conflict')
    assert.equal((await preview(copied.token)).status, 200, 'what was refused has not used it up')
    assert.equal((await person.get('/api/me', { agencyId: await agency.id() })).json.membership.role, 'agent')
  })
  it('brings somebody back who had left, as what it says', async () => {
    const person = await newAccount()
    await accept(person, (await invite('agent')).token)
    const { id } = (await person.get('/api/me')).json.membership
    assert.equal((await person.post(`/api/memberships/${id}/leave`, {})).status, 204)
    assertProblem(await person.get('/api/me', { agencyId: await agency.id() }), 404, 'not-found')
    await accept(person, (await invite('viewer', person.email)).token)
    const me = (await person.get('/api/me', { agencyId: await agency.id() })).json
    assert.deepEqual([me.membership.id, me.membership.role], [id, 'viewer'])
  })
})

describe('tokens that are none', () => {
  for (const token of ['A'.repeat(43), 'A'.repeat(44), 'x', '../x', '%27%3B--', 'é'])
    it(`${token}: 404`, async () => {
      assertProblem(await preview(encodeURIComponent(token)), 404, 'not-found')
      assertProblem(await accept(await newAccount(), token), 404, 'not-found')
    })
  it('none at all is told by name', async () => {
    assertViolations(await ask('GET', '/api/invitations/preview'), [{ pointer: 'token', code: 'required' }], 400, 'bad-query')
    assertViolations(await ask('GET', '/api/invitations/preview?token=a&x=1'), [{ pointer: 'x', code: 'unknown_parameter' }], 400, 'bad-query')
    assertViolations(await agency.owner.post('/api/invitations/accept', {}), [{ pointer: '/token', code: 'required' }])
  })
  it('an empty one is told like one that is too long', async () =>
    assertViolations(await agency.owner.post('/api/invitations/accept', { token: '' }), [{ pointer: '/token', code: 'required' }]))
  it('accepting needs somebody', async () => assertProblem(await ask('POST', '/api/invitations/accept', { json: { token: (await invite()).token } }), 401, 'unauthenticated'))
})

describe('who invites', () => {
  it('owners make anybody, admins all but owners', async () => {
    for (const role of ['viewer', 'agent', 'admin', 'owner']) assert.equal((await invite(role)).role, role)
    for (const role of ['viewer', 'agent', 'admin']) assert.equal((await admin.post('/api/invitations', { email: newEmail(), role })).status, 201)
    assertForbidden(await admin.post('/api/invitations', { email: newEmail(), role: 'owner' }), 'owner')
  })
  it('an invitation to be an owner makes one', async () => {
    const person = await newAccount()
    assert.deepEqual((await accept(person, (await invite('owner')).token)).json.role, 'owner')
  })
  it('agents and viewers neither make nor see them', async () => {
    const made = await invite()
    for (const person of [await agency.agent(), await agency.viewer()]) {
      assertForbidden(await person.post('/api/invitations', { email: newEmail(), role: 'viewer' }), 'admin')
      for (const path of ['/api/invitations', `/api/invitations/${made.id}`]) assertForbidden(await person.get(path), 'admin')
      assertForbidden(await person.del(`/api/invitations/${made.id}`), 'admin')
    }
  })
  it('another agency sees nothing of them', async () => {
    const made = await invite(), other = await newAgency('other')
    for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/restore']])
      assertSameAnswer(await other.owner.ask(method, `/api/invitations/${made.id}${path}`), await other.owner.ask(method, `/api/invitations/${crypto.randomUUID()}${path}`))
  })
  it('what is wrong is told by field', async () => {
    assertViolations(await agency.owner.post('/api/invitations', {}), [{ pointer: '/email', code: 'required' }, { pointer: '/role', code: 'required' }])
    assertViolations(await agency.owner.post('/api/invitations', { email: 'x', role: 'boss', expires_at: '2030-01-01T00:00:00Z', token: 'x' }), [
      { pointer: '/email', code: 'format' }, { pointer: '/role', code: 'not_one_of', params: { allowed: ['owner', 'admin', 'agent', 'viewer'] } }, { pointer: '/expires_at', code: 'unknown' }, { pointer: '/token', code: 'unknown' }])
  })
})
