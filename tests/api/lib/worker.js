// SPDX-License-Identifier: Apache-2.0
// A program of the instance once more, with options of its own: the same file, environment and user as a running worker,
// in a folder that is gone afterwards. For what an instance has only one of: SIGN_UP, issuers, a store, a port.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './retry.js'
import { workers } from './workers.js'

// in the environment of those made here, which are no example of the instance's
const OURS = 'STAGEFY_OF_A_TEST'

/** Where the program of a running worker is, whose it is and what it was told. */
async function example() {
  for (const pid of await workers())
    try {
      const environ = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean)
      const env = Object.fromEntries(environ.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
      if (env[OURS]) continue
      return { file: readlinkSync(`/proc/${pid}/exe`), env, ...(({ uid, gid }) => ({ uid, gid }))(statSync(`/proc/${pid}`)) }
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error
    }
  throw new Error('there is no worker')
}

/** A folder for the workers' user. */
export async function ownFolder() {
  const { uid, gid } = await example()
  const folder = mkdtempSync(join(tmpdir(), 'stagefy-'))
  chownSync(folder, uid, gid)
  return folder
}

/** `stagefy ARGUMENT…` with these options, as it is installed; what it printed. */
export async function stagefy(args, options = {}) {
  const { env, uid, gid } = await example()
  return execFileSync('stagefy', args, { env: { ...env, ...options }, uid, gid, encoding: 'utf8', cwd: '/' })
}

/** Whether somebody takes connections there: a socket has its name before that (SO_ACCEPTCON, 0x10000). */
const listening = (socket) => readFileSync('/proc/net/unix', 'utf8').split('\n').some((line) => line.endsWith(` ${socket}`) && parseInt(line.split(' ')[3], 16) & 0x10000)

/** One worker on a socket of its own, sharing no memory with the pool, whose breaker it must not trip: {socket, pid, worker(), log(), stop()}. */
export async function ownWorker(options) {
  const { file, env, uid, gid } = await example()
  const folder = await ownFolder(), socket = join(folder, 'api.sock')
  const child = spawn('spawn-fcgi', ['-n', '-s', socket, '-M', '0660', '--', file], { env: { ...env, [OURS]: '1', RUNTIME_DIR: folder, ...options }, uid, gid, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  await until(() => listening(socket) || child.exitCode !== null)
  return {
    socket,
    pid: child.pid,
    // spawn-fcgi has become the worker, or is its parent
    worker: () => execFileSync('sh', ['-c', `pgrep -P ${child.pid} || echo ${child.pid}`], { encoding: 'utf8' }).trim(),
    log: () => said,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Below those that the kernel hands out to whoever asks for any: nobody else gets it meanwhile. */
export async function freePort() {
  for (;;) {
    const port = 10000 + Math.floor(Math.random() * 10000), server = net.createServer()
    const mine = await new Promise((resolve) => server.on('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true))))
    if (mine) return port
  }
}

/** The instance's nginx once more, in front of a pool that does not exist: {port, stop()}. */
export async function ownNginx(folder, port) {
  const { env, uid, gid } = await example()
  await stagefy(['nginx', '--out', folder, '--logs', folder, '--temp', join(folder, 'temp')],
    { RUNTIME_DIR: folder, LISTEN_PORT: String(port), LISTEN_ADDRESS: 'localhost', PUBLIC_URL: `https://localhost:${port}` })
  const child = spawn('nginx', ['-e', join(folder, 'nginx-error.log'), '-c', join(folder, 'nginx.conf'), '-g', 'daemon off;'], { env, uid, gid, cwd: '/', stdio: 'ignore' })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const listens = () => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(socket.destroy() && true))
    socket.on('error', () => resolve(false))
  })
  await until(listens)
  return {
    port,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
