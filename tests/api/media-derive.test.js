// SPDX-License-Identifier: Apache-2.0
// Pictures in small: made by a job that the commit asks for, shown signed as the original is, refused with a reason.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertProblem } from './lib/http.js'
import { newAgency, property } from './lib/world.js'
import { altered, sample, upload } from './lib/uploads.js'
import { store } from './lib/store.js'
import { transfer } from './lib/transfer.js'
import { sql } from './lib/database.js'
import { eventually } from './lib/retry.js'

const VARIANTS = { thumbnail_url: 'thumbnail', cover_url: 'cover', screen_url: 'screen' }
let agency, owner
before(async () => {
  agency = await newAgency('derive')
  owner = agency.owner
})

const item = async ({ id }, person = owner) => (await person.get(`/api/media_items/${id}`)).json
const derived = (media) => eventually(async () => {
  const now = await item(media)
  return (now.thumbnail_url || now.status === 'rejected') && now
})
const jobs = ({ id }) => sql(`select status, attempts, coalesce(result::text, '') from internal.jobs where kind = 'media.derive' and payload->>'media_id' = :'id' order by created_at`, { id })
const again = ({ id }) => sql(`update public.media_items set variants = null where id = :'id'::uuid;
  select work.enqueue_for(agency_id, 'media.derive', jsonb_build_object('media_id', id)) from public.media_items where id = :'id'::uuid`, { id })
const stem = (media) => media.storage_key.slice(0, 96)
const filesOf = async (media) => (await store.list(`${await agency.id()}/`)).filter((key) => key.startsWith(stem(media))).map((key) => key.slice(96)).sort()
const damaged = () => altered('plain.png', (bytes) => {
  const at = bytes.indexOf('IDAT') + 8, other = Buffer.from(bytes)
  other[at] ^= 0xff
  return other
})

