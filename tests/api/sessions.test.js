// SPDX-License-Identifier: Apache-2.0
// Sessions of the local issuer: refreshed, listed, ended; and what a new password does to them.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { COOKIE, ORIGIN, PASSWORD, changePassword, cookieOf, lastAttemptNow, newAccount, refresh, signIn, signOut } from './lib/local.js'
import { newAgency } from './lib/world.js'

const sidOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sid
const alive = async (token) => (await ask('GET', '/api/me', { token })).status === 200
const assertOver = (answer) => assertProblem(answer, 401, 'unauthenticated', { reason: 'session_ended' })
/** Lets time go by for the refresh tokens that were used. */
const later = (person, interval) => sql(`update internal.refresh_tokens set used_at = used_at - :'interval'::interval where session_id = :'sid'`, { sid: sidOf(person.token), interval })

function assertRefused(answer) {
  assertOver(answer)
  assert.match(answer.headers['set-cookie']?.[0] ?? '', new RegExp(`^${COOKIE}=; Path=/api/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict$`), 'the browser is told to forget the cookie')
}

describe('refresh', () => {
  it('answers a new token of the same session, and the next cookie', async () => {
    const person = await newAccount({ full_name: 'Léa' })
    const answer = await refresh(person.cookie)
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(Object.keys(answer.json), ['access_token', 'token_type', 'expires_in', 'user'])
    assert.deepEqual(answer.json.user, { id: person.userId, email: person.email, full_name: 'Léa' })
    assert.equal(sidOf(answer.json.access_token), sidOf(person.token))
    assert.match(cookieOf(answer), /^[A-Za-z0-9_-]{43}$/)
    assert.notEqual(cookieOf(answer), person.cookie)
    let cookie = cookieOf(answer)
    for (let i = 0; i < 5; i++) cookie = cookieOf(await refresh(cookie)) ?? assert.fail('no cookie')
  })
  it('two tabs within ten seconds: the second is answered too, and keeps the cookie of the first', async () => {
    const person = await newAccount()
    const [first, ...others] = await Promise.all(Array.from({ length: 6 }, () => refresh(person.cookie)))
    const answers = [first, ...others]
    for (const answer of answers) assert.equal(answer.status, 200, String(answer))
    assert.equal(answers.filter((a) => cookieOf(a) !== undefined).length, 1, 'one of them rotates')
    await later(person, '5 seconds')
    const late = await refresh(person.cookie)
    assert.deepEqual([late.status, cookieOf(late)], [200, undefined])
    for (const answer of [...answers, late]) assert.ok(await alive(answer.json.access_token))
    assert.equal((await refresh(cookieOf(answers.find((a) => cookieOf(a))))).status, 200)
  })
  it('a token that turns up again after ten seconds ends the family, at once and for good', async () => {
    const person = await newAccount(), elsewhere = await person.again()
    const next = cookieOf(await refresh(person.cookie))
    await later(person, '11 seconds')
    assertRefused(await refresh(person.cookie))
    assertRefused(await refresh(next))
    assert.equal(await alive(person.token), false)
    assert.equal(await alive(elsewhere.token), true)
    assert.equal((await sql(`select end_reason from internal.sessions where id = :'sid'`, { sid: sidOf(person.token) }))[0][0], 'reused')
  })
  it('an old one of several ends it too', async () => {
    const person = await newAccount()
    const second = cookieOf(await refresh(person.cookie)), third = cookieOf(await refresh(second))
    await later(person, '1 minute')
    assertRefused(await refresh(person.cookie))
    assertRefused(await refresh(third))
  })
  it('ends where the session does', async () => {
    const person = await newAccount()
    await sql(`update internal.sessions set expires_at = now() where id = :'sid'`, { sid: sidOf(person.token) })
    assertRefused(await refresh(person.cookie))
    assert.equal(await alive(person.token), false)
  })
  it('goes on for 30 days from each time, and for 180 from the sign-in', async () => {
    const person = await newAccount(), sid = sidOf(person.token)
    const days = async () => Number((await sql(`select round(extract(epoch from expires_at - now()) / 86400) from internal.sessions where id = :'sid'`, { sid }))[0][0])
    assert.equal(await days(), 30)
    await sql(`update internal.sessions set created_at = created_at - interval '170 days' where id = :'sid'`, { sid })
    assert.equal((await refresh(person.cookie)).status, 200)
    assert.equal(await days(), 10)
  })
  for (const origin of [undefined, 'https://evil.example', 'null', `${ORIGIN}.evil.example`, `${ORIGIN}/`, ORIGIN.replace('https', 'http'), ORIGIN.toUpperCase()])
    it(`from the origin ${origin ?? '(none)'}: refused, and nothing has happened`, async () => {
      const person = await newAccount()
      for (const action of [refresh, signOut]) {
        const answer = await action(person.cookie, { Origin: origin })
        assertProblem(answer, 403, 'origin-not-allowed')
        assert.equal(answer.headers['set-cookie'], undefined)
      }
      assert.notEqual(cookieOf(await refresh(person.cookie)), undefined)
    })
  for (const cookie of [undefined, '', 'x', 'A'.repeat(43), 'A'.repeat(44), '../../etc', "'; drop table users"])
    it(`with ${cookie === undefined ? 'no cookie' : `the cookie '${cookie}'`}: 401`, async () => assertRefused(await refresh(cookie)))
  it('an access token does not do', async () => {
    const person = await newAccount()
    assertRefused(await ask('POST', '/api/auth/refresh', { token: person.token, headers: { Origin: ORIGIN } }))
    assertRefused(await refresh(person.token))
  })
  it('the cookie is found among others', async () => {
    const person = await newAccount()
    assert.equal((await refresh(undefined, { Cookie: `a=b; x${COOKIE}=c;${COOKIE}=${person.cookie}; d=e` })).status, 200)
  })
  it('the cookie opens nothing else', async () => {
    const person = await newAccount()
    assertProblem(await ask('GET', '/api/me', { headers: { Cookie: `${COOKIE}=${person.cookie}; __session=${person.cookie}` } }), 401, 'unauthenticated')
    assertProblem(await ask('GET', '/api/me', { token: person.cookie }), 401, 'unauthenticated')
  })
})

