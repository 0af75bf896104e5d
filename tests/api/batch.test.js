// SPDX-License-Identifier: Apache-2.0
// POST /api/<table>/batch: many changes in one request, all of them or each for itself.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { sql, transaction } from './lib/database.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { resources } from './lib/openapi.js'
import { makeRow, sampleOf } from './lib/samples.js'
import { contact, newAgency, property, unique } from './lib/world.js'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'
let agency, person
before(async () => {
  agency = await newAgency('batch')
  person = agency.owner
})

const batch = (operations, more = {}, options) => person.post('/api/contacts/batch', { operations, ...more }, options)
const create = (more) => ({ op: 'create', body: contact(more) })
const read = async (id) => (await person.get(`/api/contacts/${id}?deleted=with`)).json
const count = async (username) => Number((await sql(`select count(*) from public.contacts where username = :'username'`, { username }))[0][0])
const statuses = (answer) => answer.json.results.map((r) => r.status)

describe('a batch', () => {
  it('does each kind of operation, in order, and answers the records', async () => {
    const [a, b, c] = [await person.make('/api/contacts', contact()), await person.make('/api/contacts', contact()), await person.make('/api/contacts', contact())]
    assert.equal((await person.del(`/api/contacts/${c.id}`)).status, 204)
    const ref = unique('ref')
    const answer = await batch([
      create({ name: 'Anna' }), { op: 'update', id: a.id, if_match: 1, body: { name: 'Bea' } }, { op: 'delete', id: b.id, if_match: 1 },
      { op: 'restore', id: c.id }, { op: 'put', external_ref: ref, body: contact({ name: 'Carla' }) },
      { op: 'put', external_ref: ref, body: contact({ name: 'Dora', external_ref: ref }) }, { op: 'update', id: a.id, if_match: 2, body: {} },
    ])
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(Object.keys(answer.json), ['results'])
    assert.deepEqual(statuses(answer), [201, 200, 204, 200, 201, 200, 200])
    const bodies = answer.json.results.map((r) => r.body)
    assert.deepEqual(bodies.map((r) => r?.name), ['Anna', 'Bea', undefined, c.name, 'Carla', 'Dora', 'Bea'])
    for (const i of [0, 3, 5, 6]) assert.deepEqual(await read(bodies[i].id), bodies[i])
    assert.equal(bodies[4].id, bodies[5].id)
    assert.notEqual((await read(b.id)).deleted_at, null)
  })
  for (const resource of resources.filter((r) => r.batches)) {
    it(`of ${resource.name} changes, deletes and restores`, async () => {
      const { id } = await makeRow(resource, person), external_ref = unique('ref')
      const answer = await person.post(`${resource.path}/batch`, { operations: [{ op: 'update', id, body: { external_ref } }, { op: 'delete', id }, { op: 'restore', id }] })
      assert.deepEqual(statuses(answer), [200, 204, 200])
      assert.equal((await person.get(`${resource.path}/${id}`)).json.external_ref, external_ref)
    })
    const creates = resource.create && !resource.action
    it(`of ${resource.name} ${creates ? 'creates' : 'does not create'}`, async () => {
      const body = creates ? await sampleOf(resource).body(person) : {}
      const answer = await person.post(`${resource.path}/batch`, { operations: [{ op: 'create', body }] })
      if (creates) assert.deepEqual(statuses(answer), [201])
      else assertViolations(answer, [{ pointer: '/operations/0/op', code: 'not_one_of' }])
    })
  }
  it('of 500 creates is one request', async () => {
    const username = unique('u')
    const answer = await batch(Array.from({ length: 500 }, () => create({ username })))
    assert.equal(answer.status, 200, String(answer))
    assert.equal(new Set(answer.json.results.map((r) => r.body.id)).size, 500)
    assert.equal(await count(username), 500)
  })
  it('of 500 shapes, which no statement is prepared for, leaves the connection as it was', async () => {
    const names = ['username', 'phone', 'type', 'status', 'notes', 'tags', 'last_contacted_at', 'external_ref', 'owner_id']
    const username = unique('u'), me = await person.id()
    const values = () => ({ username, phone: '+352661123456', type: 'buyer', status: 'active', notes: 'n', tags: ['a'], last_contacted_at: '2026-01-02T03:04:05Z', external_ref: unique('r'), owner_id: me })
    const operations = Array.from({ length: 500 }, (_, i) => {
      const all = values()
      return create(Object.fromEntries([['username', username], ...names.slice(1).filter((_, bit) => (i + 1) & (1 << bit)).map((n) => [n, all[n]])]))
    })
    for (let i = 0; i < 3; i++) assert.equal((await batch(operations.map(({ op, body }) => ({ op, body: { ...body, ...(body.external_ref && { external_ref: unique('r') }) } })))).status, 200)
    assert.equal(await count(username), 1500)
  })
})

