// SPDX-License-Identifier: Apache-2.0
// One worker, one connection to Postgres, several requests at once: reads of two agencies stand behind each other on the
// connection, with refusals, writes and strangers among them, and each has the answer that it has when nobody else is there.
import { after, before, it } from 'node:test'
import assert from 'node:assert/strict'
import { asNginx, exchange } from '../lib/fcgi.js'
import { ownWorker } from '../lib/worker.js'
import { contact, newAgency, property, unique } from '../lib/world.js'

const ROUNDS = 150, AT_ONCE = 12
let worker, a, b

function ask({ person, method = 'GET', path, json, headers = {} }) {
  const body = json === undefined ? '' : JSON.stringify(json)
  const more = Object.entries({ ...(person && { AUTHORIZATION: `Bearer ${person.token}` }), ...headers }).map(([name, value]) => [`HTTP_${name}`, value])
  if (body) more.push(['CONTENT_TYPE', 'application/json'], ['CONTENT_LENGTH', String(Buffer.byteLength(body))])
  return exchange(asNginx(method, path, more), body, { path: worker.socket })
}

before(async () => {
  [a, b] = [(await newAgency('left')).owner, (await newAgency('right')).owner]
  worker = await ownWorker({})
  for (const person of [a, b]) {
    person.home = await person.make('/api/properties', property({ reference: 'R-1' }))
    person.one = await person.make('/api/contacts', contact({ external_ref: 'ref-1' }))
  }
})
after(() => worker?.stop())

/** Without what is another number each time: how long it took, and how much may still be asked for. */
const timeless = ({ status, head, body }) => ({ status, body, head: head.replace(/^(RateLimit|Server-Timing): .*$/gm, (line) => line.replace(/[\d.]+/g, 'n')) })

/* the same choices each time */
function dice(seed) {
  let state = seed
  return (n) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return (state >>> 8) % n }
}

it(`${AT_ONCE} at once, ${ROUNDS} times: each gets its own`, async () => {
  const reads = [a, b].flatMap((person) => [
    '/api/properties', `/api/properties/${person.home.id}`, '/api/me', '/api/memberships', '/api/properties?include=contact', '/api/properties?sort=nothing',
    `/api/contacts/${(person === a ? b : a).one.id}`, `/api/properties/${(person === a ? b : a).home.id}`,
  ].map((path) => ({ person, path }))).concat([{ path: '/api/properties' }, { path: '/api/nothing' }])
  const writes = [a, b].flatMap((person) => [
    { person, method: 'PATCH', path: `/api/contacts/${person.one.id}`, json: { notes: 'seen' } },
    { person, method: 'POST', path: '/api/properties', json: property({ reference: 'R-1' }), headers: { IDEMPOTENCY_KEY: unique('k') } },
  ])
  const wanted = []
  for (const one of reads) wanted.push(timeless(await ask(one)))
  const of = (i) => `${reads[i].person === a ? 'a' : 'b'} ${reads[i].path}`
  assert.deepEqual(new Set(wanted.map(({ status }) => status)), new Set([200, 400, 401, 404]))
  const roll = dice(7)
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      if (roll(8) === 0) {
        const request = writes[roll(writes.length)]
        const { status, body } = await ask(request)
        assert.equal(status, request.method === 'PATCH' ? 200 : 409, body)
      } else {
        const i = roll(reads.length)
        assert.deepEqual(timeless(await ask(reads[i])), wanted[i], of(i))
      }
    }))
  }
})
