// SPDX-License-Identifier: Apache-2.0
// The feed of events: what is told, to whom, and that nothing ever appears behind a cursor that was handed out.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { ADMIN_DATABASE_URL } from './lib/env.js'
import { sql, transaction } from './lib/database.js'
import { document } from './lib/openapi.js'
import { until } from './lib/retry.js'
import { contact, newAgency, property } from './lib/world.js'

/** One page. */
async function page(person, query = '') {
  const answer = await person.get(`/api/events${query && '?'}${query}`)
  assert.equal(answer.status, 200, String(answer))
  return answer.json
}
/** Behind all that was done to the agency so far: a transaction of another test may still hold the newest of it back. */
async function from(person) {
  await until(async () => (await sql(`select 1 from internal.changes where agency_id = :'id' and xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1`,
    { id: await person.agency.id() })).length === 0, 60)
  return (await page(person, 'after=now')).next_cursor
}
/** All that came since, page by page; whoever is still at it in other tests holds the newest back, so it waits until `done`. */
async function since(person, cursor, done = () => true, query = '') {
  const events = [], end = Date.now() + 60_000
  for (;;) {
    const { data, next_cursor: next, has_more: more } = await page(person, `after=${cursor}${query}`)
    events.push(...data)
    cursor = next
    if (more) continue
    if (done(events)) return events
    assert.ok(Date.now() < end, `still not there: ${JSON.stringify(events)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const told = (events) => events.map(({ type, data }) => [type, data.id, data.changed])
const atLeast = (n) => (events) => events.length >= n

describe('what is told', () => {
  let agency
  before(async () => (agency = await newAgency('events')))

  it('is each change of a record, by name, with the fields that an update changed', async () => {
    const { owner } = agency, start = await from(owner)
    const { id } = await owner.make('/api/properties', property({ status: 'pending' }))
    await owner.patch(`/api/properties/${id}`, { price: 100, city: 'Esch' })
    await owner.patch(`/api/properties/${id}`, { status: 'active' })
    await owner.del(`/api/properties/${id}`)
    await owner.post(`/api/properties/${id}/restore`)
    const events = await since(owner, start, atLeast(8))
    assert.deepEqual(events.filter(({ type }) => type === 'activity.created').length, 2) // the timeline tells of price and status
    assert.deepEqual(told(events.filter(({ type }) => type !== 'activity.created')), [
      ['property.created', id, []],
      ['property.updated', id, ['city', 'price']],
      ['property.published', id, ['published_at', 'status']],
      ['property.updated', id, ['published_at', 'status']],
      ['property.deleted', id, []],
      ['property.restored', id, []],
    ])
  })
  it('is nothing when nothing changed', async () => {
    const { owner } = agency, { id } = await owner.make('/api/contacts', contact()), start = await from(owner)
    await owner.patch(`/api/contacts/${id}`, contact())
    await owner.patch(`/api/contacts/${id}`, { notes: 'x' })
    assert.deepEqual(told(await since(owner, start, atLeast(1), '&types=contact.updated')), [['contact.updated', id, ['notes']]])
  })
  it('names who did it, when, and by which request', async () => {
    const { owner } = agency, start = await from(owner)
    const answer = await owner.post('/api/contacts', contact())
    const [event] = await since(owner, start, atLeast(1))
    assert.equal(event.request_id, answer.headers['request-id'])
    assert.equal(event.actor_id, await owner.id())
    assert.equal(event.timestamp, answer.json.created_at)
    assert.deepEqual(Object.keys(event), ['id', 'type', 'timestamp', 'actor_id', 'request_id', 'data'])
  })
  it('can be asked for by type', async () => {
    const { owner } = agency, start = await from(owner)
    await owner.make('/api/contacts', contact())
    const { id } = await owner.make('/api/properties', property({ status: 'active' }))
    assert.deepEqual(told(await since(owner, start, atLeast(2), '&types=property.published,property.created')),
      [['property.created', id, []], ['property.published', id, []]])
  })
  it('comes in pages that can end between two events of one change', async () => {
    const { owner } = agency, start = await from(owner)
    await owner.make('/api/properties', property({ status: 'active' }))
    const whole = await since(owner, start, atLeast(2))
    const one = await page(owner, `after=${start}&limit=1`), two = await page(owner, `after=${one.next_cursor}&limit=1`)
    assert.deepEqual([...one.data, ...two.data], whole)
    assert.deepEqual([one.has_more, two.has_more], [true, false])
  })
  it('looks at a thousand changes in one go, and says that there are more', async () => {
    const { owner } = agency, start = await from(owner), id = await agency.id()
    await sql(`insert into internal.changes (agency_id, table_name, row_id, action, admin_only, diff)
      select :'id', 'contacts', app.uuid7(), 'updated', false, '{"notes": [null, "x"]}' from generate_series(1, 1500)`, { id })
    await since(owner, start, atLeast(1500))
    const first = await page(owner, `after=${start}&types=invitation.created`)
    assert.deepEqual([first.data, first.has_more], [[], true])
    const second = await page(owner, `after=${first.next_cursor}&types=invitation.created`)
    assert.deepEqual([second.data, second.has_more], [[], false])
    assert.equal((await since(owner, start)).length, 1500)
  })
  it('is declared, each type by its name', () => {
    const { type } = document.components.schemas.ListEventsResponse.properties.data.items.properties
    assert.ok(['contact.created', 'media_item.ready', 'property.published'].every((name) => type.enum.includes(name)))
  })
})

describe('to whom', () => {
  let agency, agent, viewer
  before(async () => {
    agency = await newAgency('listeners')
    agent = await agency.agent()
    viewer = await agency.viewer()
  })
  it('settings are told to admins and owners alone', async () => {
    const [hers, his] = [await from(agency.owner), await from(agent)]
    await agency.owner.post('/api/invitations', { email: 'guest@example.com', role: 'agent' })
    const { id } = await agency.owner.make('/api/contacts', contact())
    assert.deepEqual((await since(agency.owner, hers, atLeast(2))).map((e) => e.type), ['invitation.created', 'contact.created'])
    assert.deepEqual(told(await since(agent, his, atLeast(1))), [['contact.created', id, []]])
  })
  it('where everybody sees only their own records, so are the events', async () => {
    await agency.setVisibility('owner')
    const [start, none] = [await from(agent), await from(viewer)]
    await agency.owner.make('/api/contacts', contact())
    const { id } = await agent.make('/api/contacts', contact())
    assert.deepEqual(told(await since(agent, start, atLeast(1))), [['contact.created', id, []]])
    assert.deepEqual(await since(viewer, none), [])
    await agency.setVisibility('team')
  })
  it('nothing reaches another agency, whose cursor is a place all the same', async () => {
    const other = await newAgency('elsewhere'), start = await from(other.owner)
    const { id } = await agency.owner.make('/api/contacts', contact())
    await since(agency.owner, start, (events) => events.some((e) => e.data.id === id))
    assert.deepEqual(await since(other.owner, start), [])
  })
  it('a key needs the scope events:read', async () => {
    const key = async (scopes) => (await agency.owner.make('/api/api_keys', { name: 'Reader', scopes })).key
    assertForbidden(await ask('GET', '/api/events', { token: await key(['contacts:read']) }), 'events:read')
    assert.equal((await ask('GET', '/api/events?limit=1', { token: await key(['events:read']) })).status, 200)
  })
})

describe('what is refused', () => {
  let owner
  before(async () => ({ owner } = await newAgency('asking')))
  const refused = async (query, pointer, code) => assertViolations(await owner.get(`/api/events?${query}`), [{ pointer, code }], 400, 'bad-query')
  it('a type that is none', () => refused('types=property.created,property.sold', 'types', 'not_one_of'))
  it('a limit that is none', async () => {
    for (const limit of ['0', '501', '-1', 'x', '', '00001']) await refused(`limit=${limit}`, 'limit', 'out_of_range')
  })
  it('a parameter that is none', () => refused('cursor=x', 'cursor', 'unknown_parameter'))
  it('a cursor that is none, was changed, or is a list\'s', async () => {
    const { next_cursor: good } = await page(owner, 'after=now')
    for (let i = 0; i < 2; i++) await owner.make('/api/contacts', contact())
    const { pagination } = (await owner.get('/api/contacts?limit=1')).json
    for (const bad of ['x', '', good.slice(1), good.slice(0, 5) + (good[5] === 'A' ? 'B' : 'A') + good.slice(6), pagination.next_cursor])
      assertProblem(await owner.get(`/api/events?after=${bad}`), 400, 'bad-cursor')
  })
})

describe('the order', () => {
  let agency
  before(async () => (agency = await newAgency('order')))
  /** What a member's request writes, as SQL. */
  const asOwner = async () => `select app.set_context('${await agency.id()}', '${await agency.owner.id()}', 'owner', 'all', null, null)`
  const insert = (name) => `insert into contacts (name) values ('${name}')`

  it('what began first and commits last is not overtaken', async () => {
    const start = await from(agency.owner)
    const slow = await transaction(`${await asOwner()}; ${insert('slow')}`)
    let id, meanwhile
    try {
      id = (await agency.owner.make('/api/contacts', contact())).id
      meanwhile = await page(agency.owner, `after=${start}`)
    } finally {
      await slow.commit()
    }
    assert.deepEqual(meanwhile.data, [], 'the quick one waits for the slow one')
    const both = await since(agency.owner, meanwhile.next_cursor, atLeast(2))
    assert.deepEqual(both.map((e) => e.type), ['contact.created', 'contact.created'])
    assert.equal(both[1].data.id, id, 'in the order in which they began')
  })

  it('nothing appears behind a cursor, however writers overlap', async () => {
    const WRITERS = 8, EACH = 40, start = await from(agency.owner), context = await asOwner()
    const writer = (w) => new Promise((resolve, reject) => {
      const child = spawn('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', ADMIN_DATABASE_URL], { stdio: ['pipe', 'ignore', 'inherit'] })
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`psql ended with ${code}`))))
      // each takes its place early or late, and holds it for a while; every eighth thinks better of it
      for (let i = 0; i < EACH; i++)
        child.stdin.write(`begin; ${context}; ${insert(`${w}.${i}.a`)}; select pg_sleep(random() * 0.03); ${insert(`${w}.${i}.b`)}; ${i % 8 === 7 ? 'rollback' : 'commit'};\n`)
      child.stdin.end()
    })
    let running = true
    const written = Promise.all(Array.from({ length: WRITERS }, (_, w) => writer(w))).finally(() => (running = false))
    const read = async (limit) => {
      const seen = []
      let cursor = start, again = true
      while (again || running) {
        again = running
        const { data, next_cursor: next, has_more: more } = await page(agency.owner, `after=${cursor}&limit=${limit}`)
        seen.push(...data.map((e) => e.id))
        cursor = next
        again ||= more
      }
      return [...seen, ...(await since(agency.owner, cursor, (rest) => seen.length + rest.length >= WRITERS * EACH * 2 * 7 / 8)).map((e) => e.id)]
    }
    const [some, many] = await Promise.all([read(3), read(500), written])
    const whole = (await since(agency.owner, start)).map((e) => e.id)
    assert.equal(new Set(whole).size, WRITERS * EACH * 2 * 7 / 8)
    assert.deepEqual(some, whole, 'read in small bits while it grew')
    assert.deepEqual(many, whole, 'read in large ones')
  })
})
