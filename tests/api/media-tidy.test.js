// SPDX-License-Identifier: Apache-2.0
// What nobody committed goes, what was committed stays: `stagefy tidy` on files and on what is noted of them.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { PGDATA } from './lib/env.js'
import { OPTION_FILE } from './lib/options.js'
import { store } from './lib/store.js'
import { newAgency, Person } from './lib/world.js'
import { alone, sql } from './lib/database.js'
import { eventually } from './lib/retry.js'
import { commit, finalKey, presign, sample, uploaded } from './lib/uploads.js'

const program = join(dirname(PGDATA), 'app/bin/stagefy')
const tidy = async (more = {}) => JSON.parse((await promisify(execFile)(program, ['tidy'], { cwd: '/', env: { PATH: process.env.PATH, STAGEFY_CONF: OPTION_FILE, ...more } })).stdout)

let agency, owner
before(async () => {
  agency = await newAgency('tidy')
  owner = agency.owner
})
/** So that they ended that long ago. */
const age = (slots, interval) => sql(`update internal.uploads set expires_at = app.now() - :'interval'::interval where storage_key = any (string_to_array(:'keys', ' '))`,
  { interval, keys: slots.map((slot) => slot.storage_key).join(' ') })
const noted = async (slots) => Number((await sql(`select count(*) from internal.uploads where storage_key = any (string_to_array(:'keys', ' '))`, { keys: slots.map((slot) => slot.storage_key).join(' ') }))[0][0])

const orphans = async () => (await sql('select storage_key from internal.orphaned_files')).map(([key]) => key)

describe('tidy', () => {
  it('removes an upload that ended more than an hour ago, also one that was moved and never made an item', () => alone('tidy', async () => {
    const slots = await uploaded(owner, [sample('plain.jpg'), sample('plain.png')]), moved = await finalKey(slots[1])
    await store.move(slots[1].storage_key, moved)
    await age(slots, '61 minutes')
    await tidy()
    for (const key of [slots[0].storage_key, moved]) assert.equal(await store.read(key), undefined)
    assert.equal(await noted(slots), 0)
  }))
  it('leaves what may still be committed, and what was', () => alone('tidy', async () => {
    const late = await uploaded(owner, [sample('plain.jpg')]), running = await uploaded(owner, [sample('plain.jpg')])
    const done = await uploaded(owner, [sample('plain.jpg')]), { data: [item] } = (await commit(owner, done)).json
    await age([...late, ...done], '59 minutes')
    await age(done, '2 days')
    await tidy()
    assert.deepEqual([await noted(late), await noted(running)], [1, 1])
    assert.ok(await store.read(late[0].storage_key))
    assert.ok(await store.read(item.storage_key))
    assert.equal((await commit(owner, running)).status, 200)
  }))
  it('removes what lies around under a key that no address has been good for since yesterday, and nothing else', () => alone('tidy', async () => {
    const [slot] = await presign(owner, [sample('plain.jpg')]), a = await agency.id()
    const at = (ms) => `pending/${a}/${ms.toString(16).padStart(12, '0').replace(/^(.{8})/, '$1-')}-7000-8000-${Math.floor(Math.random() * 2 ** 47).toString(16).padStart(12, '0')}`
    const old = at(Date.now() - 86400_000 - 901_000), young = at(Date.now() - 80_000_000), odd = `pending/${a}/notes`
    for (const key of [old, young, odd, slot.storage_key]) await store.write(key, 'x')
    await tidy()
    assert.equal(await store.read(old), undefined)
    for (const key of [young, odd, slot.storage_key]) assert.ok(await store.read(key), key)
    for (const key of [young, odd]) await store.remove(key)
  }))
  it('removes the files of a sandbox that was emptied, and no others, whatever a run before has left half done', () => alone('tidy', async () => {
    const { key } = await owner.make('/api/api_keys', { name: 'tidy', mode: 'test', scopes: ['media:read', 'media:write'] }), tester = new Person(key)
    const files = async (person, names) => (await commit(person, await uploaded(person, names.map(sample)))).json.data.map((item) => item.storage_key)
    const [lost, there] = await files(tester, ['plain.jpg', 'plain.png']), [live] = await files(owner, ['plain.jpg'])
    const running = await uploaded(tester, [sample('plain.jpg')])
    await owner.post('/api/api_keys/sandbox/reset')
    assert.ok(await store.read(there), 'the request itself removes none')
    assert.equal((await commit(tester, running)).status, 422, 'what was under way has ended')
    // as if one had stopped between the file and its note
    await store.remove(lost)
    const before = await orphans()
    assert.deepEqual([lost, there].filter((name) => before.includes(name)), [lost, there])
    assert.ok((await tidy()).orphaned_files >= 2)
    assert.equal(await store.read(there), undefined)
    assert.ok(await store.read(live))
    assert.deepEqual((await orphans()).filter((name) => before.includes(name)), [])
    await age(running, '61 minutes')
    await tidy()
    assert.deepEqual([await noted(running), await store.read(running[0].storage_key)], [0, undefined])
  }))
  it('keeps the note of a file that the store did not give up, for the next time', { skip: store.kind !== 'local' }, () => alone('tidy', async () => {
    const { key } = await owner.make('/api/api_keys', { name: 'tidy', mode: 'test', scopes: ['media:read', 'media:write'] }), tester = new Person(key)
    const [{ storage_key: name }] = (await commit(tester, await uploaded(tester, [sample('plain.jpg')]))).json.data
    const bytes = await store.read(name)
    await owner.post('/api/api_keys/sandbox/reset')
    // a folder that is not empty can be removed as no file is
    await store.remove(name)
    await store.write(`${name}/x`, 'x')
    await assert.rejects(tidy())
    assert.ok((await orphans()).includes(name))
    await store.remove(name)
    await store.write(name, bytes)
    await tidy()
    assert.equal(await store.read(name), undefined)
    assert.ok(!(await orphans()).includes(name))
  }))
  it('drops the months of changes that are older than CHANGES_KEEP_DAYS', () => alone('tidy', async () => {
    // made apart and attached, which stops no writer
    await sql(`create table internal.changes_2001_01 (like internal.changes including all);
      alter table internal.changes_2001_01 owner to stagefy_definer;
      alter table internal.changes attach partition internal.changes_2001_01 for values from ('2001-01-01Z') to ('2001-02-01Z')`)
    const there = async () => (await sql(`select to_regclass('internal.changes_2001_01') is not null`))[0][0]
    assert.equal((await tidy({ CHANGES_KEEP_DAYS: '36500' })).months_of_changes, 0)
    assert.equal(await there(), 't')
    // while others write it may have to wait for the next time
    await eventually(async () => (await tidy()).months_of_changes === 1)
    assert.equal(await there(), 'f')
  }))
})
