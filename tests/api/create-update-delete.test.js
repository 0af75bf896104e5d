// SPDX-License-Identifier: Apache-2.0
// The life of a record: made with its defaults, read, changed by merge patch under ETags, deleted, seen among the deleted,
// restored; put by the consumer's own reference.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { transaction } from './lib/database.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { contact, newAgency, property, unique } from './lib/world.js'

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/

let agency, person
before(async () => {
  agency = await newAgency('life')
  person = agency.owner
})

describe('create', () => {
  it('a property has its defaults', async () => {
    const answer = await person.post('/api/properties', { address: '24, rue Ermesinde' })
    assert.equal(answer.status, 201)
    const { id, created_at: at, ...rest } = answer.json
    assert.match(id, UUID7)
    assert.match(at, TIME)
    assert.ok(Math.abs(new Date(at) - Date.now()) < 60000)
    assert.deepEqual(rest, {
      owner_id: await person.id(), reference: null, title: {}, description: {}, status: 'draft', property_type: 'house', transaction: 'sale', address: '24, rue Ermesinde', city: null, state: null, zip_code: null,
      country: null, latitude: null, longitude: null, price: null, currency: 'EUR', bedrooms: null, bathrooms: null, living_area: null, lot_area: null, sqft: null, year_built: null, energy_class: null, features: [],
      notes: null, contact_id: null, cover_media_id: null, media_count: 0, published_at: null, external_ref: null, version: 1, updated_at: at, deleted_at: null,
    })
  })
  it('a contact has its defaults', async () => {
    const { id, created_at: at, ...rest } = await person.make('/api/contacts', { name: 'Josée Weber' })
    assert.match(id, UUID7)
    assert.deepEqual(rest, {
      owner_id: await person.id(), name: 'Josée Weber', username: null, email: null, phone: null, phone_raw: null, type: 'other', status: 'lead', notes: null, tags: [], last_contacted_at: null, external_ref: null, version: 1,
      updated_at: at, deleted_at: null,
    })
  })
  it('Location leads to it, and what is there is what was answered, byte for byte', async () => {
    const made = await person.post('/api/properties', property({ title: { fr: 'Maison' }, price: 1.5 }))
    assert.equal(made.headers.location, `/api/properties/${made.json.id}`)
    const read = await person.get(made.headers.location)
    assert.equal(read.text, made.text)
    assert.equal(read.headers.etag, made.headers.etag)
  })
  it('a null stands for what was left out, where nothing must be there', async () => {
    const made = await person.make('/api/properties', property({ reference: null, title: null, features: null, price: null, contact_id: null, external_ref: null }))
    assert.deepEqual([made.reference, made.title, made.features, made.price, made.contact_id], [null, {}, [], null, null])
  })
  it('a null where something must be is refused', async () =>
    assertViolations(await person.post('/api/properties', { address: null, status: null, property_type: null, transaction: null, currency: null, owner_id: null }),
      ['address', 'status', 'property_type', 'transaction', 'currency', 'owner_id'].map((name) => ({ pointer: `/${name}`, code: 'required' }))))
  it('the currency is the agency\'s', async () => {
    const other = await newAgency('francs')
    const { id } = (await other.owner.get('/api/agencies')).json.data[0]
    assert.equal((await other.owner.patch(`/api/agencies/${id}`, { currency: 'CHF' })).status, 200)
    assert.equal((await other.owner.make('/api/properties', property())).currency, 'CHF')
    assert.equal((await other.owner.make('/api/properties', property({ currency: 'USD' }))).currency, 'USD')
  })
  it('published_at is when it was first active', async () => {
    const made = await person.make('/api/properties', property({ status: 'active' }))
    assert.equal(made.published_at, made.created_at)
    const sold = (await person.patch(`/api/properties/${made.id}`, { status: 'sold' })).json
    const again = (await person.patch(`/api/properties/${made.id}`, { status: 'active' })).json
    assert.deepEqual([sold.published_at, again.published_at], [made.published_at, made.published_at])
  })
  it('ids sort by time of creation', async () => {
    const ids = []
    for (let i = 0; i < 5; i++) ids.push((await person.make('/api/contacts', contact())).id)
    assert.deepEqual([...ids].sort(), ids)
  })
  it('an admin may make one for a colleague', async () => {
    const agent = await agency.agent()
    const made = await person.make('/api/properties', property({ owner_id: await agent.id() }))
    assert.equal(made.owner_id, await agent.id())
    assert.equal((await agent.patch(`/api/properties/${made.id}`, { price: 1 })).status, 200)
  })
  it('but not for somebody who is no member', async () => {
    const stranger = (await newAgency('stranger')).owner
    for (const id of [await stranger.id(), crypto.randomUUID()])
      assertViolations(await person.post('/api/properties', property({ owner_id: id })), [{ pointer: '/owner_id', code: 'not_found' }])
  })
})

