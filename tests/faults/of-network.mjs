// SPDX-License-Identifier: Apache-2.0
// The way between workers and Postgres, and the one to the issuer's keys: on a pool of its own behind our proxy.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '../api/lib/database.js'
import { clerkToken } from '../api/lib/tokens.js'
import { send } from '../api/lib/http.js'

const ofProxy = (name, bars, run, more = {}) => ({ name, pool: 'proxied', bars, run, after: ({ proxy }) => proxy.pass(), ...more })

/** How long Postgres' kernel waits for a sign of life before it gives a connection up: as the workers' role says, or two hours. */
async function serversPatience() {
  const [[idle, interval, count]] = await sql(`select
    coalesce(max(split_part(s, '=', 2)) filter (where s like 'tcp_keepalives_idle=%'), '7200'),
    coalesce(max(split_part(s, '=', 2)) filter (where s like 'tcp_keepalives_interval=%'), '75'),
    coalesce(max(split_part(s, '=', 2)) filter (where s like 'tcp_keepalives_count=%'), '9')
    from pg_roles, unnest(rolconfig) s where rolname = 'stagefy_api'`)
  return 1000 * (Number(idle) + Number(interval) * Number(count))
}

const hole = (name, close, more) => ofProxy(name, { gap: 8000, slowest: 4000 }, async ({ proxy }) => {
  close(proxy, await serversPatience())
  await sleep(2500)
  proxy.pass()
}, more)

export default [
  ofProxy('connections cut', { gap: 2000 }, async ({ proxy, scale }) => {
    for (let i = 0; i < 6 * scale; i++) {
      proxy.cut()
      await sleep(150)
    }
  }, { long: true }),
  ofProxy('connections reset', { gap: 2000 }, async ({ proxy, scale }) => {
    for (let i = 0; i < 6 * scale; i++) {
      proxy.reset()
      await sleep(150)
    }
  }),
  ofProxy('connections refused for 1 s', { back: 2000 }, async ({ proxy }) => {
    proxy.refuse()
    await sleep(1000)
    proxy.pass()
  }, { shows: [503] }),
  hole('network held up for 2.5 s', (proxy) => proxy.hold(), { long: true }),
  hole('black hole of 2.5 s', (proxy, ms) => proxy.swallow(ms)),
  {
    name: 'issuer away, unknown keys asked for', pool: 'proxied', bars: { failed: 0, gap: 1000 }, after: ({ issuer }) => issuer.back(),
    run: async ({ issuer, port, scale, wrong }) => {
      issuer.leave()
      const before = issuer.asked
      for (const end = performance.now() + 1500 * scale; performance.now() < end; ) {
        const token = await clerkToken({}, { kid: `ins_${crypto.randomUUID()}` })
        const { status } = await send('GET', '/api/me', { token, port })
        // nobody can tell whether the issuer has made that key meanwhile
        if (status !== 401 && status !== 503) wrong.push(`a token of an unknown key was answered ${status}`)
      }
      if (issuer.asked - before > 1 + scale) wrong.push(`the issuer was asked ${issuer.asked - before} times`)
    },
  },
]
