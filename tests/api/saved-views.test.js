// SPDX-License-Identifier: Apache-2.0
// Saved views beyond what the loops over all tables ask: what one holds is what its list takes, and lists and exports read by it.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { contact, newAgency, property } from './lib/world.js'

let agency, anna, ben, house, flat, garage
const save = (person, view) => person.make('/api/saved_views', { list: 'properties', name: 'x', ...view })
const found = async (person, query) => {
  const answer = await person.get(`/api/properties?${query}`)
  assert.equal(answer.status, 200, String(answer))
  return answer.json.data.map(({ id }) => id)
}

before(async () => {
  agency = await newAgency('views')
  anna = await agency.agent()
  ben = await agency.agent()
  house = (await anna.make('/api/properties', property({ property_type: 'house', price: 500_000, city: 'Remich' }))).id
  flat = (await ben.make('/api/properties', property({ property_type: 'apartment', price: 400_000, city: 'Remich' }))).id
  garage = (await anna.make('/api/properties', property({ property_type: 'garage', price: 30_000, city: 'Remich' }))).id
})

describe('a view', () => {
  it('holds what its list takes: every other word is refused at its place', async () => {
    const body = { list: 'properties', name: 'x', filter: { status: 'sold', 'price[gte]': 'much', 'status[like]': 'a', colour: 'red', limit: '5', deleted: 1, '[x': 'y' }, sort: 'notes', columns: ['price', 'colour'] }
    assertViolations(await anna.post('/api/saved_views', body), [
      { pointer: '/filter/price[gte]', code: 'format' }, { pointer: '/filter/status[like]', code: 'unknown_operator' },
      { pointer: '/filter/colour', code: 'unknown_parameter' }, { pointer: '/filter/limit', code: 'unknown_parameter' },
      { pointer: '/filter/deleted', code: 'type' }, { pointer: '/filter/[x', code: 'format' }, { pointer: '/sort', code: 'unknown_sort' }, { pointer: '/columns', code: 'unknown_field' }])
    assertViolations(await anna.post('/api/saved_views', { ...body, list: 'tasks', filter: { 'price[gte]': '5' }, sort: null, columns: [] }), [{ pointer: '/filter/price[gte]', code: 'unknown_parameter' }])
  })
  it('is changed by merge patch, of its own list', async () => {
    const { id } = await save(anna, { filter: { status: 'active', 'price[lte]': '500000' } }), path = `/api/saved_views/${id}`
    assertViolations(await anna.patch(path, { filter: { status: null } }), [{ pointer: '/list', code: 'required' }])
    assertViolations(await anna.patch(path, { list: 'contacts', filter: { status: null } }), [{ pointer: '/list', code: 'read_only' }])
    assertViolations(await anna.patch(path, { list: 'properties', filter: { status: 'gone' } }), [{ pointer: '/filter/status', code: 'format' }])
    const { json } = await anna.patch(path, { list: 'properties', filter: { status: null, owner_id: 'me' }, sort: '-price' })
    assert.deepEqual([json.filter, json.sort], [{ 'price[lte]': '500000', owner_id: 'me' }, '-price'])
  })
  it('is its author\'s, or the team\'s', async () => {
    const { id } = await save(anna, {})
    assertProblem(await ben.get(`/api/saved_views/${id}`), 404, 'not-found')
    assertProblem(await agency.owner.get(`/api/saved_views/${id}`), 404, 'not-found')
    await anna.patch(`/api/saved_views/${id}`, { private: false })
    assert.equal((await ben.get(`/api/saved_views/${id}`)).status, 200)
    assertForbidden(await ben.patch(`/api/saved_views/${id}`, { name: 'y' }))
    assert.equal((await agency.owner.patch(`/api/saved_views/${id}`, { name: 'y' })).json.name, 'y')
    assertForbidden(await (await agency.viewer()).post('/api/saved_views', { list: 'deals', name: 'x', private: false }))
  })
})

