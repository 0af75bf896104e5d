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

/** Each of those jobs holds as many credits of the agency's, as paid work does in the transaction that asks for it. */
export async function hold(mark, agency, units) {
  const [[held]] = await sql(`begin; set local role stagefy_definer;
    with given as materialized (select billing.grant(:'agency', 'promotion', 1000000, :'mark')),
         asks as materialized (select app.set_context(:'agency', null, 'admin', 'all', null, null) from given)
    select count(billing.hold('AI_TEXT_CHAT', :units, j.id)) from asks, internal.jobs_live j where j.payload ->> 'mark' = :'mark';
    commit;`, { mark, agency, units })
  return Number(held)
}
/** {captured, released, held, spent} of those jobs, and what is wrong with the books of any agency. */
export async function credits(mark) {
  const [[captured, released, held, spent]] = await sql(`
    select count(*) filter (where h.state = 'captured'), count(*) filter (where h.state = 'released'), count(*) filter (where h.state = 'held'),
           coalesce(-sum(t.amount), 0)
    from internal.jobs j join public.credit_holds h on h.agency_id = j.agency_id and h.job_id = j.id
    left join public.credit_transactions t on t.agency_id = h.agency_id and t.hold_id = h.id where j.payload ->> 'mark' = :'mark'`, { mark })
  const wrong = await sql(`set role stagefy_definer; select * from billing.verify()`)
  return { captured: Number(captured), released: Number(released), held: Number(held), spent: Number(spent), wrong }
}

