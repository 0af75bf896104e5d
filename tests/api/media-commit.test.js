// SPDX-License-Identifier: Apache-2.0
// From uploaded bytes to media items: what they are by their content, what is refused, and that nothing is made twice.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { newAgency, property, contact, unique } from './lib/world.js'
import { altered, asCommitted, commit, finalKey, itemsOf, presign, put, putAll, sample, sha256, upload, uploaded } from './lib/uploads.js'
import { notOnS3rver, store } from './lib/store.js'
import { secrets } from './lib/options.js'
import { transfer } from './lib/transfer.js'
import { sql } from './lib/database.js'

let agency, owner
before(async () => {
  agency = await newAgency('commit')
  owner = agency.owner
})

const PROVIDER = store.kind
const home = (person = owner) => person.make('/api/properties', property())
const property_of = async (id) => (await owner.get(`/api/properties/${id}`)).json
const refused = (answer, ...codes) => assertViolations(answer, codes.flatMap((entry, i) => (entry ? [{ pointer: `/files/${i}`, ...entry }] : [])))
const asMade = ({ json }) => json.data.map(asCommitted)
// an upload's id would be its item's
const nothingMade = async (slots, person = owner) => {
  for (const { storage_key } of slots) assertProblem(await person.get(`/api/media_items/${storage_key.split('/').pop()}`), 404, 'not-found')
}

describe('what a file is, is seen in its content', () => {
  // the moments are those that the cameras wrote, with their offsets
  const known = {
    'plain.jpg': [12, 8, null], 'progressive.jpg': [12, 8, null], 'exif.jpg': [8, 12, '2026-03-04T03:06:07Z'],
    'plain.png': [12, 8, null], 'exif.png': [8, 12, '2026-03-04T10:36:07Z'],
    'lossy.webp': [12, 8, null], 'lossless.webp': [12, 8, null], 'animated.webp': [12, 8, null], 'exif.webp': [8, 12, '2026-03-04T03:06:07Z'],
    'plain.heic': [64, 48, null], 'exif.heic': [64, 48, '2026-03-04T03:06:07Z'], 'turned.heic': [48, 64, '2026-03-04T03:06:07Z'],
    'cropped.heic': [40, 60, '2026-03-04T03:06:07Z'], 'plain.pdf': [null, null, null],
  }
  it('type, size, digest, pixels as shown and the moment of each kind', async () => {
    const files = Object.keys(known).map(sample), items = await upload(owner, files)
    for (const [i, { name, bytes, type }] of files.entries()) {
      const [width, height, taken_at] = known[name], item = items[i]
      assert.deepEqual(item, {
        id: item.id, owner_id: await owner.id(), type: type === 'application/pdf' ? 'document' : 'image', file_name: name, storage_key: item.storage_key,
        provider: PROVIDER, content_type: type, size: bytes.length, sha256: sha256(bytes), width, height, taken_at, note: null, title: null, description: null,
        tags: [], is_favorite: false, property_id: null, contact_id: null, project_id: null, position: null, credits_used: 0, status: 'ready',
        review: 'accepted', url: item.url, thumbnail_url: null, cover_url: null, screen_url: null, placeholder: null,
        missing_since: null, rejection: null, original_id: null, original_url: null, replaced_by: null, alterations: [], is_altered: false, provenance: null, external_ref: null, version: 1, created_at: item.created_at, updated_at: item.created_at,
        deleted_at: null }, name)
      assert.match(item.storage_key, new RegExp(`^${await agency.id()}/${item.id}-[A-Za-z0-9_-]{22}\\.(jpg|png|webp|heic|pdf)$`))
      assert.ok(item.storage_key.endsWith(name.slice(name.indexOf('.'))), item.storage_key)
      assert.deepEqual(await store.read(item.storage_key), bytes)
    }
    assert.deepEqual(await store.list(`pending/${await agency.id()}/`).then((keys) => keys.filter((key) => items.some((item) => key.endsWith(item.id)))), [])
  })
  it('a camera without a zone is on the agency\'s clock', async () => {
    const place = await newAgency('clock')
    for (const [time_zone, taken_at] of [['America/New_York', '2026-01-01T04:59:59Z'], ['Asia/Kolkata', '2025-12-31T18:29:59Z']]) {
      const agencies = (await place.owner.get('/api/agencies')).json.data[0]
      assert.equal((await place.owner.patch(`/api/agencies/${agencies.id}`, { time_zone })).status, 200)
      assert.equal((await upload(place.owner, [sample('nozone.jpg')]))[0].taken_at, taken_at)
    }
  })
  it('what the request says goes before what the camera said', async () => {
    const [slot] = await uploaded(owner, [sample('exif.jpg')])
    const { data: [item] } = (await commit(owner, [{ ...slot, commit: { taken_at: '2020-02-29T12:00:00+01:00', note: 'before the works', tags: ['kitchen', 'été'] } }])).json
    assert.deepEqual([item.taken_at, item.note, item.tags], ['2020-02-29T11:00:00Z', 'before the works', ['kitchen', 'été']])
    const read = (await owner.get(`/api/media_items/${item.id}`)).json
    assert.deepEqual(asCommitted(read), asCommitted(item))
  })
  it('names come back as they were sent', async () => {
    const names = ['é🏠 .jpg', '../../etc/passwd', '.htaccess', 'a"b\\c/d:e*f?g<h>i|j', '<script>alert(1)</script>.jpg', 'x'.repeat(255)]
    const items = await upload(owner, names.map((name) => ({ ...sample('plain.jpg'), name })))
    assert.deepEqual(items.map((item) => item.file_name), names)
    for (const item of items) assert.match(item.storage_key, /^[0-9a-f-]+\/[0-9a-f-]{36}-[A-Za-z0-9_-]{22}\.jpg$/)
  })
})

