// SPDX-License-Identifier: Apache-2.0
// Workers and what befalls them: killed, stopped, told to end, stuck; limits and turns.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool, ended, enqueue, jobs, one, prepare, sleep, sql, storm, until } from './lib.js'

const agencies = async () => (await sql(`select id from public.agencies order by id limit 2`)).map(([id]) => id)
/** With workers that end when the test does, if not before. */
async function withPool(count, env, run) {
  const pool = new Pool(count, env)
  try {
    return await run(pool)
  } finally {
    for (const child of pool.children) child.kill('SIGCONT')
    await pool.stop('SIGKILL')
  }
}
const processing = (mark) => until(async () => (await jobs(mark)).every((job) => job.status === 'processing'))

describe('a worker', () => {
  before(prepare)

  it('does what was asked for, with effect and end in one commit or in two', () => withPool(1, {}, async () => {
    const mark = await enqueue(['test.effect', 'test.apart', 'test.flaky', 'test.snoozing', 'test.noop'], 1)
    const list = Object.fromEntries((await ended(mark)).map((job) => [job.kind, [job.status, job.attempts, job.effects, job.result]]))
    assert.deepEqual(list, {
      'test.effect': ['completed', 1, 1, 'complete'],
      'test.apart': ['completed', 1, 1, 'settle'],
      'test.flaky': ['completed', 2, 1, 'complete'],
      'test.snoozing': ['completed', 1, 1, 'complete'],
      'test.noop': ['completed', 1, 0, ''],
    })
  }))
  it('is woken by a byte in the FIFO', async () => {
    const first = await enqueue('test.noop', 1)
    await withPool(1, { JOB_POLL_MS: '60000' }, async (pool) => {
      await ended(first)
      // it may still be looking whether there is more
      const left = async () => {
        const mark = await enqueue('test.noop', 1)
        await sleep(100)
        return (await one(mark)).status === 'pending' && mark
      }
      const mark = await left() || await left() || await left() || assert.fail('it does not wait')
      writeFileSync(join(pool.folder, 'jobs.wake'), ' ')
      await ended(mark) // long before it would look by itself
    })
  })
  it('keeps a job for longer than a lease', () => withPool(2, {}, async () => {
    const mark = await enqueue('test.slow', 1, { payload: { ms: 2500 } })
    const [job] = await ended(mark)
    assert.deepEqual([job.status, job.attempts, job.effects], ['completed', 1, 1])
  }))
  it('that was stopped past its lease is refused when it wakes up, while another is at its job', () => withPool(1, {}, async (first) => {
    const mark = await enqueue('test.effect', 1, { payload: { ms: 2500 } })
    await processing(mark)
    first.children[0].kill('SIGSTOP')
    await withPool(1, {}, async (second) => {
      await until(async () => (await one(mark)).attempts === 2)
      first.children[0].kill('SIGCONT')
      const [late] = await until(() => first.events('job').length > 0 && first.events('job'))
      assert.deepEqual([late.outcome, late.problem, late.attempt], ['again', 'conflict', 1])
      const [job] = await ended(mark)
      assert.deepEqual([job.status, job.attempts, job.effects], ['completed', 2, 1])
      await until(() => second.events('job').length > 0)
      assert.deepEqual(second.events('job').map((line) => [line.outcome, line.attempt]), [['done', 2]])
    })
  }))
  it('dies of a poisonous job, and that fails and is kept', () => withPool(2, {}, async () => {
    const [job] = await ended(await enqueue('test.poison', 1))
    assert.deepEqual([job.status, job.attempts, job.error], ['failed', 2, 'worker-lost'])
    await ended(await enqueue('test.noop', 5))
  }))
  it('ends when a job takes too long, and that says so', () => withPool(1, {}, async (pool) => {
    const [job] = await ended(await enqueue('test.stuck', 1))
    assert.deepEqual([job.status, job.attempts, job.error], ['failed', 1, 'timeout'])
    await until(() => pool.events('job_timeout').length > 0)
    assert.equal(pool.events('job_timeout').length, 1)
  }))
  it('stops a job that somebody wants cancelled', () => withPool(1, {}, async () => {
    const mark = await enqueue('test.slow', 1, { payload: { ms: 60000 } })
    await processing(mark)
    await sql(`update internal.jobs_live set cancel_asked = true where payload ->> 'mark' = :'mark'`, { mark })
    const [job] = await ended(mark) // of its minute
    assert.deepEqual([job.status, job.effects], ['cancelled', 0])
  }))
  it('hands back all that it has when it is told to end', () => withPool(1, { JOB_BATCH: '5', JOB_LEASE_S: '60' }, async (pool) => {
    const mark = await enqueue('test.slow', 5, { payload: { ms: 60000 } })
    await processing(mark)
    const ms = await pool.stop()
    assert.ok(ms < 2000, `${ms} ms`)
    assert.deepEqual((await jobs(mark)).map((job) => [job.status, job.attempts]), Array(5).fill(['pending', 0]))
    await sql(`delete from internal.jobs_live where payload ->> 'mark' = :'mark'`, { mark })
  }))
  it('hands back what does not stop by itself within a few seconds', () => withPool(1, { JOB_LEASE_S: '60' }, async (pool) => {
    const mark = await enqueue('test.effect', 1, { payload: { ms: 60000 } })
    await processing(mark)
    const ms = await pool.stop()
    assert.ok(ms < 8000, `${ms} ms`)
    const job = await one(mark)
    assert.deepEqual([job.status, job.attempts], ['pending', 0])
    await sql(`delete from internal.jobs_live where payload ->> 'mark' = :'mark'`, { mark })
  }))
})

