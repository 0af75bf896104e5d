// SPDX-License-Identifier: Apache-2.0
// Events of Clerk as Svix delivers them, signed with its own library: kept once, applied in any order, shown to platform admins.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import http2 from 'node:http2'
import { gzipSync } from 'node:zlib'
import { Webhook } from 'svix'
import { BASE_URL, CA } from './lib/env.js'
import { sql } from './lib/database.js'
import { ask, assertProblem, send } from './lib/http.js'
import { assertForbidden } from './lib/expect.js'
import { options } from './lib/options.js'
import { eventually } from './lib/retry.js'
import { clerk, clerkId, clerkToken } from './lib/tokens.js'
import { newAgency, Person } from './lib/world.js'

const PATH = '/api/webhooks/clerk'
const [NEW, OLD] = (options.CLERK_WEBHOOK_SECRETS ?? '').split(/\s*,\s*/)
const skip = NEW === '' && 'CLERK_WEBHOOK_SECRETS is not set'
const began = Date.now()
let agency, root

before(async () => {
  agency = await newAgency('events')
  root = await agency.person('looker')
  await sql(`update public.users set role = 'admin' where id = :'id'`, { id: await root.id() })
}, { skip })

/** What Clerk would post: its body, and its header fields as Svix makes them. */
function signed(type, data, { secret = NEW, id = clerkId('msg_'), at = Date.now(), more = {}, body } = {}) {
  const text = body ?? JSON.stringify({ data, object: 'event', type, timestamp: data?.updated_at ?? at, instance_id: 'ins_2stagefyTests', ...more })
  const when = new Date(at)
  return { id, text, headers: { 'Svix-Id': id, 'Svix-Timestamp': String(Math.floor(at / 1000)), 'Svix-Signature': new Webhook(secret).sign(id, when, text) } }
}
const deliver = ({ text, headers }, more = {}) => ask('POST', PATH, { body: text, headers: { ...headers, ...more } })
const rows = (id) => sql(`select id, state, attempts from internal.webhook_events where provider = 'clerk' and event_id = :'id'`, { id })
const settled = (id) => eventually(async () => {
  const [row] = await rows(id)
  return row && !['received', 'waiting'].includes(row[1]) && row
})
async function tell(type, data, how) {
  const event = signed(type, data, how)
  const answer = await deliver(event)
  assert.equal(answer.status, 204, String(answer))
  return event.id
}
const user = (id, updated_at, more = {}) => ({
  id, object: 'user', first_name: 'Zoë', last_name: "O'Brien", primary_email_address_id: 'idn_1', updated_at,
  email_addresses: [{ id: 'idn_1', email_address: `${id}@example.org`, verification: { status: 'verified', strategy: 'email_code' } }], ...more,
})
const nameOf = async (id) => (await sql(`select u.full_name from public.users u join public.identities i on i.user_id = u.id where i.issuer = :'issuer' and i.subject = :'id'`, { issuer: clerk.issuer, id }))[0]?.[0]

/** That it was refused without a word about why, and that admins are told. */
async function assertRefused(answer, check, value) {
  const { detail } = assertProblem(answer, 400, 'malformed-request')
  assert.equal(detail, 'this is not what its sender would send')
  const listed = (await root.get('/api/platform_webhooks?provider=clerk&state=refused')).json.data
  assert.ok(listed.some((one) => one.event_id === null && one.checks[check] === value && Date.parse(one.received_at) > began - 1000), `no ${check} ${value}`)
}

