// SPDX-License-Identifier: Apache-2.0
// The worker processes, for tests that end or stop them. Only ids that WORKER_PIDS_COMMAND prints are touched.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { WORKER_PIDS_COMMAND } from './env.js'

const run = promisify(execFile)

export async function workers() {
  const { stdout } = await run('sh', ['-c', WORKER_PIDS_COMMAND]).catch((error) => error)
  return (stdout ?? '').split('\n').filter(Boolean).map(Number)
}

/** Sends a signal to one of them; answers its id, or undefined when there was none. */
export async function killOneWorker(signal, random = Math.random) {
  const list = await workers()
  const pid = list[Math.floor(random() * list.length)]
  try {
    if (pid) process.kill(pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
  return pid
}
