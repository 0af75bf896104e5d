// SPDX-License-Identifier: Apache-2.0
// include: every declared relation, one and two names deep, against what the lists of the tables say; limits; who sees what.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { ask } from './lib/http.js'
import { includePathsOf, relationsOf, resources } from './lib/openapi.js'
import { samples } from './lib/samples.js'
import { sql } from './lib/database.js'
import { contact, newAgency, property, unique } from './lib/world.js'

const WITH_RELATIONS = resources.filter((r) => relationsOf(r.schema).length > 0)
const nameOf = (schema) => resources.find((r) => r.schema === schema).name
const pathOf = (names) => names.map(({ name }) => name).join('.')
// relations to many that are not in the order of their table's list
const SORTS = { 'properties.media_items': 'position', 'projects.results': 'created_at', 'projects.ai_jobs': 'created_at' }

let agency, person, friend, house
before(async () => {
  agency = await newAgency('include')
  person = agency.owner
  friend = await person.make('/api/contacts', contact({ name: 'Friend, of "old" {ways}\\', email: `${unique('friend')}@example.com`, phone: '+352621100100', notes: 'detail', tags: ['a b', 'NULL', '"', '\\'] }))
  const other = await person.make('/api/contacts', contact({ name: 'NULL' }))
  house = await person.make('/api/properties', property({ contact_id: friend.id, city: 'Include', title: { en: 'A "house"', fr: 'Maison, {jardin}' } }))
  await person.make('/api/properties', property({ contact_id: friend.id, notes: 'of the same', price: 0.5 }))
  await person.make('/api/properties', property({ contact_id: other.id }))
  await person.make('/api/properties', property())
  await person.make('/api/contact_emails', { contact_id: friend.id, email: `${unique('second')}@example.com`, label: '' })
  await person.make('/api/contact_phones', { contact_id: friend.id, phone: '+352 621 100 200' })
  await person.make('/api/contact_consents', { contact_id: friend.id, purpose: 'offers', method: 'form' })
  await person.make('/api/buyer_requests', { contact_id: friend.id, budget_max: 500000.5, places: ['Remich'] })
  for (const [position, contact_id] of [[2, friend.id], [1, null], [3, other.id]])
    await samples.media_items.row(person, { property_id: house.id, position, ...(contact_id && { contact_id }), tags: '{a,"b c"}', taken_at: '2026-01-02T03:04:05.678901Z' })
  await samples.media_items.row(person, { contact_id: friend.id })
  const { project_id } = await samples.ai_jobs.row(person), source = (await person.get(`/api/projects/${project_id}`)).json.media_id
  await sql(`update public.projects set property_id = :'house' where id = :'project_id'`, { house: house.id, project_id })
  const { id: elsewhere } = await person.make('/api/properties', property({ contact_id: other.id }))
  assert.equal((await person.patch(`/api/media_items/${source}`, { property_id: elsewhere, contact_id: friend.id })).status, 200)
  for (const more of [{ property_id: elsewhere }, { contact_id: friend.id }]) await samples.media_items.row(person, { project_id, ...more })
  for (const about of [{ contact_id: friend.id, property_id: house.id }, { contact_id: other.id }, {}]) await person.make('/api/tasks', { title: 'Call', ...about })
  for (const [contact_id, starts_at] of [[friend.id, '2036-01-02T10:00:00Z'], [other.id, '2036-01-01T10:00:00Z'], [undefined, '2036-01-03T10:00:00Z']])
    await person.make('/api/visits', { property_id: house.id, contact_id, starts_at })
  for (const about of [{ contact_id: friend.id, property_id: house.id }, { contact_id: other.id }, {}]) {
    const { id: deal_id } = await person.make('/api/deals', { title: 'Sale', ...about })
    await person.make('/api/deal_parties', { deal_id, contact_id: friend.id, part: 'buyer', share: 50.5 })
  }
  await person.make('/api/messages', { contact_id: friend.id, subject: 'Hello', body: 'x' })
  for (const about of [{ email: friend.email, property_id: house.id }, { email: `${unique('other')}@example.com` }]) await person.make('/api/leads', { name: 'Asks', ...about })
})

const one = async (query = 'include=contact') => (await person.get(`/api/properties/${house.id}?${query}`)).json
const list = async (path) => {
  const answer = await person.get(path)
  assert.equal(answer.status, 200, String(answer))
  return answer.json.data
}

/** What a relation of a row is, by the lists of the tables alone. */
async function expected(of, row, [relation, ...deeper]) {
  const target = nameOf(relation.schema)
  const whole = async (found) => (deeper.length ? { ...found, [deeper[0].name]: await expected(target, found, deeper) } : found)
  if (!relation.many) {
    const [found] = row[`${relation.name}_id`] ? await list(`/api/${target}?id=${row[`${relation.name}_id`]}`) : []
    return found ? whole(found) : null
  }
  const field = /with (\w+)= has all/.exec(resources.find((r) => r.name === of).schema.properties[relation.name].properties.has_more.description)[1]
  const rows = await list(`/api/${target}?${field}=${row.id}&limit=21&sort=${SORTS[`${of}.${relation.name}`] ?? '-created_at'}`)
  return { data: await Promise.all(rows.slice(0, 20).map(whole)), has_more: rows.length > 20 }
}