describe('an event', { skip }, () => {
  it('is taken and applied', async () => {
    const id = clerkId('user_')
    await settled(await tell('user.created', user(id, began)))
    assert.equal(await nameOf(id), "Zoë O'Brien")
  })
  it('may be signed with the secret that is being replaced', async () => {
    const [, state] = await settled(await tell('user.created', user(clerkId('user_'), began), { secret: OLD }))
    assert.equal(state, 'applied')
  })
  it('of fifty deliveries at once is kept and applied once', async () => {
    const id = clerkId('msg_'), data = user(clerkId('user_'), began)
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => deliver(signed('user.created', data, { id, at: began - i * 1000 }))))
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [204])
    const [, state, attempts] = await settled(id)
    assert.deepEqual([state, attempts, (await rows(id)).length], ['applied', '1', 1])
  })
  it('of a kind that means nothing here is kept and ignored', async () => {
    const [, state] = await settled(await tell('waitlistEntry.created', { id: 'x' }))
    assert.equal(state, 'ignored')
  })
  it('needs no length, and may be of another type of JSON alone', async () => {
    const { id, text, headers } = signed('session.created', { id: 'x' }), session = http2.connect(BASE_URL, { ca: CA })
    const stream = session.request({ ':method': 'POST', ':path': PATH, 'content-type': 'application/json; charset=utf-8', ...headers })
    stream.end(text)
    const status = await new Promise((resolve, reject) => stream.on('response', (h) => resolve(h[':status'])).on('error', reject))
    session.destroy()
    assert.equal(status, 204)
    assert.equal((await settled(id))[1], 'ignored')
  })
})

describe('what is not Clerk’s is refused', { skip }, () => {
  const event = () => signed('user.created', user(clerkId('user_'), began))
  it('another secret', async () => assertRefused(await deliver(signed('user.created', {}, { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })), 'signature', 'no_matching_signature'))
  it('a body that was changed, and its sender’s id is still free', async () => {
    const { id, text, headers } = event()
    await assertRefused(await deliver({ text: text.replace('Zoë', 'Zoe'), headers }), 'signature', 'no_matching_signature')
    assert.equal((await deliver({ text, headers })).status, 204)
    assert.equal((await settled(id))[1], 'applied')
  })
  it('one that is too old, or too new', async () => {
    await assertRefused(await deliver(signed('user.created', {}, { at: Date.now() - 400_000 })), 'signature', 'timestamp_too_old')
    await assertRefused(await deliver(signed('user.created', {}, { at: Date.now() + 400_000 })), 'signature', 'timestamp_too_new')
  })
  it('a header field that is missing, or there twice', async () => {
    const { text, headers } = event()
    for (const name of Object.keys(headers)) {
      await assertRefused(await deliver({ text, headers: { ...headers, [name]: undefined } }), 'signature', 'missing_header')
      await assertRefused(await deliver({ text, headers: { ...headers, [name]: [headers[name], headers[name]] } }), 'signature', 'missing_header')
    }
  })
  it('another instance of Clerk', async () => assertRefused(await deliver(signed('user.created', {}, { more: { instance_id: 'ins_2another' } })), 'instance', 'another'))
  it('no JSON, a member twice, no event', async () => {
    await assertRefused(await deliver(signed('', {}, { body: '{' })), 'body', 'is not valid JSON')
    await assertRefused(await deliver(signed('', {}, { body: '{"type":"user.deleted","type":"user.created","data":{}}' })), 'body', 'names a member twice in one object')
    for (const body of ['[]', '{"data":{}}', '{"type":5,"data":{}}', '{"type":"user.created","data":[]}']) await assertRefused(await deliver(signed('', {}, { body })), 'body', 'is no event')
  })
  it('compressed, of another type, empty, or too large', async () => {
    const { text, headers } = event()
    assertProblem(await ask('POST', PATH, { body: gzipSync(text), headers: { ...headers, 'Content-Encoding': 'gzip' } }), 415, 'unsupported-media-type')
    assertProblem(await deliver({ text, headers }, { 'Content-Type': 'text/plain' }), 415, 'unsupported-media-type')
    assertProblem(await deliver({ text: '', headers }), 400, 'malformed-request')
    const most = 262144, large = signed('x.large', {}, { body: JSON.stringify({ type: 'x.large', data: {} }).padEnd(most) })
    assert.equal((await deliver(large)).status, 204)
    assertProblem(await deliver({ text: `${large.text} `, headers: large.headers }), 413, 'payload-too-large', { limit: most })
    assert.equal((await settled(large.id))[1], 'ignored')
  })
})