describe('what a file is not', () => {
  const jpeg = sample('plain.jpg').bytes
  const segment = (text) => Buffer.concat([Buffer.from([0xff, 0xfe, 0, text.length + 2]), Buffer.from(text)])
  const inJpeg = (text) => Buffer.concat([jpeg.subarray(0, 2), segment(text), jpeg.subarray(2)])
  const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)])
  const as = (type, bytes) => ({ name: 'kitchen', type, bytes: Buffer.from(bytes) })
  const found = (type) => ({ found: type })
  const wrong = {
    'a PNG named and announced as a JPEG': [as('image/jpeg', sample('plain.png').bytes), 'wrong_type', found('image/png')],
    'a PDF announced as an image': [as('image/jpeg', sample('plain.pdf').bytes), 'wrong_type', found('application/pdf')],
    'a JPEG announced as a PDF': [as('application/pdf', jpeg), 'wrong_type', found('image/jpeg')],
    'HTML': [as('image/jpeg', '<!doctype html><script>alert(1)</script>'), 'wrong_type', {}],
    'SVG': [as('image/png', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'wrong_type', {}],
    'GIF': [as('image/png', 'GIF89a\x01\x00\x01\x00\x00\x00\x00;'), 'wrong_type', {}],
    'AVIF': [as('image/heic', sample('plain.avif').bytes), 'wrong_type', {}],
    'one byte': [as('image/jpeg', '\xff'), 'wrong_type', {}],
    'zeros': [as('image/jpeg', Buffer.alloc(5000)), 'wrong_type', {}],
    'a JPEG cut in the middle': [as('image/jpeg', jpeg.subarray(0, 400)), 'wrong_type', {}],
    'a JPEG without its last two bytes': [as('image/jpeg', jpeg.subarray(0, -2)), 'wrong_type', {}],
    'a PNG without its last byte': [as('image/png', sample('plain.png').bytes.subarray(0, -1)), 'wrong_type', {}],
    'a WebP that says less than it has': [as('image/webp', Buffer.concat([sample('lossy.webp').bytes, Buffer.from('xx')])), 'wrong_type', {}],
    'a PDF without its end': [as('application/pdf', sample('plain.pdf').bytes.subarray(0, -6)), 'wrong_type', {}],
    'a JPEG with HTML in a comment': [as('image/jpeg', inJpeg('<html><script>alert(1)</script></html>')), 'wrong_type', {}],
    'a JPEG with PHP in a comment': [as('image/jpeg', inJpeg('<?php system($_GET[0]); ?>')), 'wrong_type', {}],
    'a JPEG that is an archive too': [as('image/jpeg', Buffer.concat([jpeg, zipEnd])), 'wrong_type', {}],
    'a PNG that would unfold into 900 million pixels': [sample('bomb.png'), 'too_many_pixels', undefined],
  }
  for (const [what, [file, code, params]] of Object.entries(wrong))
    it(what, async () => {
      const { id: property_id } = await home()
      const slots = await uploaded(owner, [file], { property_id })
      const answer = await commit(owner, slots, { property_id })
      refused(answer, { code, ...(params === undefined ? {} : { params }) })
      await nothingMade(slots)
      assert.deepEqual([(await property_of(property_id)).media_count, (await property_of(property_id)).cover_media_id], [0, null])
    })
  it('once refused, always refused, even if a good file is sent after it', async () => {
    const [slot] = await uploaded(owner, [as('image/jpeg', Buffer.alloc(jpeg.length))])
    refused(await commit(owner, [slot]), { code: 'wrong_type', params: {} })
    refused(await commit(owner, [slot]), { code: 'wrong_type', params: {} })
    await put(slot, jpeg)
    refused(await commit(owner, [slot]), { code: 'wrong_type', params: {} })
    await nothingMade([slot])
    assert.equal(await store.read(slot.storage_key), undefined)
  })
  it('the announced digest is another', async () => {
    const file = { ...sample('plain.jpg'), more: { sha256: sha256('something else') } }, slots = await uploaded(owner, [file])
    refused(await commit(owner, slots), { code: 'wrong_digest', params: { found: sha256(jpeg) } })
    await nothingMade(slots)
    const [item] = await upload(owner, [{ ...file, more: { sha256: sha256(jpeg) } }])
    assert.equal(item.sha256, sha256(jpeg))
  })
  it('the size is another than was announced', async () => {
    for (const bytes of [jpeg.subarray(0, 100), Buffer.concat([jpeg, Buffer.alloc(1)])]) {
      const slots = await presign(owner, [sample('plain.jpg')])
      await store.write(slots[0].storage_key, bytes)
      refused(await commit(owner, slots), { code: 'wrong_size', params: { found: bytes.length } })
      await nothingMade(slots)
    }
  })
  it('every file that is wrong is named, and none is made; the good ones can be committed without them', async () => {
    const { id: property_id } = await home()
    const slots = await presign(owner, [sample('plain.jpg'), as('image/jpeg', '<html>'), sample('plain.png'), { ...sample('plain.pdf'), more: { sha256: 'a'.repeat(64) } }], { property_id })
    await putAll([slots[0], slots[1], slots[3]])
    refused(await commit(owner, slots, { property_id }), undefined, { code: 'wrong_type', params: {} }, { code: 'missing', params: {} },
      { code: 'wrong_digest', params: { found: sha256(sample('plain.pdf').bytes) } })
    await nothingMade(slots)
    await put(slots[2])
    const answer = await commit(owner, [slots[2], slots[0]], { property_id })
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(answer.json.data.map((item) => item.file_name), ['plain.png', 'plain.jpg'])
    assert.equal((await property_of(property_id)).media_count, 2)
  })
})

