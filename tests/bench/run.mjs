// SPDX-License-Identifier: Apache-2.0
// Measures an instance that is up and loaded; the environment is what `./dev env` prints, and BENCH_AS.
import { writeFileSync } from 'node:fs';
import { captureStatements, sql } from './capture.mjs';
import { cpuMicroseconds } from './cpu.mjs';
import { runPgbench } from './pgbench.mjs';
import { measureStart, privateMegabytes } from './start.mjs';
import { id, requests, runWrk } from './wrk.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const round = (x, digits) => Number(x.toFixed(digits));

async function measure(name, statements) {
  const ratios = [], latencies = [], costs = [], rates = [], limits = [];
  for (let i = 0; i < ROUNDS; i++) {
    const before = await runPgbench(name, statements, SECONDS);
    const cpu = cpuMicroseconds();
    const http = await runWrk(name, SECONDS);
    const spent = cpuMicroseconds() - cpu;
    const after = await runPgbench(name, statements, SECONDS);
    if (http.errors > 0) throw new Error(`${name}: ${http.errors} requests failed`);
    ratios.push((2 * http.rate) / (before + after));
    latencies.push(http.p99);
    costs.push(spent / http.count);
    rates.push(http.rate);
    limits.push((before + after) / 2);
  }
  console.log(`  ${name.padEnd(7)} ${round(median(ratios), 3)} of pgbench   ${ratios.map((r) => r.toFixed(2)).join(' ')}   ` +
    `${Math.round(median(rates))}/s of ${Math.round(median(limits))}/s   p99 ${round(median(latencies), 1)} ms   ${Math.round(median(costs))} µs CPU`);
  return { vs_pgbench: round(median(ratios), 3), p99_ms: round(median(latencies), 2), cpu_us: Math.round(median(costs)) };
}

/* What earlier runs created stands first in every list. */
function forgetCreated() {
  sql(`begin; set local session_replication_role = replica;
    delete from public.properties where agency_id between '${id('a', 0)}' and '${id('a', 1e12)}' and id not between '${id('p', 0)}' and '${id('p', 1e12)}'; commit`);
  sql('vacuum analyze public.properties');
}

forgetCreated();
const statements = await captureStatements(requests);
const report = {};
for (const name of Object.keys(requests)) report[name] = await measure(name, statements[name]);
report.worker_private_mb = round(privateMegabytes(), 2);
report.start_ms = round(await measureStart(), 1);
console.log(`  a worker holds ${report.worker_private_mb} MB of its own and answers ${report.start_ms} ms after its start`);

const at = process.argv.indexOf('--json');
if (at > 0) writeFileSync(process.argv[at + 1], `${JSON.stringify(report, null, 2)}\n`);