describe('a script in an order of chance', { skip }, () => {
  it('comes to the same end as in its own', async (t) => {
    const org = clerkId('org_'), id = clerkId('user_'), at = (s) => began + s * 1000
    const member = (name, role, made) => ({ id: `${name}_${id}`, role, organization: { id: org }, public_user_data: { user_id: id }, created_at: at(made), updated_at: at(made) })
    const script = [
      ['organization.created', { id: org, name: 'Maison Chance', slug: org.toLowerCase().replace('_', '-'), updated_at: at(1) }],
      ['user.created', user(id, at(1))],
      ['user.updated', user(id, at(5), { first_name: 'Zoe' })],
      ['organizationMembership.created', member('m1', 'org:admin', 2)],
      ['organizationMembership.deleted', { ...member('m1', 'org:admin', 2), updated_at: at(3) }],
      ['organizationMembership.created', member('m2', 'org:member', 4)],
    ].map(([type, data]) => signed(type, data))
    const order = [...script, ...script].map((event) => [Math.random(), event]).sort(([a], [b]) => a - b).map(([, event]) => event)
    t.diagnostic(order.map((event) => script.indexOf(event) + 1).join(' '))
    for (const event of order) assert.equal((await deliver(event)).status, 204)
    for (const { id: one } of script) assert.match((await settled(one))[1], /^(applied|ignored)$/)
    assert.equal(await nameOf(id), "Zoe O'Brien")
    const person = new Person(await clerkToken({ sub: id, org_id: org, org_role: 'org:admin' }), id)
    const me = (await person.get('/api/me')).json
    assert.deepEqual([me.agency.name, me.membership.role, me.email], ['Maison Chance', 'agent', `${id}@example.org`.toLowerCase()])
    // and is put out
    await settled(await tell('organizationMembership.deleted', { ...member('m2', 'org:member', 4), updated_at: at(6) }))
    assertProblem(await person.get('/api/me'), 404, 'not-found')
    await settled(await tell('user.deleted', { id, deleted: true }))
    assertProblem(await person.get('/api/me'), 401, 'unauthenticated')
  })
})

describe('the inbox', { skip }, () => {
  it('is for platform admins alone', async () => {
    const id = await settled(await tell('role.created', { id: 'x' })).then(([row]) => row)
    for (const person of [agency.owner, await agency.agent()])
      for (const answer of [await person.get('/api/platform_webhooks'), await person.get(`/api/platform_webhooks/${id}`), await person.post(`/api/platform_webhooks/${id}/replay`)])
        assertForbidden(answer, 'platform')
    assertProblem(await send('GET', '/api/platform_webhooks'), 401, 'unauthenticated')
  })
  it('shows an event as it came, and where it belongs', async () => {
    const event = signed('user.created', user(clerkId('user_'), began))
    await deliver(event)
    const [id] = await settled(event.id), shown = (await root.get(`/api/platform_webhooks/${id}`)).json
    assert.deepEqual([shown.provider, shown.event_id, shown.type, shown.state, shown.body, shown.size],
      ['clerk', event.id, 'user.created', 'applied', event.text, Buffer.byteLength(event.text)])
    assert.deepEqual(shown.checks, { signature: 'good', body: 'good', instance: 'good', issuer: clerk.issuer })
    assert.deepEqual(Object.keys(shown.headers).sort(), ['svix-id', 'svix-timestamp'])
    for (const path of [crypto.randomUUID(), 'x']) assertProblem(await root.get(`/api/platform_webhooks/${path}`), 404, 'not-found')
    const [before_] = (await root.get(`/api/platform_webhooks?before=${id}`)).json.data
    assert.ok(before_.id < id)
    for (const query of ['state=x', 'before=x']) assertProblem(await root.get(`/api/platform_webhooks?${query}`), 400, 'bad-query')
  })
  it('applies once more what is asked for, to the same end', async () => {
    const person = clerkId('user_'), event = await tell('user.created', user(person, began)), [id] = await settled(event)
    await sql(`update public.users set full_name = 'Ours' where email = :'email'`, { email: `${person}@example.org` })
    assert.equal((await root.post(`/api/platform_webhooks/${id}/replay`)).status, 204)
    await eventually(async () => (await rows(event))[0][2] === '2')
    assert.deepEqual([(await rows(event))[0][1], await nameOf(person)], ['applied', 'Ours'])
    const [refused] = (await root.get('/api/platform_webhooks?state=refused&provider=clerk')).json.data.filter((one) => one.event_id === null)
    assertProblem(await root.post(`/api/platform_webhooks/${refused.id}/replay`), 409, 'conflict')
  })
})
