// SPDX-License-Identifier: Apache-2.0
// Workers with kinds of jobs of their own (kinds.c), and what the database knows of them. The instance's own job workers know none
// of these kinds.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGDATA } from '../api/lib/env.js'
import { sql } from '../api/lib/database.js'

export { sql, sleep }
export const program = process.env.JOBS_TEST_PROGRAM ?? join(dirname(PGDATA), 'build/tests/jobs/worker')

/** The table of effects: once, by whoever comes first. */
export const prepare = () => sql(`
  select pg_advisory_lock(4711);
  create schema if not exists tests_of_jobs;
  create table if not exists tests_of_jobs.effects (job uuid not null, attempt int not null);
  create table if not exists tests_of_jobs.snoozed (job uuid primary key);
  grant usage on schema tests_of_jobs to stagefy_jobs;
  grant select, insert on all tables in schema tests_of_jobs to stagefy_jobs;`)

/** Enqueues p_count jobs of each kind for an agency; answers the word by which only these are found. */
export async function enqueue(kinds, count, { agency = null, payload = {}, mark = randomUUID() } = {}) {
  await sql(`set role stagefy_definer;
    select count(case when :'agency' = '' then work.enqueue_platform(k, p) else work.enqueue_for(nullif(:'agency', '')::uuid, k, p) end)
    from unnest(string_to_array(:'kinds', ' ')) k, generate_series(1, :count),
      lateral (select jsonb_build_object('mark', :'mark') || :'payload'::jsonb) x (p)`,
  { kinds: [kinds].flat().join(' '), count, agency: agency ?? '', mark, payload: JSON.stringify(payload) })
  return mark
}

const NUMBERS = new Set(['attempts', 'progress', 'effects', 'started', 'ended'])
const COLUMNS = ['id', 'kind', 'status', 'attempts', 'progress', 'error', 'result', 'worker', 'effects', 'started', 'ended']
/** All jobs of that mark, in the order of their beginning. */
export async function jobs(mark) {
  const rows = await sql(`select j.id, j.kind, j.status, j.attempts, j.progress, j.error ->> 'code', j.result ->> 'by', j.worker,
      (select count(*) from tests_of_jobs.effects e where e.job = j.id), extract(epoch from j.started_at), extract(epoch from j.ended_at)
    from internal.jobs j where j.payload ->> 'mark' = :'mark' order by j.started_at, j.id`, { mark })
  return rows.map((row) => Object.fromEntries(COLUMNS.map((name, i) => [name, NUMBERS.has(name) ? Number(row[i]) : row[i]])))
}
export async function one(mark) {
  const list = await jobs(mark)
  assert.equal(list.length, 1)
  return list[0]
}
/** Until none of them is live any more; answers all of them. */
export async function ended(mark, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(25)) {
    const left = await sql(`select count(*) from internal.jobs_live j where j.payload ->> 'mark' = :'mark'`, { mark }).catch(() => [['?']])
    if (left[0][0] === '0') return jobs(mark)
  }
  return assert.fail(`jobs are left after ${seconds} s: ${JSON.stringify((await jobs(mark)).filter((job) => !job.ended).slice(0, 3))}`)
}
export async function until(check, seconds = 15) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(10)) {
    const answer = await check()
    if (answer) return answer
  }
  return assert.fail('it never happened')
}

/** So many workers; one that ends is replaced, as multiwatch does. env: further options. */
export class Pool {
  constructor(count, env = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'jobs-'))
    this.env = { PATH: process.env.PATH, JOBS_DATABASE_URL: process.env.JOBS_DATABASE_URL, RUNTIME_DIR: this.folder, JOB_LEASE_S: '2', JOB_POLL_MS: '100', LOG_LEVEL: 'info', ...env }
    this.log = ''
    this.children = []
    for (let i = 0; i < count; i++) this.start()
  }
  start() {
    const child = spawn(program, [], { env: this.env, stdio: ['ignore', 'inherit', 'pipe'], cwd: '/' })
    child.stderr.on('data', (bytes) => (this.log += bytes))
    child.on('exit', () => {
      this.children = this.children.filter((other) => other !== child)
      if (!this.stopping) this.start()
    })
    this.children.push(child)
    return child
  }
  /** What was logged, by event. */
  events(name) {
    return this.log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((line) => line.event === name)
  }
  /** Answers how long it took, in ms. */
  async stop(signal = 'SIGTERM') {
    const began = Date.now()
    this.stopping = true
    for (const child of this.children) child.kill(signal)
    await until(() => this.children.length === 0)
    rmSync(this.folder, { recursive: true, force: true })
    return Date.now() - began
  }
}

/** A sequence of numbers from 0 to 1 that a seed decides (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Jobs of mixed kinds while workers are killed at random, and, if asked for, stopped past their lease and Postgres restarted.
 * Every job completes, with each effect exactly once.
 */
export async function storm({ seed, count, workers = 4, restart, stop, seconds = 120 }) {
  const random = dice(seed), kinds = ['test.effect', 'test.apart', 'test.flaky', 'test.snoozing', 'test.slow']
  const mark = await enqueue(kinds, Math.ceil(count / kinds.length), { payload: { ms: 20 } })
  const pool = new Pool(workers, { LOG_LEVEL: 'warn', JOB_BATCH: String(1 + Math.floor(random() * 4)) })
  const faults = { killed: 0, stopped: 0, restarts: 0 }
  let over = false
  const wreck = (async () => {
    for (let n = 1; !over; n++) {
      await sleep(50 + random() * 200)
      const child = pool.children[Math.floor(random() * pool.children.length)]
      if (!child || over) continue
      if (stop && n % 7 === 0) {
        child.kill('SIGSTOP')
        faults.stopped++
        setTimeout(() => child.kill('SIGCONT'), 3000)
      } else if (child.kill('SIGKILL')) faults.killed++
      if (restart && n % 20 === 10) {
        await restart(random() < 0.5 ? 'immediate' : 'fast')
        faults.restarts++
      }
    }
  })()
  let list
  try {
    list = await ended(mark, seconds)
  } finally {
    over = true
    await wreck
    for (const child of pool.children) child.kill('SIGCONT')
    await pool.stop()
  }
  const said = `SEED=${seed} ${JSON.stringify(faults)}`
  assert.equal(list.length, Math.ceil(count / kinds.length) * kinds.length, said)
  assert.deepEqual(list.filter((job) => job.status !== 'completed'), [], said)
  assert.deepEqual(list.filter((job) => job.effects !== 1), [], said)
  return { faults, list }
}
