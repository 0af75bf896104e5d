// SPDX-License-Identifier: Apache-2.0
// Keys of programs: what is shown of them, whom they let in where, when they no longer do, the sandbox of test keys, the log.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { askFrom, freshAddress } from './lib/local.js'
import { subscribe } from './lib/billing.js'
import { sql } from './lib/database.js'
import { neededQuery, operations } from './lib/openapi.js'
import { newAgency, property } from './lib/world.js'

const ALL = ['activities:read', 'activities:write', 'bulk_changes:read', 'bulk_changes:write', 'contacts:read', 'contacts:write', 'credits:read', 'credits:spend', 'credits:write', 'deals:read', 'deals:write', 'events:read', 'imports:read', 'imports:write', 'jobs:read', 'jobs:write', 'leads:read', 'leads:write', 'media:read', 'media:write', 'messages:read', 'messages:write', 'payments:read', 'properties:read', 'properties:write', 'record_shares:read', 'record_shares:write', 'saved_views:read', 'saved_views:write', 'search:read', 'share_links:read', 'share_links:write', 'studio:read', 'studio:write', 'tasks:read', 'tasks:write', 'visits:read', 'visits:write', 'webhooks:read', 'webhooks:write']
let agency, admin, house
before(async () => {
  agency = await newAgency('keys')
  await subscribe(agency, 'enterprise') // a key for each operation
  admin = await agency.admin()
  house = await agency.owner.make('/api/properties', property())
})
const make = (more = {}, person = agency.owner) => person.make('/api/api_keys', { name: 'Website', scopes: ALL, ...more })
const withKey = ({ key }, method, path, options) => ask(method, path, { token: key, ...options })
const read = (key, path = '/api/properties?limit=1') => withKey(key, 'GET', path)
const assertIn = (answer) => assert.equal(answer.status, 200, String(answer))
const assertOut = (answer, reason) => assertProblem(answer, 401, 'unauthenticated', { reason })

describe('a key', () => {
  it('is shown whole once, and kept as a digest', async () => {
    const answer = await agency.owner.post('/api/api_keys', { name: 'Website', scopes: ['properties:read'] })
    assert.equal(answer.status, 201, String(answer))
    const { key, ...row } = answer.json
    assert.match(key, /^sfy_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{42}$/)
    assert.equal(answer.headers.location, `/api/api_keys/${row.id}`)
    const shown = await agency.owner.get(`/api/api_keys/${row.id}`)
    assert.deepEqual(shown.json, row)
    assert.deepEqual({ ...row, id: 0, created_at: 0, updated_at: 0 }, {
      id: 0, name: 'Website', mode: 'live', prefix: key.slice(0, 17), last4: key.slice(-4), scopes: ['properties:read'], allowed_addresses: [], allowed_origins: [],
      created_by: await agency.owner.id(), expires_at: null, last_used_at: null, revoked_at: null, version: 1, created_at: 0, updated_at: 0,
    })
    const stored = await sql(`select to_jsonb(k)::text, digest = sha256(:'key'::bytea) from public.api_keys k where id = :'id'`, { key, id: row.id })
    assert.ok(!stored[0][0].includes(key.slice(18)))
    assert.equal(stored[0][1], 't')
    assert.equal((await sql(`select count(*) from internal.changes where diff::text like '%' || :'secret' || '%'`, { secret: key.slice(18) }))[0][0], '0')
  })
  it('leaves its secret in no receipt', async () => {
    const options = { headers: { 'Idempotency-Key': 'one' } }
    const [a, b] = [await agency.owner.post('/api/api_keys', { name: 'a' }, options), await agency.owner.post('/api/api_keys', { name: 'a' }, options)]
    assert.notEqual(a.json.key, b.json.key)
  })
  it('comes in by either header', async () => {
    const key = await make()
    assertIn(await read(key))
    assertIn(await ask('GET', '/api/properties?limit=1', { headers: { 'X-API-Key': key.key } }))
  })
  it('is refused beside another credential', async () => {
    const { key } = await make()
    assertProblem(await ask('GET', '/api/properties', { token: key, headers: { 'X-API-Key': key } }), 400, 'malformed-request')
    assertProblem(await ask('GET', '/api/properties', { token: agency.owner.token, headers: { 'X-API-Key': key } }), 400, 'malformed-request')
  })
  it('is nothing in an address', async () => {
    const { key } = await make()
    for (const name of ['api_key', 'key', 'access_token', 'x-api-key'])
      assertOut(await ask('GET', `/api/properties?${name}=${key}`), 'missing')
  })
  it('sees its agency alone, whatever Agency-Id says', async () => {
    const key = await make(), stranger = await newAgency('keys-stranger'), other = await stranger.owner.make('/api/properties', property())
    const ids = (await read(key, '/api/properties?limit=200')).json.data.map((row) => row.id)
    assert.ok(ids.includes(house.id) && !ids.includes(other.id))
    assertSameAnswer(await read(key, `/api/properties/${other.id}`), await read(key, `/api/properties/${crypto.randomUUID()}`))
    assertIn(await withKey(key, 'GET', '/api/properties?limit=1', { headers: { 'Agency-Id': await agency.id() } }))
    assertForbidden(await withKey(key, 'GET', '/api/properties?limit=1', { headers: { 'Agency-Id': await stranger.id() } }), 'agency')
  })
  it('writes as the member who made it', async () => {
    const made = await withKey(await make({}, admin), 'POST', '/api/properties', { json: property() })
    assert.equal(made.status, 201, String(made))
    assert.equal(made.json.owner_id, await admin.id())
  })
})

