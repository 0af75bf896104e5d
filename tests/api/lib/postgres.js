// SPDX-License-Identifier: Apache-2.0
// The instance's own Postgres, for tests that stop it: only the processes of PGDATA's postmaster are touched.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { PGDATA } from './env.js'

const run = promisify(execFile)
const BIN = '/usr/lib/postgresql/15/bin/pg_ctl'

export const postmaster = () => Number(readFileSync(`${PGDATA}/postmaster.pid`, 'utf8').split('\n')[0])

/** The postmaster and every process that it has made. */
export async function processes() {
  const pid = postmaster()
  const { stdout } = await run('pgrep', ['-P', String(pid)]).catch(() => ({ stdout: '' }))
  return [pid, ...stdout.split('\n').filter(Boolean).map(Number)]
}

export async function signalAll(signal) {
  for (const pid of await processes())
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
}

/** mode: smart, fast or immediate (as if the power had gone). Starts it as whoever owns PGDATA. */
export async function restart(mode) {
  const { stdout: owner } = await run('stat', ['-c', '%U', PGDATA])
  const as = process.getuid() === 0 ? ['setpriv', `--reuid=${owner.trim()}`, `--regid=${owner.trim()}`, '--init-groups', '--'] : []
  const log = readFileSync(`${PGDATA}/postmaster.opts`, 'utf8') && `${PGDATA}/../log/postgres.log`
  const command = [...as, BIN, 'restart', '-s', '-w', '-t', '30', '-D', PGDATA, '-m', mode, '-l', existsSync(log) ? log : '/dev/null']
  await run(command[0], command.slice(1), { cwd: '/' })
}
