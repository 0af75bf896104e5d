// SPDX-License-Identifier: Apache-2.0
// Making an account of the local issuer: what is checked, what it makes, who may, and how often one may try.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { without } from './lib/env.js'
import { COOKIE, ORIGIN, PASSWORD, askFrom, cookieOf, freshAddress, lastAttemptNow, newEmail, refresh, signIn, signUp, signedUp } from './lib/local.js'
import { ownWorker } from './lib/worker.js'
import { newAgency, unique } from './lib/world.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

describe('sign-up', () => {
  it('answers 201 with a session, and the cookie that goes on with it', async () => {
    const email = newEmail('Léa.B').replace('é', 'e')
    const answer = await signUp({ email, password: PASSWORD, full_name: 'Léa Hoffmann', agency_name: 'Maison Alzette', locale: 'fr-LU' })
    assert.equal(answer.status, 201, String(answer))
    assert.deepEqual(Object.keys(answer.json), ['access_token', 'token_type', 'expires_in', 'user'])
    const { access_token: token, user, ...rest } = answer.json
    assert.deepEqual(rest, { token_type: 'Bearer', expires_in: 600 })
    assert.deepEqual(user, { id: user.id, email: email.toLowerCase(), full_name: 'Léa Hoffmann' })
    assert.match(user.id, UUID)
    assert.equal(answer.headers['set-cookie'].length, 1)
    assert.match(answer.headers['set-cookie'][0], new RegExp(`^${COOKIE}=[A-Za-z0-9_-]{43}; Path=/api/auth; Max-Age=2592000; HttpOnly; Secure; SameSite=Strict$`))
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.ok(!answer.text.includes(cookieOf(answer)), 'the refresh token is in the cookie alone')
    const { json: me } = await ask('GET', '/api/me', { token })
    assert.deepEqual([me.id, me.email, me.email_verified, me.full_name, me.locale], [user.id, email.toLowerCase(), false, 'Léa Hoffmann', 'fr-LU'])
    assert.deepEqual([me.agency.name, me.agency.locale, me.membership.role, me.agencies.length], ['Maison Alzette', 'fr-LU', 'owner', 1])
    assert.equal((await refresh(cookieOf(answer))).status, 200)
  })

  for (const [what, more, name] of [['the person', { full_name: 'Tom Weis' }, 'Tom Weis'], ['the address', {}, undefined]])
    it(`an agency without a name is called after ${what}`, async () => {
      const person = await signedUp(more)
      assert.equal((await person.get('/api/me')).json.agency.name, name ?? person.email.split('@')[0])
    })
  it('agencies of one name have a slug each, made at the same moment too', async () => {
    const name = unique('Twin')
    const slugs = await Promise.all(Array.from({ length: 6 }, async () => (await (await signedUp({ agency_name: name })).get('/api/me')).json.agency.slug))
    assert.equal(new Set(slugs).size, 6, slugs.join())
    for (const slug of slugs) assert.match(slug, /^twin(-[a-z0-9]+)+$/)
  })

  const long = (n) => 'x'.repeat(n)
  const cases = [
    ['nothing', {}, [{ pointer: '/email', code: 'required' }, { pointer: '/password', code: 'required' }]],
    ['nulls', { email: null, password: null }, [{ pointer: '/email', code: 'required' }, { pointer: '/password', code: 'required' }]],
    ['wrong types', { email: 5, password: ['a'], full_name: {}, agency_name: true, locale: 1, invitation: 2 },
      ['email', 'password', 'full_name', 'agency_name', 'locale', 'invitation'].map((name) => ({ pointer: `/${name}`, code: 'type' }))],
    ['no address', { email: 'lea', password: PASSWORD }, [{ pointer: '/email', code: 'format', params: { format: 'email' } }]],
    ['nine characters', { email: 'a@example.com', password: long(9) }, [{ pointer: '/password', code: 'too_short', params: { min: 10 } }]],
    ['nine letters of two bytes', { email: 'a@example.com', password: 'é'.repeat(9) }, [{ pointer: '/password', code: 'too_short', params: { min: 10 } }]],
    ['201 characters', { email: 'a@example.com', password: long(201) }, [{ pointer: '/password', code: 'too_long', params: { max: 200 } }]],
    ['the address as password', { email: 'someone@example.com', password: 'SomeOne@example.com' }, [{ pointer: '/password', code: 'same_as_email' }]],
    ['a NUL', { email: 'a@example.com', password: `${long(10)}\0` }, [{ pointer: '', code: 'format' }]],
    ['empty and too long names', { email: 'a@example.com', password: PASSWORD, full_name: '', agency_name: long(201), locale: 'French' },
      [{ pointer: '/full_name', code: 'required' }, { pointer: '/agency_name', code: 'too_long', params: { max: 200 } }, { pointer: '/locale', code: 'format' }]],
    ['what is no field', { email: 'a@example.com', password: PASSWORD, role: 'admin', id: 'x', email_verified: true, is_active: true },
      ['role', 'id', 'email_verified', 'is_active'].map((name) => ({ pointer: `/${name}`, code: 'unknown' }))],
  ]
  for (const [what, body, wanted] of cases) it(`${what}: refused, with every rule`, async () => assertViolations(await signUp(body), wanted))
  it('no password is told back', async () => {
    const secret = unique('secret').slice(0, 9)
    assert.ok(!(await signUp({ email: 'lea', password: secret })).text.includes(secret))
  })
  it('200 characters of any letters are a password', async () => {
    const password = [...'🏠é"\\ '.repeat(40)].slice(0, 200).join(''), email = newEmail()
    assert.equal((await signUp({ email, password })).status, 201)
    assert.equal((await signIn(email, password)).status, 200)
    assertProblem(await signIn(email, [...password].slice(1).join('')), 401, 'bad-credentials')
  })
  it('takes no Idempotency-Key: what it answers is stored nowhere', async () => {
    const email = newEmail(), json = { email, password: PASSWORD }
    const answers = [await signUp(json, { key: unique('key') }), await signUp(json, { key: unique('key') })]
    assert.deepEqual(answers.map((a) => a.status), [201, 409])
  })
})