describe('what is no key', () => {
  const vectors = JSON.parse(readFileSync(new URL('../vectors/api-keys.json', import.meta.url)))
  for (const { key, reason } of vectors.invalid.filter(({ key }) => /^[\x21-\x7e]+$/.test(key)))
    it(`${reason}: ${key.slice(0, 20)}…${key.slice(-4)}`, async () =>
      assertOut(await read({ key }), reason === 'unknown_prefix' ? 'unknown_api_key' : 'malformed_api_key'))
  for (const { key } of vectors.valid)
    it(`well made, and nobody's: ${key.slice(0, 17)}`, async () => assertOut(await read({ key }), 'unknown_api_key'))
  it('an empty header', async () => assertOut(await ask('GET', '/api/properties', { headers: { 'X-API-Key': 'x' } }), 'unknown_api_key'))
})

describe('scopes', () => {
  it('are those of the routes', async () => {
    assert.deepEqual((await agency.owner.get('/api/api_keys/scopes')).json, { data: ALL })
    assert.deepEqual([...new Set(operations.flatMap((o) => o.operation['x-scope'] ?? []))].sort(), ALL)
  })
  const closed = ['agencies', 'api_keys', 'auth', 'calendar_feed', 'changes', 'invitations', 'lead_rules', 'mails', 'me', 'memberships', 'notifications', 'plans', 'subscription', 'today']
  // the stream is the dashboard's, programs read the feed; a key is nobody to notify, and spends no money
  const PEOPLE_ALONE = ['makeEventsTicket', 'tellOfJob', 'beginCheckout', 'giveUpPayment']
  for (const { path, method, operation, isPublic, parameters } of operations.filter((o) => !o.isPublic)) {
    const scope = operation['x-scope']
    it(`${method} ${path}: ${scope ?? 'no key'}`, async () => {
      assert.equal(isPublic, false)
      assert.equal(scope === undefined, (closed.includes(operation.tags[0]) || operation.tags[0].startsWith('platform_')) || PEOPLE_ALONE.includes(operation.operationId))
      const target = `${path.replace('{change}', '1').replace(/\{.*?\}/g, crypto.randomUUID())}?${new URLSearchParams(neededQuery({ parameters }))}`
      const others = await make({ scopes: ALL.filter((s) => s !== scope) })
      const json = operation.requestBody ? {} : undefined
      const answer = await withKey(others, method, target, { json })
      // a body that says nothing is refused before the database is asked; that lets nobody in
      if (answer.status === 422) return
      assertForbidden(answer, scope ?? 'session')
    })
  }
  it('none are given unasked', async () => assertForbidden(await read(await agency.owner.make('/api/api_keys', { name: 'a' })), 'properties:read'))
  it('write is not read', async () => assertForbidden(await read(await make({ scopes: ['properties:write'] })), 'properties:read'))
  it('what include adds is read too', async () => {
    const key = await make({ scopes: ['properties:read', 'media:read'] })
    assertForbidden(await read(key, '/api/properties?include=cover_media,contact'), 'contacts:read')
    assertForbidden(await read(key, `/api/properties/${house.id}?include=contact`), 'contacts:read')
    assertIn(await read(key, '/api/properties?include=cover_media'))
  })
  it('change at once', async () => {
    const key = await make({ scopes: [] })
    assert.equal((await agency.owner.patch(`/api/api_keys/${key.id}`, { scopes: ['properties:read'] })).json.version, 2)
    assertIn(await read(key))
    await agency.owner.patch(`/api/api_keys/${key.id}`, { scopes: ['contacts:read'] })
    assertForbidden(await read(key), 'properties:read')
  })
  it('and addresses that are none are refused, each by its pointer', async () => {
    const bad = { scopes: ['properties:read', 'properties:delete', 'api_keys:write'], allowed_addresses: ['192.0.2.0/24', '192.0.2.1/24', '::1/129', 'here', '10.0.0.0/', '2001:db8::/32'] }
    const violations = [...[1, 2].map((i) => ({ pointer: `/scopes/${i}`, code: 'unknown_scope' })), ...[1, 2, 3, 4].map((i) => ({ pointer: `/allowed_addresses/${i}`, code: 'format' }))]
    assertViolations(await agency.owner.post('/api/api_keys', { name: 'a', ...bad }), violations)
    assertViolations(await agency.owner.patch(`/api/api_keys/${(await make()).id}`, bad), violations)
  })
})

