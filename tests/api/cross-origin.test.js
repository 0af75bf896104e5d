// SPDX-License-Identifier: Apache-2.0
// Pages of other sites (CORS): what a browser is told, for whom, and that a site which is not listed changes nothing.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { BASE_URL } from './lib/env.js'
import { ask, assertProblem } from './lib/http.js'
import { assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { newAccount, ORIGIN, refresh } from './lib/local.js'
import { operations } from './lib/openapi.js'
import { contact, newAgency } from './lib/world.js'

const SITE = 'https://www.maison.example', OTHER = 'https://other.example', SCOPES = ['contacts:read', 'contacts:write']
const LIST = '/api/contacts?limit=1'
let agency, key
const from = (origin, more) => ({ headers: { Origin: origin, ...more } })
const withKey = (method, path, origin, { headers, ...options } = {}) => ask(method, path, { token: key, ...options, headers: { Origin: origin, ...headers } })
const makeKey = async (more = {}) => (await agency.owner.make('/api/api_keys', { name: 'Website', scopes: SCOPES, ...more })).key
const list = (allowed_origins, by = agency) => by.id().then((id) => by.owner.patch(`/api/agencies/${id}`, { allowed_origins }))
const preflight = (path, origin, method = 'POST', more = {}) => ask('OPTIONS', path, from(origin, { 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': 'authorization', ...more }))
const cors = (answer) => Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name.startsWith('access-control-')))
const varies = (answer) => (answer.headers.vary ?? '').split(', ').includes('Origin')
const READABLE = { 'access-control-allow-origin': SITE,
  'access-control-expose-headers': 'Content-Disposition, Dry-Run, ETag, Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Request-Id, Retry-After, Server-Timing, WWW-Authenticate' }
const assertShown = (answer, status) => {
  assert.equal(answer.status, status, String(answer))
  assert.deepEqual(cors(answer), READABLE, String(answer))
  assert.ok(varies(answer))
}
const assertHidden = (answer, status) => {
  assert.equal(answer.status, status, String(answer))
  assert.deepEqual(cors(answer), {}, String(answer))
}
const assertRefused = (answer) => {
  assertProblem(answer, 403, 'origin-not-allowed')
  assert.deepEqual(cors(answer), {})
}

before(async () => {
  agency = await newAgency('sites')
  key = await makeKey()
  assert.equal((await list([SITE])).status, 200)
})

describe('a preflight', () => {
  it('is answered to any site, of what keys reach, and says nothing about agencies', async () => {
    for (const origin of [SITE, OTHER, 'http://localhost:5173']) {
      const answer = await preflight('/api/contacts', origin)
      assert.equal(answer.status, 204)
      assert.equal(answer.headers.vary, 'Origin, Access-Control-Request-Method')
      assert.deepEqual(cors(answer), { 'access-control-allow-origin': origin, 'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
        'access-control-allow-headers': 'Authorization, X-API-Key, Content-Type, Idempotency-Key, If-Match, If-None-Match, Agency-Id, Stagefy-Version', 'access-control-max-age': '7200' })
    }
  })
  it('names every header that an operation declares', async () => {
    const allowed = (await preflight('/api/contacts', SITE)).headers['access-control-allow-headers'].toLowerCase().split(', ')
    const declared = new Set(operations.flatMap((o) => (o.parameters ?? o.operation.parameters ?? []).map((p) => p.name ?? p.$ref?.split('/').at(-1))).filter((name) => /^[A-Z]/.test(name ?? '')))
    for (const name of declared) assert.ok(allowed.includes(name.toLowerCase()), name)
  })
  for (const path of ['/api/auth/refresh', '/api/auth/sign-in', '/api/auth/sessions', '/api/me', '/api/agencies', '/api/api_keys', '/api/memberships', '/api/health', '/api/openapi.json'])
    it(`opens nothing at ${path}`, async () => assert.deepEqual(cors(await preflight(path, SITE)), {}))
  it('names what is open of a path alone', async () =>
    assert.equal((await preflight(`/api/contacts/${crypto.randomUUID()}`, SITE, 'PATCH')).headers['access-control-allow-methods'], 'GET, HEAD, PATCH, DELETE, OPTIONS'))
  for (const origin of ['null', '*', 'https://', 'http://www.maison.example', `${SITE}/`, 'HTTPS://www.maison.example', `${SITE}:443`, `${SITE} ${OTHER}`, `https://${'a'.repeat(300)}`, 'https://mü.example', 'file://', 'x'])
    it(`from no site (${origin.slice(0, 40)}) opens nothing`, async () => assert.deepEqual(cors(await preflight('/api/contacts', Buffer.from(origin).toString('latin1'))), {}))
  it('twice in one is none', async () => assert.deepEqual(cors(await ask('OPTIONS', '/api/contacts', { headers: { Origin: [SITE, SITE], 'Access-Control-Request-Method': 'POST' } })), {}))
  it('without a method is a plain OPTIONS', async () => {
    const answer = await ask('OPTIONS', '/api/contacts', from(SITE))
    assert.deepEqual([answer.status, answer.headers.allow, cors(answer)], [204, 'GET, HEAD, POST, OPTIONS', {}])
  })
  it('never says that cookies are welcome', async () => {
    for (const answer of [await preflight('/api/contacts', SITE), await withKey('GET', LIST, SITE)]) assert.equal(answer.headers['access-control-allow-credentials'], undefined)
  })
})

describe('a listed site', () => {
  it('is shown answers, with a key or with a token', async () => {
    assertShown(await withKey('GET', LIST, SITE), 200)
    assertShown(await agency.owner.get(LIST, from(SITE)), 200)
    assertShown(await ask('HEAD', LIST, { token: key, ...from(SITE) }), 200)
  })
  it('writes', async () => {
    const made = await withKey('POST', '/api/contacts', SITE, { json: contact() })
    assertShown(made, 201)
    assertShown(await withKey('PATCH', `/api/contacts/${made.json.id}`, SITE, { json: { name: 'Other' } }), 200)
    assertShown(await withKey('DELETE', `/api/contacts/${made.json.id}`, SITE), 204)
  })
  it('is shown its mistakes, whoever finds them, on the first request of a key', async () => {
    const asked = [['GET', `/api/contacts/${crypto.randomUUID()}`, {}, 404], ['POST', '/api/contacts', { json: {} }, 422], ['POST', '/api/contacts', { body: '{' }, 400],
      ['GET', '/api/contacts?nope=1', {}, 400], ['GET', '/api/contacts?cursor=x', {}, 400], ['POST', '/api/contacts', { json: contact(), headers: { 'Content-Type': 'text/plain' } }, 415],
      ['POST', '/api/contacts', { json: contact({ name: 'x'.repeat(300) }), key: 'k-1' }, 422]]
    for (const [method, path, options, status] of asked) {
      key = await makeKey()
      assertShown(await withKey(method, path, SITE, options), status)
    }
  })
  it('is shown 304 and replays', async () => {
    const json = contact(), options = { json, key: crypto.randomUUID() }, made = await withKey('POST', '/api/contacts', SITE, options)
    const again = await withKey('POST', '/api/contacts', SITE, options)
    assertShown(again, 201)
    assert.equal(again.headers['idempotent-replayed'], 'true')
    assertShown(await withKey('GET', made.headers.location, SITE, { ifNoneMatch: made.headers.etag }), 304)
  })
  it('is no longer one at once when it is taken off the list', async () => {
    const short = await newAgency('short-list'), own = (await short.owner.make('/api/api_keys', { name: 'a', scopes: SCOPES })).key
    await list([SITE, OTHER], short)
    const read = () => ask('GET', LIST, { token: own, ...from(SITE) })
    for (let i = 0; i < 20; i++) assertShown(await read(), 200)
    await list([OTHER], short)
    for (let i = 0; i < 20; i++) assertHidden(await read(), 200)
  })
})

describe('a site that is not listed', () => {
  const strangers = [OTHER, 'http://localhost:5173', 'null', `${SITE}/`, 'https://www.maison.example.evil.example', 'https://maison.example', 'https://www.maison.example:8443', "https://x'; select 1", '{"a"}', '*']
  for (const origin of strangers)
    it(`${origin}: reads are hidden, writes are refused and change nothing`, async () => {
      assertHidden(await withKey('GET', LIST, origin), 200)
      const name = `stranger ${crypto.randomUUID()}`
      for (const token of [key, agency.owner.token])
        for (const more of [{}, { key: crypto.randomUUID() }]) assertRefused(await ask('POST', '/api/contacts', { token, json: contact({ name }), ...more, ...from(origin) }))
      assertRefused(await ask('POST', '/api/contacts?dry_run=true', { token: key, json: contact({ name }), ...from(origin) }))
      assertRefused(await ask('POST', '/api/contacts/batch', { token: key, json: { operations: [{ op: 'create', body: contact({ name }) }] }, ...from(origin) }))
      assert.deepEqual(await sql(`select count(*) from public.contacts where name = :'name'`, { name }), [['0']])
    })
  it('is one for the other agency, whatever it lists', async () => {
    const stranger = await newAgency('sites-stranger')
    await list([OTHER], stranger)
    assertHidden(await withKey('GET', LIST, OTHER), 200)
    assertShown(await withKey('GET', LIST, SITE), 200)
    assertHidden(await stranger.owner.get(LIST, from(SITE)), 200)
    assertHidden(await withKey('GET', LIST, OTHER, { headers: { 'Agency-Id': await stranger.id() } }), 403)
  })
  it('with Origin twice is none', async () => assertRefused(await ask('POST', '/api/contacts', { token: key, json: contact(), headers: { Origin: [SITE, SITE] } })))
  it('learns nothing from a key that is none', async () => {
    for (const origin of [SITE, OTHER]) assertHidden(await ask('GET', LIST, { token: 'sfy_live_7Hq2Zp9K_q3Vw8sXcT1nB5mJk0ZyRdLhG6fUeOa9PiS2t1SPRPj', ...from(origin) }), 401)
  })
  it('is told of a wrong body, and its page is not', async () => assertHidden(await withKey('POST', '/api/contacts', OTHER, { json: {} }), 422))
})

describe('a key of its own sites', () => {
  it('is for those alone', async () => {
    const both = await newAgency('key-sites')
    await list([SITE, OTHER], both)
    const own = await both.owner.make('/api/api_keys', { name: 'a', scopes: SCOPES, allowed_origins: [SITE] })
    assert.deepEqual(own.allowed_origins, [SITE])
    const read = (origin) => ask('GET', LIST, { token: own.key, ...from(origin) })
    assertShown(await read(SITE), 200)
    assertHidden(await read(OTHER), 200)
    await both.owner.patch(`/api/api_keys/${own.id}`, { allowed_origins: [] })
    assert.equal((await read(OTHER)).headers['access-control-allow-origin'], OTHER)
    await both.owner.patch(`/api/api_keys/${own.id}`, { allowed_origins: ['https://third.example'] })
    assertHidden(await read('https://third.example'), 200)
  })
  it('for the sandbox goes by the list of the agency whose sandbox it is', async () => {
    const test = await makeKey({ mode: 'test' })
    assertShown(await ask('GET', LIST, { token: test, ...from(SITE) }), 200)
    assertHidden(await ask('GET', LIST, { token: test, ...from(OTHER) }), 200)
  })
})

describe('cookies and what is not open', () => {
  it('a listed site gets nothing by a cookie', async () => {
    const person = await newAccount()
    assertRefused(await refresh(person.cookie, { Origin: SITE }))
    const { status, headers } = await refresh(person.cookie)
    assert.deepEqual([status, Object.keys(headers).filter((name) => name.startsWith('access-control-'))], [200, []])
  })
  it('nor what keys do not reach', async () => {
    assertHidden(await agency.owner.get('/api/me', from(SITE)), 200)
    assertRefused(await agency.owner.patch('/api/me', { full_name: 'x' }, from(SITE)))
    assertRefused(await agency.owner.post('/api/api_keys', { name: 'x' }, from(SITE)))
  })
  it('our own pages are no other site', async () => {
    assert.equal(new URL(BASE_URL).origin, ORIGIN)
    const made = await agency.owner.post('/api/contacts', contact(), from(ORIGIN))
    assertHidden(made, 201)
    assert.equal((await agency.owner.patch('/api/me', { full_name: 'x' }, from(ORIGIN))).status, 200)
  })
  it('answers that depend on the site say so', async () => {
    assert.ok(varies(await agency.owner.get(LIST)))
    assert.ok(!varies(await agency.owner.get('/api/me')))
  })
})

describe('the list', () => {
  it('begins empty, and members read it', async () => {
    const fresh = await newAgency('no-sites'), id = await fresh.id()
    assert.deepEqual((await fresh.owner.get(`/api/agencies/${id}`)).json.allowed_origins, [])
    assert.deepEqual((await fresh.owner.get('/api/me')).json.agency.allowed_origins, [])
  })
  it('is changed by admins and owners', async () => {
    const id = await agency.id()
    for (const person of [await agency.agent(), await agency.viewer()]) assertProblem(await person.patch(`/api/agencies/${id}`, { allowed_origins: [OTHER] }), 403, 'forbidden')
    assert.equal((await (await agency.admin()).patch(`/api/agencies/${id}`, { allowed_origins: [SITE] })).status, 200)
  })
  const bad = ['*', 'null', 'www.maison.example', 'http://www.maison.example', `${SITE}/`, `${SITE}/a`, 'https://Www.maison.example', 'https://*.maison.example', `${SITE}:443`, 'https://user@maison.example', "https://a','b"]
  it('takes origins alone, each by its pointer', async () => {
    const violations = bad.map((_, i) => ({ pointer: `/allowed_origins/${i + 1}`, code: 'format' })), allowed_origins = [SITE, ...bad]
    assertViolations(await list(allowed_origins), violations)
    assertViolations(await agency.owner.post('/api/api_keys', { name: 'a', allowed_origins }), violations)
    assertViolations(await agency.owner.patch(`/api/api_keys/${(await agency.owner.make('/api/api_keys', { name: 'a' })).id}`, { allowed_origins }), violations)
  })
  it('and what is good comes back as it was', async () => {
    const good = [SITE, 'https://a.example:8443', 'http://localhost:5173', 'https://[2001:db8::1]:8443', 'https://xn--mnchen-3ya.example']
    assert.deepEqual((await list(good)).json.allowed_origins, good)
    assert.equal((await list([SITE])).status, 200)
  })
  it('has fifty at most', async () => {
    assertViolations(await list(Array.from({ length: 51 }, (_, i) => `https://a${i}.example`)), [{ pointer: '/allowed_origins', code: 'too_many' }])
  })
})
