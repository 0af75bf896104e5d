// SPDX-License-Identifier: Apache-2.0
// One worker, one connection to Postgres: an agency is served, a request of it fails in one of the ways there are, and the next
// agency's answers are the same to the byte as if nobody had been there before.
import { after, before, it } from 'node:test'
import assert from 'node:assert/strict'
import { asNginx, exchange } from '../lib/fcgi.js'
import { ownWorker } from '../lib/worker.js'
import { clerkToken } from '../lib/tokens.js'
import { contact, newAgency, property, unique } from '../lib/world.js'

const TIMES = 1000
let worker, a, b

/** {person, method, path, json or body, headers}: as nginx would hand it on; the request's id is always the same. */
function ask({ person, token = person?.token, method = 'GET', path, json, body = json === undefined ? '' : JSON.stringify(json), headers = {}, length = Buffer.byteLength(body) }) {
  const more = Object.entries({ ...(token && { AUTHORIZATION: `Bearer ${token}` }), ...headers }).map(([name, value]) => [`HTTP_${name}`, value])
  if (body || length) more.push(['CONTENT_TYPE', 'application/json'], ['CONTENT_LENGTH', String(length)])
  return exchange(asNginx(method, path, more), body, { path: worker.socket })
}

before(async () => {
  [a, b] = [(await newAgency('before')).owner, (await newAgency('behind')).owner]
  worker = await ownWorker({})
  for (const person of [a, b]) {
    person.home = await person.make('/api/properties', property({ reference: 'R-1' }))
    for (let i = 0; i < 3; i++) person.one = await person.make('/api/contacts', contact({ external_ref: `ref-${i}` }))
  }
})
after(() => worker?.stop())

/** Without what is another number each time: how long it took, and how much may still be asked for. */
const timeless = (answer) => ({ ...answer, head: answer.head.replace(/^(RateLimit|Server-Timing): .*$/gm, (line) => line.replace(/[\d.]+/g, 'n')) })

it(`${TIMES} times`, async () => {
  const foreign = `/api/contacts/${b.one.id}`, own = `/api/contacts/${a.one.id}`
  const expired = await clerkToken({ sub: a.subject, org_id: a.agency.org, exp: 1 })
  const served = [{ path: '/api/contacts' }, { path: own }, { path: '/api/me' }, { method: 'PATCH', path: own, json: { notes: 'seen' } }]
  const failing = [
    [404, { path: foreign }],
    [404, { method: 'PATCH', path: foreign, json: { name: 'taken' } }],
    [404, { method: 'DELETE', path: foreign, headers: { IDEMPOTENCY_KEY: unique('k') } }],
    [409, { method: 'POST', path: '/api/properties', json: property({ reference: 'R-1' }) }],
    [409, { method: 'POST', path: '/api/contacts', json: contact({ external_ref: 'ref-0' }), headers: { IDEMPOTENCY_KEY: unique('k') } }],
    [412, { method: 'PATCH', path: own, json: { name: 'late' }, headers: { IF_MATCH: '"1-0-0"' } }],
    [422, { method: 'POST', path: '/api/contacts', json: { name: 5 } }],
    [422, { method: 'PATCH', path: `/api/properties/${a.home.id}`, json: { contact_id: b.one.id } }],
    [400, { method: 'POST', path: '/api/contacts', body: '{"name":' }],
    [400, { method: 'POST', path: '/api/contacts', body: '{"name":"a"', length: 500 }],
    [400, { path: '/api/contacts?sort=nothing' }],
    [401, { path: '/api/contacts', token: expired }],
    [403, { path: '/api/contacts', headers: { AGENCY_ID: crypto.randomUUID() } }],
    [404, { path: '/api/nothing' }],
  ]
  const asked = ['/api/contacts', `/api/contacts/${b.one.id}`, '/api/properties?include=contact', '/api/me', '/api/memberships'].map((path) => ({ person: b, path }))
  const wanted = []
  for (const one of asked) wanted.push(timeless(await ask(one)))
  for (const { status } of wanted) assert.equal(status, 200)
  for (let i = 0; i < TIMES; i++) {
    const [status, request] = failing[i % failing.length], which = i % asked.length
    assert.equal((await ask({ person: a, ...served[i % served.length] })).status, 200)
    const failed = await ask({ person: a, ...request })
    assert.equal(failed.status, status, `${JSON.stringify(request)}: ${failed.head} ${failed.body}`)
    if (i % 3 === 0) assert.equal((await ask({ path: '/api/contacts' })).status, 401)
    assert.deepEqual(timeless(await ask(asked[which])), wanted[which], `behind ${JSON.stringify(request)}`)
  }
})
