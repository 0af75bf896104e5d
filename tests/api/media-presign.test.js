// SPDX-License-Identifier: Apache-2.0
// Asking for addresses: what may be announced, for what, by whom, and what is handed out.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem, ask } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { BASE_URL } from './lib/env.js'
import { options, secrets } from './lib/options.js'
import { newAgency, property, contact, unique } from './lib/world.js'
import { finalKey, itemsOf, presign, sample } from './lib/uploads.js'
import { sql } from './lib/database.js'

const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf']
const MOST = 52428800
const LIMIT = 5368709120 // of the field, whatever the option says
const photo = (more = {}) => ({ filename: 'kitchen.jpg', content_type: 'image/jpeg', size: 614, ...more })
const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'

let agency, owner
before(async () => {
  agency = await newAgency('presign')
  owner = agency.owner
})
const asked = (files, target = {}, person = owner) => person.post('/api/media/presign', { ...target, files })

describe('what is handed out', () => {
  it('a key of the agency, an address, its headers, and until when', async () => {
    const answer = await asked([photo()])
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(Object.keys(answer.json), ['files'])
    const [slot, ...more] = answer.json.files
    assert.equal(more.length, 0)
    assert.deepEqual(Object.keys(slot), ['storage_key', 'method', 'url', 'headers', 'expires_at'])
    assert.match(slot.storage_key, new RegExp(`^pending/${await agency.id()}/${UUID}$`))
    assert.equal(slot.method, 'PUT')
    assert.deepEqual(slot.headers, { 'Content-Type': 'image/jpeg' })
    const url = new URL(slot.url)
    assert.equal(url.origin, new URL(options.STORAGE === 's3' ? options.S3_ENDPOINT : BASE_URL).origin)
    assert.ok(url.pathname.endsWith(`/${slot.storage_key}`), slot.url)
    const left = Date.parse(slot.expires_at) - Date.parse(answer.headers.date)
    assert.ok(left >= 898_000 && left <= 902_000, `${left} ms`)
    assert.equal(answer.headers['cache-control'], 'private, no-cache')
  })
  it('no secret, and not the key under which the file will stay', async () => {
    const answer = await asked([photo(), photo({ content_type: 'application/pdf' })])
    for (const secret of secrets) assert.ok(!answer.text.includes(secret))
    for (const slot of answer.json.files) assert.ok(!answer.text.includes(/([A-Za-z0-9_-]{22})\.[a-z]+$/.exec(await finalKey(slot))[1]))
  })
  it('a hundred at once, each its own, in the order of the request', async () => {
    const files = Array.from({ length: 100 }, (_, i) => photo({ filename: `${i}.jpg`, size: i + 1, content_type: TYPES[i % 5] }))
    const answer = await asked(files)
    assert.equal(answer.status, 200, String(answer))
    const slots = answer.json.files
    assert.equal(new Set(slots.map((slot) => slot.storage_key)).size, 100)
    assert.deepEqual(slots.map((slot) => slot.headers['Content-Type']), files.map((file) => file.content_type))
    const noted = await sql(`select file_name, size from internal.uploads where storage_key like 'pending/' || :'id' || '/%' and size <= 100 order by storage_key`, { id: await agency.id() })
    assert.deepEqual(noted, files.map((file) => [file.filename, String(file.size)]))
  })
  it('no media item is there before commit', async () => {
    const home = await owner.make('/api/properties', property())
    const slots = await presign(owner, [sample('plain.jpg')], { property_id: home.id })
    assert.deepEqual((await owner.get(`/api/media_items?property_id=${home.id}`)).json.data, [])
    assert.equal((await owner.get(`/api/properties/${home.id}`)).json.media_count, 0)
    assert.equal(await itemsOf(slots), 0)
  })
  it('an Idempotency-Key keeps no address: each answer is fresh, and none lies in a receipt', async () => {
    const key = unique('key'), filename = unique('f')
    const first = await owner.post('/api/media/presign', { files: [photo({ filename })] }, { key })
    const again = await owner.post('/api/media/presign', { files: [photo({ filename })] }, { key })
    assert.equal(again.headers['idempotent-replayed'], undefined)
    assert.notEqual(again.json.files[0].url, first.json.files[0].url)
    assert.equal((await sql(`select count(*) from internal.receipts where key = :'key'`, { key }))[0][0], '0')
  })
})

