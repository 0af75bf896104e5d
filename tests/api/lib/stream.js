// SPDX-License-Identifier: Apache-2.0
// A listener to the stream of events, as a browser's EventSource is one.
import https from 'node:https'
import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { BASE_URL, CA, FCGI_SOCKET } from './env.js'
import { until } from './retry.js'
import { sql } from './database.js'

const base = new URL(BASE_URL)

export async function ticketOf(person) {
  const answer = await person.post('/api/events/ticket')
  assert.equal(answer.status, 200, String(answer))
  return answer.json.ticket
}

/** {status, heard: what came so far, ended, close(), until(check)}; heard has the data of each message named changes. */
export function listen(ticket) {
  return new Promise((resolve, reject) => {
    const request = https.request({ host: base.hostname, port: base.port, path: `/api/events/stream?ticket=${ticket}`, ca: CA,
      headers: { Accept: 'text/event-stream' }, agent: false }, (message) => {
      const stream = { status: message.statusCode, headers: message.headers, heard: [], ended: false, close: () => request.destroy() }
      let rest = ''
      message.setEncoding('utf8')
      message.on('data', (text) => {
        const parts = (rest + text).split('\n\n')
        rest = parts.pop()
        for (const part of parts) {
          const fields = Object.fromEntries(part.split('\n').filter((line) => /^\w/.test(line)).map((line) => line.split(/: (.*)/s).slice(0, 2)))
          if (fields.event === 'changes') stream.heard.push(JSON.parse(fields.data))
        }
      })
      message.on('close', () => (stream.ended = true))
      message.on('error', () => undefined)
      stream.events = () => stream.heard.flatMap((h) => h.events ?? [])
      stream.until = (check) => until(() => check(stream), 60)
      resolve(stream)
    })
    request.on('error', reject)
    request.end()
  })
}

export const listenAs = async (person) => listen(await ticketOf(person))

/** This instance's relay has told what changed of this agency itself: whoever listened before was sent away, and nobody will be for
 * that. Another nginx may stand beside, with a relay of its own that is further. */
export const toldOf = (agency) => until(async () => (await sql(`select 1 from internal.event_relay r where r.place like '%:' || :'socket' and (r.xid, r.seq) >=
  (select c.xid, c.seq from internal.changes c where c.agency_id = :'agency' and c.table_name = 'agencies' order by c.xid desc, c.seq desc limit 1)`,
{ agency, socket: join(dirname(FCGI_SOCKET), 'events.sock') })).length > 0)
