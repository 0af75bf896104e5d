// SPDX-License-Identifier: Apache-2.0
// Opens STREAMS (1000) streams of events, each on a connection of its own as of so many browsers, and measures memory and CPU of
// nginx, the API's workers and the job workers while nothing happens, before and with them. Then one change is told to all.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { LOG_FILES, WORKER_PIDS_COMMAND } from './lib/env.js'
import { listenAs } from './lib/stream.js'
import { contact, newAgency } from './lib/world.js'

const STREAMS = Number(process.env.STREAMS ?? 1000), IDLE_S = 20
const run = (command) => execFileSync('sh', ['-c', `${command} || true`], { encoding: 'utf8' }).split(/\s+/).filter(Boolean)

const folder = LOG_FILES.split(' ').find((name) => name.endsWith('nginx.log')).replace(/log\/nginx\.log$/, '')
const master = run(`pgrep -f "^nginx: master .* -c ${folder}nginx/nginx.conf"`)[0]
const PROCESSES = {
  nginx: () => [master, ...run(`pgrep -P ${master}`)],
  workers: () => run(WORKER_PIDS_COMMAND),
  jobs: () => run(process.env.JOB_WORKER_PIDS_COMMAND),
}

/** Of these processes together: proportional memory in KiB, and CPU seconds so far. */
function look(pids) {
  let memory = 0, cpu = 0
  for (const pid of pids) {
    memory += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1])
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    cpu += (Number(fields[11]) + Number(fields[12])) / 100
  }
  return { memory, cpu }
}
const lookAll = () => Object.fromEntries(Object.entries(PROCESSES).map(([name, pids]) => [name, look(pids())]))

/** Memory at the end, and CPU as a share of one core, of a while in which nothing happens. */
async function idle() {
  const before = lookAll()
  await sleep(IDLE_S * 1000)
  const after = lookAll()
  return Object.fromEntries(Object.keys(after).map((name) => [name, { memory: after[name].memory, cpu: (after[name].cpu - before[name].cpu) / IDLE_S }]))
}

let passed = 0, failed = 0
function check(holds, sentence) {
  console.log(`${holds ? 'ok' : 'not ok'} - ${sentence}`)
  holds ? passed++ : failed++
}

const { owner } = await newAgency('streams')
await listenAs(owner).then((stream) => stream.close())
await sleep(1000)
const without = await idle()
const streams = []
for (let i = 0; i < STREAMS; i += 20) streams.push(...(await Promise.all(Array.from({ length: Math.min(20, STREAMS - i) }, () => listenAs(owner)))))
check(streams.every((s) => s.status === 200), `${STREAMS} streams are open`)
await sleep(2000)
const withThem = await idle()
for (const name of Object.keys(without))
  console.log(`# ${name}: ${without[name].memory} KiB and ${(without[name].cpu * 100).toFixed(2)} % of a core without, ` +
    `${withThem[name].memory} KiB and ${(withThem[name].cpu * 100).toFixed(2)} % with them`)

const each = (withThem.nginx.memory - without.nginx.memory) / STREAMS
check(each < 100, `one costs nginx ${each.toFixed(1)} KiB (less than 100)`)
check(withThem.nginx.cpu - without.nginx.cpu < 0.05, 'all together cost nginx less than a twentieth of a core')
check(withThem.workers.cpu - without.workers.cpu < 0.01, 'and the workers nothing')
check(streams.every((s) => !s.ended), 'none has ended')
const begun = Date.now(), { id } = await owner.make('/api/contacts', contact())
const heard = (s) => s.events().some((e) => e.id === id)
while (!streams.every(heard) && Date.now() - begun < 15000) await sleep(20)
check(streams.every(heard), `a change was told to all within ${Date.now() - begun} ms`)
for (const stream of streams) stream.close()
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