describe('what is unique', () => {
  const taken = (answer, pointer) => assertViolations(answer, [{ pointer, code: 'not_unique' }], 409, 'conflict')
  it('the reference of a live property', async () => {
    const reference = unique('MA')
    const first = await person.make('/api/properties', property({ reference }))
    taken(await person.post('/api/properties', property({ reference })), '/reference')
    const other = await person.make('/api/properties', property())
    taken(await person.patch(`/api/properties/${other.id}`, { reference }), '/reference')
    await person.del(`/api/properties/${first.id}`)
    assert.equal((await person.patch(`/api/properties/${other.id}`, { reference })).status, 200)
    taken(await person.post(`/api/properties/${first.id}/restore`), '/reference')
  })
  it('the external_ref, of deleted rows too', async () => {
    const ref = unique('ref')
    const first = await person.make('/api/contacts', contact({ external_ref: ref }))
    taken(await person.post('/api/contacts', contact({ external_ref: ref })), '/external_ref')
    await person.del(`/api/contacts/${first.id}`)
    taken(await person.post('/api/contacts', contact({ external_ref: ref })), '/external_ref')
  })
  it('the e-mail address of a live contact, whatever its case', async () => {
    const email = `${unique('mail')}@example.com`
    await person.make('/api/contacts', contact({ email }))
    taken(await person.post('/api/contacts', contact({ email: email.toUpperCase() })), '/email')
  })
  it('but another agency may have the same', async () => {
    const other = (await newAgency('same')).owner
    const body = { reference: unique('MA'), external_ref: unique('ref') }
    await person.make('/api/properties', property(body))
    await other.make('/api/properties', property(body))
  })
})

describe('merge patch', () => {
  const made = (more) => person.make('/api/properties', property(more))
  const patch = async (row, body, options) => person.patch(`/api/properties/${row.id}`, body, options)
  it('changes what is named and nothing else', async () => {
    const row = await made({ price: 5, city: 'Diekirch', bedrooms: 2 })
    const changed = (await patch(row, { price: 6 })).json
    assert.deepEqual({ ...changed, updated_at: 0 }, { ...row, price: 6, version: 2, updated_at: 0 })
    assert.ok(changed.updated_at > row.updated_at)
  })
  it('null takes a value away', async () => {
    const row = await made({ price: 5, city: 'x', features: ['a'], title: { en: 'a' } })
    const { price, city, features, title } = (await patch(row, { price: null, city: null, features: null, title: null })).json
    assert.deepEqual([price, city, features, title], [null, null, [], {}])
  })
  it('null where something must be is refused', async () =>
    assertViolations(await patch(await made(), { address: null, status: null, owner_id: null }), ['address', 'owner_id', 'status'].map((n) => ({ pointer: `/${n}`, code: 'required' }))))
  it('texts are merged by language', async () => {
    const row = await made({ title: { en: 'House', fr: 'Maison', de: 'Haus' } })
    assert.deepEqual((await patch(row, { title: { fr: 'Villa', de: null, lb: 'Haus' } })).json.title, { en: 'House', fr: 'Villa', lb: 'Haus' })
    assert.deepEqual((await patch(row, { title: {} })).json.title, { en: 'House', fr: 'Villa', lb: 'Haus' })
  })
  it('a list is replaced as a whole', async () => assert.deepEqual((await patch(await made({ features: ['a', 'b'] }), { features: ['c'] })).json.features, ['c']))
  it('nothing, and the same again, leave version and times as they are', async () => {
    const row = await made({ price: 5, title: { en: 'House' } })
    for (const body of [{}, { price: 5 }, { title: { en: 'House' } }, { title: { fr: null } }])
      assert.deepEqual((await patch(row, body)).json, row)
  })
  it('answers what stands there then', async () => {
    const row = await made()
    const patched = await patch(row, { description: { en: 'x' }, notes: 'y' })
    assert.equal((await person.get(`/api/properties/${row.id}`)).text, patched.text)
  })
  it('of a deleted one is a 404', async () => {
    const row = await made()
    await person.del(`/api/properties/${row.id}`)
    assertProblem(await patch(row, { price: 1 }), 404, 'not-found')
  })
  it('may give a record to a colleague', async () => {
    const agent = await agency.agent()
    const row = await made()
    assert.equal((await patch(row, { owner_id: await agent.id() })).json.owner_id, await agent.id())
  })
})