describe('every relation is what the lists say', () => {
  for (const resource of WITH_RELATIONS)
    for (const path of includePathsOf(resource.schema))
      it(`${pathOf(path)} of ${resource.name}`, async () => {
        const plain = await list(`${resource.path}?limit=50`), rows = await list(`${resource.path}?limit=50&include=${pathOf(path)}`)
        assert.equal(rows.length, plain.length)
        let some = 0
        for (const [i, row] of rows.entries()) {
          const { [path[0].name]: found, ...rest } = row
          const wanted = await expected(resource.name, plain[i], path)
          assert.deepEqual(rest, plain[i])
          assert.deepEqual(found, wanted)
          assert.deepEqual((await person.get(`${resource.path}/${row.id}?include=${pathOf(path)}`)).json[path[0].name], wanted)
          some += wanted?.data?.length ?? Number(wanted !== null)
        }
        assert.ok(some > 0, 'nothing was there to be included')
      })
  it('there are some both ways', () => {
    const all = WITH_RELATIONS.flatMap((r) => relationsOf(r.schema).map(({ name }) => `${r.name}.${name}`))
    for (const name of ['properties.contact', 'properties.cover_media', 'properties.media_items', 'contacts.properties', 'contacts.media_items',
      'contacts.contact_emails', 'contact_emails.contact', 'media_items.property', 'media_items.contact']) assert.ok(all.includes(name), name)
  })
})

describe('one row', () => {
  it('comes without its details', async () => {
    const { notes, ...summary } = friend
    assert.equal(notes, 'detail')
    assert.deepEqual((await one()).contact, summary)
  })
  it('is null where it points to nothing', async () => {
    const { id } = await person.make('/api/properties', property())
    assert.equal((await person.get(`/api/properties/${id}?include=contact.properties`)).json.contact, null)
  })
  it('is null when the other row is deleted, and comes back with it', async () => {
    const gone = await person.make('/api/contacts', contact({ name: 'gone' }))
    const { id } = await person.make('/api/properties', property({ contact_id: gone.id }))
    const found = async () => (await person.get(`/api/properties/${id}?include=contact`)).json
    await person.del(`/api/contacts/${gone.id}`)
    assert.equal((await found()).contact, null)
    assert.equal((await found()).contact_id, gone.id)
    await person.post(`/api/contacts/${gone.id}/restore`)
    assert.equal((await found()).contact.id, gone.id)
  })
  it('has no ETag, which would not tell of the other row', async () =>
    assert.equal((await person.get(`/api/properties/${house.id}?include=contact`)).headers.etag, undefined))
})

describe('many rows', () => {
  let seller, ids
  const found = async (query = '') => (await person.get(`/api/contacts/${seller.id}?include=properties${query}`)).json.properties
  before(async () => {
    seller = await person.make('/api/contacts', contact({ name: 'seller' }))
    ids = []
    for (let i = 0; i < 21; i++) ids.unshift((await person.make('/api/properties', property({ contact_id: seller.id }))).id)
  })
  it('are at most 20, and it says that there are more', async () => {
    const { data, has_more: more } = await found()
    assert.deepEqual(data.map((row) => row.id), ids.slice(0, 20))
    assert.equal(more, true)
  })
  it('without those that are deleted', async () => {
    await person.del(`/api/properties/${ids[3]}`)
    const { data, has_more: more } = await found()
    assert.deepEqual(data.map((row) => row.id), ids.filter((id) => id !== ids[3]))
    assert.equal(more, false)
    await person.post(`/api/properties/${ids[3]}/restore`)
  })
  it('of a deleted row too, when that is asked for', async () => {
    const { id } = await person.make('/api/contacts', contact({ name: 'gone' }))
    const left = await person.make('/api/properties', property({ contact_id: id }))
    await person.del(`/api/contacts/${id}`)
    const { properties } = (await person.get(`/api/contacts/${id}?include=properties&deleted=only`)).json
    assert.deepEqual(properties.data.map((row) => row.id), [left.id])
  })
  it('beside a cursor, a page, a sort and fields', async () => {
    const first = (await person.get('/api/contacts?include=properties&fields=name&limit=1&sort=-name')).json
    const { data: [second] } = (await person.get(`/api/contacts?include=properties&fields=name&limit=1&sort=-name&cursor=${first.pagination.next_cursor}`)).json
    const { data: [again] } = (await person.get('/api/contacts?include=properties&fields=name&limit=1&sort=-name&page=2')).json
    assert.deepEqual(Object.keys(second), ['id', 'name', 'properties'])
    assert.deepEqual(second, again)
    assert.notEqual(second.id, first.data[0].id)
  })
})

