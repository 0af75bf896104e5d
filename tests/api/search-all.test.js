// SPDX-License-Identifier: Apache-2.0
// One search over contacts, properties and deals.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertViolations } from './lib/expect.js'
import { samples } from './lib/samples.js'
import { newAgency } from './lib/world.js'

let agency, owner, contact, house, deal
const find = async (q, person = owner) => (await person.get(`/api/search?q=${encodeURIComponent(q)}`)).json.data

before(async () => {
  agency = await newAgency('search')
  owner = agency.owner
  contact = await owner.make('/api/contacts', { name: 'Zélie Kirchen', email: 'zelie@kirchen.example' })
  house = await owner.make('/api/properties', { address: '12, rue Kirchen', city: 'Remerschen', title: { fr: 'Maison de vigneron' }, contact_id: contact.id })
  deal = await owner.make('/api/deals', { title: 'Kirchen sells', contact_id: contact.id, property_id: house.id })
})

describe('search', () => {
  it('finds all three, each as people know it', async () => {
    const found = await find('kirch')
    assert.deepEqual(found.sort((a, b) => a.type.localeCompare(b.type)), [
      { type: 'contacts', id: contact.id, name: 'Zélie Kirchen', title: {}, detail: 'zelie@kirchen.example', status: contact.status, thumbnail_url: null },
      { type: 'deals', id: deal.id, name: 'Kirchen sells', title: {}, detail: 'Zélie Kirchen', status: 'open', thumbnail_url: null },
      { type: 'properties', id: house.id, name: '12, rue Kirchen', title: { fr: 'Maison de vigneron' }, detail: 'Remerschen', status: 'draft', thumbnail_url: null },
    ])
  })
  it('puts first what is named so', async () => {
    const { id } = await owner.make('/api/properties', { address: '3, route du Vin', notes: 'zelie has the key' })
    assert.deepEqual((await find('zelie')).map((one) => one.id), [contact.id, id])
  })
  it('finds what is misspelt, when nothing has the words', async () => {
    assert.deepEqual((await find('zelie kirhcen')).map((one) => one.id), [contact.id])
    assert.deepEqual(await find('xyzzyx'), [])
  })
  it('shows the cover of a property, at an address that is signed', async () => {
    const id = crypto.randomUUID(), storage_key = `${await agency.id()}/${id}-AAECAwQFBgcICQoLDA0ODw.jpg`
    await samples.media_items.row(owner, { id, storage_key, property_id: house.id, variants: 1 })
    await owner.patch(`/api/properties/${house.id}`, { cover_media_id: id })
    const [found] = await find('vigneron'), shown = (await owner.get(`/api/media_items/${id}`)).json
    assert.equal(found.thumbnail_url, shown.thumbnail_url)
    assert.ok(found.thumbnail_url)
  })
  it('finds nothing of another agency, nor what is deleted', async () => {
    const other = await newAgency('elsewhere')
    assert.deepEqual(await find('kirchen', other.owner), [])
    const { id } = await owner.make('/api/contacts', { name: 'Ottilie Quaring' })
    await owner.del(`/api/contacts/${id}`)
    assert.deepEqual(await find('quaring'), [])
  })
  it('says what is wrong with the words', async () => {
    assertViolations(await owner.get('/api/search'), [{ pointer: 'q', code: 'required' }], 400, 'bad-query')
    assertViolations(await owner.get(`/api/search?q=${'a'.repeat(201)}`), [{ pointer: 'q', code: 'too_long' }], 400, 'bad-query')
    assertViolations(await owner.get('/api/search?q=a&limit=2'), [{ pointer: 'limit', code: 'unknown_parameter' }], 400, 'bad-query')
  })
})
