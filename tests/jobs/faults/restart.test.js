// SPDX-License-Identifier: Apache-2.0
// Workers are killed and stopped, and Postgres restarted under them: nothing is lost, nothing done twice.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { without } from '../../api/lib/env.js'
import { restart } from '../../api/lib/postgres.js'
import { prepare, storm } from '../lib.js'

describe('jobs', { skip: without('PGDATA') }, () => {
  before(prepare)
  it('end, each effect once, though Postgres is restarted meanwhile', async (t) => {
    const { faults, said } = await storm({ seed: Number(process.env.SEED ?? 1), count: Number(process.env.JOBS ?? 300), stop: true, restart, seconds: 300 })
    t.diagnostic(said)
    assert.ok(faults.restarts >= 1, said)
    assert.ok(faults.stopped < 10 || faults.refused >= 1, said)
  })
})
