// SPDX-License-Identifier: Apache-2.0
// CPU time of the instance's nginx, workers and Postgres, children that have ended included.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const TICK_US = 1e6 / Number(execFileSync('getconf', ['CLK_TCK']));

function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(rest[1]), ticks: rest.slice(11, 15).reduce((sum, t) => sum + Number(t), 0) };
  } catch {
    return null;
  }
}

function descendants(roots) {
  const all = readdirSync('/proc').filter((n) => /^\d+$/.test(n)).map((n) => [Number(n), stat(n)]).filter(([, s]) => s);
  const wanted = new Set(roots);
  for (let grown = true; grown;) {
    grown = false;
    for (const [pid, s] of all) if (!wanted.has(pid) && wanted.has(s.parent)) { wanted.add(pid); grown = true; }
  }
  return all.filter(([pid]) => wanted.has(pid));
}

export function workerPids() {
  return execFileSync('bash', ['-c', process.env.WORKER_PIDS_COMMAND]).toString().split(/\s+/).filter(Boolean).map(Number);
}

export function cpuMicroseconds() {
  const postmaster = Number(readFileSync(join(process.env.PGDATA, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const nginx = parseInt(readFileSync(process.env.BENCH_NGINX_PID, 'utf8'), 10); // behind it stands when it was started
  return descendants([postmaster, nginx, ...workerPids()]).reduce((sum, [, s]) => sum + s.ticks, 0) * TICK_US;
}