describe('a known address', () => {
  it('is a conflict at the field, in any case of letters, and too many of them are 429', async () => {
    const { email } = await signedUp(), address = freshAddress()
    const again = (name) => askFrom(address, 'POST', '/api/auth/sign-up', { json: { email: name, password: PASSWORD } })
    const statuses = []
    for (let i = 0; i < 5; i++) {
      const answer = await again(i % 2 ? email : email.toUpperCase())
      statuses.push(answer.status)
      assertViolations(answer, [{ pointer: '/email', code: 'not_unique' }], 409, 'conflict')
    }
    await lastAttemptNow(email)
    const late = await again(email)
    assertProblem(late, 429, 'too-many-requests')
    assert.equal(late.headers['retry-after'], '1')
    assert.deepEqual(statuses, Array(5).fill(409))
  })
  it('twenty at the same moment make one account', async () => {
    const email = newEmail('rush')
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => askFrom(freshAddress(), 'POST', '/api/auth/sign-up', { json: { email, password: PASSWORD, full_name: `R${i}` } })))
    assert.equal(answers.filter((a) => a.status === 201).length, 1, answers.map((a) => a.status).join())
    for (const answer of answers) assert.ok([201, 409, 429].includes(answer.status), String(answer))
    assert.equal((await sql(`select count(*) from public.users where email = :'email'`, { email }))[0][0], '1')
  })
  it('of somebody whom an outside issuer vouches for is free: nobody is joined by an address that nobody proved', async () => {
    const email = newEmail('clerk'), theirs = await (await newAgency('known')).person('member', { email, email_verified: true })
    const mine = await signedUp({ email })
    assert.notEqual(mine.userId, await theirs.id())
  })
})