describe('several', () => {
  it('each once, what is on the way included', async () => {
    const row = await one('include=media_items.contact,contact,media_items,contact.properties,contact')
    assert.deepEqual(Object.keys(row).slice(-2), ['media_items', 'contact'])
    assert.deepEqual(row.contact.properties.data.map((p) => p.contact_id), [friend.id, friend.id])
    assert.deepEqual(row.media_items.data.map((m) => [m.position, m.contact?.name]), [[1, undefined], [2, friend.name], [3, 'NULL']])
  })
  it('with fields', async () => assert.deepEqual(Object.keys(await one('fields=price&include=contact')), ['id', 'price', 'contact']))
})

describe('what is refused', () => {
  const refused = async (query, violation, path = '/api/properties') => {
    const answer = await person.get(`${path}?${query}`)
    assertViolations(answer, [violation], 400, 'bad-query')
    return answer.json.errors[0].detail
  }
  for (const include of ['nope', '', 'contact,', 'contacts', 'Contact', 'owner', 'contact%20'])
    it(`'${include}', with those there are`, async () =>
      assert.match(await refused(`include=${include}`, { pointer: 'include', code: 'unknown_include' }), /of properties there are contact, cover_media, tasks, deals, leads, visits, media_items$/))
  for (const include of ['contact.owner', 'contact.', 'media_items,contact..'])
    it(`'${include}', with those there are of the contact`, async () =>
      assert.match(await refused(`include=${include}`, { pointer: 'include', code: 'unknown_include' }), /of contact there are properties, contact_emails, contact_phones, contact_consents, buyer_requests, tasks, deals, deal_parties, leads, visits, media_items$/))
  it('many of many, with those there are', async () =>
    assert.match(await refused('include=properties.media_items', { pointer: 'include', code: 'unknown_include' }, '/api/contacts'), /of properties there are contact, cover_media$/))
  it('three names', async () =>
    assert.equal(await refused('include=contact.properties.contact', { pointer: 'include', code: 'too_deep' }), 'goes at most 2 names deep'))
  it('nine relations', async () => {
    const eight = 'media_items.contact,media_items.property,contact.properties,contact.media_items,contact.contact_emails,cover_media'
    assert.equal((await person.get(`/api/properties/${house.id}?include=${eight}`)).status, 200)
    assert.equal(await refused(`include=${eight},cover_media.property`, { pointer: 'include', code: 'too_many' }), 'takes at most 8 relations')
  })
  it('more than 50 rows with many each', async () => {
    assert.equal((await person.get('/api/contacts?limit=50&include=properties')).status, 200)
    assert.equal((await person.get('/api/properties?limit=200&include=contact')).status, 200)
    assert.equal(await refused('limit=51&include=contact.properties', { pointer: 'limit', code: 'out_of_range' }), 'must be at most 50 where a relation to many is included')
  })
})

describe('who sees what', () => {
  it('another agency nothing, by any path', async () => {
    const stranger = (await newAgency('include')).owner
    for (const resource of WITH_RELATIONS)
      for (const path of includePathsOf(resource.schema)) {
        assert.deepEqual((await stranger.get(`${resource.path}?include=${pathOf(path)}`)).json.data, [])
        const [{ id }] = await list(`${resource.path}?limit=1`)
        assert.equal((await stranger.get(`${resource.path}/${id}?include=${pathOf(path)}`)).status, 404)
      }
  })
  it('a colleague only what is his, where records are their owner\'s', async () => {
    const apart = await newAgency('include'), boss = apart.owner, [anna, ben] = [await apart.agent(), await apart.agent()]
    const seller = await boss.make('/api/contacts', contact({ owner_id: await ben.id() }))
    const mine = await boss.make('/api/properties', property({ contact_id: seller.id, owner_id: await ben.id() }))
    await boss.make('/api/properties', property({ contact_id: seller.id, owner_id: await anna.id() }))
    await apart.setVisibility('owner')
    const { properties } = (await ben.get(`/api/contacts/${seller.id}?include=properties`)).json
    assert.deepEqual(properties.data.map(({ id }) => id), [mine.id])
    const { contact: same } = (await ben.get(`/api/properties/${mine.id}?include=contact.properties`)).json
    assert.deepEqual(same.properties, properties)
    assert.equal((await boss.get(`/api/contacts/${seller.id}?include=properties`)).json.properties.data.length, 2)
  })
  it('a key needs the reading of each table on the way', async () => {
    const keyWith = async (...scopes) => (await person.make('/api/api_keys', { name: 'include', scopes })).key
    const read = async (key, include) => ask('GET', `/api/properties?include=${include}`, { token: key })
    const narrow = await keyWith('properties:read', 'media:read'), wide = await keyWith('properties:read', 'media:read', 'contacts:read')
    assert.equal((await read(narrow, 'media_items')).status, 200)
    assertForbidden(await read(narrow, 'media_items.contact'), 'contacts:read')
    assert.equal((await read(wide, 'media_items.contact,contact.properties')).status, 200)
  })
})
