// SPDX-License-Identifier: Apache-2.0
// Session tokens over the wire: every case of tests/vectors/jwt.json that a live clock allows, times against that clock, and
// the places in which a token may or may not come.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem, send } from './lib/http.js'
import { clerk, clerkId, clerkToken, supabaseToken, vectors } from './lib/tokens.js'
import { talk } from './lib/raw.js'
import { promptly } from './lib/retry.js'

const PATH = '/api/contacts?limit=1'
const get = (token, more) => ask('GET', PATH, { token, ...more })
const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))

// cases of configurations that this instance does not have, or of a clock that has moved on
const configured = ({ provider }) => provider === 'clerk' || provider === 'supabase'
const timeless = ({ token }) => {
  try {
    return claimsOf(token).exp > 4000000000
  } catch {
    return true
  }
}
// a header line cannot hold them; they are tried at the gate itself by the unit tests
const sendable = ({ token }) => token.length > 0 && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(token)

describe('accepted', () => {
  for (const one of vectors.cases.filter((c) => c.expect === 'accept' && configured(c) && timeless(c)))
    it(one.name, async () => {
      const answer = await get(one.token)
      assert.equal(answer.status, 200, String(answer))
    })
})

// refused at the case's own time, good by now; or refused where the other issuer is not configured, and this instance has both
const stillRefused = ({ token, now, name }) => {
  if (name === 'supabase_token_at_clerk' || name === 'clerk_token_at_supabase') return false
  try {
    const { iat, nbf } = claimsOf(token)
    return ![iat, nbf].some((time) => time > now && time < now + 86400)
  } catch {
    return true
  }
}

describe('refused with 401, one form, and a reason', () => {
  const cases = vectors.cases.filter((c) => c.expect === 'reject' && configured(c) && sendable(c) && stillRefused(c))
  it('are many', () => assert.ok(cases.length > 100, `${cases.length}`))
  for (const one of cases)
    it(one.name, async () => {
      const answer = await get(one.token)
      const problem = assertProblem(answer, 401, 'unauthenticated')
      assert.match(problem.reason, /^[a-z_]+$/)
      assert.equal(answer.headers['www-authenticate'], problem.reason === 'missing' ? 'Bearer' : `Bearer error="invalid_token", error_description="${problem.reason}"`)
    })
})

describe('times against the live clock', () => {
  const now = () => Math.floor(Date.now() / 1000)
  for (const [what, claims, ok] of [
    ['expired 3 s ago, within the leeway', () => ({ exp: now() - 3 }), true], ['expired 7 s ago', () => ({ exp: now() - 7 }), false], ['not before in 3 s, within the leeway', () => ({ nbf: now() + 3 }), true],
    ['not before in 8 s', () => ({ nbf: now() + 8 }), false], ['issued in 8 s', () => ({ iat: now() + 8 }), false], ['without exp', () => ({ exp: undefined }), false], ['without nbf', () => ({ nbf: undefined }), true],
  ])
    it(what, () => promptly(async () => {
      const answer = await get(await clerkToken({ org_id: clerkId('org_'), org_role: 'org:admin', ...claims() }))
      assert.equal(answer.status, ok ? 200 : 401, String(answer))
    }))
  it('a token that was good is refused once it has expired, though it was remembered', async () => {
    const token = await promptly(async () => {
      const good = await clerkToken({ org_id: clerkId('org_'), org_role: 'org:admin', exp: now() - 2 })
      assert.equal((await get(good)).status, 200)
      return good
    })
    await new Promise((resolve) => setTimeout(resolve, 4500))
    for (let i = 0; i < 12; i++) assertProblem(await get(token), 401, 'unauthenticated', { reason: 'expired' })
  })
})

