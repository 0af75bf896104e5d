// SPDX-License-Identifier: Apache-2.0
// Webhooks out, as a receiver meets them: what arrives, signed how, tried how often, replayed when; checked with the library
// that receivers use.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import http from 'node:http'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { Webhook } from 'standardwebhooks'
import { assertProblem } from './lib/http.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { document } from './lib/openapi.js'
import { until as untilWithin } from './lib/retry.js'
import { contact, newAgency, property } from './lib/world.js'

const ajv = new Ajv({ strict: false })
formats.default(ajv)
const fits = (schema, value) => ajv.validate(schema, value)

let agency, owner
const began = new Date(Date.now() - 60000).toISOString()
/** What arrives is sent by a job, which may wait for those of other tests. */
const until = (check) => untilWithin(check, 60)
/** A receiver: what came, and what it answers (a function of how many came before). */
const servers = []
async function receiver(answer = () => ({ status: 200 })) {
  const got = []
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (bytes) => (body += bytes))
    request.on('end', async () => {
      const { status, headers = {}, text = 'ok' } = await answer(got.length)
      got.push({ method: request.method, path: request.url, headers: request.headers, body, status })
      response.writeHead(status, headers).end(text)
    })
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return { url: `http://127.0.0.1:${server.address().port}/hook`, got, at: (n) => until(() => got.length >= n) }
}
const endpoint = (url, events = [], person = owner) => person.make('/api/webhook_endpoints', { url, events })
const deliveries = async (id, query = '') => (await owner.get(`/api/webhook_deliveries?endpoint_id=${id}${query}&sort=created_at`)).json.data
const shown = async (id) => (await owner.get(`/api/webhook_endpoints/${id}`)).json
const settled = async (id, status) => {
  let row
  await until(async () => (row = (await owner.get(`/api/webhook_deliveries/${id}`)).json).status === status)
  return row
}
/** The relay has seen all that was done to this record. */
const relayed = (id) => until(async () => (await sql(`select 1 from internal.event_relay r where r.place = 'deliveries' and (r.xid, r.seq) >=
  (select c.xid, c.seq from internal.changes c where c.row_id = :'id' order by c.xid desc, c.seq desc limit 1)`, { id })).length === 1)
/** The time of its next try has come. */
const hurry = (id) => sql(`update internal.jobs_live set run_at = now() where payload ->> 'delivery_id' = :'id'`, { id })

before(async () => {
  agency = await newAgency('hooks')
  owner = agency.owner
})
after(() => servers.forEach((server) => server.close()))

describe('what arrives', () => {
  it('is the event as the feed has it, signed so that the library of Standard Webhooks takes it', async () => {
    const to = await receiver(), { id, secret, ...row } = await endpoint(to.url, ['property.published'])
    assert.match(secret, /^whsec_[A-Za-z0-9+/]{32}$/)
    assert.deepEqual({ id, ...row }, await shown(id))
    const { next_cursor: start } = (await owner.get('/api/events?after=now')).json
    const { id: house } = await owner.make('/api/properties', property({ status: 'active' }))
    await to.at(1)
    const [{ method, path, headers, body }] = to.got
    assert.deepEqual([method, path, headers['content-type']], ['POST', '/hook', 'application/json'])
    const event = new Webhook(secret).verify(body, headers)
    const { data: [told] } = (await owner.get(`/api/events?after=${start}&types=property.published`)).json
    assert.deepEqual(event, told)
    const declared = document.webhooks['property.published'].post
    assert.ok(fits(declared.requestBody.content['application/json'].schema, event), JSON.stringify(event))
    for (const { name } of declared.parameters) assert.ok(headers[name], name)
    assert.equal(event.data.id, house)
    assert.equal(headers['webhook-id'], event.id)
    assert.throws(() => new Webhook(secret).verify(body.replace('published', 'Published'), headers), /signature/i)
    const [delivery] = await deliveries(id)
    assert.equal((await settled(delivery.id, 'delivered')).last_status, 200)
    assert.deepEqual([delivery.event_id, delivery.type], [event.id, 'property.published'])
  })
  it('is each event once to each endpoint that asks for it', async () => {
    const [all, some] = [await receiver(), await receiver()]
    const { id } = await endpoint(all.url), { id: other } = await endpoint(some.url, ['contact.deleted'])
    const made = []
    for (let i = 0; i < 10; i++) made.push((await owner.make('/api/contacts', contact())).id)
    await owner.del(`/api/contacts/${made[0]}`)
    const names = (to) => to.got.map(({ body }) => JSON.parse(body)).filter((e) => made.includes(e.data.id)).map((e) => `${e.type} ${e.data.id}`).sort()
    await some.at(1)
    await until(() => names(all).length >= 11)
    assert.deepEqual(names(all), [...made.map((c) => `contact.created ${c}`), `contact.deleted ${made[0]}`].sort())
    assert.deepEqual(names(some), [`contact.deleted ${made[0]}`])
    await owner.del(`/api/webhook_endpoints/${id}`)
    await owner.del(`/api/webhook_endpoints/${other}`)
  })
  it('is signed with both secrets while one takes the place of the other', async () => {
    const to = await receiver(), { id, secret } = await endpoint(to.url, ['invitation.created'])
    const { json: { secret: next } } = await owner.post(`/api/webhook_endpoints/${id}/rotate`, {})
    await owner.post(`/api/webhook_endpoints/${id}/test`)
    await to.at(1)
    for (const each of [secret, next]) assert.equal(new Webhook(each).verify(to.got[0].body, to.got[0].headers).type, 'webhook.test')
    await owner.post(`/api/webhook_endpoints/${id}/rotate`, { overlap_hours: 0 })
    await owner.post(`/api/webhook_endpoints/${id}/test`)
    await to.at(2)
    for (const each of [secret, next]) assert.throws(() => new Webhook(each).verify(to.got[1].body, to.got[1].headers), /signature/i)
  })
  it('is nothing from another agency', async () => {
    const to = await receiver()
    await endpoint(to.url, ['contact.created'])
    const other = await newAgency('strangers')
    await other.owner.make('/api/contacts', contact())
    const { id } = await owner.make('/api/contacts', contact())
    await until(() => to.got.some(({ body }) => JSON.parse(body).data.id === id))
    assert.equal(to.got.length, 1)
  })
})