describe('a key ends', () => {
  it('when it is revoked, at once, and stays in the list', async () => {
    const key = await make()
    assertIn(await read(key))
    assert.equal((await admin.del(`/api/api_keys/${key.id}`)).status, 204)
    assertOut(await read(key), 'api_key_revoked')
    const { revoked_at } = (await admin.get(`/api/api_keys/${key.id}`)).json
    assert.notEqual(revoked_at, null)
    assert.equal((await admin.del(`/api/api_keys/${key.id}`)).status, 204)
    assert.equal((await admin.get(`/api/api_keys/${key.id}`)).json.revoked_at, revoked_at, 'twice is once')
  })
  it('when it expires', async () => {
    const key = await make({ expires_at: new Date(Date.now() + 3600000).toISOString() })
    assertIn(await read(key))
    await agency.owner.patch(`/api/api_keys/${key.id}`, { expires_at: new Date(Date.now() - 1000).toISOString() })
    assertOut(await read(key), 'api_key_expired')
    assertViolations(await agency.owner.post('/api/api_keys', { name: 'a', expires_at: '2020-01-01T00:00:00Z' }), [{ pointer: '/expires_at', code: 'out_of_range' }])
  })
  it('when its maker leaves, and is weaker when its maker is', async () => {
    const person = await agency.admin(), key = await make({}, person), theirs = `/api/properties/${house.id}`
    const change = () => withKey(key, 'PATCH', theirs, { json: { notes: 'x' } })
    assertIn(await change())
    const [{ id }] = (await agency.owner.get(`/api/memberships?user_id=${await person.id()}`)).json.data
    await agency.owner.patch(`/api/memberships/${id}`, { role: 'agent' })
    assertProblem(await change(), 403, 'forbidden')
    assertIn(await read(key))
    await agency.owner.patch(`/api/memberships/${id}`, { role: 'viewer' })
    assertForbidden(await change(), 'agent')
    assert.equal((await agency.owner.post(`/api/memberships/${id}/leave`, {})).status, 204)
    assertOut(await read(key), 'api_key_orphaned')
  })
})

describe('an address list', () => {
  it('lets in whom it names', async () => {
    const address = freshAddress(), key = await make({ allowed_addresses: [`${address.replace(/::1$/, '::')}/64`, '192.0.2.7'] })
    assert.deepEqual(key.allowed_addresses, [`${address.replace(/::1$/, '::')}/64`, '192.0.2.7/32'])
    for (const [from, status] of [[address, 200], ['192.0.2.7', 200], ['192.0.2.8', 403], [freshAddress(), 403]]) {
      const answer = await askFrom(from, 'GET', '/api/properties?limit=1', { token: key.key })
      assert.equal(answer.status, status, `${from}: ${answer}`)
      if (status === 403) assert.equal(answer.json.needs, 'address')
    }
  })
})

