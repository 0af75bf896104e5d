// SPDX-License-Identifier: Apache-2.0
// What a worker holds after very many requests: the memory and the descriptors that it held after the first few. REQUESTS says
// how many (10,000); tests/prove/long-life asks a million.
import { after, before, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { asNginx, exchange } from '../lib/fcgi.js'
import { ownWorker } from '../lib/worker.js'
import { contact, newAgency, unique } from '../lib/world.js'

const REQUESTS = Number(process.env.REQUESTS ?? 10_000), WARM = 2000, AT_ONCE = 4, AGENCIES = 8, LANES = 6, MOST = 1.05
let worker, pid, people

before(async () => {
  people = await Promise.all(Array.from({ length: AGENCIES }, async () => (await newAgency('life')).owner))
  for (const person of people) person.one = await person.make('/api/contacts', contact())
  // what was free at the end of the heap would go back to the system and come again, as it happens
  worker = await ownWorker({ MALLOC_TRIM_THRESHOLD_: '1000000000', MALLOC_MMAP_THRESHOLD_: '30000000' })
  pid = worker.worker()
})
after(() => worker?.stop())

const kilobytes = () => Number(/^Rss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1])
const descriptors = () => readdirSync(`/proc/${pid}/fd`).length

const json = (method, path, value, more = []) => (token) => {
  const body = typeof value === 'string' ? value : JSON.stringify(value)
  return exchange(asNginx(method, path, [['HTTP_AUTHORIZATION', `Bearer ${token}`], ['CONTENT_TYPE', 'application/json'], ['CONTENT_LENGTH', String(Buffer.byteLength(body))], ...more]), body, { path: worker.socket })
}
const get = (path) => (token) => exchange(asNginx('GET', path, [['HTTP_AUTHORIZATION', `Bearer ${token}`]]), '', { path: worker.socket })

/** The i-th request: most are read, each kind of failure comes by. */
function request(i, person) {
  const own = `/api/contacts/${person.one.id}`
  switch (i % 20) {
    case 0: return [200, json('PATCH', own, { notes: `${i} `.repeat(i % 500) })]
    case 1: return i % 2000 === 1 ? [201, json('POST', '/api/contacts', contact(), [['HTTP_IDEMPOTENCY_KEY', unique('k')]])] : [422, json('POST', '/api/contacts', { name: '' })]
    case 2: return [400, json('POST', '/api/contacts', '{"name":')]
    case 3: return [404, get(`/api/contacts/${crypto.randomUUID()}`)]
    case 4: return [401, (token) => get('/api/contacts')(`${token}x`)]
    case 5: return [404, get('/api/nothing')]
    case 6: return [200, get(`/api/contacts?q=${i.toString(36)}&limit=5`)]
    case 7: return [200, get('/api/openapi.json')]
    case 8: case 9: case 10: return [200, get('/api/contacts?limit=20')]
    default: return [200, get(own)]
  }
}

async function many(from, to) {
  let next = from
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (next < to) {
      const i = next++, person = people[i % people.length], [status, ask] = request(i, person)
      const answer = await ask(person.token)
      assert.equal(answer.status, status, `request ${i}: ${answer.head} ${answer.body}`)
    }
  }))
}

it(`${REQUESTS} requests leave nothing behind`, { skip: REQUESTS < WARM && 'too few' }, async (t) => {
  await many(0, WARM)
  // the largest answer on each lane: behind none, one, two… reads that wait. What malloc keeps after that it keeps for good
  for (let i = 0; i < 40 * LANES; i++)
    await Promise.all([...Array.from({ length: i % LANES }, () => get('/api/contacts?limit=20')), get('/api/openapi.json')].map((ask) => ask(people[i % people.length].token)))
  const before = { kilobytes: kilobytes(), descriptors: descriptors() }
  await many(WARM, REQUESTS)
  const after = { kilobytes: kilobytes(), descriptors: descriptors() }
  t.diagnostic(`${before.kilobytes} KB and ${before.descriptors} descriptors, then ${after.kilobytes} KB and ${after.descriptors}`)
  assert.equal(after.descriptors, before.descriptors)
  assert.ok(after.kilobytes <= before.kilobytes * MOST, `${before.kilobytes} KB became ${after.kilobytes} KB`)
})