describe('ETag', () => {
  const path = (row) => `/api/properties/${row.id}`
  const made = async () => {
    const answer = await person.post('/api/properties', property())
    return { row: answer.json, etag: answer.headers.etag }
  }
  it('is strong and changes with the row', async () => {
    const { row, etag } = await made()
    assert.match(etag, /^"1\.[0-9a-f]+"$/)
    const patched = await person.patch(path(row), { price: 1 })
    assert.match(patched.headers.etag, /^"2\./)
    assert.equal((await person.get(path(row))).headers.etag, patched.headers.etag)
  })
  it('If-None-Match with it answers 304 without a body', async () => {
    const { row, etag } = await made()
    for (const given of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await person.get(path(row), { ifNoneMatch: given })
      assert.deepEqual([answer.status, answer.text, answer.headers.etag], [304, '', etag], given)
    }
  })
  it('If-None-Match with another one answers 200', async () => {
    const { row, etag } = await made()
    for (const given of ['"x"', etag.replace('"1.', '"2.'), etag.slice(1, -1), '""']) assert.equal((await person.get(path(row), { ifNoneMatch: given })).status, 200, given)
  })
  it('If-Match lets the one through who has read the last version', async () => {
    const { row, etag } = await made()
    const first = await person.patch(path(row), { price: 1 }, { ifMatch: etag })
    assert.equal(first.status, 200)
    const late = await person.patch(path(row), { price: 2 }, { ifMatch: etag })
    assertProblem(late, 412, 'stale-version', { version: 2 })
    assert.equal((await person.get(path(row))).json.price, 1)
    assertProblem(await person.del(path(row), { ifMatch: etag }), 412, 'stale-version', { version: 2 })
    assert.equal((await person.del(path(row), { ifMatch: first.headers.etag })).status, 204)
  })
  it('If-Match: * is satisfied by any version, and by none if there is no row', async () => {
    const { row } = await made()
    assert.equal((await person.patch(path(row), { price: 1 }, { ifMatch: '*' })).status, 200)
    await person.del(path(row))
    assertProblem(await person.patch(path(row), { price: 1 }, { ifMatch: '*' }), 404, 'not-found')
  })
  it('If-Match takes a list: one of them will do', async () => {
    const made = await person.post('/api/properties', property()), at = made.headers.location, first = made.headers.etag
    const second = (await person.patch(at, { price: 1 }, { ifMatch: `"x", ${first}` })).headers.etag
    assert.equal((await person.patch(at, { price: 2 }, { ifMatch: `${first}, W/${second}` })).status, 200)
    assertProblem(await person.patch(at, { price: 3 }, { ifMatch: `${first}, ${second}` }), 412, 'stale-version', { version: 3 })
    assertProblem(await person.del(at, { ifMatch: `${first},${second}` }), 412, 'stale-version', { version: 3 })
    assert.equal((await person.del(at, { ifMatch: `${first}, "3"` })).status, 204)
  })
  it('If-Match with what no ETag of ours could be is stale', async () => {
    const { row } = await made()
    for (const given of ['"abc"', 'abc', '""', '"-1"', '"1x"', '"99999999999"'])
      assertProblem(await person.patch(path(row), { price: 1 }, { ifMatch: given }), 412, 'stale-version')
    assert.equal((await person.get(path(row))).json.version, 1)
  })
  it('wins over 412 what one may not see: a stranger gets 404', async () => {
    const { row } = await made()
    const stranger = (await newAgency('etag')).owner
    assertProblem(await stranger.patch(path(row), { price: 1 }, { ifMatch: '"99.x"' }), 404, 'not-found')
  })
  it('of two writers at the same moment one wins', async () => {
    for (let round = 0; round < 3; round++) {
      const { row, etag } = await made()
      const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => person.patch(path(row), { price: i + 1 }, { ifMatch: etag })))
      assert.deepEqual(answers.map((a) => a.status).sort(), [200, ...Array(9).fill(412)])
      const won = answers.find((a) => a.status === 200).json
      assert.deepEqual((await person.get(path(row))).json, won)
    }
  })
})

