// SPDX-License-Identifier: Apache-2.0
// How much a person, a key and an agency may ask for: told in every answer, refused beyond, and nobody else's business. With
// workers of its own: the instance's limits are out of every test's way.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { without } from './lib/env.js'
import { ask, assertProblem } from './lib/http.js'
import { sql } from './lib/database.js'
import { askFrom } from './lib/local.js'
import { operations } from './lib/openapi.js'
import { ownFolder, ownWorker } from './lib/worker.js'
import { contact, newAgency } from './lib/world.js'

const SKIP = { skip: without('WORKER_PIDS_COMMAND', 'FCGI_SOCKET') }
const LIMITS = { RATE_LIMIT_USER: '60', RATE_LIMIT_KEY: '120', RATE_LIMIT_AGENCY: '600' }
const LIST = '/api/contacts?limit=1'

/** What a worker answers with `who`: a token or a key. */
const by = (worker, who, method = 'GET', path = LIST, options = {}) => askFrom('127.0.0.1', method, path, { socket: worker.socket, token: who.key ?? who.token, ...options })
/** {user: {r, t}, agency: {r, t}} */
function left(answer) {
  assert.match(answer.headers.ratelimit ?? '', /^"[a-z]+";r=\d+;t=\d+(, "[a-z]+";r=\d+;t=\d+)*$/, String(answer))
  return Object.fromEntries([...answer.headers.ratelimit.matchAll(/"([a-z]+)";r=(\d+);t=(\d+)/g)].map(([, name, r, t]) => [name, { r: Number(r), t: Number(t) }]))
}
const makeKey = (person, more = {}) => person.make('/api/api_keys', { name: 'Website', scopes: ['contacts:read', 'contacts:write'], ...more })
/** A key whose public beginning is another's: anybody can make one, its checksum is right. */
function withOtherSecret(key) {
  const text = key.slice(0, 18) + 'A'.repeat(36), digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  let check = ''
  for (let n = crc32(text); check.length < 6; n = Math.floor(n / 62)) check = digits[n % 62] + check
  return text + check
}
async function until429(worker, who, most = 1000) {
  for (let i = 0; i < most; i++) {
    const answer = await by(worker, who)
    if (answer.status === 429) return { answered: i, answer }
    assert.equal(answer.status, 200, String(answer))
  }
  throw new Error(`no 429 in ${most} requests`)
}
/** One that costs 25 units and has no effect: what a bucket lacks for it is not filled while a test asks. */
const dear = (worker, who, headers = {}) => by(worker, who, 'POST', '/api/contacts/batch', { json: {}, headers })
/** Buckets fill while a test asks: by how many units at most since now, at one a second. */
const filling = (from = Date.now()) => () => Math.ceil((Date.now() - from) / 1000)
const assertAbout = (n, least, most) => assert.ok(n >= least && n <= most, `${n} is not from ${least} to ${most}`)

