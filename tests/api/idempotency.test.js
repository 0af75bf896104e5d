// SPDX-License-Identifier: Apache-2.0
// Idempotency-Key: the same request takes effect once and is answered the same, byte for byte; anything else under the key is
// refused; what failed leaves nothing behind.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { contact, newAgency, property, unique } from './lib/world.js'
import { untilDone } from './lib/retry.js'
import { sql, transaction } from './lib/database.js'
import { samples } from './lib/samples.js'

let agency, person
before(async () => {
  agency = await newAgency('keys')
  person = agency.owner
})

// what differs between two answers of the same effect: when it was given, how long that took, and the request's own id
const OWN = ['date', 'request-id', 'idempotent-replayed', 'server-timing', 'ratelimit']
const kept = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN.includes(name)))

function assertReplay(again, first) {
  assert.equal(again.status, first.status, String(again))
  assert.equal(again.headers['idempotent-replayed'], 'true', String(again))
  assert.equal(first.headers['idempotent-replayed'], undefined)
  assert.equal(again.text, first.text)
  assert.deepEqual(kept(again.headers), kept(first.headers))
}

describe('the same request again', () => {
  it('POST answers the same bytes and headers, and makes one row', async () => {
    const key = unique('key'), username = unique('u')
    const first = await person.post('/api/contacts', contact({ username, name: 'Zoë "\\ 😀' }), { key })
    assert.equal(first.status, 201)
    for (let i = 0; i < 3; i++) assertReplay(await person.post('/api/contacts', contact({ username, name: 'Zoë "\\ 😀' }), { key }), first)
    assert.equal((await person.get(`/api/contacts?q=${username}`)).json.data.length, 1)
  })
  it('PATCH too, and changes once', async () => {
    const row = await person.make('/api/properties', property()), key = unique('key')
    const first = await person.patch(`/api/properties/${row.id}`, { price: 5 }, { key })
    await person.patch(`/api/properties/${row.id}`, { price: 6 })
    assertReplay(await person.patch(`/api/properties/${row.id}`, { price: 5 }, { key }), first)
    assert.equal((await person.get(`/api/properties/${row.id}`)).json.price, 6)
  })
  it('DELETE too: 204 again, where 404 would be true', async () => {
    const row = await person.make('/api/contacts', contact()), key = unique('key')
    const first = await person.del(`/api/contacts/${row.id}`, { key })
    assert.equal(first.status, 204)
    assertReplay(await person.del(`/api/contacts/${row.id}`, { key }), first)
    assertProblem(await person.del(`/api/contacts/${row.id}`), 404, 'not-found')
  })
  it('restore too', async () => {
    const row = await person.make('/api/contacts', contact()), key = unique('key')
    await person.del(`/api/contacts/${row.id}`)
    const first = await person.post(`/api/contacts/${row.id}/restore`, undefined, { key })
    assert.equal(first.status, 200)
    await person.del(`/api/contacts/${row.id}`)
    assertReplay(await person.post(`/api/contacts/${row.id}/restore`, undefined, { key }), first)
    assertProblem(await person.get(`/api/contacts/${row.id}`), 404, 'not-found')
  })
  it('PUT by_ref: created stays created', async () => {
    const ref = unique('ref'), key = unique('key')
    const first = await person.put(`/api/contacts/by_ref/${ref}`, contact(), { key })
    assert.equal(first.status, 201)
    assertReplay(await person.put(`/api/contacts/by_ref/${ref}`, contact(), { key }), first)
  })
  it('If-Match is not asked again', async () => {
    const made = await person.post('/api/properties', property()), key = unique('key'), path = made.headers.location
    const first = await person.patch(path, { price: 1 }, { key, ifMatch: made.headers.etag })
    assertReplay(await person.patch(path, { price: 1 }, { key, ifMatch: made.headers.etag }), first)
  })
  it('a key in quotes is the same key', async () => {
    const key = unique('key')
    const first = await person.post('/api/contacts', contact(), { key })
    assertReplay(await person.post('/api/contacts', contact(), { key: `"${key}"` }), first)
  })
  it('a signed address is not kept: a replay signs again what may still be read', async () => {
    const { id } = await samples.media_items.row(person), key = unique('key'), path = `/api/media_items/${id}`
    const { url: _url, ...rest } = (await person.patch(path, { note: 'é "x"' }, { key })).json
    const [[kept]] = await sql(`select convert_from(body, 'utf8') from internal.receipts where key = :'key'`, { key })
    assert.doesNotMatch(kept, /storage\/|signature/i)
    assert.match(kept, /"note":"é \\"x\\""/)
    const before = await person.get(path), again = await person.patch(path, { note: 'é "x"' }, { key }), after = await person.get(path)
    assert.equal(again.headers['idempotent-replayed'], 'true', String(again))
    assert.deepEqual({ ...again.json, url: 0 }, { ...rest, url: 0 })
    // two, should the hour turn
    assert.ok([before.json.url, after.json.url].includes(again.json.url), String(again))
    await person.del(path)
    assert.deepEqual((await person.patch(path, { note: 'é "x"' }, { key })).json, { ...rest, url: null })
    const restored = unique('key'), back = await person.post(`${path}/restore`, undefined, { key: restored })
    assert.equal(back.status, 200)
    assert.doesNotMatch((await sql(`select convert_from(body, 'utf8') from internal.receipts where key = :'key'`, { key: restored }))[0][0], /storage\/|signature/i)
    assert.deepEqual({ ...(await person.post(`${path}/restore`, undefined, { key: restored })).json, url: 0 }, { ...back.json, url: 0 })
  })
  it('nor in a batch, whose rows each get their own', async () => {
    const rows = [await samples.media_items.row(person), await samples.media_items.row(person)], key = unique('key')
    const operations = [...rows.map(({ id }) => ({ op: 'update', id, body: { title: id } })), { op: 'delete', id: rows[1].id }]
    for (const atomic of [true, false]) {
      const send = () => person.post('/api/media_items/batch', { operations: atomic ? operations.slice(0, 2) : operations.slice(0, 1).concat(operations[2]), atomic }, { key: `${key}${atomic}` })
      const first = await send(), [[kept]] = await sql(`select convert_from(body, 'utf8') from internal.receipts where key = :'key'`, { key: `${key}${atomic}` })
      assert.doesNotMatch(kept, /storage\/|signature/i)
      const again = await send(), unsigned = ({ json }) => json.results.map((result) => ({ ...result, body: result.body && { ...result.body, url: 0 } }))
      assert.equal(again.headers['idempotent-replayed'], 'true', String(again))
      assert.deepEqual([again.status, unsigned(again)], [first.status, unsigned(first)])
      for (const { body } of again.json.results.filter((result) => result.body)) assert.ok(body.url.includes(`/storage/${body.storage_key}?`), body.url)
    }
  })
  it('a GET with a key is a GET', async () => assert.equal((await person.get('/api/contacts', { key: unique('key') })).headers['idempotent-replayed'], undefined))
})

