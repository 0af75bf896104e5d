// SPDX-License-Identifier: Apache-2.0
// Workers and nginx ended, killed, stopped and begun anew.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FCGI_SOCKET } from '../api/lib/env.js'
import { sql } from '../api/lib/database.js'
import { until, untilDone } from '../api/lib/retry.js'
import { killOneWorker, workers } from '../api/lib/workers.js'
import { contact, unique } from '../api/lib/world.js'
import { pick } from './dice.mjs'

const RUN = dirname(FCGI_SOCKET)

/** One that has ended meanwhile is as good as signalled. */
function signal(pids, name) {
  for (const pid of pids)
    try {
      process.kill(pid, name)
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
}

let all
const whole = async () => {
  all ??= (await workers()).length
  return (await workers()).length === all
}

/** Who may take requests: process ids in what the pool shares (base/turns.c), among them only those of workers that live. */
async function holders() {
  const alive = new Set(await workers()), found = new Set()
  for (const name of readdirSync(RUN).filter((name) => name.startsWith('turns'))) {
    const file = readFileSync(join(RUN, name))
    for (let at = 0; at + 4 <= file.length; at += 4) if (alive.has(file.readInt32LE(at))) found.add(file.readInt32LE(at))
  }
  return [...found]
}

/** Stops every holder, whoever that comes to be; who holds nothing may go on. */
async function stopHolders() {
  const stopped = new Set()
  for (let more; (more = (await holders()).filter((pid) => !stopped.has(pid))).length > 0; ) {
    signal(more, 'SIGSTOP')
    for (const pid of more) stopped.add(pid)
    await sleep(20)
  }
  const holding = new Set(await holders())
  signal([...stopped].filter((pid) => !holding.has(pid)), 'SIGCONT')
  assert.ok(holding.size > 0 && holding.size < (await workers()).length, `${holding.size} are stopped`)
  return [...holding]
}

export default [
  {
    name: 'workers killed', bars: { gap: 1000 }, before: whole, after: () => until(whole),
    run: async ({ random, scale }) => {
      for (let i = 0; i < 8 * scale; i++) {
        await killOneWorker('SIGKILL', random)
        await sleep(60 + 120 * random())
      }
    },
  },
  {
    name: 'all workers killed at once', bars: { gap: 2000 }, before: whole, after: () => until(whole),
    run: async () => signal(await workers(), 'SIGKILL'),
  },
  {
    name: 'holders of turns killed', long: true, bars: { gap: 1500 }, before: whole, after: () => until(whole),
    run: async ({ scale }) => {
      for (let i = 0; i < 2 * scale; i++) {
        signal(await holders(), 'SIGKILL')
        await sleep(600)
      }
    },
  },
  {
    name: 'rolling restart', bars: { failed: 0, gap: 1000 }, before: whole, after: () => until(whole),
    run: async ({ scale }) => {
      for (let i = 0; i < scale; i++)
        for (const pid of await workers()) {
          signal([pid], 'SIGTERM')
          await sleep(100)
        }
    },
  },
  {
    name: 'a worker stopped', long: true, bars: { gap: 1000 },
    run: async ({ random }) => {
      const one = [pick(random, await workers())]
      signal(one, 'SIGSTOP')
      await sleep(1200)
      signal(one, 'SIGCONT')
    },
  },
  {
    name: 'holders of turns stopped', bars: { gap: 1500 },
    run: async () => {
      const stopped = await stopHolders()
      await sleep(3000)
      signal(stopped, 'SIGCONT')
    },
  },
  {
    name: 'nginx reloaded', bars: { failed: 0, gap: 1000 },
    run: async ({ scale }) => {
      for (let i = 0; i < 2 * scale; i++) {
        process.kill(Number(readFileSync(join(RUN, 'nginx.pid'), 'utf8')), 'SIGHUP')
        await sleep(500)
      }
    },
  },
  {
    name: 'fifty at once with one key', bars: {}, before: whole, after: () => until(whole),
    run: async ({ person, random, scale, port, doubled }) => {
      for (let round = 0; round < 2 * scale; round++) {
        const key = unique('key'), username = unique('u')
        const asking = Promise.all(Array.from({ length: 50 }, () => untilDone(() => person.post('/api/contacts', contact({ username }), { key, port }))))
        if (round % 2) await killOneWorker('SIGKILL', random)
        const answers = await asking
        if (new Set(answers.map((answer) => answer.text)).size !== 1) doubled.push(`${key} had several answers`)
        const [[count]] = await sql(`select count(*) from public.contacts where username = :'username'`, { username })
        if (count !== '1') doubled.push(`${key} had ${count} effects`)
      }
    },
  },
]