/** A photograph of six megapixels in which no two are alike, as no program draws them. */
function detailed() {
  const folder = mkdtempSync(join(tmpdir(), 'picture-')), at = (name) => join(folder, name)
  const vips = (...args) => execFileSync('vips', args)
  try {
    vips('perlin', at('clouds.v'), '3000', '2000', '--cell-size', '64')
    vips('linear', at('clouds.v'), at('grey.v'), '100', '128', '--uchar')
    vips('gaussnoise', at('noise.v'), '3000', '2000', '--mean', '0', '--sigma', '20')
    vips('add', at('grey.v'), at('noise.v'), at('sum.v'))
    vips('cast', at('sum.v'), at('grain.v'), 'uchar')
    vips('bandjoin', `${at('grain.v')} ${at('grain.v')} ${at('grey.v')}`, at('bands.v'))
    vips('copy', at('bands.v'), at('picture.v'), '--interpretation', 'srgb')
    vips('jpegsave', at('picture.v'), at('picture.jpg'), '--Q', '92')
    return { name: 'picture.jpg', type: 'image/jpeg', bytes: readFileSync(at('picture.jpg')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a picture', () => {
  it('is shown by its original at once, and in small soon after', async () => {
    const [made] = await upload(owner, [sample('exif.jpg')])
    assert.deepEqual([made.status, made.thumbnail_url, made.cover_url, made.screen_url, made.placeholder, made.rejection], ['ready', null, null, null, null, null])
    const now = await derived(made)
    assert.deepEqual([now.status, now.width, now.height, now.version], ['ready', 8, 12, 1])
    assert.match(now.placeholder, /^data:image\/webp;base64,/)
    for (const [field, name] of Object.entries(VARIANTS)) {
      assert.ok(new URL(now[field]).pathname.endsWith(`${stem(made)}.${name}.webp`), now[field])
      const answer = await transfer('GET', now[field])
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['content-type'], 'image/webp')
      assert.deepEqual(Buffer.from(answer.body), await store.read(`${stem(made)}.${name}.webp`))
    }
    assert.deepEqual(await store.read(made.storage_key), sample('exif.jpg').bytes, 'the original stays as it is')
    const [[status, attempts, result]] = await jobs(made)
    assert.deepEqual([status, attempts, Object.keys(JSON.parse(result)).sort()], ['completed', '1', ['cover', 'screen', 'thumbnail']])
  })
  it('in lists has the small addresses and the placeholder, and the largest when it is asked for', async () => {
    const home = await owner.make('/api/properties', property()), [made] = await upload(owner, [sample('plain.jpg')], { property_id: home.id })
    const now = await derived(made)
    const [row] = (await owner.get(`/api/media_items?property_id=${home.id}`)).json.data
    assert.deepEqual([row.thumbnail_url, row.cover_url, row.placeholder, 'screen_url' in row], [now.thumbnail_url, now.cover_url, now.placeholder, false])
    assert.deepEqual((await owner.get(`/api/media_items?property_id=${home.id}&fields=screen_url`)).json.data, [{ id: made.id, screen_url: now.screen_url }])
    const [listed] = (await owner.get('/api/properties?include=cover_media&sort=-created_at&limit=1')).json.data
    assert.deepEqual([listed.cover_media.id, listed.cover_media.thumbnail_url], [made.id, now.thumbnail_url])
  })
  it('costs a list 24 KiB with its row, though the original has megabytes', async () => {
    const home = await owner.make('/api/properties', property()), big = detailed()
    assert.ok(big.bytes.length > 3 << 20, `${big.bytes.length} bytes`)
    const [made] = await upload(owner, [big], { property_id: home.id })
    await derived(made)
    const { text, json: { data: [row] } } = await owner.get(`/api/media_items?property_id=${home.id}`)
    const small = await transfer('GET', row.thumbnail_url)
    assert.equal(small.status, 200)
    const bytes = Buffer.byteLength(text) + Buffer.byteLength(small.body)
    assert.ok(bytes <= 24 << 10, `${bytes} bytes`)
  })
  it('of every type that may be uploaded', async () => {
    const names = ['progressive.jpg', 'plain.png', 'lossy.webp', 'animated.webp', 'turned.heic']
    for (const made of await upload(owner, names.map(sample))) {
      const now = await derived(made)
      assert.deepEqual([now.status, now.width, now.height], ['ready', made.width, made.height], made.file_name)
    }
  })
  it('that is made again is the same, and a document is left alone', async () => {
    const [made, document] = await upload(owner, [sample('plain.jpg'), sample('plain.pdf')])
    const first = await derived(made), files = await filesOf(made)
    assert.deepEqual(files, ['.cover.webp', '.jpg', '.screen.webp', '.thumbnail.webp'])
    const bytes = await store.read(`${stem(made)}.screen.webp`)
    await again(made)
    const second = await derived(made)
    assert.deepEqual(await filesOf(made), files)
    assert.deepEqual(await store.read(`${stem(made)}.screen.webp`), bytes)
    assert.deepEqual([second.version, second.placeholder, second.thumbnail_url.split('?')[0]], [first.version, first.placeholder, first.thumbnail_url.split('?')[0]])
    assert.deepEqual(await jobs(document), [])
    assert.equal((await item(document)).thumbnail_url, null)
  })
  it('of another agency is not there, and its small one has no address', async () => {
    const [made] = await upload(owner, [sample('plain.jpg')])
    const { thumbnail_url: url } = await derived(made)
    assertProblem(await (await newAgency('stranger')).owner.get(`/api/media_items/${made.id}`), 404, 'not-found')
    assert.equal((await transfer('GET', url.replace('.thumbnail.webp', '.screen.webp'))).status, 403)
    assert.equal((await transfer('PUT', url, { body: Buffer.from('x') })).status >= 400, true)
  })
})

describe('what no picture can be made of', () => {
  it('is rejected with a reason, leaves its gallery and keeps its file', async () => {
    const home = await owner.make('/api/properties', property()), [bad, good] = await upload(owner, [damaged(), sample('plain.jpg')], { property_id: home.id })
    const now = await derived(bad)
    assert.deepEqual([now.status, now.rejection, now.url, now.thumbnail_url, now.placeholder], ['rejected', 'broken', null, null, null])
    assert.deepEqual(await filesOf(bad), ['.png'])
    const { cover_media_id, media_count } = (await owner.get(`/api/properties/${home.id}`)).json
    assert.deepEqual([cover_media_id, media_count], [good.id, 1])
    assert.deepEqual((await jobs(bad)).map(([status, , result]) => [status, JSON.parse(result)]), [['completed', { rejected: 'broken' }]])
  })
  it('has lost its original: the job fails, and says so', async () => {
    const [made] = await upload(owner, [sample('plain.jpg')])
    await derived(made)
    await store.remove(made.storage_key)
    await again(made)
    const last = await eventually(async () => (await jobs(made)).find(([status]) => status === 'failed'))
    assert.equal(last[1], '1', 'once')
    assert.equal((await item(made)).status, 'ready')
  })
})