describe('sign-out', () => {
  it('is immediate, takes the cookie back, and may be repeated', async () => {
    const person = await newAccount(), elsewhere = await person.again()
    for (let i = 0; i < 2; i++) {
      const answer = await signOut(person.cookie)
      assert.deepEqual([answer.status, cookieOf(answer), answer.text], [204, '', ''])
    }
    assertOver(await person.get('/api/me'))
    assertRefused(await refresh(person.cookie))
    assert.equal(await alive(elsewhere.token), true)
  })
  it('without a session is no error', async () => assert.equal((await signOut()).status, 204))
})

describe('the list of sessions', () => {
  it('shows where one is signed in, newest first', async () => {
    const person = await newAccount()
    const signed = await signIn(person.email, PASSWORD, { headers: { 'User-Agent': 'Tablet "2" é' } })
    const { data, ...rest } = (await person.get('/api/auth/sessions')).json
    assert.deepEqual(rest, {})
    assert.deepEqual(data.map((s) => [s.id, s.current]), [[sidOf(signed.json.access_token), false], [sidOf(person.token), true]])
    for (const session of data) {
      assert.deepEqual(Object.keys(session), ['id', 'created_at', 'last_used_at', 'expires_at', 'address', 'user_agent', 'current'])
      // localhost is either of the two
      assert.match(session.address, /^(127\.0\.0\.1|::1)$/)
      for (const time of ['created_at', 'last_used_at', 'expires_at']) assert.match(session[time], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
      assert.equal(Math.round((new Date(session.expires_at) - new Date(session.created_at)) / 86400e3), 30)
    }
    assert.equal(data[1].user_agent, null)
    assert.ok(data[0].user_agent.startsWith('Tablet "2"'), data[0].user_agent)
    assert.ok(!JSON.stringify(data).includes(person.cookie))
  })
  it('tells a refresh by its time, and forgets what is over', async () => {
    const person = await newAccount(), other = await person.again(), third = await person.again()
    const before = (await person.get('/api/auth/sessions')).json.data
    await refresh(person.cookie)
    await signOut(other.cookie)
    await sql(`update internal.sessions set expires_at = now() where id = :'sid'`, { sid: sidOf(third.token) })
    const { data } = (await person.get('/api/auth/sessions')).json
    assert.deepEqual(data.map((s) => s.id), [sidOf(person.token)])
    assert.ok(data[0].last_used_at > before.at(-1).last_used_at)
  })
  it("holds one's own alone; somebody of another issuer has none here", async () => {
    const person = await newAccount(), stranger = (await newAgency('none')).owner
    assert.equal((await person.get('/api/auth/sessions')).json.data.length, 1)
    assert.deepEqual((await stranger.get('/api/auth/sessions')).json, { data: [] })
  })
  it('one of them is ended at once, by oneself alone and once', async () => {
    const person = await newAccount(), elsewhere = await person.again(), stranger = await newAccount()
    const path = `/api/auth/sessions/${sidOf(elsewhere.token)}`
    for (const none of [path, `/api/auth/sessions/${crypto.randomUUID()}`, '/api/auth/sessions/x']) assertProblem(await stranger.del(none), 404, 'not-found')
    assert.equal((await person.del(path)).status, 204)
    assertOver(await elsewhere.get('/api/me'))
    assertRefused(await refresh(elsewhere.cookie))
    assertProblem(await person.del(path), 404, 'not-found')
    assert.equal((await person.del(`/api/auth/sessions/${sidOf(person.token)}`)).status, 204)
    assertOver(await person.get('/api/me'))
  })
})

describe('a new password', () => {
  it('ends all other sessions, and the old one does no more', async () => {
    const person = await newAccount(), others = [await person.again(), await person.again()]
    const answer = await changePassword(person, PASSWORD, 'another fine lamp')
    assert.deepEqual([answer.status, answer.text], [204, ''])
    for (const other of others) {
      assertOver(await other.get('/api/me'))
      assertRefused(await refresh(other.cookie))
    }
    assert.ok(await alive(person.token))
    assert.equal((await refresh(person.cookie)).status, 200)
    assertProblem(await signIn(person.email, PASSWORD), 401, 'bad-credentials')
    assert.equal((await signIn(person.email, 'another fine lamp')).status, 200)
  })
  it('asks for the one in force: a wrong one changes nothing, and is counted', async () => {
    const person = await newAccount(), other = await person.again()
    for (let i = 0; i < 5; i++) assertViolations(await changePassword(person, 'wrong password', 'another fine lamp'), [{ pointer: '/current_password', code: 'wrong_password' }])
    await lastAttemptNow(person.email)
    const late = await changePassword(person, PASSWORD, 'another fine lamp')
    assertProblem(late, 429, 'too-many-requests')
    assert.equal(late.headers['retry-after'], '1')
    assert.ok(await alive(other.token))
  })
  it('keeps the rules of a first one, all of them told', async () => {
    const person = await newAccount()
    assertViolations(await changePassword(person, PASSWORD, 'short'), [{ pointer: '/new_password', code: 'too_short', params: { min: 10 } }])
    assertViolations(await person.post('/api/auth/password', { new_password: 'x'.repeat(201), email: 'a' }),
      [{ pointer: '/current_password', code: 'required' }, { pointer: '/new_password', code: 'too_long' }, { pointer: '/email', code: 'unknown' }])
    assert.equal((await signIn(person.email)).status, 200)
  })
  it('somebody of another issuer has none here', async () =>
    assertProblem(await changePassword((await newAgency('none')).owner, PASSWORD, 'another fine lamp'), 404, 'not-found'))
  it('needs somebody', async () => assertProblem(await ask('POST', '/api/auth/password', { json: { current_password: PASSWORD, new_password: 'another fine lamp' } }), 401, 'unauthenticated'))
})