describe('what may be committed', () => {
  it('what was not sent is missing, and can still be sent', async () => {
    const slots = await presign(owner, [sample('plain.jpg')])
    refused(await commit(owner, slots), { code: 'missing', params: {} })
    await putAll(slots)
    assert.equal((await commit(owner, slots)).status, 200)
  })
  it('a key of nobody, of another agency, of a colleague: the same answer', async () => {
    const other = await newAgency('commit-other'), theirs = await uploaded(other.owner, [sample('plain.jpg')])
    const colleague = await uploaded(await agency.agent(), [sample('plain.jpg')])
    const nobody = [{ storage_key: theirs[0].storage_key.replace(/.{12}$/, '000000000000') }]
    const answer = await commit(owner, nobody)
    refused(answer, { code: 'not_found', params: {} })
    for (const slots of [theirs, colleague]) {
      assertSameAnswer(await commit(owner, slots), answer)
      await nothingMade(slots, slots === theirs ? other.owner : owner)
      assert.ok(await store.read(slots[0].storage_key), 'the file is where it was')
    }
    assert.equal((await commit(other.owner, theirs)).status, 200)
  })
  it('no key in another form', async () => {
    const [slot] = await uploaded(owner, [sample('plain.jpg')]), key = slot.storage_key
    for (const storage_key of [await finalKey(slot), key.slice('pending/'.length), `/${key}`, `./${key}`, `${key}/`, key.toUpperCase(), `pending/../${key}`, `${key}%00`, 'x'])
      refused(await commit(owner, [{ storage_key }]), { code: 'not_found', params: {} })
    await nothingMade([slot])
  })
  it('every broken rule of the request is named at once', async () =>
    assertViolations(await owner.post('/api/media/commit', { property_id: 'x', size: 1,
      files: [{ storage_key: 'a', note: 'n'.repeat(2001), tags: 5, taken_at: 'today', url: 'x' }, { storage_key: '' }, {}, { storage_key: 'a'.repeat(501) }, 7] }), [
      { pointer: '/property_id', code: 'format' },
      { pointer: '/size', code: 'unknown' },
      { pointer: '/files/0/note', code: 'too_long', params: { max: 2000 } },
      { pointer: '/files/0/tags', code: 'type', params: { expected: 'array' } },
      { pointer: '/files/0/taken_at', code: 'format', params: { format: 'date-time' } },
      { pointer: '/files/0/url', code: 'unknown' },
      { pointer: '/files/1/storage_key', code: 'required' },
      { pointer: '/files/2/storage_key', code: 'required' },
      { pointer: '/files/3/storage_key', code: 'too_long', params: { max: 500 } },
      { pointer: '/files/4', code: 'type', params: { expected: 'object' } },
    ]))
  it('no file twice in one request', async () => {
    const slots = await uploaded(owner, [sample('plain.jpg')])
    refused(await commit(owner, [slots[0], slots[0], { storage_key: 'x' }, slots[0]]), undefined, { code: 'not_unique' }, undefined, { code: 'not_unique' })
    await nothingMade(slots)
  })
  it('not for something else than it was uploaded for', async () => {
    const [one, two, somebody] = [await home(), await home(), await owner.make('/api/contacts', contact())]
    const slots = await uploaded(owner, [sample('plain.jpg')], { property_id: one.id })
    for (const target of [{ property_id: two.id }, { contact_id: somebody.id }, { purpose: 'template' }]) {
      refused(await commit(owner, slots, target), { code: 'other_target', params: {} })
      await nothingMade(slots)
    }
    const { data: [item] } = (await commit(owner, slots)).json
    assert.equal(item.property_id, one.id, 'presign has noted it')
  })
  it('not too late, but a repetition is never too late', async () => {
    const [late, done] = await uploaded(owner, [sample('plain.jpg'), sample('plain.png')])
    const first = await commit(owner, [done])
    await sql(`update internal.uploads set expires_at = app.now() - interval '1 second' where storage_key in (:'late', :'done')`, { late: late.storage_key, done: done.storage_key })
    refused(await commit(owner, [late]), { code: 'not_found', params: {} })
    await nothingMade([late])
    assert.deepEqual((await commit(owner, [done])).json.data.map(asCommitted), first.json.data.map(asCommitted))
    const old = `pending/${await agency.id()}/01900000-0000-7000-8000-000000000000`
    refused(await commit(owner, [{ storage_key: old }]), { code: 'expired', params: {} })
  })
  it('not by a viewer, and not by whoever has become one', async () => {
    assertForbidden(await commit(await agency.viewer(), [{ storage_key: 'x' }]))
    const agent = await agency.agent(), slots = await uploaded(agent, [sample('plain.jpg')])
    await sql(`update public.memberships set role = 'viewer' where user_id = :'id'`, { id: await agent.id() })
    assertForbidden(await commit(agent, slots))
    await nothingMade(slots)
  })
  it('not to a property that is gone by then', async () => {
    const { id: property_id } = await home(), slots = await uploaded(owner, [sample('plain.jpg')], { property_id })
    await owner.del(`/api/properties/${property_id}`)
    assertViolations(await commit(owner, slots, { property_id }), [{ pointer: '/property_id', code: 'not_found' }])
    await nothingMade(slots)
    await owner.post(`/api/properties/${property_id}/restore`)
    assert.equal((await commit(owner, slots, { property_id })).status, 200)
  })
})

