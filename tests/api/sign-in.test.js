// SPDX-License-Identifier: Apache-2.0
// Signing in with e-mail and password: what it answers, what it gives away (nothing), and how often one may try.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { ask, assertProblem } from './lib/http.js'
import { assertSameAnswer, assertViolations } from './lib/expect.js'
import { sql, transaction } from './lib/database.js'
import { ORIGIN, PASSWORD, askFrom, cookieOf, freshAddress, lastAttemptNow, newAccount, newEmail, signIn, subjectOf } from './lib/local.js'
import { clerkToken, supabaseToken } from './lib/tokens.js'

const from = (address, email, password) => askFrom(address, 'POST', '/api/auth/sign-in', { json: { email, password } })

let person
before(async () => {
  person = await newAccount({ full_name: 'Léa' })
})

describe('sign-in', () => {
  it('answers a session of its own', async () => {
    const [a, b] = [await signIn(person.email), await signIn(person.email.toUpperCase())]
    for (const answer of [a, b]) {
      assert.equal(answer.status, 200, String(answer))
      assert.deepEqual(Object.keys(answer.json), ['access_token', 'token_type', 'expires_in', 'user'])
      assert.deepEqual(answer.json.user, { id: person.userId, email: person.email, full_name: 'Léa' })
    }
    assert.notEqual(cookieOf(a), cookieOf(b))
    assert.notEqual(a.json.access_token, b.json.access_token)
  })
  it('wrong bodies are told by field', async () =>
    assertViolations(await ask('POST', '/api/auth/sign-in', { json: { email: 'x', remember: true } }),
      [{ pointer: '/email', code: 'format' }, { pointer: '/password', code: 'required' }, { pointer: '/remember', code: 'unknown' }]))
  it('a password is taken as it is: no space cut off, no case folded, not shortened', async () => {
    const address = freshAddress()
    for (const wrong of [` ${PASSWORD}`, `${PASSWORD} `, PASSWORD.toUpperCase(), PASSWORD.slice(0, -1)]) assertProblem(await from(address, person.email, wrong), 401, 'bad-credentials')
    assert.equal((await from(address, person.email, PASSWORD)).status, 200)
  })
  it('an account that is switched off cannot', async () => {
    const gone = await newAccount()
    await sql(`update public.users set is_active = false where id = :'id'`, { id: gone.userId })
    assertProblem(await from(freshAddress(), gone.email, PASSWORD), 401, 'unauthenticated')
    assertProblem(await gone.get('/api/me'), 401, 'unauthenticated', { reason: 'session_ended' })
  })
})

describe('who is known here', () => {
  it('is not told: unknown address and wrong password answer the same', async () => {
    const [unknown, wrong] = [await from(freshAddress(), newEmail('nobody'), PASSWORD), await from(freshAddress(), person.email, `${PASSWORD}!`)]
    assertProblem(wrong, 401, 'bad-credentials')
    assertSameAnswer(unknown, wrong)
    assert.equal(wrong.headers['set-cookie'], undefined)
  })
  it('nor by the time that it takes', async () => {
    const times = { known: [], unknown: [] }
    const measure = async (kind, email) => {
      const began = performance.now()
      assert.equal((await from(freshAddress(), email, 'wrong password')).status, 401)
      times[kind].push(performance.now() - began)
    }
    const alike = (a, b) => a < 2 * b && b < 2 * a
    let a, b
    // the quickest of each, which other work on the machine lengthens least; one hash is tens of milliseconds, the look-up under
    // one: without the hash it would be a tenth
    for (let i = 0; i < 5 || (i < 20 && !alike(a, b)); i++) {
      await measure('known', (await newAccount()).email)
      await measure('unknown', newEmail('nobody'))
      ;[a, b] = [Math.min(...times.known), Math.min(...times.unknown)]
    }
    assert.ok(alike(a, b), `known ${a.toFixed(1)} ms, unknown ${b.toFixed(1)} ms`)
  })
})

