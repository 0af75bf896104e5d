// SPDX-License-Identifier: Apache-2.0
// Measures an instance that is up and loaded; the environment is what `./dev env` prints, and BENCH_AS.
import { writeFileSync } from 'node:fs';
import { captureStatements, sql } from './capture.mjs';
import { cpuMicroseconds } from './cpu.mjs';
import { measureCredits } from './credits.mjs';
import { measureJobs } from './jobs.mjs';
import { PEERS, startPeer } from './peers.mjs';
import { runPgbench } from './pgbench.mjs';
import { measurePictures } from './pictures.mjs';
import { measureRecords } from './records.mjs';
import { measureStart, privateMegabytes } from './start.mjs';
import { columns, id, people, requests, runWrk } from './wrk.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const round = (x, digits) => Number(x.toFixed(digits));

const key = (peer) => `vs_${peer.replace('fastify-prisma', 'prisma').replace('-', '_')}`;

async function measure(name, statements, peers) {
  const ratios = [], latencies = [], costs = [], rates = [], limits = [], beside = {};
  for (let i = 0; i < ROUNDS; i++) {
    const before = await runPgbench(name, statements, SECONDS);
    const cpu = cpuMicroseconds();
    const http = await runWrk(name, SECONDS);
    const spent = cpuMicroseconds() - cpu;
    const after = await runPgbench(name, statements, SECONDS);
    if (http.errors > 0) throw new Error(`${name}: ${http.errors} requests failed`);
    for (const [peer, { url }] of Object.entries(peers)) {
      const theirs = await runWrk(name, SECONDS, url);
      if (theirs.errors > 0) throw new Error(`${name}: ${theirs.errors} requests of ${peer} failed`);
      (beside[key(peer)] ??= []).push(http.rate / theirs.rate);
    }
    ratios.push((2 * http.rate) / (before + after));
    latencies.push(http.p99);
    costs.push(spent / http.count);
    rates.push(http.rate);
    limits.push((before + after) / 2);
  }
  const times = Object.fromEntries(Object.entries(beside).map(([k, list]) => [k, round(median(list), 2)]));
  console.log(`  ${name.padEnd(7)} ${round(median(ratios), 3)} of pgbench   ${ratios.map((r) => r.toFixed(2)).join(' ')}   ` +
    `${Math.round(median(rates))}/s of ${Math.round(median(limits))}/s   p99 ${round(median(latencies), 1)} ms   ${Math.round(median(costs))} µs CPU   ` +
    Object.entries(times).map(([k, v]) => `${v} × ${k.slice(3)}`).join('   '));
  return { vs_pgbench: round(median(ratios), 3), p99_ms: round(median(latencies), 2), cpu_us: Math.round(median(costs)), ...times };
}

/* What the peers need to do the same: our statements, the key of the token's issuer, the columns of the list. */
async function work(statements) {
  const { kid } = JSON.parse(Buffer.from(people()[0].token.split('.')[0], 'base64url'));
  const { keys } = await (await fetch(`${process.env.BASE_URL}/api/auth/jwks.json`)).json();
  return { statements, jwks: { keys: keys.filter((k) => k.kid === kid) }, issuer: statements.get[0].values[0], columns: columns.split(',') };
}

/* What was created stands first in every list: short rows side by side, which are read sooner than those of the load. */
function forgetCreated() {
  sql(`begin; set local session_replication_role = replica;
    delete from public.properties where agency_id between '${id('a', 0)}' and '${id('a', 1e12)}' and id not between '${id('p', 0)}' and '${id('p', 1e12)}'; commit`);
  sql('vacuum analyze public.properties');
}

const statements = await captureStatements(requests);
forgetCreated();
const peers = {};
const report = {};
try {
  for (const name of PEERS) peers[name] = await startPeer(name, await work(statements), people()[0]);
  for (const name of Object.keys(requests)) report[name] = await measure(name, statements[name], peers);
  report.worker_private_mb = round(privateMegabytes(), 2);
  report.start_ms = round(await measureStart(), 1);
  report.memory = {};
  report.start = {};
  for (const [name, peer] of Object.entries(peers)) {
    report.memory[key(name)] = round(peer.privateMegabytes() / report.worker_private_mb, 1);
    report.start[key(name)] = round(peer.startMs / report.start_ms, 1);
  }
} finally {
  await Promise.all(Object.values(peers).map((peer) => peer.stop()));
}
console.log(`  a worker holds ${report.worker_private_mb} MB of its own and answers ${report.start_ms} ms after its start`);
for (const name of PEERS) console.log(`  a process of ${name} holds ${report.memory[key(name)]} times as much, and takes ${report.start[key(name)]} times as long`);

report.records = {};
console.log('  in an agency of 5,000 properties and 20,000 contacts, one request after another:');
for (const [name, { p50_ms, p99_ms, gets }] of Object.entries(await measureRecords())) {
  report.records[name] = { p50_ms: round(p50_ms, 2), p99_ms: round(p99_ms, 2), gets: round(gets, 2) };
  console.log(`    ${name.padEnd(24)} ${round(p50_ms, 1)} ms   p99 ${round(p99_ms, 1)} ms   ${round(gets, 1)} × a get`);
}

report.credits = {};
for (const [name, { vs_pgbench, per_s }] of Object.entries(await measureCredits(ROUNDS, SECONDS))) {
  report.credits[name] = { vs_pgbench: round(vs_pgbench, 3), per_s: Math.round(per_s) };
  console.log(`  holds taken and captured on ${name} account${name === 'one' ? ' ' : 's'} ${round(vs_pgbench, 3)} of pgbench   ${Math.round(per_s)}/s`);
}

const jobs = await measureJobs(ROUNDS);
report.jobs = Object.fromEntries(Object.entries(jobs).map(([name, value]) => [name, round(value, name.endsWith('_per_s') ? 0 : 2)]));
for (const batch of [1, 10])
  console.log(`  jobs ${String(batch).padStart(2)} ${report.jobs[`batch${batch}_vs_graphile`]} × graphile-worker   ${report.jobs[`batch${batch}_per_s`]}/s   ` +
    `${report.jobs[`batch${batch}_with_history`]} of that behind a million ended jobs`);
console.log(`  an idle worker begins after ${report.jobs.wake_p50_ms} ms (p50), ${report.jobs.wake_p99_ms} ms (p99)`);

const pictures = await measurePictures(ROUNDS);
report.pictures = { edits: {}, film: { per_second: round(pictures.film.per_second, 2) } };
console.log('  a photo of 12 megapixels, from the start of the program to its end:');
for (const [name, { seconds, megabytes }] of Object.entries(pictures.edits)) {
  report.pictures.edits[name] = { seconds: round(seconds, 2), megabytes: Math.round(megabytes) };
  console.log(`    ${name.padEnd(24)} ${round(seconds, 2)} s   ${Math.round(megabytes)} MB`);
}
console.log(`  a film takes ${report.pictures.film.per_second} s for each second of it`);

const at = process.argv.indexOf('--json');
if (at > 0) writeFileSync(process.argv[at + 1], `${JSON.stringify(report, null, 2)}\n`);