describe('an atomic batch that fails', () => {
  it('names every violation of every operation and does nothing', async () => {
    const username = unique('u')
    const answer = await batch([
      create({ username }), { op: 'create', body: { name: '', email: 'no', nope: 1 } }, { op: 'create' }, { op: 'update', id: 'x', body: {} },
      { op: 'update', body: { name: null, version: 2 } }, { op: 'delete', id: NOBODY, body: {} }, { op: 'put', body: contact() }, { op: 'merge' }, 7, {},
      { op: 'put', external_ref: 'a', body: contact({ external_ref: 'b' }) }, { op: 'delete', id: NOBODY, if_match: '"3"' },
    ])
    assertViolations(answer, [
      { pointer: '/operations/1/body/name', code: 'required' }, { pointer: '/operations/1/body/email', code: 'format' }, { pointer: '/operations/1/body/nope', code: 'unknown' },
      { pointer: '/operations/2/body', code: 'required' }, { pointer: '/operations/3/id', code: 'format' },
      { pointer: '/operations/4/id', code: 'required' }, { pointer: '/operations/4/body/name', code: 'required' }, { pointer: '/operations/4/body/version', code: 'read_only' },
      { pointer: '/operations/5/body', code: 'excluded' }, { pointer: '/operations/6/external_ref', code: 'required' }, { pointer: '/operations/7/op', code: 'not_one_of' },
      { pointer: '/operations/8', code: 'type' }, { pointer: '/operations/9/op', code: 'required' }, { pointer: '/operations/10/body/external_ref', code: 'mismatch' },
      { pointer: '/operations/11/if_match', code: 'type' },
    ])
    assert.equal(await count(username), 0)
  })
  it('names what only the database knows, and undoes the rest', async () => {
    const username = unique('u'), email = `${unique('e')}@example.com`
    assertViolations(await batch([create({ username }), create({ username, email }), create({ username, email }), create({ username })]),
      [{ pointer: '/operations/2/body/email', code: 'not_unique' }], 409, 'conflict')
    assert.equal(await count(username), 0)
  })
  it('names the record that is missing, stale or not theirs, and undoes the rest', async () => {
    const username = unique('u'), row = await person.make('/api/contacts', contact()), agent = await agency.agent()
    const other = await (await newAgency('other')).owner.make('/api/contacts', contact())
    for (const id of [NOBODY, other.id])
      for (const op of [{ op: 'update', id, body: {} }, { op: 'delete', id }, { op: 'restore', id }]) {
        const answer = await batch([create({ username }), op])
        assertViolations(answer, [{ pointer: '/operations/1', code: 'not_found' }], 404, 'not-found')
        assert.equal(answer.json.detail, 'there is no such contact')
      }
    assertViolations(await batch([create({ username }), { op: 'restore', id: row.id }]), [{ pointer: '/operations/1', code: 'not_found' }], 404, 'not-found')
    const stale = await batch([create({ username }), { op: 'update', id: row.id, if_match: 9, body: { name: 'x' } }])
    assertViolations(stale, [{ pointer: '/operations/1', code: 'stale_version' }], 412, 'stale-version')
    assert.equal(stale.json.version, 1)
    const forbidden = await agent.post('/api/contacts/batch', { operations: [create({ username }), { op: 'delete', id: row.id }] })
    assertForbidden(forbidden, 'owner of the record, or admin')
    assert.deepEqual(forbidden.json.errors.map((e) => [e.pointer, e.code]), [['/operations/1', 'forbidden']])
    assert.equal(await count(username), 0)
    assert.deepEqual(await read(row.id), row)
  })
  it('says stale, not forbidden, when it waited for the change of another', async () => {
    const row = await person.make('/api/contacts', contact())
    const holder = await transaction(`update public.contacts set name = 'x' where id = '${row.id}'`)
    const waiting = batch([{ op: 'update', id: row.id, if_match: 1, body: { name: 'y' } }])
    await holder.blocks()
    await holder.commit()
    assertProblem(await waiting, 412, 'stale-version', { version: 2 })
  })
  it('refuses a viewer, and whoever is in no agency of that name', async () => {
    assertForbidden(await (await agency.viewer()).post('/api/contacts/batch', { operations: [create()] }), 'agent')
    assertProblem(await batch([create()], {}, { agencyId: NOBODY }), 403, 'forbidden')
  })
  for (const [name, operations, code] of [['no operations', [], 'required'], ['501', Array.from({ length: 501 }, create), 'too_many'], ['an object', {}, 'type']])
    it(`of ${name} is refused`, async () => assertViolations(await batch(operations), [{ pointer: '/operations', code }]))
  it('above 1 MiB is refused', async () =>
    assertProblem(await batch(Array.from({ length: 120 }, () => create({ notes: 'n'.repeat(9500) }))), 413, 'payload-too-large'))
})

