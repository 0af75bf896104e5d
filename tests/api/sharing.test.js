// SPDX-License-Identifier: Apache-2.0
// Shared pages beyond what the loops over all tables ask: what a stranger with the link sees, asks for, and does not see.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { eventually } from './lib/retry.js'
import { sample, upload } from './lib/uploads.js'
import { contact, newAgency, property, unique } from './lib/world.js'
import { workDone } from './lib/work.js'

let agency, owner, agent, house, flat
before(async () => {
  agency = await newAgency('sharing')
  owner = agency.owner
  agent = await agency.agent()
  const { id: contact_id } = await owner.make('/api/contacts', contact({ name: 'Secret seller' }))
  house = await owner.make('/api/properties', property({ contact_id, title: { en: 'House', fr: 'Maison' }, description: { en: 'Oak.' }, city: 'Luxembourg',
    zip_code: 'L-1469', price: 5, bedrooms: 4, notes: 'Secret note', external_ref: unique('secret') }))
  flat = await owner.make('/api/properties', property({ address: '8, avenue du Blues' }))
})

const share = (more = {}, person = owner) => person.make('/api/share_links', { property_ids: [house.id], ...more })
const open = (token) => ask('POST', '/api/shared/open', { json: { token } })
const enquire = (json) => ask('POST', '/api/shared/enquire', { json })
const gone = (answer) => assertProblem(answer, 410, 'gone')

describe('a link', () => {
  it('is told once, and kept as a digest alone', async () => {
    const { id, token, url } = await share({ title: 'For Emma' })
    assert.match(token, /^[A-Za-z0-9_-]{43}$/)
    assert.ok(url.endsWith(`/shared#${token}`))
    const row = await owner.get(`/api/share_links/${id}`)
    assert.deepEqual([row.json.title, row.json.property_ids, row.json.shows_address, row.json.owner_id], ['For Emma', [house.id], true, await owner.id()])
    assert.ok(!row.text.includes(token))
    assert.deepEqual(await sql(`select encode(token_hash, 'hex') = encode(sha256(:'token'), 'hex') from public.share_links where id = :'id'`, { id, token }), [['t']])
  })
  it('names what it lacks or cannot show', async () => {
    const { id: theirs } = await (await newAgency('strangers')).owner.make('/api/properties', property())
    for (const [body, pointer, code] of [[{}, '/property_ids', 'required'], [{ property_ids: [] }, '/property_ids', 'required'], [{ property_ids: ['x'] }, '/property_ids/0', 'format'],
      [{ property_ids: [house.id, theirs] }, '/property_ids/1', 'not_found'], [{ property_ids: [house.id, house.id] }, '/property_ids/1', 'not_found'],
      [{ property_ids: [house.id], expires_at: '2020-01-01T00:00:00Z' }, '/expires_at', 'out_of_range']])
      assertViolations(await owner.post('/api/share_links', body), [{ pointer, code }])
    assertForbidden(await (await agency.viewer()).post('/api/share_links', { property_ids: [house.id] }), 'agent')
  })
})

