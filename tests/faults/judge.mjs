// SPDX-License-Identifier: Apache-2.0
// One fault under load, and what is measured of it against its bars.
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../api/lib/retry.js'
import { isFinalFailure } from './client.mjs'
import { dice } from './dice.mjs'
import { compare } from './ledger.mjs'
import { Load } from './load.mjs'

const CALM_MS = 300
const milliseconds = (x) => (Number.isFinite(x) ? Math.round(x) : null)

/** The figures of one fault: counts, and times in ms. */
function measure(load, broken, mended) {
  const { told } = load
  const during = told.filter((t) => t.at + t.ms > broken)
  const statuses = {}
  for (const { status } of told) statuses[status] = (statuses[status] ?? 0) + 1
  return {
    requests: told.length,
    statuses,
    calm: milliseconds(load.longestGap(load.from, broken)),
    gap: milliseconds(load.longestGap(broken, load.to)),
    back: milliseconds(load.firstSuccess(mended)),
    slowest: milliseconds(Math.max(0, ...during.map((t) => t.ms))),
    failed: during.filter((t) => !t.settled && !(t.status >= 200 && t.status < 300)).length,
    final: told.filter(isFinalFailure).length,
    without_retry_after: told.filter((t) => t.status === 503 && !(Number(t.after) >= 1)).length,
    unsettled: load.clients.reduce((sum, client) => sum + client.unsettled.length, 0),
  }
}

/** Beside other parts of a check a time says less: there bars are wider by this factor. */
const SLACK = Number(process.env.FAULTS_SLACK ?? 1)

/** Times are allowed what this machine did to the same load before anything was broken. */
function complaints(fault, m) {
  const list = []
  for (const name of ['gap', 'back', 'slowest'])
    if (fault.bars[name] !== undefined && !(m[name] !== null && m[name] <= fault.bars[name] * SLACK + 2 * m.calm)) list.push(`${name} ${m[name]} ms, the bar is ${fault.bars[name]}`)
  for (const [name, bar] of Object.entries({ lost: 0, doubled: 0, final: 0, without_retry_after: 0, unsettled: 0, failed: fault.bars.failed ?? Infinity }))
    if (m[name] > bar) list.push(`${name} ${m[name]}, the bar is ${bar}`)
  for (const status of fault.shows ?? []) if (!m.statuses[status]) list.push(`no ${status}: the fault was not there`)
  return list
}

function examples(load, m) {
  const told = [...load.told.filter(isFinalFailure), ...(m.failed ? load.told.filter((t) => !(t.status >= 200 && t.status < 300)) : [])]
  return [...new Set([...told.slice(0, 3).map((t) => `${t.what}: ${t.text()}`), ...load.clients.flatMap((client) => client.unsettled).slice(0, 3)])]
}

/** {name, …figures, complaints, examples} */
async function underLoad(fault, given, seed) {
  const load = new Load(given.person, { port: given.port, seed, clients: fault.clients })
  let broken, mended
  try {
    await load.begin()
    await sleep(CALM_MS)
    broken = performance.now()
    try {
      // if nobody ever is answered so, the complaint says it
      await fault.run({ ...given, shown: (status) => until(() => load.told.some((t) => t.status === status)).catch(() => undefined) })
    } finally {
      mended = performance.now()
      await fault.after?.(given)
    }
    for (const end = mended + 15_000; load.firstSuccess(mended) === Infinity && performance.now() < end; ) await sleep(20)
    await sleep(CALM_MS)
  } finally {
    await load.end()
  }
  const m = measure(load, broken, mended), { lost, doubled } = await compare(load.clients, await given.person.agency.id())
  doubled.push(...given.doubled)
  const figures = { name: fault.name, seed, ...m, lost: lost.length, doubled: doubled.length }
  return { ...figures, complaints: [...complaints(fault, figures), ...given.wrong], examples: [...lost, ...doubled].slice(0, 5).concat(examples(load, m)) }
}

/** What before() made is unmade by end(), whatever happened. after() comes as soon as the fault is over, under load. */
export async function judge(fault, world, seed) {
  const given = { ...world, random: dice(seed), doubled: [], wrong: [] }
  await fault.before?.(given)
  try {
    return await underLoad(fault, given, seed)
  } finally {
    await fault.end?.(given)
  }
}