describe('a write that had to wait for another one', () => {
  let agencyId
  // somebody else changes the row and commits only once our request waits for it. The agency is named, since a request that is
  // refused in a remembered one is tried again.
  async function behind(change, request) {
    agencyId = await agency.id()
    const made = await person.post('/api/properties', property())
    const { id } = made.json
    const other = await transaction(`update public.properties set ${change} where id = :'id'`, { id })
    const asked = request(`/api/properties/${id}`, made.headers.etag)
    await other.blocks()
    await other.commit()
    return asked
  }
  it('PATCH of a version that is no more: 412', async () =>
    assertProblem(await behind('price = 9', (path, etag) => person.patch(path, { price: 1 }, { ifMatch: etag, agencyId })), 412, 'stale-version', { version: 2 }))
  it('DELETE of a version that is no more: 412', async () =>
    assertProblem(await behind('price = 9', (path, etag) => person.del(path, { ifMatch: etag, agencyId })), 412, 'stale-version', { version: 2 }))
  it('PATCH and DELETE of what is deleted by then: 404', async () => {
    assertProblem(await behind('deleted_at = now()', (path) => person.patch(path, { price: 1 }, { agencyId })), 404, 'not-found')
    assertProblem(await behind('deleted_at = now()', (path) => person.del(path, { agencyId })), 404, 'not-found')
  })
  it('PATCH without If-Match goes on from there', async () => {
    const answer = await behind("city = 'Wiltz'", (path) => person.patch(path, { price: 1 }, { agencyId }))
    assert.deepEqual([answer.status, answer.json.city, answer.json.price, answer.json.version], [200, 'Wiltz', 1, 3])
  })
})

describe('delete and restore', () => {
  it('of ten at the same moment one deletes, the others find nothing', async () => {
    for (let round = 0; round < 3; round++) {
      const { id } = await person.make('/api/contacts', contact())
      const all = (act) => Promise.all(Array.from({ length: 10 }, act)).then((answers) => answers.map((a) => a.status).sort())
      assert.deepEqual(await all(() => person.del(`/api/contacts/${id}`)), [204, ...Array(9).fill(404)])
      assert.deepEqual(await all(() => person.post(`/api/contacts/${id}/restore`)), [200, ...Array(9).fill(404)])
    }
  })
  it('a deleted row is gone from reads and lists, and there with deleted=', async () => {
    const row = await person.make('/api/contacts', contact({ external_ref: unique('ref') }))
    const path = `/api/contacts/${row.id}`, list = `/api/contacts?external_ref=${row.external_ref}`
    const answer = await person.del(path)
    assert.deepEqual([answer.status, answer.text, answer.type], [204, '', undefined])
    assertProblem(await person.get(path), 404, 'not-found')
    assertProblem(await person.del(path), 404, 'not-found')
    const ids = async (more) => (await person.get(list + more)).json.data.map((r) => r.id)
    assert.deepEqual(await ids(''), [])
    assert.deepEqual(await ids('&deleted=only'), [row.id])
    assert.deepEqual(await ids('&deleted=with'), [row.id])
    const gone = (await person.get(`${path}?deleted=with`)).json
    assert.match(gone.deleted_at, TIME)
    assert.equal((await person.get(`${path}?deleted=only`)).json.id, row.id)
    const restored = await person.post(`${path}/restore`)
    assert.equal(restored.status, 200)
    assert.deepEqual({ ...restored.json, updated_at: 0 }, { ...row, updated_at: 0 })
    assert.deepEqual(await ids('&deleted=only'), [])
    assert.deepEqual(await ids('&deleted=with'), [row.id])
    assertProblem(await person.get(`${path}?deleted=only`), 404, 'not-found')
  })
  it('a live row cannot be restored', async () => {
    const row = await person.make('/api/contacts', contact())
    assertProblem(await person.post(`/api/contacts/${row.id}/restore`), 404, 'not-found')
  })
  it('deleted= takes only and with', async () => {
    for (const value of ['yes', '', 'true', 'ONLY'])
      assertViolations(await person.get(`/api/contacts?deleted=${value}`), [{ pointer: 'deleted', code: 'not_one_of' }], 400, 'bad-query')
  })
})