describe('where a token may come', () => {
  let token, other, guest
  before(async () => {
    const org = clerkId('org_')
    token = await clerkToken({ org_id: org, org_role: 'org:admin' })
    other = await clerkToken({ org_id: org, org_role: 'org:member' })
    guest = await supabaseToken({ is_anonymous: true })
    await get(token)
  })
  const header = (value) => ask('GET', PATH, { headers: { Authorization: value } })
  it('Authorization: Bearer, in any case', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) assert.equal((await header(`${scheme} ${token}`)).status, 200)
  })
  for (const [what, value] of Object.entries({
    'two spaces': (t) => `Bearer  ${t}`, 'no token': () => 'Bearer', 'no token but a space': () => 'Bearer ', Basic: () => 'Basic dXNlcjpwYXNz', 'a bare token': (t) => t, 'something behind it': (t) => `Bearer ${t} extra`,
    'two joined by a comma': (t) => `Bearer ${t},Bearer ${t}`, 'a tab': (t) => `Bearer\t${t}`, 'in quotes': (t) => `Bearer "${t}"`, 'the scheme twice': (t) => `Bearer Bearer ${t}`, Token: (t) => `Token ${t}`, 'Digest': () => 'Digest username="a"',
  }))
    it(`${what}: 401`, async () => assertProblem(await header(value(token)), 401, 'unauthenticated'))
  for (const key of ['sk_live_0123456789abcdefghij', 'sfy_other', 'pk_test_x', 'ak_x', 'mt_x', 'oat_x', 'sb_secret_x'])
    it(`${key.slice(0, 12)}… is an unknown API key`, async () => assertProblem(await header(`Bearer ${key}`), 401, 'unauthenticated', { reason: 'unknown_api_key' }))
  it('twice is refused, even if it is the same', async () => {
    const twice = await talk(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`)
    assert.match(twice, /^HTTP\/1.1 400 [^]*"\/problems\/malformed-request"/)
  })
  it('never in the query or a body', async () => {
    for (const name of ['access_token', 'token', 'jwt', '__session']) assertProblem(await ask('GET', `/api/contacts?${name}=${token}`), 401, 'unauthenticated')
    assertProblem(await ask('POST', '/api/contacts', { json: { name: 'a', access_token: token } }), 401, 'unauthenticated')
  })
  it('in no other header', async () => {
    for (const name of ['X-Authorization', 'X-Api-Key', 'Proxy-Authorization', 'X-Forwarded-Authorization', 'X-Access-Token', 'Remote-User', 'X-User-Id', 'X-Original-Authorization'])
      assertProblem(await ask('GET', PATH, { headers: { [name]: `Bearer ${token}` } }), 401, 'unauthenticated')
  })

  const cookie = (method, value, more = {}) => ask(method, method === 'GET' ? PATH : '/api/contacts', { headers: { Cookie: value, ...more }, ...(method === 'POST' && { json: { name: 'by cookie' } }) })
  const OWN = process.env.BASE_URL
  it('the cookie __session reads', async () => assert.equal((await cookie('GET', `a=b; __session=${token}; c=d`)).status, 200))
  it('the cookie __session writes from the own origin alone', async () => {
    for (const origin of [undefined, 'https://evil.example', 'null', '', `${OWN}.evil.example`, OWN.replace('https', 'http'), `${OWN}/`, OWN.toUpperCase(), 'https://localhost'])
      assertProblem(await cookie('POST', `__session=${token}`, { Origin: origin }), 403, 'origin-not-allowed')
    assert.equal((await cookie('POST', `__session=${token}`, { Origin: OWN })).status, 201)
  })
  it('two of them are refused', async () => assertProblem(await cookie('GET', `__session=${token}; __session=${token}`), 400, 'malformed-request'))
  it('the header wins over the cookie of the same person, and two persons are refused', async () => {
    const both = (a, b) => ask('GET', PATH, { token: a, headers: { Cookie: `__session=${b}` } })
    assert.equal((await both(token, token)).status, 200)
    assertProblem(await both(token, other), 401, 'unauthenticated')
  })
  it('a cookie that is no token is 401', async () => assertProblem(await cookie('GET', '__session=abc'), 401, 'unauthenticated'))
  for (const name of ['session', '__Session', '__session_abc', 'x__session', '__clerk_db_jwt', 'Authorization'])
    it(`the cookie ${name} means nothing`, async () => assertProblem(await cookie('GET', `${name}=${token}`), 401, 'unauthenticated', { reason: 'missing' }))
  it('a guest of an issuer reads and does not write', async () => {
    assert.equal((await get(guest)).status, 200)
    const answer = await ask('POST', '/api/contacts', { token: guest, json: { name: 'a' } })
    assertProblem(answer, 403, 'forbidden', { needs: 'an account' })
  })
})

describe('tokens of size and number', () => {
  it('9 KB is refused as malformed', async () => assertProblem(await get('a'.repeat(9000)), 401, 'unauthenticated', { reason: 'malformed' }))
  it('20 KB is more than a header line may have', async () => {
    const answer = await send('GET', PATH, { token: 'a'.repeat(20000) })
    assertProblem(answer, 431, 'headers-too-large')
  })
  it('many bad ones do not hold up a good one', async () => {
    const good = await clerkToken({ org_id: clerkId('org_'), org_role: 'org:admin' })
    const bad = await clerkToken({}, { kid: 'ins_unknown' })
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => get(i % 10 ? bad : good)))
    for (const [i, answer] of answers.entries()) {
      if (i % 10 === 0) assert.equal(answer.status, 200, String(answer))
      else assert.ok([401, 503].includes(answer.status), String(answer))
    }
  })
  it('a token signed by nobody makes no user', async () => {
    const forged = (await clerkToken()).split('.').slice(0, 2).join('.') + '.AAAA'
    assertProblem(await get(forged), 401, 'unauthenticated', { reason: 'bad_signature' })
  })
  it('the issuer is told exactly', async () => {
    for (const iss of [`${clerk.issuer}/`, clerk.issuer.replace('https', 'http'), `${clerk.issuer}.evil.example`, clerk.issuer.toUpperCase()])
      assertProblem(await get(await clerkToken({ iss })), 401, 'unauthenticated', { reason: 'wrong_issuer' })
  })
})

describe('first sight', () => {
  it('fifty first requests at the same moment make one user and one agency', async () => {
    const org = clerkId('org_')
    const token = await clerkToken({ org_id: org, org_slug: 'rush', org_role: 'org:admin' })
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('GET', '/api/agencies', { token })))
    for (const answer of answers) assert.equal(answer.status, 200, String(answer))
    assert.equal(new Set(answers.map((a) => a.json.data[0].id)).size, 1)
    assert.equal(new Set(answers.map((a) => a.json.data.length)).size, 1)
  })
  it('twenty people of a new organization: one owner, and everybody in', async () => {
    const org = clerkId('org_')
    const tokens = await Promise.all(Array.from({ length: 20 }, () => clerkToken({ org_id: org, org_role: 'org:admin' })))
    const answers = await Promise.all(tokens.map((token) => ask('GET', '/api/agencies', { token })))
    for (const answer of answers) assert.equal(answer.status, 200, String(answer))
    const members = (await ask('GET', '/api/memberships?limit=200', { token: tokens[0] })).json.data
    assert.deepEqual(members.map((m) => m.role).sort(), [...Array(19).fill('admin'), 'owner'])
  })
  it('somebody without an organization gets an agency of one', async () => {
    const token = await supabaseToken({ email: 'solo@example.com', user_metadata: { full_name: 'Solo Agent' } })
    const { data } = (await ask('GET', '/api/memberships', { token })).json
    assert.deepEqual(data.map((m) => m.role), ['owner'])
  })
})
