// SPDX-License-Identifier: Apache-2.0
// The stream of events: who comes in, what each hears, when one must come in anew, and that one relay goes on where another died.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { sql, transaction } from './lib/database.js'
import { until } from './lib/retry.js'
import { listen, listenAs, ticketOf } from './lib/stream.js'
import { contact, newAgency, property, unique } from './lib/world.js'

// workers beside the instance's have an nginx of their own, to which the relay tells nothing
const BESIDE = { skip: process.env.OPTION_FILE ? 'the relay is the instance\'s' : false }
let agency, admin, agent
const open = []
const ear = async (person) => {
  const stream = await listenAs(person)
  open.push(stream)
  assert.equal(stream.status, 200)
  return stream
}
const hears = (id, type) => (stream) => stream.events().some((e) => e.id === id && e.type === type)
before(async () => {
  agency = await newAgency('streams')
  admin = await agency.admin()
  agent = await agency.agent()
})
after(() => open.forEach((stream) => stream.close()))

describe('who comes in', () => {
  it('a ticket opens one stream, once', async () => {
    const ticket = await ticketOf(agency.owner)
    const first = await listen(ticket)
    open.push(first)
    assert.equal(first.status, 200)
    assert.equal(first.headers['content-type'], 'text/event-stream; charset=utf-8')
    assert.equal(first.headers['cache-control'], 'no-store')
    assert.equal(first.headers['stream-channel'], undefined)
    assert.equal((await listen(ticket)).status, 403)
  })
  it('of one that is used by many at once, one comes in', async () => {
    const ticket = await ticketOf(agency.owner)
    const all = await Promise.all(Array.from({ length: 8 }, () => listen(ticket)))
    open.push(...all)
    assert.deepEqual(all.map((s) => s.status).sort(), [200, ...Array(7).fill(403)])
  })
  it('after a minute it is worth nothing', async () => {
    const ticket = await ticketOf(agency.owner)
    await sql(`update internal.event_tickets set expires_at = now() where digest = sha256(:'ticket'::bytea)`, { ticket })
    assert.equal((await listen(ticket)).status, 403)
  })
  it('what is no ticket is refused as a problem', async () => {
    for (const ticket of ['', 'x', 'A'.repeat(43)])
      assertProblem(await ask('GET', `/api/events/stream?ticket=${ticket}`, { headers: { Accept: 'text/event-stream' } }), 403, 'link-not-valid')
  })
  it('whoever does not ask for a stream is told how, and keeps the ticket', async () => {
    const ticket = await ticketOf(agency.owner)
    assertProblem(await ask('GET', `/api/events/stream?ticket=${ticket}`), 400, 'malformed-request')
    const stream = await listen(ticket)
    open.push(stream)
    assert.equal(stream.status, 200)
  })
  it('a token is no ticket, and a ticket is no token', async () => {
    assertProblem(await agency.owner.get('/api/events/stream', { headers: { Accept: 'text/event-stream' } }), 403, 'link-not-valid')
    assert.equal((await ask('GET', '/api/contacts', { token: await ticketOf(agency.owner) })).status, 401)
  })
  it('of one person twenty tickets are kept', async () => {
    for (let i = 0; i < 25; i++) await ticketOf(admin)
    assert.equal((await sql(`select count(*) from internal.event_tickets where user_id = :'id'`, { id: await admin.id() }))[0][0], '20')
  })
})

describe('what is heard', BESIDE, () => {
  it('ids and names of what moved, as one moment had it', async () => {
    const stream = await ear(agency.owner)
    const { id } = await agency.owner.make('/api/properties', property({ status: 'active' }))
    await stream.until(hears(id, 'property.published'))
    assert.deepEqual(stream.events().filter((e) => e.id === id), [{ id, type: 'property.created' }, { id, type: 'property.published' }])
  })
  it('settings by admins, records by all who read them', async () => {
    const [hers, his] = [await ear(admin), await ear(agent)]
    const { id: invitation } = await agency.owner.make('/api/invitations', { email: 'guest@example.com', role: 'agent' })
    const { id } = await agency.owner.make('/api/contacts', contact())
    await hers.until(hears(id, 'contact.created'))
    await his.until(hears(id, 'contact.created'))
    assert.ok(hears(invitation, 'invitation.created')(hers))
    assert.ok(!hears(invitation, 'invitation.created')(his))
  })
  it('nothing of another agency', async () => {
    const other = await newAgency('neighbours'), stream = await ear(other.owner)
    await agency.owner.make('/api/contacts', contact())
    const { id } = await other.owner.make('/api/contacts', contact())
    await stream.until(hears(id, 'contact.created'))
    assert.deepEqual(stream.events().filter((e) => !['membership.created', 'deal_stage.created'].includes(e.type)), [{ id, type: 'contact.created' }])
  })
  it('a great deal at once is one word: all', async () => {
    const stream = await ear(agency.owner)
    await agency.owner.post('/api/contacts/batch', { operations: Array.from({ length: 150 }, () => ({ op: 'create', body: contact() })) })
    await stream.until((s) => s.heard.some((h) => h.all))
  })
})

