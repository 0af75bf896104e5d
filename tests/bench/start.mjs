// SPDX-License-Identifier: Apache-2.0
// From the start of a worker to its first answer (from the database), over a socket of its own; and what memory a worker
// of the pool that has worked holds for itself.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { workerPids } from './cpu.mjs';

const text = (s) => { const b = Buffer.from(s); return [Buffer.from([b.length]), b]; };

function record(type, content) {
  const head = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([head, content]);
}

function healthRequest() {
  const params = { REQUEST_METHOD: 'GET', REQUEST_URI: '/api/health', QUERY_STRING: '', REMOTE_ADDR: '127.0.0.1' };
  const pairs = Object.entries(params).flatMap(([k, v]) => { const [kn, kb] = text(k), [vn, vb] = text(v); return [kn, vn, kb, vb]; });
  return Buffer.concat([record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])), record(4, Buffer.concat(pairs)), record(4, Buffer.alloc(0)), record(5, Buffer.alloc(0))]);
}

function ask(socket) {
  return new Promise((resolve) => {
    let answer = '';
    const c = connect(socket, () => c.write(healthRequest()));
    c.on('data', (d) => { answer += d.toString('latin1'); });
    c.on('error', () => resolve(null));
    c.on('close', () => resolve(answer || null));
  });
}

async function once() {
  const socket = join(dirname(process.env.FCGI_SOCKET), 'bench.sock');
  const [program, ...prefix] = process.env.BENCH_AS.split(' ').concat(['spawn-fcgi', '-n', '-s', socket, '-M', '0660', '--', process.env.BENCH_WORKER]);
  const from = process.hrtime.bigint();
  const worker = spawn(program, prefix, { stdio: 'ignore' });
  let answer = null;
  while (answer === null && process.hrtime.bigint() - from < 5_000_000_000n) answer = await ask(socket);
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