describe('what fails', () => {
  const once = async (answer) => {
    const to = await receiver(answer), { id } = await endpoint(to.url, ['contact.created'])
    await owner.make('/api/contacts', contact())
    await to.at(1)
    const [{ id: delivery }] = await deliveries(id)
    await until(async () => (await owner.get(`/api/webhook_deliveries/${delivery}`)).json.attempts >= 1)
    return { to, id, delivery }
  }
  it('is tried again by the schedule, up to ten times in 75 hours and 35 minutes, and then given up', async () => {
    const rows = []
    // a look at each try before the next is answered, so none can overtake it
    const { to, id, delivery } = await once(async (n) => {
      if (n > 0) rows.push((await owner.get(`/api/webhook_deliveries/${delivery}`)).json)
      return { status: 500, text: 'broken' }
    })
    for (let tries = 1; tries < 10; tries++) {
      await until(async () => (await sql(`select 1 from internal.jobs_live where payload ->> 'delivery_id' = :'delivery' and status = 'pending'`, { delivery })).length === 1)
      await hurry(delivery)
      await to.at(tries + 1)
    }
    assert.deepEqual(rows.map(({ attempts }) => attempts), [1, 2, 3, 4, 5, 6, 7, 8, 9])
    const waits = rows.map(({ next_at: next, last_at: last }) => (Date.parse(next) - Date.parse(last)) / 1000)
    const schedule = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert.equal(schedule.reduce((sum, s) => sum + s), 75 * 3600 + 35 * 60 + 5)
    waits.forEach((wait, i) => assert.ok(wait >= schedule[i] && wait <= schedule[i] * 1.1 + 0.01, `${wait} after try ${i + 1}`))
    const row = await settled(delivery, 'failed')
    assert.deepEqual([row.attempts, row.last_status, row.last_error, row.last_answer, row.next_at], [10, 500, 'the receiver answered 500', 'broken', null])
    assert.equal(to.got.length, 10)
    assert.equal(new Set(to.got.map(({ headers }) => headers['webhook-id'])).size, 1)
    assert.equal((await shown(id)).enabled, true, 'three days have not passed')
    assert.ok((await shown(id)).failing_since)
  })
  it('waits for as long as the receiver asks', async () => {
    const { delivery } = await once(() => ({ status: 503, headers: { 'Retry-After': '3600' } }))
    const { next_at: next, last_at: last } = (await owner.get(`/api/webhook_deliveries/${delivery}`)).json
    assert.equal(Math.round((Date.parse(next) - Date.parse(last)) / 1000), 3600)
  })
  it('goes on to another address for nobody', async () => {
    const elsewhere = await receiver()
    const { delivery } = await once(() => ({ status: 302, headers: { Location: elsewhere.url } }))
    assert.equal((await owner.get(`/api/webhook_deliveries/${delivery}`)).json.last_error, 'the receiver answered 302')
    assert.equal(elsewhere.got.length, 0)
  })
  it('with 410 ends the endpoint, which says so, and begins anew when it is switched on', async () => {
    const { to, id, delivery } = await once((n) => ({ status: n === 0 ? 410 : 200 }))
    await settled(delivery, 'failed')
    assert.deepEqual([(await shown(id)).enabled, (await shown(id)).disabled_reason], [false, 'gone'])
    await relayed((await owner.make('/api/contacts', contact())).id)
    await owner.patch(`/api/webhook_endpoints/${id}`, { enabled: true })
    assert.deepEqual([(await shown(id)).disabled_reason, (await shown(id)).failing_since], [null, null])
    const { id: next } = await owner.make('/api/contacts', contact())
    await to.at(2)
    assert.equal(JSON.parse(to.got[1].body).data.id, next)
  })
  it('for three days and ten tries ends it too', async () => {
    const { id, delivery } = await once(() => ({ status: 500 }))
    await sql(`update public.webhook_deliveries set attempts = 9 where id = :'delivery'`, { delivery })
    await sql(`update public.webhook_endpoints set failing_since = now() - interval '4 days' where id = :'id'`, { id })
    await sql(`update internal.jobs_live set attempts = 9, run_at = now() where payload ->> 'delivery_id' = :'delivery'`, { delivery })
    await settled(delivery, 'failed')
    assert.deepEqual([(await shown(id)).enabled, (await shown(id)).disabled_reason], [false, 'failing'])
  })
  it('a test is tried once, and tells no more of the endpoint', async () => {
    const to = await receiver(() => ({ status: 500 })), { id } = await endpoint(to.url, ['contact.created'])
    const { json: { delivery_id: delivery } } = await owner.post(`/api/webhook_endpoints/${id}/test`)
    assert.equal((await settled(delivery, 'failed')).attempts, 1)
    assert.equal((await shown(id)).enabled, true)
  })
})