describe('by_ref', () => {
  it('makes a row, then changes it', async () => {
    const ref = unique('crm'), path = `/api/contacts/by_ref/${ref}`
    const first = await person.put(path, contact({ notes: 'a' }))
    assert.equal(first.status, 201, String(first))
    assert.equal(first.headers.location, `/api/contacts/${first.json.id}`)
    assert.equal(first.json.external_ref, ref)
    const second = await person.put(path, { name: 'Other' })
    assert.equal(second.status, 200)
    assert.equal(second.headers.location, undefined)
    assert.deepEqual({ ...second.json, updated_at: 0 }, { ...first.json, name: 'Other', version: 2, updated_at: 0 })
    assert.equal((await person.get(`/api/contacts/${first.json.id}`)).text, second.text)
  })
  it('brings a deleted row back', async () => {
    const path = `/api/contacts/by_ref/${unique('crm')}`
    const { json: row } = await person.put(path, contact())
    await person.del(`/api/contacts/${row.id}`)
    const back = await person.put(path, contact())
    assert.deepEqual([back.status, back.json.id, back.json.deleted_at], [200, row.id, null])
  })
  it('the reference may hold any letter, escaped as paths ask', async () => {
    for (const ref of ['é ü', '100%', 'a+b', 'a?b&c=d#e', '日本', "it's", '..x', 'restore', '/2024/17', 'a//b/', 'x'.repeat(80)]) {
      const unlike = unique('') + ref
      const answer = await person.put(`/api/contacts/by_ref/${encodeURIComponent(unlike)}`, contact())
      assert.deepEqual([answer.status, answer.json.external_ref], [201, unlike], String(answer))
    }
  })
  it('a slash that is not escaped is another path', async () => assertProblem(await person.put('/api/contacts/by_ref/a/b', contact()), 404, 'not-found'))
  it('it has at most 120 characters, whatever their bytes', async () => {
    const long = unique('é').padEnd(120, 'é')
    assert.equal((await person.put(`/api/contacts/by_ref/${encodeURIComponent(long)}`, contact())).json.external_ref, long)
    assertViolations(await person.put(`/api/contacts/by_ref/${encodeURIComponent(`${long}é`)}`, { name: 5, nope: 1 }), [
      { pointer: '/external_ref', code: 'too_long', params: { max: 120 } }, { pointer: '/name', code: 'type' }, { pointer: '/nope', code: 'unknown' }])
  })
  it('the body may repeat the reference, and not name another', async () => {
    const ref = unique('crm')
    assert.equal((await person.put(`/api/contacts/by_ref/${ref}`, contact({ external_ref: ref }))).status, 201)
    assertViolations(await person.put(`/api/contacts/by_ref/${ref}`, contact({ external_ref: 'other' })), [{ pointer: '/external_ref', code: 'mismatch' }])
  })
  it('If-Match changes the version that was read, and makes nothing', async () => {
    const path = `/api/contacts/by_ref/${unique('crm')}`, put = (name, ifMatch) => person.put(path, contact({ name }), { headers: { 'If-Match': ifMatch } })
    for (const ifMatch of ['*', '"1.00000000"']) assertProblem(await put('too early', ifMatch), 412, 'stale-version')
    const first = await person.put(path, contact({ name: 'First' }))
    assert.equal(first.status, 201)
    const second = await put('Second', first.headers.etag)
    assert.deepEqual([second.status, second.json.name, second.json.version], [200, 'Second', 2], String(second))
    assert.equal(second.headers.location, undefined)
    const stale = await put('Third', first.headers.etag)
    assertProblem(stale, 412, 'stale-version')
    assert.equal(stale.json.version, 2)
    assert.equal((await put('Third', `"9.00000000", ${second.headers.etag}`)).json.version, 3)
    assert.equal((await put('Fourth', '*')).json.version, 4)
    await person.del(`/api/contacts/${first.json.id}`)
    assertProblem(await put('back', '*'), 412, 'stale-version')
  })
  it('If-Match on what one may only read is still forbidden', async () => {
    const ref = unique('crm'), agent = await person.agency.agent()
    const { headers: { etag } } = await person.put(`/api/contacts/by_ref/${ref}`, contact())
    assertForbidden(await agent.put(`/api/contacts/by_ref/${ref}`, contact({ name: 'x' }), { headers: { 'If-Match': etag } }), 'owner of the record, or admin')
  })
  it('If-None-Match: * makes, and changes nothing', async () => {
    const path = `/api/contacts/by_ref/${unique('crm')}`, put = (name, value = '*') => person.put(path, contact({ name }), { headers: { 'If-None-Match': value } })
    const first = await put('First')
    assert.equal(first.status, 201, String(first))
    assertProblem(await put('Second'), 412, 'stale-version')
    assert.deepEqual((await person.get(`/api/contacts/${first.json.id}`)).json, first.json)
    await person.del(`/api/contacts/${first.json.id}`)
    const back = await put('Back')
    assert.deepEqual([back.status, back.json.id, back.json.name], [200, first.json.id, 'Back'])
    assertProblem(await put('x', first.headers.etag), 400, 'malformed-request')
    assertProblem(await person.put(path, contact(), { headers: { 'If-None-Match': '*', 'If-Match': '*' } }), 412, 'stale-version')
  })
  it('twenty at the same moment with If-None-Match: * make one row, and one is told so', async () => {
    const path = `/api/contacts/by_ref/${unique('crm')}`
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => person.put(path, contact({ name: `n${i}` }), { headers: { 'If-None-Match': '*' } })))
    assert.deepEqual(answers.map((a) => a.status).sort(), [201, ...Array(19).fill(412)])
    const { json: row } = answers.find((a) => a.status === 201)
    assert.deepEqual((await person.get(`/api/contacts/${row.id}`)).json, row)
  })
  it('fifty at the same moment make one row', async () => {
    for (let round = 0; round < 3; round++) {
      const ref = unique('crm')
      const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => person.put(`/api/contacts/by_ref/${ref}`, contact({ username: `u${i}` }))))
      const statuses = answers.map((a) => a.status)
      assert.equal(statuses.filter((s) => s === 201).length, 1, statuses.join())
      assert.equal(statuses.filter((s) => s === 200).length, 49, statuses.join())
      assert.equal(new Set(answers.map((a) => a.json.id)).size, 1)
      assert.equal((await person.get(`/api/contacts?external_ref=${ref}&deleted=with&count=exact`)).json.pagination.total, 1)
    }
  })
  it('a reference of the other agency is free here', async () => {
    const ref = unique('crm'), other = (await newAgency('ref')).owner
    const theirs = (await other.put(`/api/contacts/by_ref/${ref}`, contact({ name: 'Theirs' }))).json
    const ours = await person.put(`/api/contacts/by_ref/${ref}`, contact({ name: 'Ours' }))
    assert.equal(ours.status, 201)
    assert.notEqual(ours.json.id, theirs.id)
    assert.equal((await other.get(`/api/contacts/${theirs.id}`)).json.name, 'Theirs')
  })
})