describe('another request under the key', () => {
  const first = async (key) => person.post('/api/contacts', contact({ name: 'First' }), { key })
  it('another body is 422', async () => {
    const key = unique('key')
    await first(key)
    for (const body of ['{"name":"Second"}', '{"name": "First"}']) assertProblem(await person.ask('POST', '/api/contacts', { body, key }), 422, 'idempotency-mismatch')
  })
  it('but what is wrong by itself is told as that', async () => {
    const key = unique('key')
    await first(key)
    assertProblem(await person.ask('POST', '/api/contacts', { body: '{', key }), 400, 'malformed-json')
    assertProblem(await person.post('/api/contacts', {}, { key }), 422, 'validation')
  })
  for (const [what, ask] of Object.entries({
    'another path': (key) => person.post('/api/properties', property(), { key }),
    'another method': async (key) => person.patch(`/api/contacts/${(await person.make('/api/contacts', contact())).id}`, { name: 'x' }, { key }),
    'another person of the agency': async (key) => (await agency.agent()).post('/api/contacts', contact({ name: 'First' }), { key }),
    'another agency': async (key) => (await newAgency('other')).owner.post('/api/contacts', contact({ name: 'First' }), { key }),
  }))
    it(`${what} is another key`, async () => {
      const key = unique('key')
      const made = await first(key), other = await ask(key)
      assert.ok(other.status < 300, String(other))
      assert.equal(other.headers['idempotent-replayed'], undefined)
      assert.notEqual(other.json.id, made.json.id)
    })
})