describe('what may be announced', () => {
  for (const content_type of TYPES)
    it(`${content_type}`, async () => assert.equal((await asked([photo({ content_type })])).status, 200))
  for (const content_type of ['image/svg+xml', 'text/html', 'image/gif', 'image/heif', 'image/avif', 'video/mp4', 'application/octet-stream', 'application/xhtml+xml'])
    it(`not ${content_type}`, async () =>
      assertViolations(await asked([photo({ content_type })]), [{ pointer: '/files/0/content_type', code: 'not_one_of', params: { allowed: TYPES } }]))
  for (const content_type of ['image/jpeg; charset=x', 'IMAGE/JPEG', 'jpeg', '', ' image/jpeg', 'image/jpeg\r\nX: y'])
    it(`not ${JSON.stringify(content_type)}`, async () => {
      const { errors } = assertProblem(await asked([photo({ content_type })]), 422, 'validation')
      assert.deepEqual(errors.map((error) => error.pointer), ['/files/0/content_type'])
    })
  it('sizes from 1 to the most', async () => {
    for (const size of [1, MOST]) assert.equal((await asked([photo({ size })])).status, 200)
    assertViolations(await asked([photo({ size: MOST + 1 })]), [{ pointer: '/files/0/size', code: 'out_of_range', params: { min: 1, max: MOST } }])
    for (const size of [0, -1, LIMIT + 1, 1e15])
      assertViolations(await asked([photo({ size })]), [{ pointer: '/files/0/size', code: 'out_of_range', params: { min: 1, max: LIMIT } }])
    for (const size of [1.5, '614', true, [614]])
      assertViolations(await asked([photo({ size })]), [{ pointer: '/files/0/size', code: 'type', params: { expected: 'integer' } }])
  })
  it('names as people have them, none empty or longer than 255 characters', async () => {
    for (const filename of ['é🏠 .jpg', '../../etc/passwd', '.htaccess', 'a"b\\c/d:e*f?g<h>i|j', 'x'.repeat(255), '😀'.repeat(255)])
      assert.equal((await asked([photo({ filename })])).status, 200, filename)
    assertViolations(await asked([photo({ filename: '' })]), [{ pointer: '/files/0/filename', code: 'required' }])
    assertViolations(await asked([photo({ filename: 'x'.repeat(256) })]), [{ pointer: '/files/0/filename', code: 'too_long', params: { max: 255 } }])
  })
  it('a digest in lower-case hex, or none', async () => {
    assert.equal((await asked([photo({ sha256: 'a'.repeat(64) }), photo({ sha256: null })])).status, 200)
    for (const digest of ['A'.repeat(64), 'a'.repeat(63), 'g'.repeat(64), ''])
      assertViolations(await asked([photo({ sha256: digest })]), [{ pointer: '/files/0/sha256', code: 'format', params: { format: 'sha256' } }])
  })
  it('1 to 100 files', async () => {
    assertViolations(await owner.post('/api/media/presign', {}), [{ pointer: '/files', code: 'required' }])
    assertViolations(await asked([]), [{ pointer: '/files', code: 'required' }])
    assertViolations(await asked(null), [{ pointer: '/files', code: 'required' }])
    assertViolations(await asked(Array(101).fill(photo())), [{ pointer: '/files', code: 'too_many', params: { max: 100 } }])
    for (const files of [{}, 'x', 1]) assertViolations(await asked(files), [{ pointer: '/files', code: 'type', params: { expected: 'array' } }])
  })
  it('every broken rule of every file is named at once', async () =>
    assertViolations(await asked([
      photo({ filename: '', content_type: 'image/gif', size: MOST + 1, sha256: 'x', more: 1 }), photo(), 5, null, {},
      { filename: 7, content_type: 'a;b', size: 1.5 }, photo({ size: 0, content_type: 'text/html' })], { purpose: 'fun', property_id: 'x', colour: 1 }), [
      { pointer: '/purpose', code: 'not_one_of', params: { allowed: ['avatar', 'logo', 'template', 'import'] } },
      { pointer: '/property_id', code: 'format', params: { format: 'uuid' } },
      { pointer: '/colour', code: 'unknown' },
      { pointer: '', code: 'excluded' },
      { pointer: '/files/0/filename', code: 'required' },
      { pointer: '/files/0/content_type', code: 'not_one_of', params: { allowed: TYPES } },
      { pointer: '/files/0/size', code: 'out_of_range', params: { min: 1, max: MOST } },
      { pointer: '/files/0/sha256', code: 'format', params: { format: 'sha256' } },
      { pointer: '/files/0/more', code: 'unknown' },
      { pointer: '/files/2', code: 'type', params: { expected: 'object' } },
      { pointer: '/files/3', code: 'type', params: { expected: 'object' } },
      { pointer: '/files/4/filename', code: 'required' },
      { pointer: '/files/4/content_type', code: 'required' },
      { pointer: '/files/4/size', code: 'required' },
      { pointer: '/files/5/filename', code: 'type', params: { expected: 'string' } },
      { pointer: '/files/5/content_type', code: 'format', params: { format: 'content_type' } },
      { pointer: '/files/5/size', code: 'type', params: { expected: 'integer' } },
      { pointer: '/files/6/size', code: 'out_of_range', params: { min: 1, max: LIMIT } },
      { pointer: '/files/6/content_type', code: 'not_one_of', params: { allowed: TYPES } },
    ]))
})