describe('workers together', () => {
  before(prepare)

  it('do one at a time of a kind that has this limit', () => withPool(3, {}, async () => {
    const mark = await enqueue('test.single', 6, { payload: { ms: 60 } })
    let most = 0, over = false
    const watch = (async () => {
      while (!over) most = Math.max(most, (await jobs(mark)).filter((job) => job.status === 'processing').length)
    })()
    await ended(mark)
    over = true
    await watch
    assert.equal(most, 1)
  }))
  it('serve two agencies in turns: 5,000 jobs of one, five of another', async () => {
    const [big, small] = await agencies()
    const many = await enqueue('test.noop', 5000, { agency: big }), few = await enqueue('test.noop', 5, { agency: small })
    await withPool(2, { LOG_LEVEL: 'warn' }, async () => {
      const list = await ended(few)
      assert.ok(list.every((job) => job.status === 'completed'))
      const last = list.at(-1).started
      const [[before]] = await sql(`select count(*) from internal.jobs where payload ->> 'mark' = :'many' and extract(epoch from started_at) < :last`, { many, last })
      assert.ok(Number(before) <= 7, `${before} of the other came before the last of the five`)
    })
    await sql(`delete from internal.jobs_live where payload ->> 'mark' = :'many'`, { many })
  })
  it('take their jobs together while there are many', () => withPool(6, {}, async (pool) => {
    const list = await ended(await enqueue('test.noop', 1200))
    const claims = new Set(list.map((job) => job.started)).size // what one transaction claims begins at one moment
    assert.ok(claims < 0.7 * list.length, `${claims} claims of ${list.length} jobs`)
    assert.equal(new Set(list.map((job) => job.worker)).size, 6)
    assert.equal(pool.events('dispatcher').length, 1)
  }))
  it('go on when the one that takes jobs for all is killed: another does it', () => withPool(4, {}, async (pool) => {
    const mark = await enqueue('test.effect', 1500, { payload: { ms: 2 } })
    const [{ pid }] = await until(() => pool.events('dispatcher').length > 0 && pool.events('dispatcher'))
    process.kill(pid, 'SIGKILL')
    const list = await ended(mark, 10)
    assert.deepEqual(list.filter((job) => job.status !== 'completed' || job.effects !== 1), [])
    assert.equal(new Set(pool.events('dispatcher').map((line) => line.pid)).size, 2)
  }))
  it('leave the one that takes jobs for all alone when it stands still', () => withPool(3, {}, async (pool) => {
    const mark = await enqueue('test.effect', 300, { payload: { ms: 5 } })
    const [{ pid }] = await until(() => pool.events('dispatcher').length > 0 && pool.events('dispatcher'))
    process.kill(pid, 'SIGSTOP')
    const list = await ended(mark, 12) // its own job comes back to another when its lease has run out
    assert.deepEqual(list.filter((job) => job.status !== 'completed' || job.effects !== 1), [])
  }))
  it('are killed at random under three hundred jobs of mixed kinds: each ends, each effect is there once', async (t) => {
    const { faults, said } = await storm({ seed: Number(process.env.SEED ?? 1), count: Number(process.env.JOBS ?? 300), stop: true })
    t.diagnostic(said)
    assert.ok(faults.killed >= 5, said)
  })
})
