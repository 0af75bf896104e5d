// SPDX-License-Identifier: Apache-2.0
// Media items: the address for reading, the gallery with its cover and order, what may be changed, by whom.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { BASE_URL, LOG_FILES } from './lib/env.js'
import { options, secrets } from './lib/options.js'
import { notOnS3rver, onlyLocal, onlyS3, store } from './lib/store.js'
import { transfer } from './lib/transfer.js'
import { newAgency, property, contact } from './lib/world.js'
import { asCommitted, presign, put, sample, upload, uploaded } from './lib/uploads.js'
import { until } from './lib/retry.js'

let agency, owner, agent, viewer
before(async () => {
  agency = await newAgency('items')
  owner = agency.owner;
  [agent, viewer] = await Promise.all([agency.agent(), agency.viewer()])
})

const HOUR = 3600
const local = store.kind === 'local'
const home = (person = owner) => person.make('/api/properties', property())
const read = async (path, person = owner) => {
  const answer = await person.get(path)
  assert.equal(answer.status, 200, String(answer))
  return answer.json
}
const gallery = async (id) => (await read(`/api/media_items?property_id=${id}&sort=position&limit=200`)).data
const state = async (id) => {
  const { media_count, cover_media_id } = await read(`/api/properties/${id}`)
  return [media_count, cover_media_id]
}
/** A property with one item of each of these samples. */
async function filled(names, person = owner) {
  const { id } = await home(person)
  return { id, items: await upload(person, names.map(sample), { property_id: id }) }
}
/** Runs what compares two moments again if the hour has changed between them. */
async function withinTheHour(check) {
  for (;;) {
    const hour = Math.floor(Date.now() / 3600_000)
    try {
      return await check()
    } catch (error) {
      if (hour === Math.floor(Date.now() / 3600_000)) throw error
    }
  }
}
/** From when until when an address is good, in seconds. */
function span(address) {
  const query = new URL(address).searchParams
  if (local) return { until: Number(query.get('exp')) }
  const from = Date.parse(query.get('X-Amz-Date').replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')) / 1000
  return { from, until: from + Number(query.get('X-Amz-Expires')) }
}

describe('the address for reading', () => {
  const file = sample('exif.jpg')
  let item
  before(async () => {
    [item] = await upload(owner, [file])
  })
  it('gives the bytes under the type that was seen in them', async () => {
    for (const name of ['exif.jpg', 'plain.png', 'lossy.webp', 'plain.heic', 'plain.pdf']) {
      const one = sample(name), [{ url }] = await upload(owner, [one]), answer = await transfer('GET', url)
      assert.equal(answer.status, 200, String(answer))
      assert.deepEqual(answer.body, one.bytes)
      assert.equal(answer.headers['content-type'], one.type)
    }
  })
  it('gives parts', async () => {
    const last = notOnS3rver('reads the last ten bytes as the first') ? [] : [['bytes=-10', 822, 831]]
    for (const [range, from, to] of [['bytes=0-3', 0, 3], ['bytes=100-', 100, 831], ...last, ['bytes=830-9999', 830, 831]]) {
      const answer = await transfer('GET', item.url, { headers: { Range: range } })
      assert.equal(answer.status, 206, `${range}: ${answer}`)
      assert.equal(answer.headers['content-range'], `bytes ${from}-${to}/832`)
      assert.deepEqual(answer.body, file.bytes.subarray(from, to + 1))
    }
    const beyond = await transfer('GET', item.url, { headers: { Range: 'bytes=832-' } })
    assert.equal(beyond.status, 416, String(beyond))
    if (local) assertProblem(beyond, 416, 'range-not-satisfiable')
  })
  it('is not asked for twice by a browser that has the bytes', async () => {
    const { headers: { etag } } = await transfer('GET', item.url)
    const answer = await transfer('GET', item.url, { headers: { 'If-None-Match': etag } })
    assert.deepEqual([answer.status, answer.body.length], [304, 0])
  })
  it('HEAD tells size and type', { skip: onlyLocal }, async () => {
    const answer = await transfer('HEAD', item.url)
    assert.deepEqual([answer.status, answer.headers['content-length'], answer.headers['content-type'], answer.headers['accept-ranges']], [200, '832', 'image/jpeg', 'bytes'])
  })
  it('is kept by the browser until the address ends, runs nothing, and is for our own pages', { skip: onlyLocal }, async () => {
    const { headers } = await transfer('GET', item.url)
    const left = Number(/^private, max-age=(\d+), immutable$/.exec(headers['cache-control'])?.[1])
    assert.ok(Math.abs(span(item.url).until - Date.parse(headers.date) / 1000 - left) <= 2, headers['cache-control'])
    assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'; sandbox")
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
    assert.equal(headers['access-control-allow-origin'], undefined)
  })
  it('is the same text for the whole of an hour, wherever it is read', async () => withinTheHour(async () => {
    const { url } = await read(`/api/media_items/${item.id}`)
    for (const person of [owner, viewer]) {
      assert.equal((await read(`/api/media_items/${item.id}`, person)).url, url)
      assert.equal((await read('/api/media_items?fields=id,url&limit=200', person)).data.find((row) => row.id === item.id).url, url)
    }
  }))
  it('lasts an hour at least and two and a bit at most', async () => withinTheHour(async () => {
    const { url } = await read(`/api/media_items/${item.id}`), now = Date.now() / 1000, ends = span(url)
    assert.ok(ends.until - now >= HOUR && ends.until - now <= 2 * HOUR + 1, `${ends.until - now} s`)
    assert.equal(ends.until % HOUR, 0)
    if (!local) assert.ok(ends.from <= now && ends.from % HOUR === 0)
  }))
  it('comes with an included cover', async () => {
    const { id, items } = await filled(['plain.jpg'])
    const { cover_media } = await read(`/api/properties/${id}?include=cover_media`)
    assert.equal(cover_media.id, items[0].id)
    assert.equal((await transfer('GET', cover_media.url)).status, 200)
  })

  // each with one thing changed
  const changed = local
    ? {
        'the end': (url) => url.replace(/exp=(\d+)/, (_, end) => `exp=${Number(end) + HOUR}`),
        'the signature': (url) => url.replace(/sig=(.)/, (_, c) => `sig=${c === 'A' ? 'B' : 'A'}`),
        'the operation': (url) => url.replace('op=get', 'op=put'),
        'a name to download under': (url) => `${url}&name=x.html`,
        'one more parameter': (url) => `${url}&x=1`,
        'no signature': (url) => url.replace(/&sig=.*/, ''),
        'no query': (url) => url.replace(/\?.*/, ''),
        'the signature twice': (url) => `${url}&${url.split('&').pop()}`,
        'the extension': (url) => url.replace('.jpg?', '.png?'),
      }
    : {
        'the end': (url) => url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=604800'),
        'the signature': (url) => url.replace(/X-Amz-Signature=(.)/, (_, c) => `X-Amz-Signature=${c === '0' ? '1' : '0'}`),
        'the moment': (url) => url.replace(/X-Amz-Date=(\d{8})T/, (_, day) => `X-Amz-Date=${Number(day) + 1}T`),
        'the key of the signer': (url) => url.replace(/X-Amz-Credential=[^%]+/, 'X-Amz-Credential=SOMEBODY'),
        'one more parameter': (url) => `${url}&response-content-type=text/html`,
        'the extension': (url) => url.replace('.jpg?', '.png?'),
      }
  for (const [what, change] of Object.entries(changed))
    it(`is refused with ${what} changed`, async () => {
      const url = change(item.url)
      assert.notEqual(url, item.url)
      const answer = await transfer('GET', url)
      assert.ok([400, 403, 404].includes(answer.status), String(answer))
      assert.ok(!answer.body.includes(file.bytes.subarray(0, 20)))
      if (local && answer.status === 403) assertProblem(answer, 403, 'link-not-valid')
    })
  it('cannot be turned into the address of another tenant\'s file', async () => {
    const other = await newAgency('items-other'), [theirs] = await upload(other.owner, [sample('plain.png')])
    const url = item.url.replace(item.storage_key, theirs.storage_key)
    assert.notEqual(url, item.url)
    assert.equal((await transfer('GET', url)).status, 403)
    const withTheirSignature = `${theirs.url.split('?')[0].replace(theirs.storage_key, item.storage_key)}?${theirs.url.split('?')[1]}`
    assert.equal((await transfer('GET', withTheirSignature)).status, 403)
  })
  it('serves reading alone', async () => {
    for (const method of ['PUT', 'DELETE', 'POST', 'PATCH']) {
      const answer = await transfer(method, item.url, { body: 'x', headers: { 'Content-Type': 'image/jpeg' } })
      assert.ok(answer.status >= 400, `${method}: ${answer}`)
    }
    assert.deepEqual(await store.read(item.storage_key), file.bytes)
  })
  it('ends: signed by the same key for a moment that is over, it is refused', { skip: onlyLocal }, async () => {
    const sign = (end) => {
      const message = `stagefy local store address 1\n${item.storage_key.length}:${item.storage_key}\nexp=${String(end).length}:${end}\nop=3:get`
      return `${BASE_URL}/storage/${item.storage_key}?exp=${end}&op=get&sig=${createHmac('sha256', options.SECRET_KEYS).update(message).digest('base64url')}`
    }
    const now = Math.floor(Date.now() / 1000)
    assert.equal((await transfer('GET', sign(now + 60))).status, 200)
    for (const end of [now - 1, now - 86400, 0, -1]) assertProblem(await transfer('GET', sign(end)), 403, 'link-not-valid')
  })
  it('tells the store no more than bucket and key', { skip: onlyS3 }, () => {
    const query = new URL(item.url).searchParams
    assert.deepEqual([...query.keys()], ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature'])
    assert.equal(query.get('X-Amz-SignedHeaders'), 'host')
  })
})

describe('the ETag of an item', () => {
  it('has the hour in it, so that a 304 never keeps an address that has ended', async () => withinTheHour(async () => {
    const [{ id }] = await upload(owner, [sample('plain.pdf')]), path = `/api/media_items/${id}`
    const { headers: { etag } } = await owner.get(path)
    const hour = Math.floor(Date.now() / 3600_000)
    assert.match(etag, new RegExp(`^"1\\.[0-9a-f]{8}\\.${hour}"$`))
    const same = await owner.get(path, { ifNoneMatch: etag })
    assert.deepEqual([same.status, same.text, same.headers.etag], [304, '', etag])
    assert.equal((await owner.get(path, { ifNoneMatch: etag.replace(`.${hour}"`, `.${hour - 1}"`) })).status, 200)
  }))
  it('of an earlier hour is good for If-Match: the record is the same', async () => {
    const [{ id }] = await upload(owner, [sample('plain.pdf')]), path = `/api/media_items/${id}`
    const { headers: { etag } } = await owner.get(path), earlier = etag.replace(/\d+"$/, (hour) => `${Number(hour.slice(0, -1)) - 1}"`)
    const answer = await owner.patch(path, { title: 'Kitchen' }, { ifMatch: earlier })
    assert.equal(answer.status, 200, String(answer))
    assertProblem(await owner.patch(path, { title: 'Bath' }, { ifMatch: etag }), 412, 'stale-version')
  })
})

describe('the cover and the counter', () => {
  it('the first photo is the cover; a document counts but is none', async () => {
    const { id, items: [pdf] } = await filled(['plain.pdf'])
    assert.deepEqual(await state(id), [1, null])
    const [one, two] = await upload(owner, [sample('plain.jpg'), sample('plain.png')], { property_id: id })
    assert.deepEqual(await state(id), [3, one.id])
    await owner.del(`/api/media_items/${pdf.id}`)
    await owner.del(`/api/media_items/${two.id}`)
    assert.deepEqual(await state(id), [1, one.id])
  })
  it('when the cover goes the next photo follows; when it comes back it is a photo like others', async () => {
    const { id, items: [one, pdf, two] } = await filled(['plain.jpg', 'plain.pdf', 'plain.png'])
    await owner.del(`/api/media_items/${one.id}`)
    assert.deepEqual(await state(id), [2, two.id])
    await owner.del(`/api/media_items/${two.id}`)
    assert.deepEqual(await state(id), [1, null])
    assert.equal((await owner.post(`/api/media_items/${one.id}/restore`)).status, 200)
    assert.deepEqual(await state(id), [2, one.id])
    assert.equal((await owner.post(`/api/media_items/${two.id}/restore`)).status, 200)
    assert.deepEqual(await state(id), [3, one.id])
    assert.deepEqual((await gallery(id)).map((item) => item.id), [one.id, pdf.id, two.id])
  })
  it('is chosen by the property', async () => {
    const { id, items: [one, pdf, two] } = await filled(['plain.jpg', 'plain.pdf', 'plain.png']), other = await filled(['plain.jpg'])
    assert.equal((await owner.patch(`/api/properties/${id}`, { cover_media_id: two.id })).status, 200)
    assert.deepEqual(await state(id), [3, two.id])
    for (const wrong of [pdf.id, other.items[0].id, crypto.randomUUID()])
      assertViolations(await owner.patch(`/api/properties/${id}`, { cover_media_id: wrong }), [{ pointer: '/cover_media_id', code: 'not_found' }])
    await owner.del(`/api/media_items/${one.id}`)
    assertViolations(await owner.patch(`/api/properties/${id}`, { cover_media_id: one.id }), [{ pointer: '/cover_media_id', code: 'not_found' }])
    assert.equal((await owner.patch(`/api/properties/${id}`, { cover_media_id: null })).status, 200)
    assert.deepEqual(await state(id), [2, null])
  })
  it('an item that moves leaves one gallery and stands at the end of the other', async () => {
    const from = await filled(['plain.jpg', 'plain.png']), to = await filled(['plain.jpg'])
    const answer = await owner.patch(`/api/media_items/${from.items[0].id}`, { property_id: to.id })
    assert.deepEqual([answer.status, answer.json.position], [200, 2], String(answer))
    assert.deepEqual([await state(from.id), await state(to.id)], [[1, from.items[1].id], [2, to.items[0].id]])
    const out = await owner.patch(`/api/media_items/${from.items[0].id}`, { property_id: null })
    assert.deepEqual([out.json.property_id, out.json.position], [null, null])
    assert.deepEqual(await state(to.id), [1, to.items[0].id])
  })
  it('uploads do not make a colleague\'s edit of the property stale', async () => {
    const { id } = await home(), { headers: { etag } } = await owner.get(`/api/properties/${id}`)
    await upload(owner, [sample('plain.jpg')], { property_id: id })
    assert.equal((await owner.patch(`/api/properties/${id}`, { price: 1 }, { ifMatch: etag })).status, 200)
  })
})

describe('the order of a gallery', () => {
  const order = (property_id, ids, person = owner) => person.post('/api/media/reorder', { property_id, ids })
  it('is as asked, what is left out follows as it stood, and the cover stays', async () => {
    const { id, items } = await filled(['plain.jpg', 'plain.png', 'exif.jpg', 'plain.pdf']), [a, b, c, d] = items.map((item) => item.id)
    const answer = await order(id, [d, b])
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(answer.json, { data: [d, b, a, c].map((one, i) => ({ id: one, position: i + 1 })) })
    assert.deepEqual((await gallery(id)).map((item) => [item.id, item.position]), [[d, 1], [b, 2], [a, 3], [c, 4]])
    assert.deepEqual(await state(id), [4, a])
    assert.deepEqual((await order(id, [])).json, answer.json)
  })
  it('only of live items of the property, each once', async () => {
    const { id, items: [a, b] } = await filled(['plain.jpg', 'plain.png']), other = await filled(['plain.jpg'])
    await owner.del(`/api/media_items/${b.id}`)
    for (const ids of [[a.id, a.id], [a.id, b.id], [other.items[0].id], [crypto.randomUUID()]]) {
      assertViolations(await order(id, ids), [{ pointer: '/ids', code: 'not_found' }])
      assert.equal((await gallery(id))[0].position, 1)
    }
  })
  it('names every broken rule', async () => {
    assertViolations(await order('x', 7), [{ pointer: '/property_id', code: 'format' }, { pointer: '/ids', code: 'type' }])
    assertViolations(await owner.post('/api/media/reorder', {}), [{ pointer: '/property_id', code: 'required' }, { pointer: '/ids', code: 'required' }])
    assertViolations(await order(crypto.randomUUID(), ['x', crypto.randomUUID(), '-']), [{ pointer: '/ids/0', code: 'format' }, { pointer: '/ids/2', code: 'format' }])
  })
  it('of a property that is not there, or is another agency\'s: the same 404', async () => {
    const other = await newAgency('order'), theirs = await home(other.owner)
    const answer = await order(crypto.randomUUID(), [])
    assertProblem(answer, 404, 'not-found')
    assertSameAnswer(await order(theirs.id, []), answer)
  })
  it('not by a viewer, nor by an agent in a colleague\'s property', async () => {
    const { id, items } = await filled(['plain.jpg', 'plain.png'])
    for (const person of [viewer, agent]) assertForbidden(await order(id, [items[1].id], person))
  })
  it('deleting and ordering at the same moment both come to an end', async () => {
    const { id, items } = await filled(Array(12).fill('plain.png'))
    const ids = items.map((item) => item.id), answers = []
    for (let i = 0; i < 6; i++)
      answers.push(...await Promise.all([owner.del(`/api/media_items/${ids[i]}`), order(id, ids.slice(6).reverse()), order(id, ids.slice(6))]))
    assert.deepEqual(answers.filter((answer) => answer.status >= 300).map(String), [])
    assert.equal((await state(id))[0], 6)
  })
})

describe('changing an item', () => {
  it('note, title, description, tags, favourite, moment, review', async () => {
    const [{ id }] = await upload(owner, [sample('plain.jpg')])
    const change = { note: 'before the works', title: 'Kitchen', description: 'Oak, stone.', tags: ['kitchen', 'été'], is_favorite: true, taken_at: '2020-02-29T11:00:00Z', review: 'rejected' }
    const answer = await owner.patch(`/api/media_items/${id}`, change)
    assert.equal(answer.status, 200, String(answer))
    const row = await read(`/api/media_items/${id}`)
    for (const [name, value] of Object.entries(change)) assert.deepEqual(row[name], value, name)
    assert.equal(row.version, 2)
    const back = (await owner.patch(`/api/media_items/${id}`, { note: null, tags: null, is_favorite: false })).json
    assert.deepEqual([back.note, back.tags, back.is_favorite, back.title], [null, [], false, 'Kitchen'])
  })
  it('is found by its tags, its note and as a favourite', async () => {
    const { id, items: [one, two] } = await filled(['plain.jpg', 'plain.png'])
    await owner.patch(`/api/media_items/${one.id}`, { tags: ['Küche'], note: 'before the works', is_favorite: true })
    for (const query of ['is_favorite=true', 'tags[contains]=K%C3%BCche', 'note[like]=WORKS', 'q=works'])
      assert.deepEqual((await read(`/api/media_items?property_id=${id}&${query}`)).data.map((row) => row.id), [one.id], query)
    assert.deepEqual((await read(`/api/media_items?property_id=${id}&is_favorite=false`)).data.map((row) => row.id), [two.id])
  })
  it('nothing that the file itself says', async () => {
    const [{ id }] = await upload(owner, [sample('plain.jpg')])
    const fixed = { type: 'video', file_name: 'x', storage_key: 'x', provider: 's3', content_type: 'text/html', size: 1, sha256: 'a'.repeat(64), width: 1, height: 1,
      position: 1, credits_used: 0, status: 'ready', url: 'x', thumbnail_url: 'x', project_id: null, version: 9 }
    assertViolations(await owner.patch(`/api/media_items/${id}`, fixed), Object.keys(fixed).map((name) => ({ pointer: `/${name}`, code: 'read_only' })))
  })
  it('within limits', async () => {
    const [{ id }] = await upload(owner, [sample('plain.jpg')])
    assertViolations(await owner.patch(`/api/media_items/${id}`, { note: 'n'.repeat(2001), title: 't'.repeat(201), description: 'd'.repeat(10001), tags: Array(51).fill('x'), is_favorite: null, review: 'maybe' }), [
      { pointer: '/note', code: 'too_long', params: { max: 2000 } }, { pointer: '/title', code: 'too_long', params: { max: 200 } },
      { pointer: '/description', code: 'too_long', params: { max: 10000 } }, { pointer: '/tags', code: 'too_many', params: { max: 50 } },
      { pointer: '/is_favorite', code: 'required' }, { pointer: '/review', code: 'not_one_of', params: { allowed: ['pending', 'accepted', 'rejected'] } }])
  })
  it('is not made by POST', async () => assertProblem(await owner.post('/api/media_items', { file_name: 'x' }), 405, 'method-not-allowed'))
  it('deleted it is gone from lists and by its id, and comes back as it was', async () => {
    const { id, items: [item] } = await filled(['plain.jpg']), path = `/api/media_items/${item.id}`
    assert.equal((await owner.del(path)).status, 204)
    assertProblem(await owner.get(path), 404, 'not-found')
    assert.deepEqual(await gallery(id), [])
    assert.deepEqual((await read(`/api/media_items?property_id=${id}&deleted=only`)).data.map((row) => row.id), [item.id])
    assert.ok(await store.read(item.storage_key), 'the file stays')
    const back = await owner.post(`${path}/restore`)
    assert.equal(back.status, 200, String(back))
    const { version, url, ...rest } = asCommitted(back.json), { version: v, url: u, ...before } = asCommitted(item)
    assert.deepEqual(rest, before)
    assert.equal((await transfer('GET', back.json.url)).status, 200)
  })
  it('follows its property to another owner', async () => {
    const { id, items: [item] } = await filled(['plain.jpg']), owner_id = await agent.id()
    assert.equal((await owner.patch(`/api/properties/${id}`, { owner_id })).status, 200)
    assert.equal((await read(`/api/media_items/${item.id}`)).owner_id, owner_id)
    assert.equal((await agent.patch(`/api/media_items/${item.id}`, { note: 'mine now' })).status, 200)
  })
})

describe('who may', () => {
  it('a viewer reads, files included, and writes nothing', async () => {
    const { id, items: [item] } = await filled(['plain.jpg']), path = `/api/media_items/${item.id}`
    assert.equal((await transfer('GET', (await read(path, viewer)).url)).status, 200)
    for (const answer of [await viewer.patch(path, { note: 'x' }), await viewer.del(path), await viewer.post(`${path}/restore`), await viewer.post('/api/media/reorder', { property_id: id, ids: [] }),
      await viewer.post('/api/media/presign', { files: [{ filename: 'x.jpg', content_type: 'image/jpeg', size: 1 }] }), await viewer.post('/api/media/commit', { files: [{ storage_key: 'x' }] })]) assertForbidden(answer)
  })
  it('an agent changes what is his', async () => {
    const { items: [item] } = await filled(['plain.jpg']), [mine] = await upload(agent, [sample('plain.jpg')])
    assertForbidden(await agent.patch(`/api/media_items/${item.id}`, { note: 'x' }))
    assertForbidden(await agent.del(`/api/media_items/${item.id}`))
    assert.equal((await agent.patch(`/api/media_items/${mine.id}`, { note: 'x' })).status, 200)
  })
  it('another agency finds nothing, whatever it asks', async () => {
    const other = (await newAgency('stranger')).owner, { id, items: [item] } = await filled(['plain.jpg']), path = `/api/media_items/${item.id}`
    const somebody = await other.make('/api/contacts', contact()), theirs = await home(other)
    const missing = `/api/media_items/${crypto.randomUUID()}`
    for (const ask of [(at) => other.get(at), (at) => other.patch(at, { note: 'x' }), (at) => other.del(at), (at) => other.post(`${at}/restore`),
      (at) => other.patch(at, { property_id: theirs.id }), (at) => other.patch(at, { contact_id: somebody.id })]) {
      const answer = await ask(path)
      assertProblem(answer, 404, 'not-found')
      assertSameAnswer(answer, await ask(missing))
    }
    for (const query of ['', `?property_id=${id}`, '?deleted=with', '?q=plain']) assert.ok(!(await other.get(`/api/media_items${query}`)).text.includes(item.id))
    const [mine] = await upload(other, [sample('plain.png')])
    assertViolations(await other.patch(`/api/media_items/${mine.id}`, { property_id: id }), [{ pointer: '/property_id', code: 'not_found' }])
    assertViolations(await other.patch(`/api/properties/${theirs.id}`, { cover_media_id: item.id }), [{ pointer: '/cover_media_id', code: 'not_found' }])
    assert.deepEqual(await state(id), [1, item.id])
  })
})

describe('what is written down of it', () => {
  it('no body passes through a worker, and no log has an address that is good', { skip: !LOG_FILES && 'LOG_FILES not set' }, async () => {
    // larger than nginx's buffer: it says so in its error log, with the whole address
    const big = { ...sample('exif.jpg'), bytes: Buffer.concat([sample('exif.jpg').bytes, Buffer.alloc(400_000)]) }
    const [slot] = await uploaded(owner, [big])
    await put(slot)
    const [{ url }] = await upload(owner, [big])
    await transfer('GET', url)
    await transfer('GET', url.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')))
    await transfer('PUT', slot.url, { headers: { 'Content-Type': 'text/html' }, body: 'x' })
    const [missing] = await presign(owner, [big])
    await transfer('GET', missing.url)
    const logs = () => LOG_FILES.split(' ').map((name) => [name, readFileSync(name, 'utf8')])
    const mark = (await owner.get('/api/me')).headers['request-id']
    await until(() => logs().some(([, text]) => text.includes(mark)))
    for (const [name, text] of logs()) {
      for (const secret of [/[?&]sig=/, /X-Amz-Signature=/, /X-Amz-Credential=/]) assert.doesNotMatch(text, secret, name)
      for (const secret of secrets) assert.ok(!text.includes(secret), name)
      for (const line of text.split('\n').filter((entry) => entry.includes('"program":"api"') && entry.includes('"method":"PUT"')))
        assert.match(JSON.parse(line).route, /\/by_ref\/\{external_ref\}$|^\/api\/notification_preferences$|^none$/, line)
    }
  })
})
