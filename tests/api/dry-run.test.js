// SPDX-License-Identifier: Apache-2.0
// ?dry_run=true: the answer of the write, and nothing of its effect.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { DATABASE_URL } from './lib/env.js'
import { askFrom } from './lib/local.js'
import { ownWorker } from './lib/worker.js'
import { sql } from './lib/database.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { operations, resources } from './lib/openapi.js'
import { makeRow, sampleOf } from './lib/samples.js'
import { clerk, clerkId, clerkToken } from './lib/tokens.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, person
before(async () => {
  agency = await newAgency('dry')
  person = agency.owner
})

const RECEIPTS = `select count(*) from internal.receipts where key = :'key'`
const told = ({ id, created_at, updated_at, ...rest }) => rest

describe('every write that takes an Idempotency-Key', () => {
  for (const { path, method, parameters } of operations) {
    const names = parameters.map((p) => p.name)
    it(`${method} ${path}: dry_run ${names.includes('Idempotency-Key') ? 'is declared' : 'is not'}`, () =>
      assert.equal(names.includes('dry_run'), names.includes('Idempotency-Key')))
  }
})

describe('a dry run', () => {
  it('of a create answers the row that would be, and makes none', async () => {
    const external_ref = unique('ref'), body = property({ external_ref, price: 10, title: { fr: 'Maison' } })
    const dry = await person.post('/api/properties?dry_run=true', body)
    assert.deepEqual([dry.status, dry.headers['dry-run']], [201, 'true'])
    assert.equal(dry.headers.location, `/api/properties/${dry.json.id}`)
    assertProblem(await person.get(`/api/properties/${dry.json.id}`), 404, 'not-found')
    assert.deepEqual(await sql(`select id from public.properties where external_ref = :'external_ref'`, { external_ref }), [])
    const real = await person.post('/api/properties', body)
    assert.deepEqual([real.status, real.headers['dry-run']], [201, undefined])
    assert.deepEqual(told(dry.json), told(real.json))
  })
  it('with dry_run=false is none', async () => {
    const answer = await person.post('/api/contacts?dry_run=false', contact())
    assert.deepEqual([answer.status, answer.headers['dry-run']], [201, undefined])
    assert.equal((await person.get(`/api/contacts/${answer.json.id}`)).status, 200)
  })
  for (const resource of resources) {
    if (resource.update)
      it(`of PATCH ${resource.name} answers the row as it would be and leaves it`, async () => {
        const row = await makeRow(resource, person)
        const name = ['external_ref', 'display_name', 'vat_number', 'name', 'description'].find((n) => resource.update.properties[n]), value = unique('new')
        const answer = await person.patch(`${resource.path}/${row.id}?dry_run=true`, { [name]: value })
        assert.deepEqual([answer.status, answer.json[name], answer.json.version], [200, value, row.version + 1])
        assert.deepEqual((await person.get(`${resource.path}/${row.id}`)).json, row)
      })
    if (resource.removes)
      it(`of DELETE ${resource.name} leaves the row`, async () => {
        const row = await makeRow(resource, person)
        const answer = await person.del(`${resource.path}/${row.id}?dry_run=true`)
        assert.deepEqual([answer.status, answer.text, answer.headers['dry-run']], [204, '', 'true'])
        assert.deepEqual((await person.get(`${resource.path}/${row.id}`)).json, row)
      })
    if (resource.restores)
      it(`of restore ${resource.name} leaves it deleted`, async () => {
        const { id } = await makeRow(resource, person)
        assert.equal((await person.del(`${resource.path}/${id}`)).status, 204)
        const answer = await person.post(`${resource.path}/${id}/restore?dry_run=true`)
        assert.deepEqual([answer.status, answer.json.deleted_at], [200, null])
        assertProblem(await person.get(`${resource.path}/${id}`), 404, 'not-found')
      })
    if (resource.byRef)
      it(`of PUT ${resource.name} by its ref makes none`, async () => {
        const path = `${resource.path}/by_ref/${unique('ref')}`, body = await sampleOf(resource).body(person)
        assert.equal((await person.put(`${path}?dry_run=true`, body)).status, 201)
        assert.equal((await person.put(path, body)).status, 201)
        assert.equal((await person.put(`${path}?dry_run=true`, body)).status, 200)
      })
  }
  it('of an action undoes it', async () => {
    const email = `${unique('tom')}@example.com`
    const answer = await person.post('/api/invitations?dry_run=true', { email, role: 'agent' })
    assert.deepEqual([answer.status, answer.json.email, answer.headers['dry-run']], [201, email, 'true'])
    assertProblem(await person.get(`/api/invitations/${answer.json.id}`), 404, 'not-found')
  })
  it('writes no event and no audit row', async () => {
    const { id } = (await person.post('/api/contacts?dry_run=true', contact())).json
    assert.deepEqual(await sql(`select count(*) from internal.changes where row_id = :'id'`, { id }), [['0']])
  })
})

