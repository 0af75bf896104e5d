// SPDX-License-Identifier: Apache-2.0
// Postgres stopped in the middle of everything: nobody waits longer than three seconds for a 503, and then not at all. What
// load sees of that and of other faults: tests/faults.
import { afterEach, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { without } from '../lib/env.js'
import { ask, assertProblem, send } from '../lib/http.js'
import { signalAll } from '../lib/postgres.js'
import { until } from '../lib/retry.js'
import { contact, newAgency } from '../lib/world.js'

const well = async () => until(async () => (await ask('GET', '/api/health').catch(() => ({}))).status === 200)

describe('Postgres', { skip: without('PGDATA') }, () => {
  let person
  before(async () => {
    person = (await newAgency('faults')).owner
  })
  afterEach(async () => {
    await signalAll('SIGCONT')
    await well()
  })

  it('stopped (SIGSTOP) with forty clients: each is answered 503 with Retry-After within 3 s', async () => {
    const forty = async () => {
      const began = Date.now()
      return Promise.all(Array.from({ length: 40 }, async (_, i) => {
        const answer = i % 2 ? await person.post('/api/contacts', contact(), { timeout: 10000 }) : await person.get('/api/contacts?limit=1', { timeout: 10000 })
        return { answer, ms: Date.now() - began }
      }))
    }
    await forty()
    // what this machine does to the same forty while nothing is broken, as tests/faults has it
    const calm = 2 * Math.max(...(await forty()).map(({ ms }) => ms))
    await signalAll('SIGSTOP')
    for (const { answer, ms } of await forty()) {
      assertProblem(answer, 503, 'database-unavailable')
      assert.ok(Number(answer.headers['retry-after']) >= 1)
      assert.ok(ms <= 3000 + calm, `${ms} ms`)
    }
    // once it is known, nobody waits
    const late = Date.now()
    const more = await Promise.all(Array.from({ length: 20 }, () => person.get('/api/contacts?limit=1', { timeout: 10000 })))
    for (const answer of more) assertProblem(answer, 503, 'database-unavailable')
    assert.ok(Date.now() - late < 3000 + calm, `${Date.now() - late} ms with the breaker open`)
    // what asks no database is answered all the same, and health tells without a word about why
    for (const path of ['/api/live', '/api/openapi.json']) assert.equal((await ask('GET', path)).status, 200)
    const health = await send('GET', '/api/health', { timeout: 10000 })
    assert.equal(health.status, 503)
    assert.deepEqual(Object.keys(health.json), ['status', 'database', 'timestamp'])
    assert.deepEqual([health.json.status, health.json.database], ['unhealthy', 'disconnected'])
    assert.ok(Number(health.headers['retry-after']) >= 1)
    await signalAll('SIGCONT')
    const back = Date.now()
    await until(async () => (await person.get('/api/contacts?limit=1')).status === 200)
    assert.ok(Date.now() - back < 2000 + calm, `${Date.now() - back} ms until the first success`)
  })
})