describe('sign-up with an invitation', () => {
  let agency
  const invite = async (email, role = 'agent') => agency.owner.make('/api/invitations', { email, role })
  before(async () => {
    agency = await newAgency('inviting')
  })
  it('makes a member of that agency, and no other agency', async () => {
    const email = newEmail(), { token } = await invite(email, 'viewer')
    const person = await signedUp({ email, invitation: token, agency_name: 'Not made' })
    const { json: me } = await person.get('/api/me')
    assert.deepEqual(me.agencies.map(({ id, role }) => [id, role]), [[await agency.id(), 'viewer']])
    assert.equal(me.last_agency_id, await agency.id())
  })
  it('with a link that was copied: whoever holds it', async () => {
    const person = await signedUp({ invitation: (await invite(newEmail())).token })
    assert.equal((await person.get('/api/me')).json.membership.role, 'agent')
  })
  it('that is none, was used, taken back or has expired: no account is made', async () => {
    const used = await invite(newEmail()), back = await invite(newEmail()), old = await invite(newEmail())
    await signedUp({ invitation: used.token })
    assert.equal((await agency.owner.del(`/api/invitations/${back.id}`)).status, 204)
    await sql(`update public.invitations set expires_at = now() - interval '1 second' where id = :'id'`, { id: old.id })
    const email = newEmail()
    for (const [invitation, status, slug] of [['A'.repeat(43), 404, 'not-found'], ['x', 404, 'not-found'], [used.token, 410, 'gone'], [back.token, 410, 'gone'], [old.token, 410, 'gone']])
      assertProblem(await askFrom(freshAddress(), 'POST', '/api/auth/sign-up', { json: { email, password: PASSWORD, invitation } }), status, slug)
    assert.equal((await sql(`select count(*) from public.users where email = :'email'`, { email }))[0][0], '0')
  })
})

describe('an installation that makes no accounts', { skip: without('WORKER_PIDS_COMMAND', 'ADMIN_DATABASE_URL') }, () => {
  let invited, off
  before(async () => {
    ;[invited, off] = await Promise.all(['invited', 'off'].map((value) => ownWorker({ SIGN_UP: value })))
  })
  after(() => Promise.all([invited?.stop(), off?.stop()]))
  const at = (worker) => (method, path, options) => askFrom(freshAddress(), method, path, { socket: worker.socket, ...options })
  const body = () => ({ email: newEmail(), password: PASSWORD })

  it('SIGN_UP=invited: with an invitation alone', async () => {
    assertProblem(await at(invited)('POST', '/api/auth/sign-up', { json: body() }), 403, 'forbidden', { needs: 'an invitation' })
    const { token } = await (await newAgency('invited')).owner.make('/api/invitations', { email: newEmail(), role: 'agent' })
    assert.equal((await at(invited)('POST', '/api/auth/sign-up', { json: { ...body(), invitation: token } })).status, 201)
    assert.deepEqual((await at(invited)('GET', '/api/auth/issuers')).json.local, { sign_up: false })
  })
  it('SIGN_UP=off: no local sign-in at all', async () => {
    const { email, token, cookie } = await signedUp()
    const asked = [['sign-up', body()], ['sign-in', { email, password: PASSWORD }]]
    for (const [action, json] of asked) assertProblem(await at(off)('POST', `/api/auth/${action}`, { json }), 403, 'forbidden', { needs: 'another way to sign in' })
    assertProblem(await at(off)('POST', '/api/auth/refresh', { headers: { Origin: ORIGIN, Cookie: `${COOKIE}=${cookie}` } }), 403, 'forbidden', { needs: 'another way to sign in' })
    assertProblem(await at(off)('GET', '/api/me', { token }), 401, 'unauthenticated', { reason: 'wrong_issuer' })
    assert.equal((await at(off)('GET', '/api/auth/issuers')).json.local, null)
  })
  it('as it is here: open', async () => assert.deepEqual((await ask('GET', '/api/auth/issuers')).json.local, { sign_up: true }))
})