describe('a test key', () => {
  it('works on the sandbox, where nothing is real', async () => {
    const live = await make(), test = await make({ mode: 'test' })
    assert.match(test.key, /^sfy_test_/)
    assert.deepEqual((await read(test, '/api/properties?count=exact')).json.pagination.total, 0)
    assert.equal((await read(test, `/api/properties/${house.id}`)).status, 404)
    const made = await withKey(test, 'POST', '/api/properties', { json: property({ external_ref: 'try' }) })
    assert.equal(made.status, 201, String(made))
    assert.equal((await read(test, `/api/properties/${made.json.id}`)).status, 200)
    assert.equal((await read(live, `/api/properties/${made.json.id}`)).status, 404)
    assert.equal((await agency.owner.get(`/api/properties/${made.json.id}`)).status, 404)
    assert.equal((await read(await make({ mode: 'test' }, admin), '/api/properties?count=exact')).json.pagination.total, 1, 'all test keys share it')
    assert.equal((await agency.owner.get('/api/me')).json.agencies.length, 1)
  })
  it('finds it empty after a reset, and the references free', async () => {
    const test = await make({ mode: 'test' })
    const { json: contact } = await withKey(test, 'POST', '/api/contacts', { json: { name: 'Ada', email: 'ada@example.com' } })
    const one = property({ external_ref: 'reset', contact_id: contact.id })
    assert.equal((await withKey(test, 'POST', '/api/properties', { json: one })).status, 201)
    assertForbidden(await (await agency.agent()).post('/api/api_keys/sandbox/reset'), 'admin')
    assert.equal((await admin.post('/api/api_keys/sandbox/reset')).status, 204)
    assert.equal((await read(test, '/api/properties?count=exact')).json.pagination.total, 0)
    assert.equal((await agency.owner.get(`/api/properties/${house.id}`)).status, 200)
    const again = await withKey(test, 'POST', '/api/contacts', { json: { name: 'Ada', email: 'ada@example.com' } })
    assert.equal((await withKey(test, 'POST', '/api/properties', { json: { ...one, contact_id: again.json.id } })).status, 201)
  })
})

describe('the log of a key', () => {
  const log = async ({ id }, person = admin) => (await person.get(`/api/api_keys/${id}/requests`)).json.data
  it('has its requests, newest first, without what a path carries', async () => {
    const key = await make({ scopes: ['properties:read', 'properties:write'] })
    const answers = [await read(key, `/api/properties/${house.id}`), await read(key, '/api/contacts'), await read(key, '/api/properties?limit=0'),
      await withKey(key, 'POST', '/api/properties', { json: {} }), await withKey(key, 'PUT', '/api/properties', { json: {} })]
    const rows = await log(key)
    assert.deepEqual(rows.map(({ method, route, status, problem }) => [method, route, status, problem]), [
      ['POST', '/api/properties', 422, 'validation'], ['GET', '/api/properties', 400, 'bad-query'],
      ['GET', '/api/contacts', 403, 'forbidden'], ['GET', '/api/properties/{id}', 200, null]])
    assert.deepEqual(rows.map((row) => row.request_id), answers.slice(0, 4).map((a) => a.headers['request-id']).reverse())
    assert.ok(rows.every((row) => Math.abs(new Date(row.at) - Date.now()) < 60000))
    const { last_used_at, version } = (await admin.get(`/api/api_keys/${key.id}`)).json
    assert.ok(rows.some((row) => row.at === last_used_at), 'last_used_at is the time of one of them')
    assert.equal(version, 1)
  })
  it('says why a key no longer works', async () => {
    const key = await make()
    await admin.del(`/api/api_keys/${key.id}`)
    await read(key)
    assert.deepEqual((await log(key)).map(({ status, problem }) => [status, problem]), [[401, 'unauthenticated']])
  })
  it('is for admins and owners of its agency', async () => {
    const key = await make(), stranger = await newAgency('keys-log')
    assertForbidden(await (await agency.agent()).get(`/api/api_keys/${key.id}/requests`), 'admin')
    assertSameAnswer(await stranger.owner.get(`/api/api_keys/${key.id}/requests`), await stranger.owner.get(`/api/api_keys/${crypto.randomUUID()}/requests`))
    assertSameAnswer(await stranger.owner.del(`/api/api_keys/${key.id}`), await stranger.owner.del(`/api/api_keys/${crypto.randomUUID()}`))
    assertIn(await read(key))
  })
  it('keeps the last 200', async () => {
    const key = await make()
    for (let i = 0; i < 11; i++) await Promise.all(Array.from({ length: 20 }, () => read(key)))
    assert.equal((await log(key)).length, 200)
  })
})
