// SPDX-License-Identifier: Apache-2.0
// Each peer as its makers would run it here: a process a core behind an nginx with the instance's certificate, which keeps
// its connections to them. stop() ends all of it.
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const PEERS = ['fastify-pg', 'fastify-prisma'];
const here = join(import.meta.dirname, 'peers');

function freePort() {
  return new Promise((resolve) => {
    const s = createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => resolve(port)); });
  });
}

function nginxConfiguration(folder, port, sockets) {
  const temp = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map((t) => `${t}_temp_path ${folder}/${t};`).join(' ');
  const user = process.getuid() === 0 ? 'user root;' : ''; // the sockets are this user's
  return `${user} worker_processes auto; pid ${folder}/nginx.pid; error_log ${folder}/error.log; daemon off;
events { worker_connections 4096; multi_accept on; }
http { access_log off; ${temp} keepalive_requests 1000000;
  upstream peer { ${sockets.map((s) => `server unix:${s} max_fails=0;`).join(' ')} keepalive 32; }
  server { listen 127.0.0.1:${port} ssl reuseport; ssl_certificate ${process.env.BENCH_CERTIFICATE}; ssl_certificate_key ${process.env.BENCH_KEY};
    location / { proxy_pass http://peer; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffers 16 16k; } } }`;
}

/* Memory of its processes that nobody shares, the largest of them. */
function privateMegabytes(pids) {
  return Math.max(...pids.map((pid) => Number(/Private_Dirty:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) / 1024));
}

async function answers(url, person) {
  const headers = { Authorization: `Bearer ${person.token}`, 'Agency-Id': person.agency };
  const r = await fetch(`${url}/api/properties?limit=1`, { headers }).catch(() => null); // nginx itself is not there yet
  if (r === null || r.status === 502) return false;
  if (!r.ok) throw new Error(`${url}: ${r.status} ${await r.text()}`);
  return true;
}

/* work: what peers/work.mjs reads; person: somebody of people(). */
export async function startPeer(name, work, person) {
  const folder = mkdtempSync(join(tmpdir(), 'stagefy-peer-'));
  const sockets = Array.from({ length: availableParallelism() }, (_, i) => join(folder, `${i}.sock`));
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), nginxConfiguration(folder, port, sockets));
  const nginx = spawn('/usr/sbin/nginx', ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`], { stdio: 'ignore' });
  const log = openSync(join(folder, 'log'), 'a');
  const from = process.hrtime.bigint();
  const servers = sockets.map((PEER_SOCKET) => {
    const env = { ...process.env, PEER_SOCKET, PEER_WORK: JSON.stringify(work), NODE_ENV: 'production' };
    const server = spawn(process.execPath, [join(here, `${name}.mjs`)], { stdio: ['ignore', log, 'inherit'], env });
    return server;
  });
  closeSync(log);
  const stop = async () => {
    const all = [nginx, ...servers].filter((p) => p.exitCode === null);
    const ended = all.map((p) => new Promise((r) => p.once('exit', r)));
    all.forEach((p) => p.kill('SIGTERM'));
    await Promise.all(ended);
    rmSync(folder, { recursive: true });
  };
  const url = `https://localhost:${port}`;
  try {
    while (!(await answers(url, person))) {
      if (process.hrtime.bigint() - from > 30_000_000_000n) throw new Error(`${name} does not answer`);
      await sleep(5);
    }
  } catch (e) {
    await stop();
    throw e;
  }
  const startMs = Number(process.hrtime.bigint() - from) / 1e6;
  return { url, startMs, privateMegabytes: () => privateMegabytes(servers.map((s) => s.pid)), stop };
}