describe('a dry run that fails', () => {
  it('says every broken rule', async () => {
    const answer = await person.post('/api/properties?dry_run=true', { address: '', price: -1 })
    assertViolations(answer, [{ pointer: '/address', code: 'required' }, { pointer: '/price', code: 'out_of_range' }])
    assert.equal(answer.headers['dry-run'], 'true')
  })
  it('says what only the database knows, again and again on the same connection', async (t) => {
    const email = `${unique('josee')}@example.com`, name = unique('dry'), url = new URL(DATABASE_URL)
    url.searchParams.set('application_name', name)
    const worker = await ownWorker({ DATABASE_URL: String(url) })
    t.after(() => worker.stop())
    await person.make('/api/contacts', contact({ email }))
    const refused = async () => assertViolations(await askFrom('127.0.0.1', 'POST', '/api/contacts?dry_run=true', { token: person.token, json: contact({ email }), socket: worker.socket }),
      [{ pointer: '/email', code: 'not_unique' }], 409, 'conflict')
    await refused()
    const first = await pids(name)
    for (let i = 0; i < 10; i++) await refused()
    assert.equal(first.length, 1)
    assert.deepEqual(await pids(name), first)
  })
  it('says missing, stale and forbidden', async () => {
    const row = await person.make('/api/contacts', contact()), agent = await agency.agent(), viewer = await agency.viewer()
    const path = `/api/contacts/${row.id}?dry_run=true`
    assertProblem(await person.patch(`/api/contacts/${crypto.randomUUID()}?dry_run=true`, {}), 404, 'not-found')
    assertProblem(await person.patch(path, {}, { ifMatch: '"9"' }), 412, 'stale-version', { version: 1 })
    assertForbidden(await agent.del(path), 'owner of the record, or admin')
    assertForbidden(await viewer.del(path), 'agent')
  })
  for (const value of ['', '1', 'TRUE', 'yes'])
    it(`dry_run=${value} is refused`, async () =>
      assertViolations(await person.post(`/api/contacts?dry_run=${value}`, contact()), [{ pointer: 'dry_run', code: 'type' }], 400, 'bad-query'))
  it('a read takes no dry_run', async () =>
    assertViolations(await person.get('/api/contacts?dry_run=true'), [{ pointer: 'dry_run', code: 'unknown_parameter' }], 400, 'bad-query'))
  it('an upload takes no dry_run', async () =>
    assertViolations(await person.post('/api/media/presign?dry_run=true', { files: [] }), [{ pointer: 'dry_run', code: 'unknown_parameter' }], 400, 'bad-query'))
})

async function pids(name) {
  return (await sql(`select pid::text from pg_stat_activity where application_name = :'name'`, { name })).flat()
}

describe('an Idempotency-Key of a dry run', () => {
  it('is not used up', async () => {
    const key = unique('key')
    const dry = await person.post('/api/contacts?dry_run=true', contact(), { key })
    assert.equal(dry.status, 201)
    assert.deepEqual(await sql(RECEIPTS, { key }), [['0']])
    const real = await person.post('/api/contacts', contact(), { key })
    assert.deepEqual([real.status, real.headers['idempotent-replayed']], [201, undefined])
    const again = await person.post('/api/contacts?dry_run=true', contact(), { key })
    assert.deepEqual([again.status, again.headers['idempotent-replayed']], [201, undefined])
  })
  it('must have its form all the same', async () =>
    assertProblem(await person.post('/api/contacts?dry_run=true', contact(), { key: 'a key' }), 400, 'malformed-request'))
})

describe('who is first seen by a dry run', () => {
  it('is nobody afterwards, and somebody by the next request', async () => {
    const subject = clerkId('user_'), org = clerkId('org_')
    const token = await clerkToken({ sub: subject, org_id: org, org_slug: `dry-${org.slice(-8)}`, org_role: 'org:admin' })
    for (let i = 0; i < 8; i++)
      assert.equal((await ask('POST', '/api/contacts?dry_run=true', { token, json: contact() })).status, 201)
    assert.deepEqual(await sql(`select user_id from public.identities where issuer = :'issuer' and subject = :'subject'`, { issuer: clerk.issuer, subject }), [])
    for (let i = 0; i < 8; i++) assert.equal((await ask('GET', '/api/contacts', { token })).status, 200)
  })
})
