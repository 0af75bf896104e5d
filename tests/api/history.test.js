// SPDX-License-Identifier: Apache-2.0
// What happened to a record, and putting it back to what it was.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { ask, assertProblem } from './lib/http.js'
import { operations } from './lib/openapi.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, owner, anna
before(async () => {
  agency = await newAgency('history')
  owner = agency.owner
  anna = await agency.agent()
})

const history = async (person, path, query = '') => {
  const answer = await person.get(`${path}/history${query}`)
  assert.equal(answer.status, 200, String(answer))
  return answer.json
}
const told = ({ action, changes }) => [action, ...changes.map(({ field, before, after }) => [field, before, after])]
const restore = (person, path, change, options) => person.post(`${path}/history/${change}/restore`, undefined, options)

describe('the history of a record', () => {
  it('has each change, newest first, with what was there before and after', async () => {
    const { id } = await anna.make('/api/properties', property({ price: 100, title: { en: 'A' }, features: ['lift'], external_ref: unique('ref') })), path = `/api/properties/${id}`
    await owner.patch(path, { price: 120.5, title: { fr: 'B' }, features: null, notes: 'quiet' })
    await owner.patch(path, { price: 120.5 })
    await owner.del(path)
    await owner.post(`${path}/restore`)
    const { data, pagination } = await history(anna, path)
    assert.deepEqual(data.slice(0, 3).map(told), [['restored'], ['deleted'],
      ['updated', ['title', { en: 'A' }, { en: 'A', fr: 'B' }], ['price', 100, 120.5], ['features', ['lift'], []], ['notes', null, 'quiet']]])
    assert.deepEqual([data.length, data[3].action, pagination], [4, 'created', { limit: 25, next_cursor: null, has_more: false }])
    const { field, before, after } = data[3].changes.find((change) => change.field === 'address')
    assert.deepEqual([field, before, after], ['address', null, '24, rue Ermesinde'])
    assert.deepEqual([data[2].actor_id, data[2].key_id, data[2].batch_id], [await owner.id(), null, null])
    assert.ok(data.every((change, i) => i === 0 || BigInt(change.id) < BigInt(data[i - 1].id)))
  })
  it('leaves out what is the server\'s own, and tells times as records do', async () => {
    const { id } = await anna.make('/api/contacts', contact()), path = `/api/contacts/${id}`
    await anna.patch(path, { last_contacted_at: '2026-05-01T10:00:00Z', email: `${unique('a')}@example.com` })
    const [{ changes }] = (await history(anna, path)).data
    assert.deepEqual(changes.map(({ field }) => field), ['email', 'last_contacted_at'])
    assert.equal(changes[1].after, '2026-05-01T10:00:00Z')
  })
  it('comes in pages', async () => {
    const { id } = await anna.make('/api/tasks', { title: 'n 0' }), path = `/api/tasks/${id}`, seen = []
    for (let i = 1; i < 5; i++) await anna.patch(path, { title: `n ${i}` })
    for (let query = '?limit=2', page; query; query = page.pagination.has_more && `?limit=2&cursor=${page.pagination.next_cursor}`) {
      page = await history(anna, path, query)
      seen.push(...page.data.map(({ changes }) => changes.find(({ field }) => field === 'title').after))
    }
    assert.deepEqual(seen, ['n 4', 'n 3', 'n 2', 'n 1', 'n 0'])
    assertProblem(await anna.get(`${path}/history?cursor=x`), 400, 'bad-cursor')
    assertViolations(await anna.get(`${path}/history?limit=0&sort=id`), [{ pointer: 'limit', code: 'out_of_range' }], 400, 'bad-query')
  })
  it('is for whoever may read the record', async () => {
    const other = await newAgency('history-own'), [carl, dora] = [await other.agent(), await other.agent()]
    await other.setVisibility('owner')
    const { id } = await carl.make('/api/properties', property()), path = `/api/properties/${id}`
    const fresh = await other.agent()
    assert.equal((await history(carl, path)).data.length, 1)
    for (const person of [fresh, owner]) assertProblem(await person.get(`${path}/history`), 404, 'not-found')
    const note = await carl.make('/api/activities', { kind: 'note', text: 'between us', private: true, property_id: id })
    for (const person of [other.owner, dora]) assertProblem(await person.get(`/api/activities/${note.id}/history`), 404, 'not-found')
  })
  it('exists for every table of records, and keys need the scope of reading it', async () => {
    const of = (verb, ending) => operations.filter(({ method, path }) => method === verb && path.endsWith(ending)).map(({ path }) => path.split('/')[2])
    const kept = of('POST', '{id}/restore').filter((table) => !['share_links', 'invitations'].includes(table))
    assert.deepEqual(kept.filter((table) => !of('GET', '/{id}/history').includes(table)), [])
    const { key } = await owner.make('/api/api_keys', { name: 'reads', scopes: ['contacts:read'] }), { id } = await owner.make('/api/contacts', contact())
    const [{ id: change }] = (await history(owner, `/api/contacts/${id}`)).data
    assert.equal((await ask('GET', `/api/contacts/${id}/history`, { token: key })).status, 200)
    assertForbidden(await ask('POST', `/api/contacts/${id}/history/${change}/restore`, { token: key }), 'contacts:write')
  })
})

