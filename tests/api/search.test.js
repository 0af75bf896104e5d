// SPDX-License-Identifier: Apache-2.0
// Words (q), tags and texts within texts: accents and case aside, the last word as a prefix, nothing in them read as a pattern.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertViolations } from './lib/expect.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let person, ids
const PLACES = {
  petrusse: { address: '12/14, Vallée de la Pétrusse', city: 'Luxembourg', title: { fr: 'Maison à rénover', en: 'House to renovate' }, features: ['Garden', 'lift'] },
  esch: { address: '1, rue de l\'Alzette', city: 'Esch-sur-Alzette', zip_code: 'L-4010', description: { de: 'Schönes Straßenhaus' }, features: ['garden', 'cave à vin'], reference: 'MA-0412' },
  percent: { address: '100% rue_A', city: 'a\\b', notes: 'Œuvre d’art nouveau; clé chez www.voisin.lu', features: ['50%', 'a_b', '"q"', '{x}'] },
  plain: { address: '1000 rueXA', city: 'ab', features: [] },
}
before(async () => {
  person = (await newAgency('search')).owner
  ids = {}
  for (const [name, body] of Object.entries(PLACES)) ids[name] = (await person.make('/api/properties', property(body))).id
})
const found = async (query) => {
  const answer = await person.get(`/api/properties?${Object.entries(query).map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join('&')}`)
  assert.equal(answer.status, 200, String(answer))
  return answer.json.data.map((row) => Object.keys(ids).find((name) => ids[name] === row.id)).sort()
}

describe('q', () => {
  for (const [q, names] of [
    ['Pétrusse', ['petrusse']], ['petrusse', ['petrusse']], ['PETRUSSE', ['petrusse']], ['pe\u0301trusse', ['petrusse']], ['petr', ['petrusse']], ['trusse', []], ['maison renov', ['petrusse']], ['renover maison', ['petrusse']], ['renov maison', []], ['maison nothing', []],
    ['mais renover', []], ['house', ['petrusse']], ['strassen', ['esch']], ['Straßenh', ['esch']], ['schon', ['esch']], ['4010', ['esch']], ['L-4010', ['esch']], ['MA-0412', ['esch']], ['ma 04', ['esch']], ['alzette', ['esch']], ['oeuvre', ['percent']],
    ['d\'art', ['percent']], ['voisin.lu', ['percent']], ['12/14', ['petrusse']], ['vallée & la', ['petrusse']], ['rue', ['esch', 'percent', 'plain']], ['!rue', ['esch', 'percent', 'plain']], ['rue | petrusse', []], ['rue:*', ['esch', 'percent', 'plain']], ["rue' \\", ['esch', 'percent', 'plain']],
    ['rue <-> x', []], ['(rue', ['esch', 'percent', 'plain']], ['...', []], ['&|!', []], ['%', []], ['日本', []], ['\'; drop table properties; --', []], ['a'.repeat(200), []],
  ])
    it(`${JSON.stringify(q.slice(0, 30))} finds ${names.join(' and ') || 'nothing'}`, async () => assert.deepEqual(await found({ q }), names))
  it('nothing at all is no condition', async () => assert.equal((await found({ q: '' })).length, 4))
  it('goes with filters, sort and count', async () => {
    assert.deepEqual(await found({ q: 'rue', city: 'Esch-sur-Alzette', sort: 'price' }), ['esch'])
    assert.equal((await person.get('/api/properties?q=rue&count=exact&limit=1')).json.pagination.total, 3)
  })
  it('more than 200 bytes are refused', async () => assertViolations(await person.get(`/api/properties?q=${'a'.repeat(201)}`), [{ pointer: 'q', code: 'too_long' }], 400, 'bad-query'))
  it('finds what was changed, and no longer what it was', async () => {
    const { id } = await person.make('/api/properties', property({ address: 'Zzyzx alpha' }))
    await person.patch(`/api/properties/${id}`, { address: 'Zzyzx beta' })
    assert.equal((await person.get('/api/properties?q=zzyzx alpha'.replace(' ', '%20'))).json.data.length, 0)
    assert.equal((await person.get('/api/properties?q=zzyzx%20beta')).json.data[0].id, id)
    await person.del(`/api/properties/${id}`)
    assert.equal((await person.get('/api/properties?q=zzyzx')).json.data.length, 0)
    assert.equal((await person.get('/api/properties?q=zzyzx&deleted=only')).json.data.length, 1)
  })
  it('of a long text in many languages does not stand in the way of saving it', async () => {
    const description = Object.fromEntries(Array.from({ length: 40 }, (_, l) => [`x${String.fromCharCode(97 + (l % 26))}${l < 26 ? '' : '-aa'}`, Array.from({ length: 2500 }, (_, i) => `w${l}x${i}`).join(' ').slice(0, 20000)]))
    const answer = await person.post('/api/properties', property({ description }))
    assert.equal(answer.status, 201, String(answer))
    const { id } = answer.json
    assert.equal((await person.get('/api/properties?q=w0x7')).json.data[0].id, id)
  })
  it('people by name, address and number', async () => {
    const name = `Zoé ${unique('Müller').replace(/-/g, '')}`, email = `${unique('zoe')}@example.com`
    const { id } = await person.make('/api/contacts', contact({ name, email, phone: '+352 661 999 888' }))
    for (const q of [name, name.toLowerCase(), name.split(' ')[1], email, '+352661999888'])
      assert.deepEqual((await person.get(`/api/contacts?q=${encodeURIComponent(q)}`)).json.data.map((row) => row.id), [id], q)
  })
  it('is no parameter of a table without search', async () => assertViolations(await person.get('/api/contact_emails?q=x'), [{ pointer: 'q', code: 'unknown_parameter' }], 400, 'bad-query'))
})

describe('[like] looks for the text as it is', () => {
  for (const [name, text, names] of [
    ['address', '100%', ['percent']], ['address', '0%', ['percent']], ['address', 'rue_A', ['percent']], ['address', 'rueXA', ['plain']], ['address', '%', ['percent']], ['address', '_', ['percent']], ['address', 'PETRUSSE', ['petrusse']], ['address', 'pétr', ['petrusse']],
    ['address', 'trus', ['petrusse']], ['address', '12/14', ['petrusse']], ['address', "l'Alz", ['esch']], ['city', '\\', ['percent']], ['city', 'a\\b', ['percent']], ['city', 'ab', ['plain']], ['city', '-sur-', ['esch']], ['zip_code', 'l-40', ['esch']],
    ['reference', '041', ['esch']], ['address', '.*', []], ['address', '100% rue_A ', []], ['address', "'", ['esch']],
  ])
    it(`${name}[like]=${text}`, async () => assert.deepEqual(await found({ [`${name}[like]`]: text }), names))
  it('two at once must both hold', async () => assert.deepEqual(await found({ 'address[like]': 'rue', 'city[like]': 'esch' }), ['esch']))
})

describe('[contains] asks for all of the tags, as they are', () => {
  for (const [text, names] of [['garden', ['esch']], ['Garden', ['petrusse']], ['Garden,lift', ['petrusse']], ['lift,Garden', ['petrusse']], ['Garden,nope', []], ['cave à vin', ['esch']], ['50%', ['percent']], ['a_b', ['percent']], ['"q"', ['percent']], ['{x}', ['percent']], ['gard', []], ['%', []]])
    it(text, async () => assert.deepEqual(await found({ 'features[contains]': text }), names))
  it('goes with q', async () => assert.deepEqual(await found({ 'features[contains]': 'garden', q: 'alzette' }), ['esch']))
})
