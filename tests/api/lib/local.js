// SPDX-License-Identifier: Apache-2.0
// Accounts of the local issuer: e-mail, password, and the refresh cookie that a browser would keep.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { theContract } from './contract.js'
import { ask, Answer } from './http.js'
import { BASE_URL, FCGI_SOCKET } from './env.js'
import { sql } from './database.js'
import { asNginx, exchange } from './fcgi.js'
import { Person, unique } from './world.js'

export const ORIGIN = new URL(BASE_URL).origin
export const COOKIE = '__Secure-stagefy-refresh'
export const PASSWORD = 'staple and a lamp'

/** The value of the cookie that an answer sets: undefined when it sets none, '' when it takes it back. */
export function cookieOf(answer) {
  const line = [answer.headers['set-cookie'] ?? []].flat().find((c) => c.startsWith(`${COOKIE}=`))
  return line?.slice(COOKIE.length + 1, line.indexOf(';'))
}

/** An address that the throttles know nothing of yet: attempts are counted by address, and all tests share ours. */
export const freshAddress = () => `2001:db8:${Array.from({ length: 2 }, () => Math.floor(Math.random() * 65536).toString(16)).join(':')}::1`

/** Pauses count from the last attempt: lets it have been just now, however long its hash took. subject: an e-mail, or an address. */
export const lastAttemptNow = (subject) => sql(`update internal.throttles set last_at = now() where subject = lower(:'subject')`, { subject })

/** A client that is told to come back when a core is free. That attempt was counted and nothing was proved: it is taken back. */
async function patiently(request, subjects) {
  for (;;) {
    const answer = await request()
    if (answer.status !== 503 || answer.json.type !== '/problems/overloaded') return answer
    await sql(`update internal.throttles set attempts = attempts - 1 where attempts > 0 and subject = any(string_to_array(:'subjects', ' '))`, { subjects: subjects.filter(Boolean).join(' ') })
  }
}
/** As the throttles count an address of IPv6: by the network of a customer. */
export const subjectOf = (address) => address.replace(/::1$/, '::')

/** A request from `address`, past nginx, since only nginx could say where it comes from. Options as of ask(). */
export async function askFrom(address, method, path, { json, headers = {}, token, socket = FCGI_SOCKET } = {}) {
  const body = json === undefined ? '' : JSON.stringify(json)
  const all = { ...headers, ...(token && { Authorization: `Bearer ${token}` }) }
  const more = Object.entries(all).map(([name, value]) => [`HTTP_${name.toUpperCase().replaceAll('-', '_')}`, value])
  if (json !== undefined) more.push(['CONTENT_TYPE', 'application/json'], ['CONTENT_LENGTH', String(Buffer.byteLength(body))])
  const once = async () => {
    const got = await exchange(asNginx(method, path, more, address), body, { path: socket, wait: 20000 })
    const lines = got.head.split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])
    const answer = new Answer(method, path, { statusCode: got.status, headers: Object.fromEntries(lines), rawHeaders: lines.flat() }, Buffer.from(got.body))
    ;(await theContract()).assertAsDeclared(answer)
    return answer
  }
  return patiently(once, [json?.email?.toLowerCase?.(), subjectOf(address)])
}

// what failed from here is remembered for a day, whoever it was, and all tests of all suites ask from here: each file begins anew
await sql(`update internal.throttles set attempts = 0 where kind = 'address' and subject in ('127.0.0.1', '::')`)

const cookieHeaders = (cookie, more) => ({ Origin: ORIGIN, ...(cookie !== undefined && { Cookie: `${COOKIE}=${cookie}` }), ...more })
export const refresh = (cookie, more) => ask('POST', '/api/auth/refresh', { headers: cookieHeaders(cookie, more) })
export const signOut = (cookie, more) => ask('POST', '/api/auth/sign-out', { headers: cookieHeaders(cookie, more) })

const here = ['127.0.0.1', '::']
export const signUp = (json, options) => patiently(() => ask('POST', '/api/auth/sign-up', { json, ...options }), [json.email?.toLowerCase?.(), ...here])
export const signIn = (email, password = PASSWORD, options) =>
  patiently(() => ask('POST', '/api/auth/sign-in', { json: { email, password }, ...options }), [email.toLowerCase(), ...here])
export const changePassword = (person, current_password, new_password) =>
  patiently(() => person.post('/api/auth/password', { current_password, new_password }), [person.email?.toLowerCase(), ...here])

export const newEmail = (word = 'lea') => `${unique(word)}@example.com`

/** Somebody signed in by e-mail and password. */
export class LocalPerson extends Person {
  constructor(answer, email) {
    super(answer.json.access_token, answer.json.user.id)
    Object.assign(this, { email, cookie: cookieOf(answer), userId: answer.json.user.id })
  }
  /** The same person in another browser. */
  async again() {
    const answer = await signIn(this.email)
    assert.equal(answer.status, 200, String(answer))
    return new LocalPerson(answer, this.email)
  }
}

/** A new account, by sign-up. more: what else sign-up takes. */
export async function signedUp(more = {}) {
  const email = more.email ?? newEmail()
  const answer = await signUp({ email, password: PASSWORD, ...more })
  assert.equal(answer.status, 201, String(answer))
  return new LocalPerson(answer, email)
}

// A hash costs what it should: a tenth of a second. One serves all accounts of a file.
let hash
async function knownHash() {
  const { userId } = await signedUp()
  return (await sql(`select hash from internal.passwords where user_id = :'id'`, { id: userId }))[0][0]
}

/** The same account for tests of something else: made where sign-up makes it, and signed in by a refresh. */
export async function newAccount({ email = newEmail(), full_name = '', agency_name = '' } = {}) {
  hash ??= knownHash()
  const token = randomBytes(32).toString('base64url'), digest = createHash('sha256').update(token).digest('hex')
  await sql(`select agency.sign_up(gen_random_uuid(), :'email', :'hash', nullif(:'full_name', ''), nullif(:'agency_name', ''), null, null, gen_random_uuid(), decode(:'digest', 'hex'), 2592000, null, null)`,
    { email, hash: await hash, full_name, agency_name, digest })
  const answer = await refresh(token)
  assert.equal(answer.status, 200, String(answer))
  return new LocalPerson(answer, email)
}
