// SPDX-License-Identifier: Apache-2.0
// The file store is away: uploads wait, everything else goes on, nothing is half done, and when it is back a repetition does the
// rest. STORE_FAULT names the file by which s3rver.js is made ill; a local store is made ill by taking its folder away.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { renameSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import { assertProblem, ask, send } from '../lib/http.js'
import { newAgency, property } from '../lib/world.js'
import { options } from '../lib/options.js'
import { store } from '../lib/store.js'
import { commit, itemsOf, presign, putAll, sample, uploaded } from '../lib/uploads.js'

const { STORE_FAULT } = process.env
const folder = options.STORAGE_DIR
const kinds = store.kind === 'local' ? { 'without its folder': () => renameSync(folder, `${folder}.away`) }
  : STORE_FAULT ? Object.fromEntries(['away', 'slow down', 'silent'].map((kind) => [`that is ${kind}`, () => writeFileSync(STORE_FAULT, kind)])) : {}
function mend() {
  if (STORE_FAULT) rmSync(STORE_FAULT, { force: true })
  if (store.kind === 'local' && existsSync(`${folder}.away`)) renameSync(`${folder}.away`, folder)
}

let owner
before(async () => {
  owner = (await newAgency('store-fault')).owner
})
after(mend)

for (const [what, breakIt] of Object.entries(kinds))
  describe(`a store ${what}`, () => {
    let home, slots, began
    before(async () => {
      home = await owner.make('/api/properties', property())
      slots = await uploaded(owner, ['plain.jpg', 'plain.png', 'plain.pdf'].map(sample), { property_id: home.id })
      breakIt()
      began = Date.now()
    })
    after(mend)
    it('makes a commit 503 in time, with nothing made', async () => {
      const answer = await commit(owner, slots, { property_id: home.id }), problem = assertProblem(answer, 503, 'storage-unavailable')
      assert.ok(Number(answer.headers['retry-after']) >= 1, String(answer))
      assert.ok(Date.now() - began < 15_000)
      for (const secret of [folder, options.S3_ENDPOINT, options.S3_BUCKET, options.S3_SECRET_ACCESS_KEY].filter(Boolean)) assert.ok(!JSON.stringify(problem).includes(`${secret}`), secret)
      assert.equal(await itemsOf(slots), 0)
    })
    it('stops neither presign, nor records, nor reading of items', async () => {
      assert.equal((await presign(owner, [sample('plain.jpg')])).length, 1)
      assert.equal((await owner.get('/api/media_items')).status, 200)
      assert.equal((await owner.patch(`/api/properties/${home.id}`, { price: 5 })).status, 200)
      assert.equal((await ask('GET', '/api/health')).status, 200)
    })
    it('is told by /api/ready', async () => {
      const answer = await send('GET', '/api/ready')
      assert.deepEqual([answer.status, answer.json.status, answer.json.away], [503, 'not ready', 'media'], String(answer))
    })
    it('that is back takes the same request', async () => {
      mend()
      const answer = await commit(owner, slots, { property_id: home.id })
      assert.equal(answer.status, 200, String(answer))
      assert.equal(await itemsOf(slots), 3)
      assert.equal((await ask('GET', '/api/ready')).status, 200)
      await putAll(await presign(owner, [sample('plain.jpg')]))
    })
  })
