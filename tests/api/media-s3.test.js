// SPDX-License-Identifier: Apache-2.0
// Files in an S3-compatible store: what the signed addresses let a browser do, and, by AWS's own client, what is in the bucket.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { BASE_URL } from './lib/env.js'
import { ask, assertProblem } from './lib/http.js'
import { options } from './lib/options.js'
import { samples } from './lib/samples.js'
import { signed } from './lib/signed.js'
import { localFolder, notOnS3rver, onlyS3, store } from './lib/store.js'
import { transfer } from './lib/transfer.js'
import { newAgency } from './lib/world.js'
import { commit, finalKey, presign, put, putAll, sample, upload, uploaded } from './lib/uploads.js'

const file = sample('plain.jpg')
const { bytes } = file
let agency, owner
before(async () => {
  if (onlyS3) return
  agency = await newAgency('s3')
  owner = agency.owner
})
const fresh = async () => (await presign(owner, [file]))[0]
const send = (url, { type = 'image/jpeg', body = bytes, ...more } = {}) => transfer('PUT', url, { headers: type ? { 'Content-Type': type } : {}, body, ...more })

describe('an address for uploading', { skip: onlyS3 }, () => {
  it('signs host, type and size, and nothing that a browser cannot send', async () => {
    const { url } = await fresh(), query = new URL(url).searchParams
    assert.deepEqual([...query.keys()], ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature'])
    assert.equal(query.get('X-Amz-SignedHeaders'), 'content-length;content-type;host')
    assert.equal(query.get('X-Amz-Expires'), '900')
    assert.match(query.get('X-Amz-Credential'), new RegExp(`^${options.S3_ACCESS_KEY_ID}/\\d{8}/${options.S3_REGION}/s3/aws4_request$`))
  })
  it('keeps what came, under its type', async () => {
    const slot = await fresh()
    assert.equal((await put(slot)).status, 200)
    assert.deepEqual(await store.read(slot.storage_key), bytes)
    assert.equal((await store.head(slot.storage_key)).ContentType, 'image/jpeg')
  })
  const refusals = {
    'another type': ({ url }) => send(url, { type: 'text/html' }),
    'no type': ({ url }) => send(url, { type: null }),
    'one byte less': ({ url }) => send(url, { body: bytes.subarray(1) }),
    'one byte more': ({ url }) => send(url, { body: Buffer.concat([bytes, Buffer.alloc(1)]) }),
    'pieces without a length': ({ url }) => send(url, { chunked: true }),
    'a longer life': ({ url }) => send(url.replace('X-Amz-Expires=900', 'X-Amz-Expires=90000')),
    'another moment': ({ url }) => send(url.replace(/(X-Amz-Date=\d{8}T\d{5})(\d)/, (_, rest, digit) => rest + ((Number(digit) + 1) % 10))),
    'another signature': ({ url }) => send(url.replace(/X-Amz-Signature=(.)/, (_, c) => `X-Amz-Signature=${c === '0' ? '1' : '0'}`)),
    'the signature of another key': async ({ url }) => send(`${(await fresh()).url.split('?')[0]}?${url.split('?')[1]}`),
    'one parameter more': ({ url }) => send(`${url}&x-amz-acl=public-read`),
  }
  for (const [what, attempt] of Object.entries(refusals))
    it(`is refused with ${what}`, async () => {
      const slot = await fresh(), answer = await attempt(slot)
      assert.ok([400, 403, 411].includes(answer.status), String(answer))
      assert.equal(await store.read(slot.storage_key), undefined)
    })
  it('writes no other key, and reads, lists and removes nothing', async () => {
    const slot = await fresh(), key = await finalKey(slot)
    await putAll([slot])
    assert.equal((await send(slot.url.replace(slot.storage_key, key))).status, 403)
    for (const method of ['GET', 'DELETE', 'HEAD']) assert.equal((await transfer(method, slot.url)).status, 403, method)
    assert.equal((await transfer('GET', slot.url.replace(`/${slot.storage_key}`, '/'))).status, 403)
    assert.equal(await store.read(key), undefined)
    assert.deepEqual(await store.read(slot.storage_key), bytes)
  })
})

describe('a commit', { skip: onlyS3 }, () => {
  it('leaves one object, under the final key, with its type', async () => {
    const slots = await uploaded(owner, ['plain.jpg', 'plain.png', 'plain.pdf'].map(sample)), { data } = (await commit(owner, slots)).json
    for (const [i, item] of data.entries()) {
      const head = await store.head(item.storage_key)
      assert.deepEqual([head.ContentLength, head.ContentType], [item.size, item.content_type])
      assert.deepEqual(await store.read(item.storage_key), slots[i].file.bytes)
      assert.deepEqual(await store.list(item.storage_key), [item.storage_key])
      assert.deepEqual(await store.list(slots[i].storage_key), [])
    }
  })
  it('six at the same moment leave one object too', { skip: onlyS3 || notOnS3rver('shows copies while they are being written') }, async () => {
    const slots = await uploaded(owner, ['plain.jpg', 'plain.png'].map(sample))
    const answers = await Promise.all(Array.from({ length: 6 }, () => commit(owner, slots)))
    assert.deepEqual(answers.map((answer) => answer.status), Array(6).fill(200), answers.map(String).join('\n'))
    for (const slot of slots) {
      assert.deepEqual(await store.list(slot.storage_key), [])
      assert.deepEqual(await store.list(`${await agency.id()}/${slot.storage_key.split('/').pop()}`), [await finalKey(slot)])
    }
  })
  it('of what was refused leaves it where no address reads it', async () => {
    const [slot] = await uploaded(owner, [{ ...file, bytes: Buffer.from('<html>') }])
    assert.equal((await commit(owner, [slot])).status, 422)
    assert.deepEqual(await store.list(slot.storage_key), [])
    assert.equal((await store.read(await finalKey(slot))).toString(), '<html>')
  })
})

describe('the page', { skip: onlyS3 }, () => {
  it('may load pictures and films from the store and send files to it, and to no other place', async () => {
    const policy = (await ask('GET', '/')).headers['content-security-policy'], origin = new URL(options.S3_ENDPOINT).origin
    const sources = (name) => new RegExp(`(?:^|; )${name} ([^;]*)`).exec(policy)[1].split(' ')
    assert.deepEqual(sources('img-src'), ["'self'", 'data:', 'blob:', origin])
    assert.deepEqual(sources('media-src'), ["'self'", origin])
    assert.deepEqual(sources('connect-src').filter((source) => source.startsWith('http:')), origin.startsWith('http:') ? [origin] : [])
    assert.ok(sources('connect-src').includes(origin))
  })
  it('and our own server neither shows them nor takes any', async () => {
    const [item] = await upload(owner, [file]), slot = await fresh()
    assertProblem(await ask('GET', `/storage/${item.storage_key}`), 403, 'link-not-valid')
    assertProblem(await ask('PUT', `/storage/${slot.storage_key}`, { headers: { 'Content-Type': 'image/jpeg' }, body: bytes }), 404, 'not-found')
  })
})

describe('a file from before, when the store was a folder', { skip: onlyS3 }, () => {
  let item, key
  before(async () => {
    key = `${await agency.id()}/${crypto.randomUUID()}-${'A'.repeat(22)}.jpg`
    await localFolder.write(key, bytes)
    item = await samples.media_items.row(owner, { storage_key: key, provider: 'local', size: bytes.length })
  })
  it('is read from the folder', async () => {
    assert.ok(item.url.startsWith(`${BASE_URL}/storage/${key}?`), item.url)
    const answer = await transfer('GET', item.url)
    assert.deepEqual([answer.status, answer.type, answer.body], [200, 'image/jpeg', bytes])
    assert.match(answer.headers['cache-control'], /^private, max-age=\d+, immutable$/)
  })
  it('by its address alone', async () => assertProblem(await ask('GET', `/storage/${key}?${item.url.split('?')[1].replace('op=get', 'op=put')}`), 403, 'link-not-valid'))
  it('and can be described as any other', async () => {
    const answer = await owner.patch(`/api/media_items/${item.id}`, { title: 'Kitchen' })
    assert.deepEqual([answer.status, answer.json.provider, answer.json.url], [200, 'local', item.url])
  })
  it('an upload address from before is no address any more', async () => {
    const pending = `pending/${await agency.id()}/${crypto.randomUUID()}`, exp = Math.floor(Date.now() / 1000) + 60
    const answer = await send(signed(pending, { exp, op: 'put', len: bytes.length, type: 'image/jpeg' }))
    assert.equal(answer.status, 404, String(answer))
    assert.equal(await localFolder.read(pending), undefined)
  })
})