const NUMBERS = new Set(['attempts', 'progress', 'effects', 'started', 'ended'])
const COLUMNS = ['id', 'kind', 'status', 'attempts', 'progress', 'error', 'result', 'worker', 'effects', 'started', 'ended', 'doomed']
/** All jobs of that mark, in the order of their beginning. */
export async function jobs(mark) {
  const rows = await sql(`select j.id, j.kind, j.status, j.attempts, j.progress, j.error ->> 'code', j.result ->> 'by', j.worker,
      (select count(*) from tests_of_jobs.effects e where e.job = j.id), extract(epoch from j.started_at), extract(epoch from j.ended_at), j.payload ->> 'doomed'
    from internal.jobs j where j.payload ->> 'mark' = :'mark' order by j.started_at, j.id`, { mark })
  return rows.map((row) => Object.fromEntries(COLUMNS.map((name, i) => [name, NUMBERS.has(name) ? Number(row[i]) : row[i]])))
}
export async function one(mark) {
  const list = await jobs(mark)
  assert.equal(list.length, 1)
  return list[0]
}
/** Postgres may be away while it is restarted, and nothing else may be wrong. */
function down(error) {
  if (error.code !== 2 && !/terminating connection|server closed|is shutting down|starting up/.test(error.message)) throw error
}
/** Until none of them is live any more; answers all of them. */
export async function ended(mark, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(25))
    try {
      const [[left]] = await sql(`select count(*) from internal.jobs_live j where j.payload ->> 'mark' = :'mark'`, { mark })
      if (left === '0') return await jobs(mark)
    } catch (error) {
      down(error)
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

/** So many workers; one that ends is replaced, as multiwatch does. env: further options. args: which kinds, see kinds.c. */
export class Pool {
  constructor(count, env = {}, args = []) {
    this.args = args
    this.folder = mkdtempSync(join(tmpdir(), 'jobs-'))
    this.env = { PATH: process.env.PATH, JOBS_DATABASE_URL: process.env.JOBS_DATABASE_URL, RUNTIME_DIR: this.folder, JOB_LEASE_S: '2', JOB_POLL_MS: '100', LOG_LEVEL: 'info', ...env }
    this.log = ''
    this.children = []
    for (let i = 0; i < count; i++) this.start()
  }
  start() {
    const child = spawn(program, this.args, { env: this.env, stdio: ['ignore', 'inherit', 'pipe'], cwd: '/' })
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

const LEASE_S = 2, MARGIN_S = 10

/** Cancels as an admin would, some before they are begun and all others soon after, until none is left; answers how many of each. */
async function cancelDoomed(agency, mark, over) {
  const cancelled = { waiting: 0, running: 0 }
  for (; !over(); await sleep(100)) {
    const rows = await sql(`begin; set local role stagefy_definer;
      with admin as materialized (select app.set_context(:'agency', null, 'admin', 'all', null, null)), doomed as materialized (
        select id, status from internal.jobs_live, admin where payload ->> 'mark' = :'mark' and payload ? 'doomed' and not cancel_asked
          and (status = 'processing' or random() < 0.02))
      select status, count(work.cancel(id)) from doomed group by status;
      commit;`, { agency, mark }).catch((error) => (down(error), []))
    for (const [status, count] of rows) cancelled[status === 'pending' ? 'waiting' : 'running'] += Number(count)
  }
  return cancelled
}

/** How many seconds a lease had run out, at the worst, before its job was given back; not counted while Postgres was away. */
async function longestStuck(mark, over) {
  let worst = 0, since = Date.now()
  for (; !over(); await sleep(100))
    try {
      const [[overdue]] = await sql(`select coalesce(max(extract(epoch from clock_timestamp() - leased_until)), 0) from internal.jobs_live
        where payload ->> 'mark' = :'mark' and status = 'processing'`, { mark })
      worst = Math.max(worst, Math.min(Number(overdue), (Date.now() - since) / 1000))
    } catch (error) {
      down(error)
      since = Date.now()
    }
  return worst
}

/**
 * Jobs of mixed kinds for an agency while workers are killed at random, and, if asked for, stopped past their lease and Postgres
 * restarted. Every job ends as it is to, with each effect exactly once, paid if and only if it completed, and none stands still for
 * longer than a lease and a margin.
 */
export async function storm({ seed, count, workers = 4, restart, stop, seconds = 120 }) {
  const random = dice(seed), started = Date.now()
  const [[agency]] = await sql('select id from public.agencies order by id limit 1')
  const kinds = ['test.effect', 'test.apart', 'test.flaky', 'test.snoozing', 'test.slow']
  const mark = await enqueue(kinds, Math.ceil(count / 6), { agency, payload: { ms: 20 } })
  await enqueue('test.slow', Math.ceil(count / 12), { agency, mark, payload: { ms: 60000, doomed: true } })
  await enqueue('test.refused', Math.ceil(count / 12), { agency, mark })
  const wanted = Math.ceil(count / 6) * 5 + Math.ceil(count / 12) * 2
  assert.equal(await hold(mark, agency, 3), wanted)
  const pool = new Pool(workers, { LOG_LEVEL: 'warn', JOB_LEASE_S: String(LEASE_S), JOB_BATCH: String(1 + Math.floor(random() * 4)) })
  const faults = { killed: 0, stopped: 0, restarts: 0 }
  let over = false
  const cancelling = cancelDoomed(agency, mark, () => over), watching = longestStuck(mark, () => over)
  const wreck = (async () => {
    for (let n = 1; !over; n++) {
      await sleep(50 + random() * 200)
      const child = pool.children[Math.floor(random() * pool.children.length)]
      if (!child || over) continue
      if (stop && n % 7 === 0) {
        child.kill('SIGSTOP')
        faults.stopped++
        setTimeout(() => child.kill('SIGCONT'), (LEASE_S + 1) * 1000)
      } else if (child.kill('SIGKILL')) faults.killed++
      if (restart && n % 20 === 10) {
        await restart(random() < 0.5 ? 'immediate' : 'fast')
        faults.restarts++
      }
    }
  })()
  const rest = Promise.all([cancelling, watching, wreck])
  let list
  try {
    list = await Promise.race([ended(mark, seconds), rest])
  } finally {
    over = true
    const [cancelled, stuck] = await rest.finally(async () => {
      for (const child of pool.children) child.kill('SIGCONT')
      await pool.stop()
    })
    Object.assign(faults, { cancelled, stuck_s: Number(stuck.toFixed(1)) })
  }
  // what a worker wanted to do that had been stopped for too long
  faults.refused = pool.events('job').filter((line) => line.problem === 'conflict').length
  faults.attempts = list.reduce((sum, job) => sum + job.attempts, 0)
  faults.seconds = Math.round((Date.now() - started) / 1000)
  const said = `SEED=${seed} ${wanted} jobs: ${JSON.stringify(faults)}`
  const due = (job) => (job.kind === 'test.refused' ? ['failed', 0] : job.doomed ? ['cancelled', 0] : ['completed', 1])
  assert.equal(list.length, wanted, said)
  assert.deepEqual(list.filter((job) => String([job.status, job.effects]) !== String(due(job))), [], said)
  const completed = list.filter((job) => job.status === 'completed').length
  assert.deepEqual(await credits(mark), { captured: completed, released: wanted - completed, held: 0, spent: 3 * completed, wrong: [] }, said)
  assert.ok(faults.stuck_s < MARGIN_S, said)
  return { faults, said }
}
