// SPDX-License-Identifier: Apache-2.0
// Workers told to end finish what they have in hand. Under load: tests/faults.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { without } from '../lib/env.js'
import { transaction } from '../lib/database.js'
import { until } from '../lib/retry.js'
import { workers } from '../lib/workers.js'
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
})