describe('a batch of single ones', () => {
  it('does what can be done and says of each what was wrong', async () => {
    const username = unique('u'), email = `${unique('e')}@example.com`, row = await person.make('/api/contacts', contact())
    const answer = await batch([
      create({ username, email }), create({ username, email }), { op: 'create', body: {} }, { op: 'update', id: NOBODY, body: {} }, { op: 'update', id: row.id, if_match: 5, body: {} },
      { op: 'nope' }, create({ username }), { op: 'delete', id: row.id }, { op: 'delete', id: row.id }, { op: 'put', external_ref: unique('ref'), body: contact({ username }) },
    ], { atomic: false })
    assert.equal(answer.status, 207, String(answer))
    assert.deepEqual(statuses(answer), [201, 409, 422, 404, 412, 422, 201, 204, 404, 201])
    assert.deepEqual(answer.json.results.map((r) => r.problem?.errors.map((e) => `${e.pointer} ${e.code}`)), [
      undefined, ['/operations/1/body/email not_unique'], ['/operations/2/body/name required'], ['/operations/3 not_found'], ['/operations/4 stale_version'],
      ['/operations/5/op not_one_of'], undefined, undefined, ['/operations/8 not_found'], undefined,
    ])
    const { problem } = answer.json.results[1]
    assert.deepEqual([problem.type, problem.status, problem.request_id], ['/problems/conflict', 409, answer.headers['request-id']])
    assert.equal(await count(username), 3)
    assert.notEqual((await read(row.id)).deleted_at, null)
  })
  for (const [name, bad] of [['the first', [0]], ['the last', [4]], ['every one', [0, 1, 2, 3, 4]], ['none', []]])
    it(`in which ${name} fails keeps the others`, async () => {
      const username = unique('u'), email = `${unique('e')}@example.com`
      await person.make('/api/contacts', contact({ email }))
      for (const more of [{}, { key: unique('key') }]) {
        const answer = await batch(Array.from({ length: 5 }, (_, i) => create({ username, ...(bad.includes(i) && { email }) })), { atomic: false }, more)
        assert.deepEqual(statuses(answer), Array.from({ length: 5 }, (_, i) => (bad.includes(i) ? 409 : 201)))
      }
      assert.equal(await count(username), 2 * (5 - bad.length))
    })
  it('takes 500, half of them wrong', async () => {
    const username = unique('u'), email = `${unique('e')}@example.com`
    await person.make('/api/contacts', contact({ email }))
    const answer = await batch(Array.from({ length: 500 }, (_, i) => create({ username, ...(i % 2 && { email }) })), { atomic: false })
    assert.equal(answer.status, 207)
    assert.equal(await count(username), 250)
  })
  it('refuses a viewer as a whole, and the connection stays good', async () => {
    const viewer = await agency.viewer()
    for (let i = 0; i < 5; i++) {
      for (const options of [{}, { key: unique('key') }])
        assertForbidden(await viewer.post('/api/contacts/batch', { operations: [create(), create()], atomic: false }, options), 'agent')
      assert.equal((await viewer.get('/api/contacts')).status, 200)
    }
  })
})

describe('a batch and its key', () => {
  for (const atomic of [true, false])
    it(`is replayed as a whole (atomic: ${atomic})`, async () => {
      const username = unique('u'), key = unique('key')
      const operations = [create({ username }), ...(atomic ? [] : [{ op: 'delete', id: NOBODY }]), create({ username })]
      const [first, second] = [await batch(operations, { atomic }, { key }), await batch(operations, { atomic }, { key })]
      assert.deepEqual([first.status, second.status, second.text], [atomic ? 200 : 207, first.status, first.text])
      assert.equal(second.headers['idempotent-replayed'], 'true')
      assert.equal(await count(username), 2)
      assertProblem(await batch([create({ username })], { atomic }, { key }), 422, 'idempotency-mismatch')
    })
  it('that failed has no receipt', async () => {
    const key = unique('key')
    for (let i = 0; i < 2; i++) assertProblem(await batch([{ op: 'delete', id: NOBODY }], {}, { key }), 404, 'not-found')
    assert.equal((await batch([create()], {}, { key })).status, 200)
  })
  for (const atomic of [true, false])
    it(`as a dry run does nothing (atomic: ${atomic})`, async () => {
      const username = unique('u')
      const answer = await person.post('/api/contacts/batch?dry_run=true', { atomic, operations: [create({ username }), ...(atomic ? [] : [{ op: 'delete', id: NOBODY }]), create({ username })] })
      assert.deepEqual(statuses(answer), atomic ? [201, 201] : [201, 404, 201])
      assert.equal(answer.headers['dry-run'], 'true')
      assert.equal(await count(username), 0)
    })
})
