// SPDX-License-Identifier: Apache-2.0
// Every way in which a request can fail, from the list in src/base/problems.def: each is reached, or said why it cannot be, and
// each has the page that its type leads to.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { ask, assertProblem, send } from './lib/http.js'
import { sql, transaction } from './lib/database.js'
import { askFrom, freshAddress, lastAttemptNow, newAccount, newEmail, subjectOf } from './lib/local.js'
import { contact, newAgency, unique } from './lib/world.js'

const list = [...readFileSync(new URL('../../src/base/problems.def', import.meta.url), 'utf8').matchAll(/^PROBLEM\(\w+, "([a-z-]+)", (\d+),/gm)].map(([, slug, status]) => ({ slug, status: Number(status) }))

// Where they are reached, when not here: what has to be away for them is away there alone.
const ELSEWHERE = {
  internal: 'away.test.js', 'bad-gateway': 'away.test.js', 'database-unavailable': 'away.test.js', 'keys-unavailable': 'away.test.js',
  'storage-unavailable': 'faults/store.test.js', 'plan-limit': 'subscriptions.test.js', 'payments-unavailable': 'payfast.test.js', 'insufficient-credits': 'credits.test.js', 'range-not-satisfiable': 'media-items.test.js',
}
const UNREACHABLE = {
  'wrong-region': 'there is one region: an agency of another one cannot be made yet',
  timeout: 'nginx waits 30 s for a worker, and a worker gives up on everything it waits for within 3 s',
}

/** A contact that somebody else is writing. */
const hold = (id) => transaction(`select 1 from public.contacts where id = :'id' for update`, { id })

let owner, viewer
before(async () => {
  const agency = await newAgency('problems')
  owner = agency.owner
  viewer = await agency.viewer()
})

const REACHED = {
  'malformed-request': () => owner.get('/api/contacts/%zz'),
  'malformed-json': () => owner.ask('POST', '/api/contacts', { body: '{' }),
  'bad-query': () => owner.get('/api/contacts?nope=1'),
  'bad-cursor': () => owner.get('/api/contacts?cursor=nope'),
  'agency-required': async () => {
    const person = await newAccount(), { token } = await owner.make('/api/invitations', { email: person.email, role: 'agent' })
    await person.post('/api/invitations/accept', { token })
    await person.patch('/api/me', { last_agency_id: null })
    return person.get('/api/contacts')
  },
  unauthenticated: () => ask('GET', '/api/contacts'),
  'bad-credentials': () => askFrom(freshAddress(), 'POST', '/api/auth/sign-in', { json: { email: newEmail(), password: 'wrong password' } }),
  forbidden: () => viewer.post('/api/contacts', contact()),
  'origin-not-allowed': () => ask('POST', '/api/auth/refresh', { headers: { Origin: 'https://evil.example' } }),
  'link-not-valid': () => send('GET', `/storage/${crypto.randomUUID()}/${crypto.randomUUID()}-${'A'.repeat(22)}.jpg?expires=1&signature=x`),
  'not-found': () => owner.get(`/api/contacts/${crypto.randomUUID()}`),
  'method-not-allowed': () => owner.ask('PUT', '/api/contacts'),
  conflict: async () => {
    const external_ref = unique('ref')
    await owner.make('/api/contacts', contact({ external_ref }))
    return owner.post('/api/contacts', contact({ external_ref }))
  },
  'idempotency-running': async () => {
    const { id } = await owner.make('/api/contacts', contact()), key = unique('key')
    const patch = () => owner.patch(`/api/contacts/${id}`, { name: 'twice' }, { key })
    const holder = await hold(id), first = patch()
    await holder.blocks()
    const second = await patch()
    await holder.commit()
    assert.equal((await first).status, 200)
    return second
  },
  gone: async () => {
    const made = await owner.make('/api/invitations', { email: newEmail(), role: 'agent' })
    await owner.del(`/api/invitations/${made.id}`)
    return ask('GET', `/api/invitations/preview?token=${made.token}`)
  },
  'stale-version': async () => {
    const { id } = await owner.make('/api/contacts', contact())
    return owner.patch(`/api/contacts/${id}`, { name: 'x' }, { ifMatch: '"99.1"' })
  },
  'payload-too-large': () => owner.ask('POST', '/api/contacts', { body: ' '.repeat(1048577) }),
  'uri-too-long': () => send('GET', `/api/contacts?name=${'x'.repeat(20000)}`),
  'unsupported-media-type': () => owner.ask('POST', '/api/contacts', { body: 'name=a', headers: { 'Content-Type': 'text/plain' } }),
  validation: () => owner.post('/api/contacts', {}),
  'idempotency-mismatch': async () => {
    const key = unique('key')
    await owner.post('/api/contacts', contact(), { key })
    return owner.post('/api/contacts', contact({ name: 'Other' }), { key })
  },
  'headers-too-large': () => send('GET', '/api/live', { headers: { Cookie: 'x'.repeat(20000) } }),
  'too-many-requests': async () => {
    const address = freshAddress(), signIn = () => askFrom(address, 'POST', '/api/auth/sign-in', { json: { email: newEmail(), password: 'wrong password' } })
    await signIn()
    await sql(`update internal.throttles set attempts = 60 where subject = :'subject'`, { subject: subjectOf(address) })
    await lastAttemptNow(subjectOf(address))
    return signIn()
  },
  // a lock that is held for longer than a statement may take
  overloaded: async () => {
    const { id } = await owner.make('/api/contacts', contact())
    const holder = await hold(id)
    const answer = await owner.patch(`/api/contacts/${id}`, { name: 'waits' })
    await holder.commit()
    assert.ok(Number(answer.headers['retry-after']) >= 1)
    return answer
  },
}

describe('problems', { concurrency: true }, () => {
  it('the list is the one that is known here', () => {
    const known = [...Object.keys(REACHED), ...Object.keys(ELSEWHERE), ...Object.keys(UNREACHABLE)]
    assert.ok(list.length > 25)
    assert.deepEqual(known.sort(), list.map((p) => p.slug).sort())
  })
  for (const { slug, status } of list) {
    if (REACHED[slug]) it(`${slug} is reached`, async () => assertProblem(await REACHED[slug](), status, slug))
    else it(`${slug} is not reached here: ${UNREACHABLE[slug] ?? `see ${ELSEWHERE[slug]}`}`, () => undefined)
    it(`${slug} has a page`, async () => {
      const page = await send('GET', `/problems/${slug}`)
      assert.deepEqual([page.status, page.type], [200, 'text/html; charset=utf-8'])
      assert.match(page.text, new RegExp(`\\b${status}\\b`))
    })
  }
  it('what is no problem has no page', async () => assert.equal((await send('GET', '/problems/nope')).status, 404))
})