describe('putting a record back', () => {
  it('writes what it was right after the change, as a change', async () => {
    const { id } = await anna.make('/api/properties', property({ title: { en: 'A' }, price: 100, reference: unique('r') })), path = `/api/properties/${id}`
    await anna.patch(path, { title: { en: 'A2', fr: 'B' }, price: 110 })
    const middle = (await history(anna, path)).data[0].id
    await anna.patch(path, { title: { de: 'C' }, price: null, bedrooms: 3, address: 'elsewhere' })
    const answer = await restore(anna, path, middle)
    assert.equal(answer.status, 200, String(answer))
    const { title, price, bedrooms, address, version } = answer.json
    assert.deepEqual({ title, price, bedrooms, address, version }, { title: { en: 'A2', fr: 'B' }, price: 110, bedrooms: null, address: '24, rue Ermesinde', version: 4 })
    assert.deepEqual(told((await history(anna, path)).data[0]),
      ['updated', ['title', { en: 'A2', fr: 'B', de: 'C' }, { en: 'A2', fr: 'B' }], ['address', 'elsewhere', '24, rue Ermesinde'], ['price', null, 110], ['bedrooms', 3, null]])
    assert.equal((await restore(anna, path, middle)).json.version, 4, 'again: nothing')
  })
  it('keeps to versions, keys, and rights', async () => {
    const { id } = await anna.make('/api/contacts', contact()), path = `/api/contacts/${id}`, [{ id: first }] = (await history(anna, path)).data
    await anna.patch(path, { name: 'Other' })
    assertProblem(await restore(anna, path, first, { headers: { 'If-Match': '"1.0"' } }), 412, 'stale-version')
    const key = { headers: { 'Idempotency-Key': unique('key') } }, once = await restore(anna, path, first, key)
    assert.deepEqual([once.json.name, (await restore(anna, path, first, key)).headers['idempotent-replayed']], ['Josée Weber', 'true'])
    assertForbidden(await restore(await agency.agent(), path, first))
    assertForbidden(await restore(await agency.viewer(), path, first))
    const mine = await owner.make('/api/contacts', contact()), stranger = (await newAgency('strangers')).owner
    for (const change of [(await history(owner, `/api/contacts/${mine.id}`)).data[0].id, '999999999999', 'x', '-1', '1'.repeat(30)])
      assertProblem(await restore(anna, path, change), 404, 'not-found')
    assertProblem(await restore(stranger, path, first), 404, 'not-found')
    await anna.del(path)
    assertProblem(await restore(anna, path, first), 404, 'not-found')
  })
  it('names what cannot go back, and changes nothing then', async () => {
    const reference = unique('r'), { id } = await anna.make('/api/properties', property({ reference })), path = `/api/properties/${id}`, [{ id: first }] = (await history(anna, path)).data
    await anna.patch(path, { reference: unique('r'), price: 5 })
    await owner.make('/api/properties', property({ reference }))
    assertViolations(await restore(anna, path, first), [{ pointer: '/reference', code: 'not_unique' }], 409, 'conflict')
    assert.equal((await anna.get(path)).json.price, 5)
    const who = await anna.make('/api/contacts', contact()), task = await anna.make('/api/tasks', { title: 'x', contact_id: who.id }), at = `/api/tasks/${task.id}`
    const [{ id: begun }] = (await history(anna, at)).data
    await anna.patch(at, { contact_id: null })
    await anna.del(`/api/contacts/${who.id}`)
    assertViolations(await restore(anna, at, begun), [{ pointer: '/contact_id', code: 'not_found' }])
    const visit = await anna.make('/api/visits', { property_id: id, starts_at: '2037-03-02T10:00:00Z' }), place = `/api/visits/${visit.id}`, [{ id: made }] = (await history(anna, place)).data
    await anna.patch(place, { status: 'cancelled' })
    const answer = await restore(anna, place, made)
    assert.deepEqual([answer.status, answer.json.errors[0].pointer], [409, '/status'])
  })
})