describe('whose rights have changed', BESIDE, () => {
  it('is sent away, and hears from then on what the new ones allow', async () => {
    const place = await newAgency('owners'), person = await place.agent(), before = await ear(person)
    await place.setVisibility('owner')
    await before.until((s) => s.ended)
    const stream = await ear(person)
    await place.owner.make('/api/contacts', contact())
    const { id } = await person.make('/api/contacts', contact())
    await stream.until(hears(id, 'contact.created'))
    assert.deepEqual(stream.events(), [{ id, type: 'contact.created' }])
  })
  it('has no way in any more after leaving', async () => {
    const place = await newAgency('leavers'), person = await place.agent(), stream = await ear(person), ticket = await ticketOf(person)
    await sql(`update public.memberships set left_at = now() where user_id = :'id'`, { id: await person.id() })
    await stream.until((s) => s.ended)
    assert.equal((await listen(ticket)).status, 403)
  })
})

describe('the relay', BESIDE, () => {
  it('goes past nothing that is not there yet: what began first and commits last is told too, before what waited for it', async () => {
    const stream = await ear(agency.owner)
    const context = `select app.set_context('${await agency.id()}', '${await agency.owner.id()}', 'owner', 'all', null, null)`
    const slow = await transaction(`${context}; insert into contacts (name) values ('slow')`)
    let quick, early
    try {
      quick = (await agency.owner.make('/api/contacts', contact())).id
      await new Promise((resolve) => setTimeout(resolve, 600))
      early = hears(quick, 'contact.created')(stream)
    } finally {
      await slow.commit()
    }
    assert.equal(early, false, 'the quick one waits for the slow one')
    const [[first]] = await sql(`select id from public.contacts where agency_id = :'agency' and name = 'slow'`, { agency: await agency.id() })
    await stream.until(hears(quick, 'contact.created'))
    assert.ok(hears(first, 'contact.created')(stream))
  })
  it('is one: while somebody else is at it nothing is told twice, and when that one dies the next goes on', async () => {
    const stream = await ear(agency.owner)
    const other = await transaction(`select pg_advisory_xact_lock(hashtext('stagefy.events'), hashtext(place)) from internal.event_relay where place <> 'deliveries'`)
    let id, early
    try {
      id = (await agency.owner.make('/api/contacts', contact())).id
      await new Promise((resolve) => setTimeout(resolve, 600))
      early = hears(id, 'contact.created')(stream)
    } finally {
      await other.commit()
    }
    assert.equal(early, false, 'it waits for the one that holds the lock')
    await stream.until(hears(id, 'contact.created'))
    assert.equal(stream.events().filter((e) => e.id === id).length, 1)
  })
  it('tells each nginx of it, whatever another was told before', async (t) => {
    const types = JSON.stringify([{ type: 'contact.created', table_name: 'contacts', actions: ['created'] }]), place = unique('machine')
    const told = async () => (await sql(`set role stagefy_jobs; select message from events.relay(:'place', :'types', 500)`, { place, types })).flat()
    t.after(() => sql(`delete from internal.event_relay where place = :'place'`, { place }))
    await told() // it is known from now on
    const stream = await ear(agency.owner), { id } = await agency.owner.make('/api/contacts', contact())
    await stream.until(hears(id, 'contact.created'))
    await until(async () => (await told()).some((message) => message.includes(id)))
  })
  it('tells nothing where nobody listens, and only what somebody may hear', async (t) => {
    const types = JSON.stringify([{ type: 'contact.created', table_name: 'contacts', actions: ['created'] }]), place = unique('machine')
    const [quiet, watched] = [await newAgency('quiet'), await newAgency('watched')], listener = await watched.agent(), made = []
    const relay = async () => made.push(...await sql(`set role stagefy_jobs; select channel, message from events.relay(:'place', :'types', 500)`, { place, types }))
    t.after(() => sql(`delete from internal.event_relay where place = :'place'`, { place }))
    const of = async (one) => { const id = await one.id(); return made.filter(([channel]) => channel.startsWith(id)) }
    await relay()
    await ear(listener)
    const unheard = await quiet.owner.make('/api/contacts', contact()), { id } = await watched.owner.make('/api/contacts', contact())
    await until(async () => { await relay(); return (await of(watched)).length > 0 })
    assert.deepEqual(await of(watched), [[`${await watched.id()}.team`, JSON.stringify({ events: [{ id, type: 'contact.created' }] }).replaceAll(',', ', ').replaceAll(':', ': ')]])
    assert.deepEqual(await of(quiet), [], `nobody hears of ${unheard.id}`)
    // whoever has not come for two hours is not there
    await sql(`update internal.stream_listeners set until = now() where agency_id = :'id'`, { id: await watched.id() })
    await watched.owner.make('/api/contacts', contact())
    await ear(quiet.owner)
    await quiet.owner.make('/api/contacts', contact())
    await until(async () => { await relay(); return (await of(quiet)).length > 0 })
    assert.equal((await of(watched)).length, 1)
  })
})
