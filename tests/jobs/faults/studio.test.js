// SPDX-License-Identifier: Apache-2.0
// Pictures edited by others while those fail in every way, and our workers are killed: tests/jobs/studio.js.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { without } from '../../api/lib/env.js'
import { storm } from '../studio.js'

describe('the studio', { skip: without('PGDATA', 'AI_URL') }, () => {
  it('pays each provider once, and is paid for what it delivers', async (t) => {
    const { said, wrong, steps, faults } = await storm({ seed: Number(process.env.SEED ?? 1), count: Number(process.env.SCHEDULES ?? 24), seconds: Number(process.env.STORM_SECONDS ?? 90) })
    t.diagnostic(said)
    assert.deepEqual(wrong, [], said)
    assert.ok(faults.killed > 0 && steps.some(({ status, service }) => status === 'completed' && service !== 'local') && steps.some(({ status }) => status === 'failed'), said)
  })
})
