// SPDX-License-Identifier: Apache-2.0
// Jobs that do nothing, through the whole engine: asked for, claimed, run, told and kept. Beside graphile-worker on the same
// Postgres, by turns; again with a million jobs behind them; and how soon an idle worker begins.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from './capture.mjs';

const WORKERS = 10 /* as graphile-worker has connections */, HISTORY = 1_000_000, WAKES = 200;
const JOBS = { 1: 6000, 10: 30000 };
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ask = (text) => Number(sql(text));

/* Workers with a runtime folder of their own; the instance's know none of their kinds. */
async function withWorkers(batch, use) {
  const folder = mkdtempSync(join(tmpdir(), 'stagefy-jobs-'));
  const env = { JOBS_DATABASE_URL: process.env.JOBS_DATABASE_URL, RUNTIME_DIR: folder, JOB_BATCH: String(batch), LOG_LEVEL: 'warn' };
  const workers = Array.from({ length: WORKERS }, () => spawn(process.env.BENCH_JOBS, [], { env, stdio: ['ignore', 'inherit', 'inherit'] }));
  try {
    return await use(folder);
  } finally {
    const ended = workers.map((w) => new Promise((resolve) => w.once('exit', resolve)));
    workers.forEach((w) => w.kill('SIGTERM'));
    await Promise.all(ended);
    rmSync(folder, { recursive: true });
  }
}

const enqueue = (count) => sql(`set role stagefy_definer; select count(work.enqueue_platform('test.noop')) from generate_series(1, ${count})`);

/* One connection that looks, into the indexes alone: a psql each time, and reading the table, took a good part of what is
 * measured. It sleeps out here: in there its snapshot would keep what has ended from being passed over. */
async function allDone() {
  const psql = spawn('psql', ['-X', '-q', '-At', process.env.ADMIN_DATABASE_URL], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: psql.stdout })[Symbol.asyncIterator]();
  psql.stdin.write('set enable_seqscan = off; set enable_bitmapscan = off;\n');
  do {
    await sleep(20);
    psql.stdin.write(`select exists (select from internal.jobs_live where status = 'pending' and turn is not null and kind = 'test.noop')
      or exists (select from internal.jobs_live where status = 'processing' and leased_until is not null and kind = 'test.noop');\n`);
  } while ((await answers.next()).value === 't');
  psql.stdin.end();
}

/* Jobs a second, from the first claim to the last that has ended. */
async function ours(batch) {
  const count = JOBS[batch], since = sql('select clock_timestamp()');
  enqueue(count);
  await withWorkers(batch, allDone);
  return count / ask(`select extract(epoch from max(ended_at) - min(started_at)) from internal.jobs_ended where kind = 'test.noop' and ended_at >= '${since}'`);
}

function graphile(batch) {
  const env = { ...process.env, GRAPHILE_URL: process.env.ADMIN_SOCKET_URL, GRAPHILE_JOBS: JOBS[batch], GRAPHILE_BATCH: batch };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'jobs/graphile.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes) => { text += bytes; });
    child.on('exit', (code) => (code === 0 ? resolve(JOBS[batch] / JSON.parse(text).seconds) : reject(new Error(`graphile-worker: ${code}`))));
  });
}

/* Milliseconds from the transaction that asks to the one that claims, with nothing else to do. The byte is what a worker writes
 * when it has answered. */
async function wakes() {
  const since = sql('select clock_timestamp()');
  await withWorkers(1, async (folder) => {
    await sleep(1000);
    for (let i = 0; i < WAKES; i++) {
      enqueue(1);
      writeFileSync(join(folder, 'jobs.wake'), 'w');
      await sleep(10);
    }
    await allDone();
  });
  const times = sql(`select 1000 * extract(epoch from started_at - created_at) from internal.jobs_ended where kind = 'test.noop' and ended_at >= '${since}'`);
  const sorted = times.split('\n').map(Number).sort((a, b) => a - b);
  return { p50: sorted[Math.floor(sorted.length / 2)], p99: sorted[Math.floor(sorted.length * 0.99)] };
}

function forget() {
  sql(`delete from internal.jobs_ended where kind = 'test.noop'`);
  sql('vacuum analyze internal.jobs_ended');
}

function remember() {
  sql(`insert into internal.jobs_ended (kind, status, attempts, progress, created_at, started_at, ended_at)
    select 'test.noop', 'completed', 1, 100, t, t, t
    from (select now() - interval '20 days' * random() as t from generate_series(1, ${HISTORY})) x`);
  sql('vacuum analyze internal.jobs_ended');
}

export async function measureJobs(rounds) {
  const rates = { 1: [], 10: [] }, ratios = { 1: [], 10: [] }, full = { 1: [], 10: [] };
  forget();
  try {
    for (let i = 0; i < rounds; i++)
      for (const batch of [1, 10]) {
        const rate = await ours(batch);
        rates[batch].push(rate);
        ratios[batch].push(rate / (await graphile(batch)));
      }
    const wake = await wakes();
    remember();
    for (let i = 0; i < rounds; i++) for (const batch of [1, 10]) full[batch].push(await ours(batch));
    return {
      batch1_vs_graphile: median(ratios[1]), batch10_vs_graphile: median(ratios[10]),
      batch1_per_s: median(rates[1]), batch10_per_s: median(rates[10]),
      batch1_with_history: median(full[1]) / median(rates[1]), batch10_with_history: median(full[10]) / median(rates[10]),
      wake_p50_ms: wake.p50, wake_p99_ms: wake.p99,
    };
  } finally {
    forget();
    sql('drop schema if exists graphile_worker cascade');
  }
}
