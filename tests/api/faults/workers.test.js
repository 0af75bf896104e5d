// SPDX-License-Identifier: Apache-2.0
// Workers told to end, and killed: the first finish what they have in hand, the others are replaced.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { without } from '../lib/env.js'
import { load, longestGap } from '../lib/load.js'
import { transaction } from '../lib/database.js'
import { until } from '../lib/retry.js'
import { killOneWorker, workers } from '../lib/workers.js'
import { contact, newAgency } from '../lib/world.js'

describe('workers', { skip: without('WORKER_PIDS_COMMAND', 'ADMIN_DATABASE_URL') }, () => {
  let person, all
  before(async () => {
    person = (await newAgency('workers')).owner
    all = (await workers()).length
    assert.ok(all >= 2)
  })
  const whole = () => until(async () => (await workers()).length === all)

  it('SIGTERM: the request in hand is finished', async () => {
    const { id } = await person.make('/api/contacts', contact())
    const holder = await transaction(`select 1 from public.contacts where id = :'id' for update`, { id })
    const patch = person.patch(`/api/contacts/${id}`, { name: 'finished' })
    await holder.blocks()
    const before = await workers()
    for (const pid of before) process.kill(pid, 'SIGTERM')
    await holder.commit()
    const answer = await patch
    assert.equal(answer.status, 200, String(answer))
    assert.equal(answer.json.name, 'finished')
    await until(async () => (await workers()).every((pid) => !before.includes(pid)))
    await whole()
  })

  it('SIGTERM one after another under load: no request fails', async () => {
    const running = load(8, async (client, i) => (i % 3 ? person.get('/api/contacts?limit=5') : person.post('/api/contacts', contact())))
    for (let i = 0; i < all * 2; i++) {
      await sleep(120)
      await killOneWorker('SIGTERM')
    }
    await sleep(200)
    const told = await running.stop()
    const failed = told.filter((t) => t.status !== 200 && t.status !== 201)
    assert.deepEqual(failed.map((t) => `${t.status} ${t.answer.error ?? t.answer}`), [])
    assert.ok(told.length > 100)
    await whole()
  })

  it('SIGKILL: the client is told 502 or nothing worse, and others go on', async () => {
    const from = Date.now()
    const running = load(8, () => person.get('/api/contacts?limit=5'))
    for (let i = 0; i < 10; i++) {
      await sleep(100)
      await killOneWorker('SIGKILL')
    }
    await sleep(200)
    const told = await running.stop()
    for (const { status, answer } of told) assert.ok([200, 502].includes(status), `${status} ${answer.error ?? answer}`)
    assert.ok(longestGap(told, from, Date.now()) < 1000)
    await whole()
  })

  it('all killed at once: back within a second', async () => {
    for (const pid of await workers()) process.kill(pid, 'SIGKILL')
    const from = Date.now()
    await until(async () => (await person.get('/api/contacts?limit=1').catch(() => ({}))).status === 200)
    assert.ok(Date.now() - from < 1000, `${Date.now() - from} ms`)
    await whole()
  })
})
