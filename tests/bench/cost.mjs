// SPDX-License-Identifier: Apache-2.0
// What a request costs a worker: instructions, counted by valgrind, in multiples of those of /api/health, which sends Postgres
// one bare select through the same pipe. Instructions and not time, so that every machine and every load gives the same. The
// figures agreed on stand in cost.json: more than 15 % above one of them fails.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ask } from './fcgi.mjs';

const WARM = 5, COUNTED = 100, ALLOWED = 1.15;
const agreed = JSON.parse(readFileSync(new URL('cost.json', import.meta.url)));
const [as, ...prefix] = process.env.BENCH_AS.split(' ');
const folder = mkdtempSync(join(tmpdir(), 'stagefy-cost-'));
execFileSync('chmod', ['777', folder]);
const socket = join(dirname(process.env.FCGI_SOCKET), 'cost.sock');
const token = execFileSync(process.env.STAGEFY_DEV, ['token', 'lea@maison-alzette.example']).toString().trim();
const headers = { HTTP_AUTHORIZATION: `Bearer ${token}`, REQUEST_ID: '0123456789abcdef0123456789abcdef' };

const worker = spawn(as, [...prefix, 'spawn-fcgi', '-n', '-s', socket, '-M', '0666', '--', '/usr/bin/valgrind', '--tool=callgrind',
  `--callgrind-out-file=${folder}/out`, '--quiet', process.env.BENCH_WORKER], { stdio: 'ignore', env: { ...process.env, TMPDIR: folder } });
const ended = new Promise((r) => worker.on('exit', r));

async function get(path) {
  const answer = await ask(socket, path, headers);
  if (answer !== null && !answer.includes('Status: 200')) throw new Error(`${path}: ${answer.slice(0, 300)}`);
  return answer;
}

async function times(n, path) {
  for (let i = 0; i < n; i++) await get(path);
}

/* a dump holds what was counted since the one before */
function dump(name) {
  execFileSync(as, [...prefix, 'callgrind_control', `--dump=${name}`, String(worker.pid)], { stdio: 'ignore' });
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.includes(name)) return Number(/^(?:totals|summary): (\d+)/m.exec(text)[1]);
  }
  throw new Error(`no dump of ${name}`);
}

async function measure(name, path) {
  await times(WARM, path);
  dump(`warm-${name}`);
  await times(COUNTED, path);
  return dump(`cost-${name}`) / COUNTED;
}

const until = Date.now() + 30_000;
while ((await get('/api/health')) === null) {
  if (Date.now() > until) throw new Error('the worker did not begin');
  await new Promise((r) => setTimeout(r, 100));
}
const list = '/api/properties?limit=20';
const one = `/api/properties/${/"data":\[\{"id":"([0-9a-f-]{36})/.exec(await get(list))[1]}`;
const bare = await measure('health', '/api/health');
let failed = 0;
for (const [name, path] of [['get', one], ['list', list]]) {
  const cost = (await measure(name, path)) / bare;
  const over = cost > agreed[name] * ALLOWED;
  failed += over;
  console.log(`${over ? 'not ok' : 'ok'} ${name}: ${cost.toFixed(2)} × health (${Math.round(cost * bare)} of ${Math.round(bare)} instructions), agreed ${agreed[name]}`);
  if (over) console.log('  Find what it is, or raise the figure in tests/bench/cost.json in a commit that says why.');
}
worker.kill('SIGTERM');
await ended;
rmSync(folder, { recursive: true });
console.log(`${2 - failed} passed, ${failed} failed`);
