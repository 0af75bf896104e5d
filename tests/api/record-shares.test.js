// SPDX-License-Identifier: Apache-2.0
// Sharing inside an agency where people see their own records alone: what a colleague then reads and writes, who is told, and
// when it ends. Who may do what to which table: tests/sql/t/record_shares.sql.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { eventually } from './lib/retry.js'
import { samples } from './lib/samples.js'
import { listenAs, toldOf } from './lib/stream.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, anna, ben, house, photo
before(async () => {
  agency = await newAgency('shares')
  ;[anna, ben] = [await agency.agent(), await agency.agent()]
  await agency.setVisibility('owner')
  house = await anna.make('/api/properties', property({ reference: unique('R') }))
  photo = await samples.media_items.row(anna, { property_id: house.id, position: 1 })
})
const share = async (more = {}) => anna.make('/api/record_shares', { property_id: house.id, user_id: await ben.id(), ...more })

describe('a record that is shared', () => {
  it('is read with all that is part of it, written when that was given, and gone at once when it ends', async () => {
    assertProblem(await ben.get(`/api/properties/${house.id}`), 404, 'not-found')
    const made = await share()
    assert.deepEqual({ ...made, id: 0, created_at: 0, updated_at: 0 }, {
      id: 0, owner_id: await anna.id(), property_id: house.id, contact_id: null, deal_id: null, task_id: null, user_id: await ben.id(), access: 'read',
      shared_by: await anna.id(), external_ref: null, version: 1, created_at: 0, updated_at: 0, deleted_at: null,
    })
    assert.equal((await ben.get(`/api/properties/${house.id}`)).json.reference, house.reference)
    assert.deepEqual((await ben.get('/api/properties?limit=5')).json.data.map(({ id }) => id), [house.id])
    assert.deepEqual((await ben.get(`/api/properties?q=${house.reference}`)).json.data.map(({ id }) => id), [house.id])
    assert.deepEqual((await ben.get(`/api/media_items?property_id=${house.id}`)).json.data.map(({ id }) => id), [photo.id])
    assert.equal((await ben.get(`/api/record_shares?property_id=${house.id}`)).json.data.length, 1)

    const refused = await ben.patch(`/api/properties/${house.id}`, { price: 1 })
    assertForbidden(refused, 'owner of the record, or admin')
    assert.equal(refused.json.owner_id, await anna.id(), 'whom to ask')
    assertForbidden(await ben.post('/api/record_shares', { property_id: house.id, user_id: await agency.owner.id() }), 'owner of the record, or admin')

    // a form that is open stays good: sharing is no change of what it holds
    const { etag } = (await anna.get(`/api/properties/${house.id}`)).headers
    assert.equal((await anna.patch(`/api/record_shares/${made.id}`, { access: 'write' })).status, 200)
    assert.equal((await ben.patch(`/api/properties/${house.id}`, { price: 500000 }, { headers: { 'If-Match': etag } })).json.price, 500000)
    assertForbidden(await ben.patch(`/api/properties/${house.id}`, { owner_id: await ben.id() }), 'owner of the record, or admin')
    const { data } = (await ben.get(`/api/properties/${house.id}/history`)).json
    assert.deepEqual(data.map(({ action }) => action), ['updated'], 'history since then')

    assert.equal((await anna.del(`/api/record_shares/${made.id}`)).status, 204)
    assertProblem(await ben.get(`/api/properties/${house.id}`), 404, 'not-found')
    assertProblem(await ben.get(`/api/media_items/${photo.id}`), 404, 'not-found')
    assertProblem(await ben.get(`/api/record_shares/${made.id}`), 404, 'not-found')
  })
  it('tells the colleague, who hears of it at once and of what becomes of it', { skip: process.env.OPTION_FILE ? 'the relay is the instance\'s' : false }, async () => {
    await toldOf(await agency.id())
    const stream = await listenAs(ben)
    try {
      const { id } = await anna.make('/api/contacts', contact({ name: 'Emma Nilsson' }))
      await anna.make('/api/record_shares', { contact_id: id, user_id: await ben.id(), access: 'write' })
      await stream.until((s) => s.events().some(({ type }) => type === 'record_share.created'))
      await anna.patch(`/api/contacts/${id}`, { status: 'active' })
      await stream.until((s) => s.events().some((event) => event.type === 'contact.updated' && event.id === id))
      const [told] = await eventually(async () => {
        const { data } = (await ben.get('/api/notifications')).json
        return data.some(({ subject_id }) => subject_id === id) && data.filter(({ subject_id }) => subject_id === id)
      })
      assert.deepEqual([told.kind, told.message, told.action_url, told.subject_type], ['record_shared', 'You may read and change it from now on.', `/contacts/${id}`, 'contacts'])
      assert.match(told.title, /^\S.* has shared Emma Nilsson with you$/)
    } finally {
      stream.close()
    }
  })
  it('is refused where it makes no sense, by its field', async () => {
    const to = async (user_id, more = {}) => anna.post('/api/record_shares', { property_id: house.id, user_id, ...more })
    assertViolations(await to(await anna.id()), [{ pointer: '/user_id', code: 'not_allowed' }])
    assertViolations(await to(crypto.randomUUID()), [{ pointer: '/user_id', code: 'not_found' }])
    assertViolations(await to(await (await agency.viewer()).id(), { access: 'write' }), [{ pointer: '/access', code: 'not_allowed' }])
    assertViolations(await to(await ben.id(), { property_id: null }), [{ pointer: '', code: 'required' }])
    const { id } = await share()
    assertProblem(await to(await ben.id()), 409, 'conflict')
    await anna.del(`/api/record_shares/${id}`)
  })
})
