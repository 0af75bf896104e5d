// SPDX-License-Identifier: Apache-2.0
// The sweep compares the store with the table, both ways: what no row names goes after a while, what has no file is marked.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { newAgency } from './lib/world.js'
import { finalKey, sample, upload, uploaded } from './lib/uploads.js'
import { store } from './lib/store.js'
import { sql } from './lib/database.js'
import { eventually } from './lib/retry.js'

let agency, owner, id
before(async () => {
  agency = await newAgency('sweep')
  owner = agency.owner
  id = await agency.id()
})

const STORE = store.kind === 'local' ? 'local' : 's3'
const item = async ({ id: media }) => (await owner.get(`/api/media_items/${media}`)).json
const whole = async (files) => {
  const items = await upload(owner, files)
  return Promise.all(items.map((media) => eventually(async () => {
    const now = await item(media)
    return now.thumbnail_url && now
  })))
}
const stem = ({ storage_key: key }) => key.slice(0, 96)
const strayKey = () => `${id}/${crypto.randomUUID()}-AAECAwQFBgcICQoLDA0ODw.jpg`
const noted = async () => (await sql(`select storage_key from internal.stray_files where agency_id = :'id'::uuid and store = :'store' order by storage_key`, { id, store: STORE })).map(([key]) => key)
const age = (key, days) => sql(`update internal.stray_files set found_at = app.now() - make_interval(days => :'days'::int) where storage_key = :'key'`, { key, days: String(days) })

/** Sweeps: once more when it was done by a worker that has no options for this store. */
const sweep = () => eventually(async () => (await sweepOnce()).stores.includes(STORE))

async function sweepOnce() {
  const [[job]] = await sql(`select work.enqueue_platform('media.sweep')`)
  const [[status, result]] = await eventually(async () => {
    const rows = await sql(`select status, coalesce(result, error)::text from internal.jobs where id = :'job'::uuid and ended_at is not null`, { job })
    return rows.length > 0 && rows
  })
  assert.equal(status, 'completed', result)
  return JSON.parse(result)
}

const now = async () => (await sql(`select clock_timestamp()`))[0][0]

/** Sweeps, and waits until sweeps since then have counted as many: whoever else sweeps here may have come to it first. */
async function sweepCounts(what, least, since) {
  await sweep()
  await counted(what, least, since)
}
const counted = (what, least, since) => eventually(async () => {
  const [[sum]] = await sql(`select coalesce(sum((result ->> :'what')::int), 0) from internal.jobs
                             where kind = 'media.sweep' and status = 'completed' and ended_at > :'since'::timestamptz`, { what, since })
  return sum >= least
})

describe('files that no row names', () => {
  it('are noted at first, and removed once they have been noted for long enough', async () => {
    const [kept] = await whole([sample('plain.jpg')]), key = strayKey(), variant = key.replace('.jpg', '.cover.webp')
    const began = await now()
    for (const stray of [key, variant]) await store.write(stray, sample('plain.jpg').bytes)
    await sweepCounts('strays', 2, began)
    await counted('files', 6, began)
    assert.deepEqual(await noted(), [variant, key].sort())
    await age(key, 29)
    await age(variant, 31)
    await sweepCounts('removed', 1, began)
    assert.deepEqual([await store.read(variant), (await store.read(key)).length > 0], [undefined, true])
    assert.deepEqual(await noted(), [key])
    assert.ok(await store.read(kept.storage_key) && await store.read(`${stem(kept)}.cover.webp`), 'what has a row stays')
    await store.remove(key)
    await sweep()
    assert.deepEqual(await noted(), [], 'gone by itself')
  })
  it('are none while a commit is under way, nor of what is deleted and can be restored', async () => {
    const [slot] = await uploaded(owner, [sample('plain.jpg')]), moved = await finalKey(slot), [deleted] = await whole([sample('plain.jpg')])
    await store.move(slot.storage_key, moved)
    assert.equal((await owner.del(`/api/media_items/${deleted.id}`)).status, 204)
    await sweep()
    assert.deepEqual(await noted(), [])
  })
})

describe('rows whose file is not there', () => {
  it('are marked until it is there again, and nothing else becomes of them', async () => {
    const [media] = await whole([sample('plain.jpg')]), bytes = await store.read(media.storage_key), began = await now()
    assert.equal(media.missing_since, null)
    await store.remove(media.storage_key)
    await sweepCounts('lost', 1, began)
    const lost = await item(media)
    assert.match(lost.missing_since, /^2\d{3}-/)
    assert.deepEqual([lost.status, lost.version], ['ready', media.version])
    await store.write(media.storage_key, bytes)
    await sweepCounts('found', 1, began)
    assert.equal((await item(media)).missing_since, null)
  })
  it('or a small picture of them, which is made again', async () => {
    const [media] = await whole([sample('plain.jpg')]), key = `${stem(media)}.screen.webp`, began = await now()
    await store.remove(key)
    await sweepCounts('asked', 1, began)
    await eventually(() => store.read(key))
  })
  it('or that were there before pictures were made in small', async () => {
    const [media] = await whole([sample('plain.jpg')])
    await sql(`update public.media_items set variants = null where id = :'id'::uuid`, { id: media.id })
    await sweep()
    await eventually(async () => (await item(media)).thumbnail_url)
  })
})
