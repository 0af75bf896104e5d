// SPDX-License-Identifier: Apache-2.0
// Who changed a record, when, by which key: for whoever may read it.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { ask } from './lib/http.js'
import { newAgency, property } from './lib/world.js'

let agency, owner, house
before(async () => {
  agency = await newAgency('changes')
  owner = agency.owner
  house = await owner.make('/api/properties', property({ price: 1 }))
})
const changes = (person, id, table = 'properties') => person.get(`/api/changes?table=${table}&id=${id}`)
const seen = async (person, id, table) => {
  const answer = await changes(person, id, table)
  assert.equal(answer.status, 200, String(answer))
  return answer.json.data
}

describe('the changes of a record', () => {
  it('newest first: who, which fields, and by which key', async () => {
    const admin = await agency.admin()
    const { id, key } = await owner.make('/api/api_keys', { name: 'sync', scopes: ['properties:write', 'properties:read'] })
    const { id: adminsMembership } = (await owner.get(`/api/memberships?user_id=${await admin.id()}`)).json.data[0]
    await owner.patch(`/api/memberships/${adminsMembership}`, { display_name: 'Anna "A." Muller' })
    await admin.patch(`/api/properties/${house.id}`, { price: 2, city: 'Esch' })
    assert.equal((await ask('PATCH', `/api/properties/${house.id}`, { token: key, json: { price: 3 } })).status, 200)
    await admin.del(`/api/properties/${house.id}`)
    await admin.post(`/api/properties/${house.id}/restore`)
    const rows = await seen(await agency.viewer(), house.id), anna = { actor_id: await admin.id(), actor_name: 'Anna "A." Muller', key_id: null }
    assert.deepEqual(rows.map(({ at, actor_name: name, ...row }) => ({ ...row, ...(row.actor_id === anna.actor_id && { actor_name: name }) })), [
      { action: 'restored', fields: [], ...anna },
      { action: 'deleted', fields: [], ...anna },
      { action: 'updated', fields: ['price'], actor_id: await owner.id(), key_id: id },
      { action: 'updated', fields: ['city', 'price'], ...anna },
      { action: 'created', fields: [], actor_id: await owner.id(), key_id: null }])
    assert.ok(rows.every(({ at }) => Math.abs(new Date(at) - Date.now()) < 60000))
  })
  it('are 50 at most', async () => {
    const { id } = await owner.make('/api/properties', property())
    for (let price = 1; price <= 50; price++) await owner.patch(`/api/properties/${id}`, { price })
    const rows = await seen(owner, id)
    assert.deepEqual([rows.length, rows[0].action, rows.at(-1).action], [50, 'updated', 'updated'])
  })
  it('of settings are for admins', async () => {
    const { id } = await owner.make('/api/api_keys', { name: 'a' })
    assert.deepEqual((await seen(owner, id, 'api_keys')).map(({ action }) => action), ['created'])
    assert.deepEqual(await seen(await agency.agent(), id, 'api_keys'), [])
  })
  it('are nothing to another agency: the same as of no record', async () => {
    const stranger = (await newAgency('changes')).owner
    assertSameAnswer(await changes(stranger, house.id), await changes(stranger, crypto.randomUUID()))
    assert.deepEqual(await seen(stranger, house.id), [])
  })
  it('are nothing to a colleague where records are their owner\'s', async () => {
    const apart = await newAgency('changes'), [anna, ben] = [await apart.agent(), await apart.agent()]
    const { id } = await anna.make('/api/properties', property())
    assert.equal((await seen(ben, id)).length, 1)
    await apart.setVisibility('owner')
    assert.deepEqual([(await seen(ben, id)).length, (await seen(anna, id)).length, (await seen(apart.owner, id)).length], [0, 1, 1])
  })
  it('are for people: no key comes here', async () => {
    const { key } = await owner.make('/api/api_keys', { name: 'a', scopes: ['properties:read'] })
    assertForbidden(await ask('GET', `/api/changes?table=properties&id=${house.id}`, { token: key }), 'session')
  })
})

describe('what is refused', () => {
  const cases = [
    ['', [{ pointer: 'table', code: 'required' }, { pointer: 'id', code: 'required' }]],
    ['table=users&id=x', [{ pointer: 'table', code: 'not_one_of' }, { pointer: 'id', code: 'format' }]],
    ['table=properties', [{ pointer: 'id', code: 'required' }]]]
  for (const [query, violations] of cases)
    it(`?${query}`, async () => assertViolations(await owner.get(`/api/changes?${query}`), violations, 400, 'bad-query'))
})