describe('addresses of a contact', () => {
  const address = () => `${unique('mail')}@example.com`
  const emails = async (id) => (await person.get(`/api/contact_emails?contact_id=${id}&sort=created_at`)).json.data.map(({ email, is_primary: p }) => [email, p])
  it('email on the contact makes the primary one', async () => {
    const email = address()
    const row = await person.make('/api/contacts', contact({ email }))
    assert.deepEqual(await emails(row.id), [[email, true]])
  })
  it('the first one made by itself is primary, and shown on the contact', async () => {
    const row = await person.make('/api/contacts', contact()), email = address()
    const made = await person.make('/api/contact_emails', { contact_id: row.id, email })
    assert.equal(made.is_primary, true)
    assert.equal((await person.get(`/api/contacts/${row.id}`)).json.email, email)
  })
  it('another one becomes primary when it says so, and the contact shows it', async () => {
    const [a, b] = [address(), address()]
    const row = await person.make('/api/contacts', contact({ email: a }))
    const made = await person.make('/api/contact_emails', { contact_id: row.id, email: b, is_primary: true })
    assert.equal(made.is_primary, true)
    assert.deepEqual(await emails(row.id), [[a, false], [b, true]])
    assert.equal((await person.get(`/api/contacts/${row.id}`)).json.email, b)
  })
  it('what a change answers is what stands there', async () => {
    const row = await person.make('/api/contacts', contact({ email: address() }))
    const second = await person.make('/api/contact_emails', { contact_id: row.id, email: address() })
    for (const body of [{ is_primary: true }, { label: 'work' }, { email: address() }]) {
      const patched = await person.patch(`/api/contact_emails/${second.id}`, body)
      assert.equal((await person.get(`/api/contact_emails/${second.id}`)).text, patched.text, JSON.stringify(body))
    }
  })
  it('primary goes to another one, and is not simply taken away', async () => {
    const row = await person.make('/api/contacts', contact())
    const first = await person.make('/api/contact_emails', { contact_id: row.id, email: address() })
    const wrong = [{ pointer: '/is_primary', code: 'required' }]
    assertViolations(await person.patch(`/api/contact_emails/${first.id}`, { is_primary: false }), wrong)
    const second = await person.make('/api/contact_emails', { contact_id: row.id, email: address() })
    assertViolations(await person.patch(`/api/contact_emails/${first.id}`, { is_primary: false }), wrong)
    assert.equal((await person.patch(`/api/contact_emails/${second.id}`, { is_primary: true })).status, 200)
    assert.equal((await person.get(`/api/contact_emails/${first.id}`)).json.is_primary, false)
  })
  it('the primary one deleted, the oldest follows', async () => {
    const [a, b] = [address(), address()]
    const row = await person.make('/api/contacts', contact({ email: a }))
    await person.make('/api/contact_emails', { contact_id: row.id, email: b })
    const primary = (await person.get(`/api/contact_emails?contact_id=${row.id}&is_primary=true`)).json.data[0]
    assert.equal((await person.del(`/api/contact_emails/${primary.id}`)).status, 204)
    assert.deepEqual(await emails(row.id), [[b, true]])
    assert.equal((await person.get(`/api/contacts/${row.id}`)).json.email, b)
  })
  it('contact_id is set once', async () => {
    const row = await person.make('/api/contacts', contact({ email: address() }))
    const [email] = (await person.get(`/api/contact_emails?contact_id=${row.id}`)).json.data
    assertViolations(await person.patch(`/api/contact_emails/${email.id}`, { contact_id: row.id }), [{ pointer: '/contact_id', code: 'read_only' }])
  })
  it('they go and come back with their contact', async () => {
    const email = address(), row = await person.make('/api/contacts', contact({ email }))
    await person.del(`/api/contacts/${row.id}`)
    assert.deepEqual(await emails(row.id), [])
    await person.post(`/api/contacts/${row.id}/restore`)
    assert.deepEqual(await emails(row.id), [[email, true]])
  })
  it('a contact that does not exist, or is another agency\'s, answers the same', async () => {
    const theirs = await (await newAgency('mail')).owner.make('/api/contacts', contact())
    for (const id of [theirs.id, crypto.randomUUID()])
      assertViolations(await person.post('/api/contact_emails', { contact_id: id, email: address() }), [{ pointer: '/contact_id', code: 'not_found' }])
  })
})
