// SPDX-License-Identifier: Apache-2.0
// Postgres restarted under load, cut off from its clients, and stopped in the middle of everything: what was acknowledged is
// kept, what was not can be asked again, and nobody waits longer than three seconds for a 503.
import { afterEach, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { without } from '../lib/env.js'
import { ask, assertProblem } from '../lib/http.js'
import { load, longestGap } from '../lib/load.js'
import { restart, signalAll } from '../lib/postgres.js'
import { sql } from '../lib/database.js'
import { until } from '../lib/retry.js'
import { contact, newAgency, unique } from '../lib/world.js'

// what a client may be told while something is broken: a success, or that it may ask again
const RETRYABLE = [0, 409, 429, 502, 503, 504]
const well = async () => until(async () => (await ask('GET', '/api/health').catch(() => ({}))).status === 200)

describe('Postgres', { skip: without('PGDATA', 'ADMIN_DATABASE_URL') }, () => {
  let person
  before(async () => {
    person = (await newAgency('faults')).owner
  })
  afterEach(async () => {
    await signalAll('SIGCONT')
    await well()
  })

  // Each client makes contacts, each with a key; one that was not told how it ended asks again until it is.
  function writers(count) {
    const acknowledged = []
    const pending = new Map()
    const running = load(count, async (client) => {
      const one = pending.get(client) ?? { key: unique('key'), username: unique('u') }
      pending.set(client, one)
      const answer = await person.post('/api/contacts', contact({ username: one.username }), { key: one.key, timeout: 8000 })
      if (answer.status === 201) {
        acknowledged.push({ ...one, id: answer.json.id })
        pending.delete(client)
      }
      return answer
    })
    return { running, acknowledged }
  }

  async function assertKept(told, acknowledged) {
    for (const { status, answer } of told) assert.ok(status === 201 || RETRYABLE.includes(status), String(answer.error ?? answer))
    for (const { status, answer } of told.filter((t) => t.status === 503)) {
      assert.equal(status, 503)
      assert.ok(Number(answer.headers['retry-after']) >= 1, String(answer))
    }
    assert.ok(acknowledged.length > 20, `${acknowledged.length} acknowledged`)
    const rows = await sql(`select username, count(*), min(id::text) from public.contacts where agency_id = :'agency' and username is not null group by username`, { agency: await person.agency.id() })
    const kept = new Map(rows.map(([username, count, id]) => [username, { count, id }]))
    for (const { username, id } of acknowledged) assert.deepEqual(kept.get(username), { count: '1', id }, 'an acknowledged write is lost or doubled')
    for (const [username, { count }] of kept) assert.equal(count, '1', `${username} was written twice`)
  }

  for (const mode of ['fast', 'immediate'])
    it(`${mode} restart under load: nothing acknowledged is lost, every refusal may be asked again`, async () => {
      const { running, acknowledged } = writers(8)
      await sleep(700)
      const from = Date.now()
      await restart(mode)
      await well()
      const back = Date.now()
      await sleep(700)
      const told = await running.stop()
      await assertKept(told, acknowledged)
      const gap = longestGap(told, from, back + 700)
      assert.ok(gap < 8000, `${gap} ms without a success`)
    })

  it('every connection ended by the server: a success within two seconds, no 500', async () => {
    const { running, acknowledged } = writers(8)
    const from = Date.now()
    for (let i = 0; i < 4; i++) {
      await sleep(300)
      await sql(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'stagefy_api'`)
    }
    await sleep(500)
    const told = await running.stop()
    await assertKept(told, acknowledged)
    assert.ok(longestGap(told, from, Date.now()) < 2000)
  })

  it('stopped (SIGSTOP) with forty clients: each is answered 503 with Retry-After within 3 s', async () => {
    await Promise.all(Array.from({ length: 12 }, () => person.get('/api/contacts?limit=1')))
    await signalAll('SIGSTOP')
    const began = Date.now()
    const answers = await Promise.all(Array.from({ length: 40 }, async (_, i) => {
      const answer = i % 2 ? await person.post('/api/contacts', contact(), { timeout: 10000 }) : await person.get('/api/contacts?limit=1', { timeout: 10000 })
      return { answer, ms: Date.now() - began }
    }))
    for (const { answer, ms } of answers) {
      assertProblem(answer, 503, 'database-unavailable')
      assert.ok(Number(answer.headers['retry-after']) >= 1)
      assert.ok(ms <= 3000, `${ms} ms`)
    }
    // once it is known, nobody waits
    const late = Date.now()
    const more = await Promise.all(Array.from({ length: 20 }, () => person.get('/api/contacts?limit=1', { timeout: 10000 })))
    for (const answer of more) assertProblem(answer, 503, 'database-unavailable')
    assert.ok(Date.now() - late < 3000, `${Date.now() - late} ms with the breaker open`)
    // what asks no database is answered all the same, and health tells
    assert.equal((await ask('GET', '/api/live')).status, 200)
    const health = await ask('GET', '/api/openapi.json')
    assert.equal(health.status, 200)
    await signalAll('SIGCONT')
    const back = Date.now()
    await until(async () => (await person.get('/api/contacts?limit=1')).status === 200)
    assert.ok(Date.now() - back < 2000, `${Date.now() - back} ms until the first success`)
  })

  it('stopped under load for 4 s: what was acknowledged is there once, afterwards', async () => {
    const { running, acknowledged } = writers(8)
    await sleep(500)
    await signalAll('SIGSTOP')
    await sleep(4000)
    await signalAll('SIGCONT')
    await well()
    await sleep(700)
    await assertKept(await running.stop(), acknowledged)
  })

  it('health says 503 while it is stopped, without a word about why', async () => {
    await signalAll('SIGSTOP')
    const answer = await person.get('/api/contacts?limit=1', { timeout: 10000 })
    assert.equal(answer.status, 503)
    const { default: https } = await import('node:https')
    assert.ok(https)
    const { send } = await import('../lib/http.js')
    const health = await send('GET', '/api/health', { timeout: 10000 })
    assert.equal(health.status, 503)
    assert.deepEqual(Object.keys(health.json), ['status', 'database', 'timestamp'])
    assert.deepEqual([health.json.status, health.json.database], ['unhealthy', 'disconnected'])
    assert.ok(Number(health.headers['retry-after']) >= 1)
  })
})