describe('what files are for', () => {
  it('at most one thing', async () => {
    const home = await owner.make('/api/properties', property()), somebody = await owner.make('/api/contacts', contact())
    for (const target of [{ property_id: home.id, contact_id: somebody.id }, { property_id: home.id, purpose: 'template' }, { contact_id: somebody.id, purpose: 'avatar' }])
      assertViolations(await asked([photo()], target), [{ pointer: '', code: 'excluded' }])
    for (const target of [{}, { property_id: null, contact_id: null, purpose: null }, { property_id: home.id }, { contact_id: somebody.id, purpose: null }])
      assert.equal((await asked([photo()], target)).status, 200)
  })
  it('an avatar and a logo are pictures, a template need not be', async () => {
    const file = photo({ content_type: 'application/pdf' })
    for (const purpose of ['avatar', 'logo']) assertViolations(await asked([file], { purpose }), [{ pointer: '/files/0/content_type', code: 'not_an_image' }])
    assert.equal((await asked([file], { purpose: 'template' })).status, 200)
  })
  it('only an admin or the owner brings a logo', async () => {
    assertForbidden(await asked([photo()], { purpose: 'logo' }, await agency.agent()), 'admin')
    assert.equal((await asked([photo()], { purpose: 'logo' }, await agency.admin())).status, 200)
  })
  it('a record that is not there, was deleted or is another agency\'s: the same answer', async () => {
    const other = await newAgency('presign-other')
    for (const [pointer, path, body] of [['property_id', '/api/properties', property()], ['contact_id', '/api/contacts', contact()]]) {
      const deleted = await owner.make(path, body), theirs = await other.owner.make(path, body)
      await owner.del(`${path}/${deleted.id}`)
      const [missing, ...rest] = await Promise.all([crypto.randomUUID(), deleted.id, theirs.id].map((id) => asked([photo()], { [pointer]: id })))
      assertViolations(missing, [{ pointer: `/${pointer}`, code: 'not_found' }])
      for (const answer of rest) assertSameAnswer(answer, missing)
    }
  })
  it('a colleague\'s record: 403 where it may be read, else as if it were not there', async () => {
    const place = await newAgency('presign-own'), home = await place.owner.make('/api/properties', property()), agent = await place.agent()
    assertForbidden(await asked([photo()], { property_id: home.id }, agent))
    await place.setVisibility('owner')
    assertViolations(await asked([photo()], { property_id: home.id }, agent), [{ pointer: '/property_id', code: 'not_found' }])
  })
})

describe('who may', () => {
  it('not a viewer, not nobody', async () => {
    assertForbidden(await asked([photo()], {}, await agency.viewer()))
    assertProblem(await ask('POST', '/api/media/presign', { json: { files: [photo()] } }), 401, 'unauthenticated')
  })
  it('an agent, an admin, the owner', async () => {
    for (const person of [await agency.agent(), await agency.admin(), owner]) assert.equal((await asked([photo()], {}, person)).status, 200)
  })
  it('by POST alone', async () => {
    const answer = await owner.get('/api/media/presign')
    assertProblem(answer, 405, 'method-not-allowed')
    assert.equal(answer.headers.allow, 'POST, OPTIONS')
  })
})