describe('what they are for', () => {
  it('a property: in its gallery in the order of the request, its owner\'s, and the first photo is the cover', async () => {
    const agent = await agency.agent(), { id: property_id } = await home(agent)
    const items = await upload(owner, [sample('plain.pdf'), sample('plain.jpg'), sample('plain.png')], { property_id })
    assert.deepEqual(items.map((item) => [item.property_id, item.position, item.owner_id]), [1, 2, 3].map((position) => [property_id, position, items[0].owner_id]))
    assert.equal(items[0].owner_id, await agent.id())
    const { cover_media_id, media_count } = await property_of(property_id)
    assert.deepEqual([cover_media_id, media_count], [items[1].id, 3])
  })
  it('a contact', async () => {
    const somebody = await owner.make('/api/contacts', contact()), [item] = await upload(owner, [sample('plain.pdf')], { contact_id: somebody.id })
    assert.deepEqual([item.contact_id, item.property_id, item.position], [somebody.id, null, null])
  })
  it('a template, an avatar', async () => {
    assert.equal((await upload(owner, [sample('plain.pdf')], { purpose: 'template' }))[0].type, 'template')
    assert.equal((await upload(owner, [sample('plain.png')], { purpose: 'avatar' }))[0].type, 'image')
  })
  it('a logo becomes the agency\'s', async () => {
    const place = await newAgency('logo'), [item] = await upload(place.owner, [sample('plain.png')], { purpose: 'logo' })
    assert.equal((await place.owner.get('/api/agencies')).json.data[0].logo_media_id, item.id)
  })
})

