// SPDX-License-Identifier: Apache-2.0
// Whoever carries changes on is killed in the middle of it: the next one goes on, and nothing is lost, told twice or out of order.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { without } from '../lib/env.js'
import { sql, transaction } from '../lib/database.js'
import { eventually } from '../lib/retry.js'
import { listenAs } from '../lib/stream.js'
import { contact, newAgency } from '../lib/world.js'

const jobWorkers = () => execFileSync('sh', ['-c', process.env.JOB_WORKER_PIDS_COMMAND], { encoding: 'utf8' }).split(/\s+/).filter(Boolean).map(Number)

describe('the relay', { skip: without('JOB_WORKER_PIDS_COMMAND', 'ADMIN_DATABASE_URL') }, () => {
  it('is killed with changes in hand: the next one tells them, once, in their order, and each delivery is made once', async () => {
    const { owner } = await newAgency('relay'), before = jobWorkers()
    // nobody listens there
    const { id: endpoint } = await owner.make('/api/webhook_endpoints', { url: 'http://127.0.0.1:9/', events: ['contact.created'] })
    const stream = await listenAs(owner), ids = []
    const make = async () => ids.push((await owner.make('/api/contacts', contact())).id)
    const told = (id) => stream.heard.flatMap((h, i) => (h.events ?? []).filter((e) => e.id === id).map(() => i))
    try {
      await make()
      await stream.until(() => told(ids[0]).length > 0)
      // without a transaction id, which would hold back the feed itself
      const holder = await transaction('lock table internal.event_relay in exclusive mode')
      try {
        await make()
        await holder.blocks()
        await make()
        // as processes of multiwatch, which puts others in their place
        for (const pid of before) process.kill(pid, 'SIGKILL')
      } finally {
        await holder.commit()
      }
      await make()
      await stream.until(() => told(ids.at(-1)).length > 0)
      const places = ids.map(told)
      assert.ok(places.every((list) => list.length === 1), JSON.stringify(places))
      assert.deepEqual(places, places.toSorted((a, b) => a[0] - b[0]), 'in the order in which they were made')
      // what is told is committed a moment later
      const made = await eventually(async () => {
        const rows = await sql(`select body::jsonb #>> '{data,id}', count(*) from public.webhook_deliveries where endpoint_id = :'endpoint' group by 1`, { endpoint })
        return rows.length === ids.length && rows
      })
      assert.deepEqual(made.toSorted(), ids.map((id) => [id, '1']).toSorted())
      await eventually(() => jobWorkers().length === before.length)
      assert.ok(jobWorkers().every((pid) => !before.includes(pid)))
    } finally {
      stream.close()
      await owner.del(`/api/webhook_endpoints/${endpoint}`)
    }
  })
})
