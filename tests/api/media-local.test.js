// SPDX-License-Identifier: Apache-2.0
// The local store: what nginx and the worker that it asks let into the folder and out of it. An address is good for one key, one
// method, one type, one size and one time; everything else is refused before a byte is kept.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assertProblem, ask } from './lib/http.js'
import { options } from './lib/options.js'
import { talk } from './lib/raw.js'
import { signed } from './lib/signed.js'
import { onlyLocal, store } from './lib/store.js'
import { transfer } from './lib/transfer.js'
import { newAgency } from './lib/world.js'
import { commit, finalKey, presign, put, putAll, sample, upload } from './lib/uploads.js'

const file = sample('plain.jpg')
const { bytes } = file
let agency, owner
before(async () => {
  if (onlyLocal) return
  agency = await newAgency('local')
  owner = agency.owner
})
const fresh = async () => (await presign(owner, [file]))[0]

const soon = () => Math.floor(Date.now() / 1000) + 60
const promised = (more = {}) => ({ exp: soon(), op: 'put', len: bytes.length, type: 'image/jpeg', ...more })
const send = (url, { type = 'image/jpeg', body = bytes, ...more } = {}) => transfer('PUT', url, { headers: type ? { 'Content-Type': type } : {}, body, ...more })

describe('an upload', { skip: onlyLocal }, () => {
  it('is kept as it came', async () => {
    const slot = await fresh(), answer = await put(slot)
    assert.deepEqual([answer.status, answer.text], [201, ''], String(answer))
    assert.deepEqual(await store.read(slot.storage_key), bytes)
  })
  it('may be sent again until it is committed', async () => {
    const slot = await fresh()
    await put(slot, Buffer.alloc(bytes.length))
    assert.equal((await put(slot)).status, 204)
    assert.deepEqual(await store.read(slot.storage_key), bytes)
  })
  it('signed in our own words is as good: the test signs as the workers do', async () => {
    const { storage_key } = await fresh()
    assert.equal((await send(signed(storage_key, promised()))).status, 201)
    assert.equal((await send(signed(storage_key, promised({ type: 'IMAGE/JPEG' })))).status, 204)
  })
  it('larger than nginx keeps in memory comes through whole', async () => {
    const big = { ...file, bytes: Buffer.concat([bytes, Buffer.alloc(3_000_000, 7)]) }, [slot] = await presign(owner, [big])
    assert.equal((await put(slot)).status, 201)
    assert.ok(big.bytes.equals(await store.read(slot.storage_key)))
  })

  const refusals = {
    'another type': ({ url }) => send(url, { type: 'text/html' }),
    'the type with a parameter': ({ url }) => send(url, { type: 'image/jpeg; charset=utf-8' }),
    'no type': ({ url }) => send(url, { type: null }),
    'one byte less': ({ url }) => send(url, { body: bytes.subarray(1) }),
    'one byte more': ({ url }) => send(url, { body: Buffer.concat([bytes, Buffer.alloc(1)]) }),
    'no byte': ({ url }) => send(url, { body: Buffer.alloc(0) }),
    'pieces without a length': ({ url }) => send(url, { chunked: true }),
    'another end': ({ url }) => send(url.replace(/exp=\d+/, `exp=${soon() + 900}`)),
    'another announced size': ({ url }) => send(url.replace(/len=\d+/, `len=${bytes.length + 1}`), { body: Buffer.concat([bytes, Buffer.alloc(1)]) }),
    'another announced type': ({ url }) => send(url.replace('type=image/jpeg', 'type=text/html'), { type: 'text/html' }),
    'another signature': ({ url }) => send(url.replace(/sig=(.)/, (_, c) => `sig=${c === 'A' ? 'B' : 'A'}`)),
    'half a signature': ({ url }) => send(url.slice(0, -20)),
    'a signature in other letters': ({ url }) => send(url.replace(/sig=(.*)$/, (_, text) => `sig=${text.toUpperCase()}`)),
    'no signature': ({ url }) => send(url.replace(/&sig=.*/, '')),
    'no query': ({ url }) => send(url.replace(/\?.*/, '')),
    'one parameter more': ({ url }) => send(`${url}&x=1`),
    'a parameter twice': ({ url }) => send(`${url}&len=${bytes.length}`),
    'the signature of another key': async ({ url }) => send(`${(await fresh()).url.split('?')[0]}?${url.split('?')[1]}`),
    'an address for reading': ({ storage_key }) => send(signed(storage_key, { exp: soon(), op: 'get' })),
    'an address that has ended': ({ storage_key }) => send(signed(storage_key, promised({ exp: soon() - 61 }))),
    'an address without an end': ({ storage_key }) => send(signed(storage_key, { op: 'put', len: bytes.length, type: 'image/jpeg' })),
    'an address without a size': ({ storage_key }) => send(signed(storage_key, { exp: soon(), op: 'put', type: 'image/jpeg' })),
    'somebody else\'s secret': ({ storage_key }) => send(signed(storage_key, promised(), 'x'.repeat(64))),
    'no secret': ({ storage_key }) => send(signed(storage_key, promised(), '')),
  }
  for (const [what, attempt] of Object.entries(refusals))
    it(`is refused with ${what}`, async () => {
      const slot = await fresh()
      assertProblem(await attempt(slot), 403, 'link-not-valid')
      assert.equal(await store.read(slot.storage_key), undefined)
    })
  it('that was refused leaves the address good', async () => {
    const slot = await fresh()
    await send(slot.url, { type: 'text/html' })
    await send(slot.url, { body: bytes.subarray(1) })
    assert.equal((await put(slot)).status, 201)
  })
  it('in parts is none', async () => {
    const slot = await fresh()
    const answer = await transfer('PUT', slot.url, { headers: { ...slot.headers, 'Content-Range': `bytes 0-${bytes.length - 1}/5000` }, body: bytes })
    assert.ok(answer.status >= 400, String(answer))
    assert.equal(await store.read(slot.storage_key), undefined)
  })
  it('that breaks off leaves nothing', async () => {
    const slot = await fresh(), { pathname, search, host } = new URL(slot.url)
    await talk(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: image/jpeg\r\nContent-Length: ${bytes.length}\r\n\r\nhalf`, { end: true })
    assert.equal(await store.read(slot.storage_key), undefined)
    assert.equal((await put(slot)).status, 201)
  })
  it('above the limit is refused before it comes', async () => {
    const slot = await fresh(), { pathname, search, host } = new URL(slot.url)
    const answer = await talk(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: image/jpeg\r\nContent-Length: 52428801\r\n\r\n`)
    assert.match(answer, /^HTTP\/1\.1 413 [^]*"limit":52428800/)
  })
  it('to the final key there is none, whoever signs it', async () => {
    const slot = await fresh(), key = await finalKey(slot)
    for (const promise of [promised(), { exp: soon(), op: 'get' }]) {
      const answer = await send(signed(key, promise))
      assert.ok([403, 404].includes(answer.status), String(answer))
    }
    assert.equal(await store.read(key), undefined)
  })
  it('by PUT alone', async () => {
    const slot = await fresh()
    await putAll([slot])
    for (const method of ['POST', 'PATCH', 'DELETE', 'MKCOL', 'COPY', 'MOVE', 'PROPFIND', 'OPTIONS', 'GET', 'HEAD']) {
      const answer = await transfer(method, slot.url, { headers: { 'Content-Type': 'image/jpeg', Destination: `${slot.url.split('?')[0]}x` }, ...(['GET', 'HEAD'].includes(method) ? {} : { body: bytes }) })
      assert.ok([403, 404, 405].includes(answer.status), `${method}: ${answer}`)
    }
    assert.deepEqual(await store.read(slot.storage_key), bytes)
  })
  it('cannot be read back, not even with an address for reading signed by the right key', async () => {
    const slot = await fresh()
    await putAll([slot])
    for (const url of [slot.url, signed(slot.storage_key, { exp: soon(), op: 'get' })]) {
      const answer = await transfer('GET', url)
      assert.ok([403, 404].includes(answer.status), String(answer))
    }
  })
  it('refused or not, is told the id under which it is logged', async () => {
    const slot = await fresh(), { headers } = await put(slot), refused = await send(slot.url, { type: 'text/html' })
    assert.match(headers['request-id'], /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    assert.equal(refused.json.request_id, refused.headers['request-id'])
  })
})

describe('paths', { skip: onlyLocal }, () => {
  it('that could be read in two ways lead nowhere, whatever they carry', async () => {
    const slot = await fresh(), { pathname, search } = new URL(slot.url), id = slot.storage_key.split('/').pop(), a = await agency.id()
    const own = (await fresh()).storage_key.split('/').pop()
    const paths = [`/storage/pending/${a}/../${a}/${id}`, `/storage/pending/${a}/%2e%2e/${a}/${id}`, `/storage/pending//${a}/${id}`, `/storage//pending/${a}/${id}`,
      `//storage/pending/${a}/${id}`, `/storage/./pending/${a}/${id}`, `/storage/pending/${a}%2f${id}`, `/storage/pending/${a}/${id}/`, `/storage/pending/${a}/${id}/x`,
      `/storage/pending/${a}/${id}.jpg`, `/storage/pending/${a}/${id}%00.jpg`, `/storage/pending/${a}/${id}%20`, `/storage/pending/${a}/${id}\\..\\x`, `/storage/pending/${a.toUpperCase()}/${id}`,
      `/storage/pending/${a}/`, `/storage/pending/${a}`, '/storage/pending/', '/storage/', '/storage/../../../etc/cron.d/x', '/storage/pending/../../../../etc/cron.d/x',
      '/storage/.incoming/1', '/storage/%2eincoming/1', `/storage/pending/.%2e/${own}`, `/x/../storage/pending/${a}/../${a}/${id}`, `/storage/pending/${a};x/${id}`]
    const before = await store.list('.')
    for (const path of paths) {
      const answer = await transfer('PUT', slot.url, { headers: slot.headers, body: bytes, path: path + search })
      assert.ok([400, 403, 404, 405].includes(answer.status), `${path}: ${answer}`)
      assert.equal(answer.type, 'application/problem+json', path)
    }
    assert.deepEqual((await store.list('.')).filter((key) => key.includes(id) || !before.includes(key) && key.includes(a)), [])
    assert.equal((await transfer('PUT', slot.url, { headers: slot.headers, body: bytes, path: pathname + search })).status, 201)
  })
  it('nor do they read what lies beside', async () => {
    const [{ url, storage_key }] = await upload(owner, [file]), { search } = new URL(url)
    for (const path of [`/storage/${dirname(storage_key)}/../${storage_key}`, `/storage/x/../${storage_key}`, `/storage//${storage_key}`, `/storage/${storage_key}/`, `/storage/${storage_key}%00`,
      `/storage/${storage_key.replace('.', '%2e')}`, `/storage/${storage_key.toUpperCase()}`, '/storage/../stagefy.conf', '/storage/..%2f..%2fetc/passwd', `/storage/${dirname(storage_key)}/`, '/storage/',
      `/${storage_key}`, `/pending/${storage_key}`, `/storage/pending/../${storage_key}`]) {
      const answer = await transfer('GET', url, { path: path + search })
      assert.ok(!answer.body.includes(bytes.subarray(0, 20)) && !answer.text.includes('root:') && !answer.text.includes('SECRET'), path)
      assert.ok(answer.status !== 206 && answer.type !== 'image/jpeg', `${path}: ${answer.status}`)
    }
  })
  it('no link is followed out of the folder', async () => {
    const [{ url, storage_key }] = await upload(owner, [file])
    await store.remove(storage_key)
    await symlink('/etc/passwd', join(options.STORAGE_DIR, storage_key))
    const answer = await transfer('GET', url)
    assert.ok([403, 404].includes(answer.status), String(answer))
    await store.remove(storage_key)
  })
  it('a link in the place of an upload is no file', async () => {
    const slot = await fresh()
    await putAll([slot])
    await store.remove(slot.storage_key)
    await symlink('/etc/passwd', join(options.STORAGE_DIR, slot.storage_key))
    const answer = await commit(owner, [slot])
    assert.deepEqual([answer.status, answer.json.errors[0].code], [422, 'missing'], String(answer))
    await store.remove(slot.storage_key)
  })
})

describe('what nginx asks the workers', { skip: onlyLocal }, () => {
  it('no client can ask', async () => {
    const slot = await fresh(), uri = new URL(slot.url).pathname + new URL(slot.url).search
    const headers = { 'Original-Method': 'PUT', 'Original-Uri': uri, 'Original-Length': String(bytes.length), 'Original-Type': 'image/jpeg' }
    assertProblem(await ask('GET', '/api/internal/storage-access', { headers }), 403, 'link-not-valid')
    assertProblem(await ask('GET', '/_storage_access', { headers }), 404, 'not-found')
  })
  it('is in no description of the API', async () => assert.ok(!(await ask('GET', '/api/openapi.json')).text.includes('storage-access')))
  it('is asked about what came, not about what a client says came', async () => {
    const slot = await fresh()
    const answer = await transfer('PUT', slot.url, { headers: { 'Content-Type': 'text/html', 'Original-Type': 'image/jpeg', 'X-Original-URI': slot.url, 'X-HTTP-Method-Override': 'PUT' }, body: bytes })
    assertProblem(answer, 403, 'link-not-valid')
  })
})

describe('a file with a name to download under', { skip: onlyLocal }, () => {
  it('is offered under it', async () => {
    const [{ storage_key }] = await upload(owner, [file])
    const get = (name) => transfer('GET', signed(storage_key, { exp: soon(), op: 'get', name }))
    assert.equal((await get('plan.jpg')).headers['content-disposition'], `attachment; filename="plan.jpg"; filename*=UTF-8''plan.jpg`)
    assert.equal((await get('Küche "1"\r\nX: y.jpg')).headers['content-disposition'], `attachment; filename="K_che _1___X_ y.jpg"; filename*=UTF-8''K%C3%BCche%20_1___X_%20y.jpg`)
  })
})