describe('each once', () => {
  it('a repetition answers the same and makes nothing', async () => {
    const { id: property_id } = await home(), slots = await uploaded(owner, [sample('plain.jpg'), sample('plain.png')], { property_id })
    const first = await commit(owner, slots, { property_id })
    for (let i = 0; i < 3; i++) assert.deepEqual(asMade(await commit(owner, slots, { property_id })), asMade(first))
    assert.equal(await itemsOf(slots), 2)
    assert.equal((await property_of(property_id)).media_count, 2)
  })
  it('a repetition changes neither note nor tags, nor what was changed meanwhile', async () => {
    const [slot] = await uploaded(owner, [sample('plain.jpg')])
    const { data: [item] } = (await commit(owner, [{ ...slot, commit: { note: 'one' } }])).json
    await owner.patch(`/api/media_items/${item.id}`, { title: 'Kitchen' })
    const { data: [again] } = (await commit(owner, [{ ...slot, commit: { note: 'two', tags: ['x'] } }])).json
    assert.deepEqual([again.id, again.note, again.tags, again.title], [item.id, 'one', [], 'Kitchen'])
  })
  const whole = { skip: notOnS3rver('shows copies while they are being written') }
  for (const round of [1, 2, 3])
    it(`six at the same moment make one item each (${round})`, whole, async () => {
      const { id: property_id } = await home(), slots = await uploaded(owner, ['plain.jpg', 'plain.png', 'exif.jpg', 'plain.pdf'].map(sample), { property_id })
      const answers = await Promise.all(Array.from({ length: 6 }, () => commit(owner, slots, { property_id })))
      for (const answer of answers) {
        assert.equal(answer.status, 200, String(answer))
        assert.deepEqual(asMade(answer), asMade(answers[0]))
      }
      assert.equal(await itemsOf(slots), 4)
      assert.equal((await property_of(property_id)).media_count, 4)
      for (const [i, item] of answers[0].json.data.entries()) assert.deepEqual(await store.read(item.storage_key), slots[i].file.bytes)
    })
  it('so do those that name them in another order or only some of them', whole, async () => {
    const { id: property_id } = await home(), slots = await uploaded(owner, ['plain.jpg', 'plain.png', 'exif.jpg', 'plain.pdf'].map(sample), { property_id })
    const [a, b, c, d] = slots
    const answers = await Promise.all([[a, b, c, d], [d, c, b, a], [b], [c, a], [d, b], [b, d]].map((some) => commit(owner, some, { property_id })))
    const ids = new Set(answers.flatMap((answer) => {
      assert.equal(answer.status, 200, String(answer))
      return answer.json.data.map((item) => item.id)
    }))
    assert.equal(ids.size, 4)
    assert.equal(await itemsOf(slots), 4)
    assert.equal((await property_of(property_id)).media_count, 4)
  })
  it('different files of one property at the same moment get different places', async () => {
    const { id: property_id } = await home(), slots = await uploaded(owner, Array(8).fill(sample('plain.jpg')), { property_id })
    const answers = await Promise.all(slots.map((slot) => commit(owner, [slot], { property_id })))
    const items = answers.map((answer) => {
      assert.equal(answer.status, 200, String(answer))
      return answer.json.data[0]
    })
    assert.deepEqual(items.map((item) => item.position).sort(), [1, 2, 3, 4, 5, 6, 7, 8])
    const { media_count, cover_media_id } = await property_of(property_id)
    assert.equal(media_count, 8)
    assert.ok(items.some((item) => item.id === cover_media_id))
  })
  it('a hundred files in one request', async () => {
    const { id: property_id } = await home(), slots = await presign(owner, Array(100).fill(sample('plain.png')), { property_id })
    for (let i = 0; i < 100; i += 10) await Promise.all(slots.slice(i, i + 10).map((slot) => put(slot)))
    let answer
    do {
      answer = await commit(owner, slots, { property_id }, { timeout: 30000 })
      // a slow store: what is done is kept, and the rest is for the next request
      if (answer.status === 503) assert.ok((await property_of(property_id)).media_count > 0, String(answer))
    } while (answer.status === 503)
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(answer.json.data.map((item) => item.position), Array.from({ length: 100 }, (_, i) => i + 1))
    assert.equal((await property_of(property_id)).media_count, 100)
  })
})