describe('replay', () => {
  it('of one sends the same bytes once more', async () => {
    const to = await receiver(), { id } = await endpoint(to.url, ['contact.created'])
    await owner.make('/api/contacts', contact())
    await to.at(1)
    const [{ id: delivery }] = await deliveries(id)
    await settled(delivery, 'delivered')
    assert.equal((await owner.post(`/api/webhook_deliveries/${delivery}/replay`)).status, 204)
    await to.at(2)
    assert.equal(to.got[1].body, to.got[0].body)
    assert.equal(to.got[1].headers['webhook-id'], to.got[0].headers['webhook-id'])
  })
  it('of what is missing sends what failed and what came while it was off, and nothing else', async () => {
    const to = await receiver((n) => ({ status: n === 1 ? 410 : 200 })), { id } = await endpoint(to.url, ['contact.created'])
    const make = async () => (await owner.make('/api/contacts', contact())).id
    const before = (await sql(`select count(*) from internal.changes where agency_id = :'a' and table_name = 'contacts' and action = 'created'`, { a: await agency.id() }))[0][0]
    await make()
    await to.at(1)
    await make()
    await to.at(2)
    await until(async () => (await shown(id)).enabled === false)
    await relayed(await make())
    await owner.patch(`/api/webhook_endpoints/${id}`, { enabled: true })
    const last = await make()
    await until(() => to.got.some(({ body }) => JSON.parse(body).data.id === last))
    const answer = await owner.post(`/api/webhook_endpoints/${id}/replay`, { from: began, until: new Date(Date.now() + 60000).toISOString() })
    assert.equal(answer.status, 202, String(answer))
    assert.equal(answer.json.sent, Number(before) + 2)
    await to.at(3 + answer.json.sent)
    assert.equal(new Set(to.got.filter((g) => g.status === 200).map(({ headers }) => headers['webhook-id'])).size, Number(before) + 4)
    assert.equal((await owner.post(`/api/webhook_endpoints/${id}/replay`, { from: began, until: new Date(Date.now() + 60000).toISOString() })).json.sent, 0)
  })
  it('of a range that is none is refused', async () => {
    const to = await receiver(), { id } = await endpoint(to.url, ['contact.created'])
    assertViolations(await owner.post(`/api/webhook_endpoints/${id}/replay`, { from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }),
      [{ pointer: '/until', code: 'out_of_range' }])
  })
})

describe('who may', () => {
  it('agents neither see nor add one', async () => {
    const agent = await agency.agent()
    for (const path of ['/api/webhook_endpoints', '/api/webhook_deliveries']) assertForbidden(await agent.get(path), 'admin')
    assertForbidden(await agent.post('/api/webhook_endpoints', { url: 'https://example.com/' }), 'admin')
  })
  it('nobody reaches another agency\'s, and nobody reads a secret again', async () => {
    const to = await receiver(), { id, secret } = await endpoint(to.url, ['contact.created']), other = await newAgency('others')
    for (const act of ['test', 'rotate']) assertProblem(await other.owner.post(`/api/webhook_endpoints/${id}/${act}`, act === 'rotate' ? {} : undefined), 404, 'not-found')
    assertProblem(await other.owner.get(`/api/webhook_endpoints/${id}`), 404, 'not-found')
    assert.ok(!(await owner.get(`/api/webhook_endpoints/${id}`)).text.includes('whsec'))
    const kept = await sql(`select e.secret, exists (select from internal.changes c where c.row_id = e.id and c.diff::text like '%secret"%')
      from public.webhook_endpoints e where e.id = :'id'`, { id })
    assert.match(kept[0][0], /^s1\./)
    assert.ok(!kept[0][0].includes(secret.slice(6)))
    assert.equal(kept[0][1], 'f')
  })
  it('what is no address or no event is refused', async () => {
    assertViolations(await owner.post('/api/webhook_endpoints', { url: 'https://me:secret@example.com/', events: ['contact.created', 'contact.sold'] }),
      [{ pointer: '/url', code: 'format' }, { pointer: '/events/1', code: 'not_one_of' }])
  })
})