describe('throttling', () => {
  it('an account: five attempts are free, then each costs twice the time before; others are not held up', async () => {
    const { email } = await newAccount(), other = await newAccount()
    for (let i = 0; i < 5; i++) assertProblem(await from(freshAddress(), email, 'wrong password'), 401, 'bad-credentials')
    await lastAttemptNow(email)
    const late = await from(freshAddress(), email, PASSWORD)
    assertProblem(late, 429, 'too-many-requests')
    assert.equal(late.headers['retry-after'], '1')
    assert.equal((await from(freshAddress(), other.email, PASSWORD)).status, 200)
    // as if that second had gone by: one more attempt, and the next pause is longer
    const wait = (seconds) => sql(`update internal.throttles set last_at = last_at - make_interval(secs => :seconds) where subject = :'email'`, { email, seconds })
    for (const pause of [1, 2, 4, 8]) {
      await wait(pause)
      assertProblem(await from(freshAddress(), email, 'wrong password'), 401, 'bad-credentials')
      await lastAttemptNow(email)
      assert.equal((await from(freshAddress(), email, PASSWORD)).headers['retry-after'], String(pause * 2))
    }
    await wait(16)
    assert.equal((await from(freshAddress(), email, PASSWORD)).status, 200)
    for (let i = 0; i < 5; i++) assertProblem(await from(freshAddress(), email, 'wrong password'), 401, 'bad-credentials')
  })
  it('it is the same for an address that nobody has', async () => {
    const email = newEmail('nobody')
    for (let i = 0; i < 5; i++) assertProblem(await from(freshAddress(), email, PASSWORD), 401, 'bad-credentials')
    await lastAttemptNow(email)
    assertProblem(await from(freshAddress(), email, PASSWORD), 429, 'too-many-requests')
  })
  it('an address: fifty attempts are free, whatever the account, and a success gives its own back', async () => {
    const address = freshAddress()
    assert.equal((await from(address, person.email, PASSWORD)).status, 200)
    // counted in the database, as fifty attempts would have been
    await sql(`update internal.throttles set attempts = 49, last_at = now() where kind = 'address' and subject = :'subject'`, { subject: subjectOf(address) })
    assertProblem(await from(address, newEmail('nobody'), PASSWORD), 401, 'bad-credentials')
    const neighbour = address.replace(/1$/, 'abcd')
    for (const same of [address, neighbour]) {
      await lastAttemptNow(subjectOf(address))
      const late = await from(same, person.email, PASSWORD)
      assertProblem(late, 429, 'too-many-requests')
      assert.ok(Number(late.headers['retry-after']) >= 1)
    }
    assert.equal((await from(freshAddress(), person.email, PASSWORD)).status, 200)
  })
  it('an attempt whose connection is cut behind the count is made again, and counted once', async () => {
    const { email, userId } = await newAccount(), address = freshAddress()
    // the session waits for its user's row, the count does not
    const other = await transaction(`select from public.users where id = :'id' for update`, { id: userId })
    const answer = from(address, email, PASSWORD)
    await other.blocks()
    assert.deepEqual(await sql(`select attempts from internal.throttles where subject = :'subject'`, { subject: subjectOf(address) }), [['1']])
    await other.cut()
    await other.blocks()
    await other.commit()
    assert.equal((await answer).status, 200, String(await answer))
    assert.deepEqual(await sql(`select attempts from internal.throttles where subject = :'subject'`, { subject: subjectOf(address) }), [['0']])
  })
  it('twenty attempts at the same moment are twenty', async () => {
    const { email } = await newAccount(), address = freshAddress()
    const answers = await Promise.all(Array.from({ length: 20 }, () => from(address, email, 'wrong password')))
    const counted = answers.filter((a) => a.status === 401).length
    assert.ok(counted <= 7, `${counted} were let through`)
    for (const answer of answers) assert.ok([401, 429].includes(answer.status), String(answer))
  })
})

describe('tokens made here', () => {
  let jwks
  before(async () => {
    const answer = await ask('GET', '/api/auth/jwks.json')
    assert.equal(answer.headers['cache-control'], 'public, max-age=300')
    jwks = answer.json
  })
  it('the key set holds public keys alone', () => {
    assert.deepEqual(Object.keys(jwks), ['keys'])
    assert.ok(jwks.keys.length > 0)
    for (const key of jwks.keys) {
      assert.deepEqual([key.kty, key.crv, key.alg, key.use, typeof key.kid], ['EC', 'P-256', 'ES256', 'sig', 'string'])
      for (const secret of ['d', 'p', 'q', 'k']) assert.equal(key[secret], undefined)
    }
  })
  it("are verified by anybody's library", async () => {
    const { payload, protectedHeader } = await jwtVerify(person.token, createLocalJWKSet(jwks), { issuer: ORIGIN, algorithms: ['ES256'] })
    assert.equal(payload.sub, person.userId)
    assert.equal(payload.exp - payload.iat, 600)
    assert.match(payload.sid, /^[0-9a-f-]{36}$/)
    assert.equal(protectedHeader.kid, jwks.keys[0].kid)
    assert.ok(!JSON.stringify(payload).includes(person.email), 'a token says nothing about the person')
  })
  it('are not taken when changed, and no other issuer can make them', async () => {
    const [head, claims, signature] = person.token.split('.')
    const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(claims, 'base64url')), sub: crypto.randomUUID() })).toString('base64url')
    assertProblem(await ask('GET', '/api/me', { token: [head, forged, signature].join('.') }), 401, 'unauthenticated', { reason: 'bad_signature' })
    const { kid } = decodeProtectedHeader(person.token)
    const sid = JSON.parse(Buffer.from(claims, 'base64url')).sid
    assert.equal((await ask('GET', '/api/me', { token: await clerkToken({ iss: ORIGIN, sub: person.userId, sid }) })).status, 401)
    assert.equal((await ask('GET', '/api/me', { token: await clerkToken({ iss: ORIGIN, sub: person.userId, sid }, { kid }) })).status, 401)
    assert.equal((await ask('GET', '/api/me', { token: await supabaseToken({ iss: ORIGIN, sub: person.userId, session_id: sid }) })).status, 401)
  })
})
