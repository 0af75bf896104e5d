// SPDX-License-Identifier: Apache-2.0
// run.mjs [--seed N] [--scale N] [--only WORD] [--json FILE]: every fault once, under load. The environment is that of
// `./dev env`, and what run_faults (dev.d/lib/check_runs.sh) adds. Ends in the line `N passed, N failed`.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BASE_URL, DATABASE_URL } from '../api/lib/env.js'
import { sql } from '../api/lib/database.js'
import { send } from '../api/lib/http.js'
import { until } from '../api/lib/retry.js'
import { newAgency } from '../api/lib/world.js'
import { Issuer } from './issuer.mjs'
import { judge } from './judge.mjs'
import { Proxy } from './proxy.mjs'
import ofClients from './of-clients.mjs'
import ofDisks from './of-disks.mjs'
import ofNetwork from './of-network.mjs'
import ofPostgres from './of-postgres.mjs'
import ofWorkers from './of-workers.mjs'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, scale: { type: 'string', default: '1' }, only: { type: 'string', default: '' }, json: { type: 'string' } } })
const seed = Number(values.seed), scale = Number(values.scale)
const { PROXIED_PORT, PROXY_PORT, ISSUER_PORT } = process.env
const wanted = [...ofWorkers, ...ofPostgres, ...ofDisks, ...ofClients, ...ofNetwork]
  .filter(({ name, long }) => name.includes(values.only) && (scale > 1 || values.only || !long))

const database = new URL(DATABASE_URL)
const proxy = new Proxy(Number(PROXY_PORT), { host: database.hostname, port: Number(database.port) })
const issuer = new Issuer(Number(ISSUER_PORT))
const ports = { main: Number(new URL(BASE_URL).port), proxied: Number(PROXIED_PORT) }

const COLUMNS = [['fault', 'name', 36], ['asked', 'requests', 6], ['lost', 'lost', 5], ['twice', 'doubled', 6], ['final', 'final', 6], ['failed', 'failed', 7],
  ['gap ms', 'gap', 7], ['back ms', 'back', 8], ['slowest', 'slowest', 8], ['calm', 'calm', 5]]
const line = (cells) => `  ${cells.map((cell, i) => (i ? String(cell ?? '-').padStart(COLUMNS[i][2]) : cell.padEnd(COLUMNS[i][2]))).join('')}`

const results = []
try {
  await Promise.all([proxy.listen(), issuer.listen()])
  const person = (await newAgency('faults')).owner
  await sql(`set role stagefy_definer; select billing.grant(:'id', 'promotion', 10000000, 'tests')`, { id: await person.agency.id() })
  if (wanted.some(({ pool }) => pool === 'proxied'))
    await until(async () => (await send('GET', '/api/contacts?limit=1', { token: person.token, port: ports.proxied }).catch(() => ({}))).status === 200)
  console.log(`seed ${seed}\n${line(COLUMNS.map(([title]) => title))}`)
  for (const [i, fault] of wanted.entries()) {
    if (fault.skip) {
      console.log(`  ${fault.name}: skipped, ${fault.skip}`)
      continue
    }
    const result = await judge(fault, { person, proxy, issuer, scale, port: ports[fault.pool ?? 'main'] }, seed * 1000 + i)
    results.push(result)
    console.log(line(COLUMNS.map(([, key]) => result[key])))
    for (const text of result.complaints) console.log(`    ✗ ${text}`)
    if (result.complaints.length > 0) for (const text of result.examples) console.log(`      ${text}`)
  }
} finally {
  proxy.close()
  issuer.close()
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ seed, scale, faults: results.map(({ complaints, examples, ...figures }) => ({ ...figures, passed: complaints.length === 0 })) }, null, 2)}\n`)
const failed = results.filter(({ complaints }) => complaints.length > 0).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