describe('whoever has it', () => {
  it('sees facts and texts, and nothing else of the agency', async () => {
    const { token } = await share({ property_ids: [flat.id, house.id], message: 'As promised.' })
    const answer = await open(token), { from, properties, photos } = answer.json
    assert.equal(answer.status, 200, String(answer))
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.deepEqual([from.message, properties.map(({ id }) => id), photos], ['As promised.', [flat.id, house.id], []])
    const { title, description, address, city, price, bedrooms, status, ...rest } = properties[1]
    assert.deepEqual({ title, description, address, city, price, bedrooms, status },
      { title: { en: 'House', fr: 'Maison' }, description: { en: 'Oak.' }, address: '24, rue Ermesinde', city: 'Luxembourg', price: 5, bedrooms: 4, status: 'draft' })
    assert.deepEqual(Object.keys(rest), ['id', 'property_type', 'transaction', 'zip_code', 'country', 'currency', 'bathrooms', 'living_area', 'lot_area', 'year_built', 'energy_class', 'features'])
    for (const secret of ['Secret', house.contact_id, house.external_ref, await owner.id(), await agency.id()]) assert.ok(!answer.text.includes(secret), secret)
  })
  it('sees no street where it is not to be shown', async () => {
    const { token } = await share({ shows_address: false })
    const answer = await open(token)
    assert.equal(answer.json.properties[0].address, null)
    assert.ok(!answer.text.includes('Ermesinde'))
  })
  it('sees photos as they are made for showing, by addresses of their own, never the original', async () => {
    const { id } = await owner.make('/api/properties', property()), { token } = await share({ property_ids: [id] })
    await upload(owner, [sample('exif.jpg')], { property_id: id })
    await workDone(agency)
    const [photo] = await eventually(async () => ((found) => found.length && found)((await open(token)).json.photos))
    assert.deepEqual(Object.keys(photo), ['property_id', 'id', 'title', 'width', 'height', 'placeholder', 'thumbnail_url', 'cover_url', 'screen_url', 'altered', 'alterations', 'label', 'original_url'])
    assert.deepEqual([photo.altered, photo.alterations, photo.label, photo.original_url], [false, [], null, null])
    const picture = new URL(photo.screen_url), shown = await ask('GET', picture.pathname + picture.search)
    assert.deepEqual([shown.status, shown.type, shown.headers['x-robots-tag']], [200, 'image/webp', 'noindex, nofollow'])
    const { url } = (await owner.get(`/api/media_items/${photo.id}`)).json
    assert.ok(![photo.thumbnail_url, photo.cover_url, photo.screen_url].includes(url))
  })
  it('is counted once an hour', async () => {
    const { id, token } = await share()
    for (let i = 0; i < 3; i++) await open(token)
    const seen = async () => (await agent.get(`/api/properties/${house.id}/share_links`)).json.data.find((link) => link.id === id)
    const { visitors, views, properties, owner_id } = await seen()
    // the hour may have turned meanwhile
    assert.ok(views === 1 || views === 2, String(views))
    assert.deepEqual({ visitors, properties, owner_id }, { visitors: 1, properties: 1, owner_id: await owner.id() })
  })
  it('sees nothing once it is revoked, has expired, or was never there: one answer', async () => {
    const revoked = await share(), expired = await share()
    assert.equal((await owner.del(`/api/share_links/${revoked.id}`)).status, 204)
    await sql(`update public.share_links set expires_at = now() - interval '1 second' where id = :'id'`, { id: expired.id })
    const answers = await Promise.all([revoked.token, expired.token, 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA', 'x', "' or 1=1 --"].map(open))
    for (const answer of answers) {
      gone(answer)
      assertSameAnswer(answer, answers[0])
    }
    gone(await enquire({ token: revoked.token, name: 'Emma', email: 'emma@example.com' }))
    assert.equal((await owner.post(`/api/share_links/${revoked.id}/restore`)).status, 200)
    assert.equal((await open(revoked.token)).status, 200)
  })
  it('can do nothing else with it', async () => {
    const { token } = await share()
    for (const [method, path] of [['GET', '/api/properties'], ['GET', `/api/properties/${house.id}`], ['GET', '/api/leads'], ['POST', '/api/leads']])
      assertProblem(await ask(method, path, { token, ...(method === 'POST' && { json: { name: 'x', email: 'x@example.com' } }) }), 401, 'unauthenticated')
  })
})

describe('an enquiry', () => {
  it('becomes a lead with its contact, and says nothing of either', async () => {
    const { id, token } = await share({ property_ids: [house.id, flat.id] }, agent), email = `${unique('emma')}@example.com`
    const answer = await enquire({ token, name: 'Emma', email, message: 'Saturday?', wants_visit: true, property_id: flat.id })
    assert.deepEqual([answer.status, answer.text], [204, ''])
    const [lead] = (await owner.get(`/api/leads?share_link_id=${id}&include=contact`)).json.data
    assert.deepEqual([lead.name, lead.email, lead.message, lead.wants_visit, lead.property_id, lead.source, lead.owner_id, lead.contact.email],
      ['Emma', email, 'Saturday?', true, flat.id, 'share', await agent.id(), email])
  })
  it('names what it lacks, and is about what is shown alone', async () => {
    const { token } = await share()
    assertViolations(await enquire({ token, email: 'x' }), [{ pointer: '/name', code: 'required' }, { pointer: '/email', code: 'format' }])
    assertViolations(await enquire({ token, name: 'Emma' }), [{ pointer: '/email', code: 'required' }])
    assertViolations(await enquire({ token, name: 'Emma', email: 'emma@example.com', property_id: flat.id }), [{ pointer: '/property_id', code: 'not_found' }])
  })
  it('is refused after twenty of one link within an hour', async () => {
    const { id, token } = await share()
    await sql(`set role stagefy_definer; insert into public.leads (agency_id, owner_id, name, share_link_id)
      select :'agency', :'owner', 'x', :'id' from generate_series(1, 20)`, { agency: await agency.id(), owner: await owner.id(), id })
    const answer = await enquire({ token, name: 'Emma', email: 'emma@example.com' })
    assertProblem(answer, 429, 'too-many-requests')
    assert.equal(answer.headers['retry-after'], '3600')
  })
})

describe('the page', () => {
  it('is for no search engine', async () => {
    const answer = await ask('GET', '/shared')
    assert.deepEqual([answer.status, answer.headers['x-robots-tag']], [200, 'noindex, nofollow'])
    assert.equal((await ask('GET', '/today')).headers['x-robots-tag'], undefined)
  })
})

describe('where records are their owners\'', () => {
  it('nobody shares or sees what is a colleague\'s', async () => {
    const other = await newAgency('own-shares'), [carl, dora] = [await other.agent(), await other.agent()]
    const { id } = await carl.make('/api/properties', property()), { id: link } = await share({ property_ids: [id] }, carl)
    await other.setVisibility('owner')
    await eventually(async () => (await dora.get('/api/properties')).json.data.length === 0)
    assertViolations(await dora.post('/api/share_links', { property_ids: [id] }), [{ pointer: '/property_ids/0', code: 'not_found' }])
    assertProblem(await dora.get(`/api/share_links/${link}`), 404, 'not-found')
    assertProblem(await dora.get(`/api/properties/${id}/share_links`), 404, 'not-found')
  })
})