describe('what fails stores nothing', () => {
  it('422, then the corrected body under the same key', async () => {
    const key = unique('key')
    assert.equal((await person.post('/api/contacts', { name: '' }, { key })).status, 422)
    assert.equal((await person.post('/api/contacts', contact(), { key })).status, 201)
  })
  it('409 of a unique value, then once it is free', async () => {
    const key = unique('key'), reference = unique('MA')
    const taken = await person.make('/api/properties', property({ reference }))
    assertProblem(await person.post('/api/properties', property({ reference }), { key }), 409, 'conflict')
    await person.del(`/api/properties/${taken.id}`)
    const made = await person.post('/api/properties', property({ reference }), { key })
    assert.deepEqual([made.status, made.headers['idempotent-replayed']], [201, undefined])
  })
  it('403, then with the right role', async () => {
    const viewer = await agency.viewer(), key = unique('key')
    assertProblem(await viewer.post('/api/contacts', contact(), { key }), 403, 'forbidden')
    await sql(`update public.memberships set role = 'agent' where user_id = :'id'`, { id: await viewer.id() })
    assert.equal((await viewer.post('/api/contacts', contact(), { key })).status, 201)
  })
  it('404 and 412', async () => {
    const row = await person.make('/api/contacts', contact()), key = unique('key'), path = `/api/contacts/${row.id}`
    assertProblem(await person.patch(path, { name: 'x' }, { key, ifMatch: '"9.x"' }), 412, 'stale-version')
    await person.del(path)
    assertProblem(await person.patch(path, { name: 'x' }, { key }), 404, 'not-found')
    await person.post(`${path}/restore`)
    assert.equal((await person.patch(path, { name: 'x' }, { key })).status, 200)
  })
})

describe('the key itself', () => {
  for (const key of ['a'.repeat(256), 'a b', 'é', 'a/b', '"', '""', 'a"b', "'a'", 'a,b', '<a>', 'a%20b'])
    it(`${key.slice(0, 20)} is refused`, async () => {
      const username = unique('u')
      assertProblem(await person.ask('POST', '/api/contacts', { json: contact({ username }), headers: { 'Idempotency-Key': Buffer.from(key).toString('latin1') } }), 400, 'malformed-request')
      assert.equal((await person.get(`/api/contacts?q=${username}`)).json.data.length, 0)
    })
  for (const key of ['a', '0', 'a'.repeat(255), '8e03978e-40d5-43dd-bc93-6894a57f9324', 'A-Z_a:z.0'])
    it(`${key.slice(0, 40)} is taken`, async () => assert.equal((await person.post('/api/contacts', contact({ username: unique('u') }), { key: key.length === 255 ? key : `${key}` })).status, 201))
  it('sent twice is refused', async () =>
    assertProblem(await person.ask('POST', '/api/contacts', { json: contact(), headers: { 'Idempotency-Key': ['a1', 'a2'] } }), 400, 'malformed-request'))
})

describe('at the same moment', () => {
  it('a twin of a running request answers 409 with Retry-After', async () => {
    // somebody else holds the row that the first one wants
    const row = await person.make('/api/contacts', contact()), key = unique('key'), path = `/api/contacts/${row.id}`
    const holder = await transaction(`select 1 from public.contacts where id = :'id' for update`, { id: row.id })
    const first = person.patch(path, { name: 'x' }, { key })
    await holder.blocks()
    const twin = await person.patch(path, { name: 'x' }, { key })
    assertProblem(twin, 409, 'idempotency-running')
    assert.equal(twin.headers['retry-after'], '1')
    await holder.commit()
    assert.equal((await first).status, 200)
    assertReplay(await person.patch(path, { name: 'x' }, { key }), await first)
  })
  it('fifty in parallel, five rounds: one effect, one answer', async () => {
    for (let round = 0; round < 5; round++) {
      const key = unique('key'), username = unique('u')
      const answers = await Promise.all(Array.from({ length: 50 }, () => untilDone(() => person.post('/api/contacts', contact({ username }), { key }))))
      assert.equal(new Set(answers.map((a) => a.text)).size, 1)
      assert.equal(answers.filter((a) => a.headers['idempotent-replayed'] === undefined).length, 1)
      assert.equal((await sql(`select count(*) from public.contacts where username = :'username'`, { username }))[0][0], '1')
    }
  })
})

describe('receipts', () => {
  it('are forgotten after a day: the request takes effect again', async () => {
    const key = unique('key')
    const first = await person.post('/api/contacts', contact(), { key })
    await sql(`update internal.receipts set created_at = created_at - interval '24 hours 1 second' where key = :'key'`, { key })
    const later = await person.post('/api/contacts', contact(), { key })
    assert.deepEqual([later.status, later.headers['idempotent-replayed']], [201, undefined])
    assert.notEqual(later.json.id, first.json.id)
  })
  it('a replay is refused to whoever may not write any more', async () => {
    const agent = await agency.agent(), key = unique('key')
    assert.equal((await agent.post('/api/contacts', contact(), { key })).status, 201)
    await sql(`update public.memberships set role = 'viewer' where user_id = :'id'`, { id: await agent.id() })
    assertProblem(await agent.post('/api/contacts', contact(), { key }), 403, 'forbidden')
  })
})