describe('limits', { ...SKIP, concurrency: false }, () => {
  let worker, twin, folder, agency
  before(async () => {
    folder = await ownFolder()
    worker = await ownWorker({ ...LIMITS, RUNTIME_DIR: folder })
    twin = await ownWorker({ ...LIMITS, RUNTIME_DIR: folder })
    agency = await newAgency('limits')
  })
  after(async () => {
    await worker?.stop()
    await twin?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  it('are told in every answer to a caller, refusals of other kinds included', async () => {
    const person = await agency.agent(), filled = filling()
    const answers = [await by(worker, person), await by(worker, person, 'GET', `/api/contacts/${crypto.randomUUID()}`), await by(worker, person, 'GET', '/api/contacts?nope=1'),
      await by(worker, person, 'POST', '/api/contacts', { json: {} })]
    assert.deepEqual(answers.map((a) => a.status), [200, 404, 400, 422])
    for (const [i, answer] of answers.entries()) {
      assert.equal(answer.headers['ratelimit-policy'], '"user";q=60;w=60, "agency";q=600;w=60')
      assertAbout(left(answer).user.r, 60 - i - 1, 60 - i - 1 + filled())
      assertAbout(left(answer).user.t, 1, i + 1)
    }
    assert.deepEqual(Object.keys(left(answers[0])), ['user', 'agency'], 'the first answer knows the agency')
    assert.deepEqual(Object.keys(left(await by(worker, await agency.agent(), 'GET', `/api/contacts/${crypto.randomUUID()}`))), ['user', 'agency'], 'so does a first one that is refused')
  })
  it('are not told to nobody', async () => {
    for (const answer of [await ask('GET', '/api/live'), await ask('GET', '/api/contacts'), await ask('GET', '/api/nothing')])
      assert.deepEqual(Object.keys(answer.headers).filter((name) => /^ratelimit|^server-timing/.test(name)), [], String(answer))
  })
  it('of a person: 429 with Retry-After, after which it goes on', async () => {
    const person = await agency.agent(), filled = filling()
    const { answered, answer } = await until429(worker, person)
    assertAbout(answered, 60, 60 + filled())
    const problem = assertProblem(answer, 429, 'too-many-requests')
    assert.match(problem.detail, /^you have 60 units a minute, 0 are left, and this request costs 1$/)
    assert.equal(answer.headers['retry-after'], '1')
    assert.equal(left(answer).user.r, 0)
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers['retry-after'])))
    assert.equal((await by(worker, person)).status, 200)
  })
  it('are the whole pool\'s: what one worker has given, another has not', async () => {
    const person = await agency.agent()
    await until429(worker, person)
    assert.equal((await dear(twin, person)).status, 429)
  })
  it('refuse before anything is done, with an Idempotency-Key too', async () => {
    const person = await agency.agent(), name = `limits-${crypto.randomUUID()}`, json = { operations: [{ op: 'create', body: contact({ name }) }] }
    await until429(worker, person)
    for (const headers of [{}, { 'Idempotency-Key': name }])
      assertProblem(await by(worker, person, 'POST', '/api/contacts/batch', { json, headers }), 429, 'too-many-requests')
    assert.deepEqual(await sql(`select count(*) from public.contacts where name = :'name'`, { name }), [['0']])
    const later = await person.post('/api/contacts/batch', json, { key: name })
    assert.deepEqual([later.status, later.json.results[0].status], [200, 201], 'the same request, let in elsewhere, takes effect')
  })
  it('of one person are no other\'s, nor those of a key', async () => {
    const [person, other] = [await agency.agent(), await agency.agent()], key = await makeKey(agency.owner)
    await until429(worker, person)
    for (const who of [other, key]) assert.equal((await by(worker, who)).status, 200)
  })
  it('of a key are of the whole key: its public beginning with another secret takes nothing from it', async () => {
    const key = await makeKey(agency.owner), answer = await by(worker, key)
    assert.equal(answer.headers['ratelimit-policy'], '"key";q=120;w=60, "agency";q=600;w=60')
    for (let i = 0; i < 60; i++) assertProblem(await by(worker, { key: withOtherSecret(key.key) }), 401, 'unauthenticated', { reason: 'unknown_api_key' })
    assertAbout(left(await by(worker, key)).key.r, 117, 119)
  })
  it('of an agency hold for its people and keys together, and for no other agency', async () => {
    const [crowded, quiet] = [await newAgency('crowded'), await newAgency('quiet')], keys = []
    for (let i = 0; i < 10; i++) keys.push(await makeKey(crowded.owner))
    for (const who of [crowded.owner, ...keys]) await by(worker, who) // lets the worker know whose it is
    let refused
    // each key has four of these to ask, and the agency twenty-four
    for (const key of keys) {
      do refused = await dear(worker, key)
      while (refused.status !== 429)
      if (left(refused).key.r >= 25) break
    }
    assertProblem(refused, 429, 'too-many-requests')
    assert.match(refused.json.detail, /^the agency has 600 units a minute, \d+ are left, and this request costs 25$/)
    assert.ok(left(refused).agency.r < 25 && left(refused).key.r >= 25, String(refused))
    let owners = await dear(worker, crowded.owner)
    if (owners.status !== 429) owners = await dear(worker, crowded.owner) // what little was missing had come
    assertProblem(owners, 429, 'too-many-requests')
    assert.match(owners.json.detail, /^the agency has/)
    assert.equal((await by(worker, quiet.owner)).status, 200)
    assert.equal(left(await by(worker, quiet.owner)).agency.r >= 590, true)
  })
  it('of an agency are not for strangers to use up, who only name it', async () => {
    const [victim, stranger] = [await newAgency('victim'), await newAgency('stranger')], headers = { 'Agency-Id': await victim.id() }
    await by(worker, victim.owner)
    for (let i = 0; i < 30; i++) assert.ok([403, 404].includes((await by(worker, stranger.owner, 'GET', LIST, { headers })).status))
    assertAbout(left(await by(worker, victim.owner)).agency.r, 597, 599)
  })
  it('cost what the operation says', async () => {
    for (const { path, method, operation } of operations.filter((o) => o.path.endsWith('/batch') || o.path.endsWith('.csv')))
      assert.equal(operation['x-cost'], 25, `${method} ${path}`)
    const person = await agency.agent(), batch = () => by(worker, person, 'POST', '/api/contacts/batch', { json: {} })
    const filled = filling()
    assert.equal(left(await batch()).user.r, 35)
    assertAbout(left(await batch()).user.r, 10, 10 + filled())
    const answer = await batch()
    assertProblem(answer, 429, 'too-many-requests')
    assertAbout(Number(answer.headers['retry-after']), 15 - filled(), 15)
    assert.equal((await by(worker, person)).status, 200, 'what costs less is still there')
  })
})

describe('without limits', SKIP, () => {
  let worker
  before(async () => (worker = await ownWorker({ RATE_LIMIT_USER: '0', RATE_LIMIT_KEY: '0', RATE_LIMIT_AGENCY: '0', SERVER_TIMING: 'off' })))
  after(() => worker?.stop())
  it('nothing is told', async () => {
    const agency = await newAgency('unlimited')
    const answer = await by(worker, agency.owner)
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(Object.keys(answer.headers).filter((name) => /^ratelimit|^server-timing/.test(name)), [])
  })
})

describe('Server-Timing', () => {
  it('tells a caller how long it took', async () => {
    const { owner } = await newAgency('timing')
    for (const path of [LIST, `/api/contacts/${crypto.randomUUID()}`]) {
      const [, db, app, total] = /^db;dur=(\d+\.\d), app;dur=(\d+\.\d), total;dur=(\d+\.\d)$/.exec((await owner.get(path)).headers['server-timing'])?.map(Number) ?? []
      assert.ok(db > 0 && Math.abs(db + app - total) < 0.2, `${db} + ${app} = ${total}`)
    }
  })
  it('tells nobody else', async () => {
    for (const answer of [await ask('GET', '/api/health'), await ask('GET', LIST), await ask('GET', LIST, { token: 'x.y.z' }),
      await ask('POST', '/api/auth/sign-in', { json: { email: 'nobody@example.com', password: 'wrong password' } })])
      assert.equal(answer.headers['server-timing'], undefined, String(answer))
  })
})
