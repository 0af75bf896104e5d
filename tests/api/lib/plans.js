// SPDX-License-Identifier: Apache-2.0
// How Postgres runs what a worker asks: a role with the rights of stagefy_api whose statements, those within functions
// included, tell their plans as notices; a worker of its own that signs in as it; and between the two a wire on which we hear
// the notices.
import net from 'node:net'
import { randomBytes } from 'node:crypto'
import { DATABASE_URL } from './env.js'
import { sql } from './database.js'
import { ownWorker } from './worker.js'

const NOTICE = 'N'.charCodeAt(0)

/** Text of the notices among a server's messages; keeps what is not yet whole. */
function listener(hear) {
  let rest = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 5 && rest.length >= 1 + rest.readUInt32BE(1)) {
      const size = 1 + rest.readUInt32BE(1)
      if (rest[0] === NOTICE) hear(rest.toString('utf8', 5, size).split('\0').find((field) => field.startsWith('M'))?.slice(1) ?? '')
      rest = rest.subarray(size)
    }
  }
}

function wire(target, hear) {
  const server = net.createServer({ noDelay: true }, (client) => {
    const upstream = net.connect({ ...target, noDelay: true }) // without, each answer waits 40 ms for an acknowledgement
    upstream.on('data', listener(hear))
    client.pipe(upstream).pipe(client)
    for (const socket of [client, upstream]) socket.on('error', () => [client, upstream].forEach((s) => s.destroy()))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

const SETTINGS = { session_preload_libraries: 'auto_explain', 'auto_explain.log_min_duration': 0, 'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_level': 'notice', 'auto_explain.log_format': 'json', client_min_messages: 'notice', enable_seqscan: 'off' }

/** {socket, seen(), stop()}: seen() answers the plans since it was last called: {"Query Text", "Plan"}. */
export async function explainingWorker() {
  const role = `stagefy_api_explained_${process.pid}`, password = randomBytes(16).toString('hex')
  const url = new URL(DATABASE_URL), host = url.searchParams.get('host') ?? url.hostname, port = url.port || url.searchParams.get('port') || '5432'
  await sql(`load 'auto_explain'; create role ${role} login inherit in role stagefy_api password '${password}';
    ${Object.entries(SETTINGS).map(([name, value]) => `alter role ${role} set ${name} = '${value}';`).join('\n')}`)
  let plans = []
  const server = await wire(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port: Number(port) },
    (message) => message.includes(' plan:\n') && plans.push(JSON.parse(message.slice(message.indexOf('{')))))
  const worker = await ownWorker({ DATABASE_URL: `postgresql://${role}:${password}@127.0.0.1:${server.address().port}${url.pathname}?sslmode=disable&gssencmode=disable` })
  return {
    socket: worker.socket,
    seen: () => plans.splice(0),
    stop: async () => {
      await worker.stop()
      server.close()
      await sql(`drop role ${role}`)
    },
  }
}

/** Every node of a plan. */
export const nodes = (plan) => [plan, ...(plan.Plans ?? []).flatMap(nodes)]