describe('a list by a view', () => {
  it('is any of those that people work with', async () => {
    for (const list of ['properties', 'contacts', 'deals', 'tasks', 'leads', 'visits']) {
      const { id } = await save(anna, { list, filter: { 'created_at[gte]': '-P1D' } })
      assert.equal((await anna.get(`/api/${list}?view=${id}`)).status, 200, list)
    }
    assertViolations(await anna.post('/api/saved_views', { list: 'deal_stages', name: 'x' }), [{ pointer: '/list', code: 'not_one_of' }])
  })
  it('has its filter, order and columns', async () => {
    const { id } = await save(anna, { filter: { 'property_type[in]': 'house,apartment', city: 'Remich' }, sort: 'price', columns: ['price', 'city'] })
    const { json } = await anna.get(`/api/properties?view=${id}`)
    assert.deepEqual(json.data, [{ id: flat, price: 400_000, city: 'Remich' }, { id: house, price: 500_000, city: 'Remich' }])
    const csv = await anna.get(`/api/properties.csv?view=${id}`)
    assert.equal(csv.text, `id,price,city\r\n${flat},400000.00,Remich\r\n${house},500000.00,Remich\r\n`)
  })
  it('is narrowed by what else is asked, in another order and with other fields', async () => {
    const { id } = await save(anna, { filter: { city: 'Remich', q: 'remich' }, sort: 'price', columns: ['price'] })
    assert.deepEqual(await found(anna, `view=${id}&price[gte]=100000&sort=-price`), [house, flat])
    assert.deepEqual(await found(anna, `view=${id}&city=Metz`), [])
    assert.deepEqual(await found(anna, `view=${id}&q=nowhere`), [])
    assert.deepEqual((await anna.get(`/api/properties?view=${id}&fields=city&limit=1`)).json.data, [{ id: garage, city: 'Remich' }])
  })
  it('goes on where it was', async () => {
    const { id } = await save(anna, { filter: { city: 'Remich' }, sort: 'price' })
    const { json } = await anna.get(`/api/properties?view=${id}&limit=2&count=exact`)
    assert.deepEqual([json.pagination.total, json.data.map((row) => row.id)], [3, [garage, flat]])
    assert.deepEqual(await found(anna, `view=${id}&limit=2&cursor=${json.pagination.next_cursor}`), [house])
  })
  it('knows whoever reads, and today', async () => {
    const { id } = await save(anna, { private: false, filter: { owner_id: 'me', 'created_at[gte]': '-P1D', 'created_at[lt]': 'P2D', city: 'Remich' } })
    assert.deepEqual((await found(anna, `view=${id}`)).sort(), [house, garage].sort())
    assert.deepEqual(await found(ben, `view=${id}`), [flat])
    assert.deepEqual(await found(ben, 'city=Remich&created_at[lt]=-P1D'), [])
  })
  it('of another list, of somebody else, deleted or nobody\'s is not found', async () => {
    const { id } = await save(anna, {}), stranger = (await newAgency('other')).owner
    for (const [person, path] of [[anna, `/api/contacts?view=${id}`], [ben, `/api/properties?view=${id}`], [stranger, `/api/properties?view=${id}`], [anna, `/api/properties.csv?view=${crypto.randomUUID()}`]])
      assertProblem(await person.get(path), 404, 'not-found')
    await anna.del(`/api/saved_views/${id}`)
    assertProblem(await anna.get(`/api/properties?view=${id}`), 404, 'not-found')
    assertViolations(await anna.get('/api/properties?view=mine'), [{ pointer: 'view', code: 'format' }], 400, 'bad-query')
  })
  it('there is none of what nobody saves', async () => {
    const { id } = await anna.make('/api/contacts', contact())
    assertViolations(await anna.get(`/api/contact_emails?view=${id}`), [{ pointer: 'view', code: 'unknown_parameter' }], 400, 'bad-query')
  })
})