describe('after a commit that was cut off', () => {
  it('between the move and the item', async () => {
    const [slot] = await uploaded(owner, [sample('plain.jpg')]), key = await finalKey(slot)
    await store.move(slot.storage_key, key)
    const answer = await commit(owner, [slot])
    assert.equal(answer.status, 200, String(answer))
    assert.equal(answer.json.data[0].storage_key, key)
    assert.equal(await itemsOf([slot]), 1)
  })
  it('between the copy and the removal', async () => {
    const [slot] = await uploaded(owner, [sample('plain.jpg')])
    await store.copy(slot.storage_key, await finalKey(slot))
    assert.equal((await commit(owner, [slot])).status, 200)
    assert.equal(await store.read(slot.storage_key), undefined)
  })
  it('and the upload repeated with other bytes: the first stay, as they were looked at', async () => {
    const file = sample('plain.jpg'), [slot] = await uploaded(owner, [file]), key = await finalKey(slot)
    await store.move(slot.storage_key, key)
    await put(slot, Buffer.alloc(file.bytes.length, 'x'))
    const answer = await commit(owner, [slot])
    assert.equal(answer.status, 200, String(answer))
    assert.equal(answer.json.data[0].sha256, sha256(file.bytes))
    assert.deepEqual(await store.read(key), file.bytes)
    assert.equal(await store.read(slot.storage_key), undefined)
  })
})

describe('the address of the upload', () => {
  it('may be used again before commit: what is there at commit counts', async () => {
    const file = altered('plain.jpg', (bytes) => bytes), [slot] = await presign(owner, [file])
    await put(slot, Buffer.alloc(file.bytes.length, 'x'))
    await put(slot)
    const { data: [item] } = (await commit(owner, [slot])).json
    assert.deepEqual(await store.read(item.storage_key), file.bytes)
  })
  it('after commit changes nothing any more', async () => {
    const file = sample('plain.jpg'), [slot] = await uploaded(owner, [file]), { data: [item] } = (await commit(owner, [slot])).json
    await put(slot, Buffer.alloc(file.bytes.length, 'x'))
    assert.deepEqual((await transfer('GET', item.url)).body, file.bytes)
    const { data: [again] } = (await commit(owner, [slot])).json
    assert.deepEqual(asCommitted(again), asCommitted(item))
    assert.deepEqual((await transfer('GET', item.url)).body, file.bytes)
  })
  it('answers of commit hold no secret and no address to write to', async () => {
    const answer = await commit(owner, await uploaded(owner, [sample('plain.jpg')]))
    for (const secret of [...secrets, 'op=put', 'pending/', 'content-length']) assert.ok(!answer.text.includes(secret), secret)
  })
  it('an Idempotency-Key on a commit is harmless', async () => {
    const key = unique('key'), slots = await uploaded(owner, [sample('plain.jpg')])
    const first = await commit(owner, slots, {}, { key })
    assert.equal(first.status, 200, String(first))
    assert.deepEqual(asMade(await commit(owner, slots, {}, { key })), asMade(first))
    assert.equal(await itemsOf(slots), 1)
  })
  it('by POST alone', async () => assertProblem(await owner.put('/api/media/commit', { files: [] }), 405, 'method-not-allowed'))
})
