// SPDX-License-Identifier: Apache-2.0
// From the start of a worker to its first answer (from the database), over a socket of its own; and what memory a worker
// of the pool that has worked holds for itself.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { workerPids } from './cpu.mjs';
import { ask } from './fcgi.mjs';

async function once() {
  const socket = join(dirname(process.env.FCGI_SOCKET), 'bench.sock');
  const [program, ...prefix] = process.env.BENCH_AS.split(' ').concat(['spawn-fcgi', '-n', '-s', socket, '-M', '0660', '--', process.env.BENCH_WORKER]);
  const from = process.hrtime.bigint();
  const worker = spawn(program, prefix, { stdio: 'ignore' });
  let answer = null;
  while (answer === null && process.hrtime.bigint() - from < 5_000_000_000n) answer = await ask(socket, '/api/health');
  const ms = Number(process.hrtime.bigint() - from) / 1e6;
  worker.kill('SIGTERM');
  await new Promise((r) => worker.on('exit', r));
  if (!answer?.includes('Status: 200')) throw new Error(`no answer from a new worker: ${answer}`);
  return ms;
}

export async function measureStart() {
  const times = [];
  for (let i = 0; i < 5; i++) times.push(await once());
  return times.sort((a, b) => a - b)[2];
}

export function privateMegabytes() {
  const sizes = workerPids().map((pid) => Number(/Private_Dirty:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024);
  return Math.max(...sizes);
}
