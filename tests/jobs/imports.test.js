// SPDX-License-Identifier: Apache-2.0
// An import whose worker is killed in the middle: another goes on behind what is done, each row becomes one record, and however many
// rows there are, the memory is the same. ROWS: how many (./dev prove imports has 200,000).
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { put } from '../api/lib/uploads.js'
import { newAgency } from '../api/lib/world.js'
import { Pool, ended, prepare, sql, until } from './lib.js'

const HOW_MANY = { table: Number(process.env.ROWS ?? 1500), bundle: Number(process.env.ROWS ?? 800) }, FEW = 400, MOST_GROWTH_KIB = 12 * 1024, SECONDS = 60 + HOW_MANY.table / 50

/** The most that a process has held, in KiB. */
const peak = (pid) => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])
const ownWorkers = () => execFileSync('sh', ['-c', process.env.JOB_WORKER_PIDS_COMMAND], { encoding: 'utf8' }).trim().split(/\s+/)

/** Lines of so many people; or of homes and, behind each, the person it belongs to. */
const FILES = {
  table: {
    name: 'people.csv', type: 'text/csv', path: '/api/contacts/import', tables: ['contacts'],
    text: (count, mark) => ['name;email;phone;notes', ...Array.from({ length: count }, (_, i) => `Person ${i};${i}@${mark}.example;+352621${String(100000 + i % 900000)};"Said: ""line ${i}"""`)],
  },
  bundle: {
    name: 'move.ndjson', type: 'application/x-ndjson', path: '/api/imports', tables: ['contacts', 'properties'],
    text: (count, mark) => Array.from({ length: count / 2 }, (_, i) => `{"table":"properties","external_ref":"p${i}","contact_ref":"c${i}","address":"Street ${i}"}\n{"table":"contacts","external_ref":"c${i}","name":"Person ${i}","email":"${i}@${mark}.example"}`),
  },
}

/** Such a file, uploaded and looked into by the instance's own workers. */
async function analysed(person, count, { name, type, path, text }) {
  const bytes = Buffer.from(`${text(count, randomUUID()).join('\n')}\n`)
  const { files: [slot] } = (await person.post('/api/media/presign', { purpose: 'import', files: [{ filename: name, content_type: type, size: bytes.length }] })).json
  await put(slot, bytes)
  const { id } = (await person.post(path, { file_name: name, storage_key: slot.storage_key })).json
  await until(async () => (await person.get(`/api/imports/${id}`)).json.status === 'mapping', SECONDS)
  assert.equal((await person.get(`/api/imports/${id}`)).json.row_count, count)
  return id
}

/** Its run, as a job that only workers of this file know. */
async function run(person, id) {
  const mark = randomUUID()
  await sql(`begin; set local role stagefy_definer;
    update public.imports set status = 'running' where id = :'id';
    select app.set_context(:'agency', :'user', 'owner', 'all', null, null);
    select work.enqueue('test.import', jsonb_build_object('import_id', :'id', 'mark', :'mark')); commit`,
  { id, mark, agency: await person.agency.id(), user: await person.id() })
  return mark
}
const done = async (id) => Number((await sql(`select count(*) from internal.import_rows where import_id = :'id' and done`, { id }))[0][0])

describe('a worker that is killed while it imports', () => {
  before(prepare)
  for (const [kind, ROWS] of Object.entries(HOW_MANY)) it(`is followed by one that goes on, each row of a ${kind} once, in the memory of a few`, { timeout: (2 * SECONDS + 60) * 1000 }, async () => {
    const file = FILES[kind], { owner } = await newAgency('killed'), few = await analysed(owner, FEW, file), before = Math.max(...ownWorkers().map(peak))
    const many = await analysed(owner, ROWS, file)
    assert.ok(Math.max(...ownWorkers().map(peak)) - before < MOST_GROWTH_KIB, 'the analysis takes no more memory for more rows')
    const pool = new Pool(1, {}, ['imports'])
    try {
      await ended(await run(owner, few), SECONDS)
      const small = peak(pool.children[0].pid), mark = await run(owner, many)
      await until(async () => await done(many) >= 200, SECONDS)
      pool.children[0].kill('SIGKILL')
      await until(() => pool.children.length === 1)
      const [job] = await ended(mark, SECONDS)
      assert.equal(job.status, 'completed', JSON.stringify(job))
      assert.equal(job.attempts, 2)
      assert.ok(peak(pool.children[0].pid) - small < MOST_GROWTH_KIB, `the run takes no more memory for more rows: ${small} KiB, ${peak(pool.children[0].pid)} KiB`)
    } finally {
      await pool.stop('SIGKILL')
    }
    const { status, new_count, changed_count, same_count, wrong_count } = (await owner.get(`/api/imports/${many}`)).json
    assert.deepEqual([status, new_count, changed_count, same_count, wrong_count], kind === 'bundle' ? ['completed', ROWS - FEW, FEW / 2, FEW / 2, 0] : ['completed', ROWS, 0, 0, 0])
    const [[made, changes]] = await sql(`select (select count(*) from public.contacts where agency_id = :'agency') + (select count(*) from public.properties where agency_id = :'agency'),
      (select count(*) from internal.changes where batch_id = :'many' and table_name = any (string_to_array(:'tables', ',')) and action = 'created')`,
    { agency: await owner.agency.id(), many, tables: file.tables.join() })
    const again = kind === 'bundle' ? FEW : 0 // the same external_refs: those are no new records
    assert.deepEqual([Number(made), Number(changes)], [FEW + ROWS - again, ROWS - again])
  })
})
