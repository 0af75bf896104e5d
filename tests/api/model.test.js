// SPDX-License-Identifier: Apache-2.0
// Random changes to an agency's contacts, each against a model that says what must come of it. SEED and STEPS choose the run
// (what failed names its seed); with KILL=yes workers are killed all the while. tests/prove/model goes on with other seeds.
import { it } from 'node:test'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { killOneWorker } from './lib/workers.js'
import { newAgency, unique } from './lib/world.js'

const { SEED = '1', STEPS = '400', KILL } = process.env

/** Numbers from 0 to 1 that follow from the seed alone (mulberry32). */
function dice(seed) {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const roll = dice(Number(SEED))
const below = (n) => Math.floor(roll() * n)
const one = (list) => list[below(list.length)]

const VALUES = {
  name: ['Ada', 'Éva', 'Josée', 'Zoë', 'de Vries'],
  status: ['lead', 'active', 'closed'],
  type: ['lead', 'buyer', 'seller', 'investor', 'other'],
  phone: ['+352621123456', '+352691000000', null],
  notes: ['', 'calls back', null].map((text) => text || null),
  tags: [[], ['a'], ['a', 'é "quoted"'], ['b', 'a']],
}
const SHOWN = [...Object.keys(VALUES), 'external_ref', 'version', 'deleted_at']

function someValues() {
  const values = {}
  for (const name of Object.keys(VALUES)) if (roll() < 0.4) values[name] = one(VALUES[name])
  return values
}

/** What a row shows, with its deletion as yes or no. */
const seen = (row) => Object.fromEntries(SHOWN.map((name) => [name, name === 'deleted_at' ? row[name] !== null : row[name]]))
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)

class Model {
  rows = new Map()
  constructor(person) {
    this.person = person
  }
  /** Keyed, and asked again until it is known what came of it. */
  async ask(method, path, options = {}) {
    const keyed = method === 'GET' ? options : { key: unique('model'), ...options }
    for (let i = 0; i < 200; i++) {
      const answer = await this.person.ask(method, path, keyed).catch(() => ({ status: 503 }))
      const again = answer.status >= 500 || answer.status === 429 || (answer.status === 409 && answer.json.type.endsWith('idempotency-running'))
      if (!again) return answer
      assert.ok(KILL, `${method} ${path} → ${answer.status}`)
      await sleep(10 + 40 * Math.random())
    }
    return assert.fail(`${method} ${path} was never done`)
  }
  expect(answer, status) {
    assert.equal(answer.status, status, String(answer))
    return answer
  }
  /** Takes over what is the server's to choose, and compares the rest. */
  learn(answer, status, model) {
    const row = this.expect(answer, status).json
    assert.deepEqual(seen(row), seen(model), String(answer))
    this.rows.set(row.id, { ...model, id: row.id, created_at: row.created_at, etag: answer.headers.etag ?? model.etag })
  }
  some(deleted) {
    return one([...this.rows.values()].filter((row) => (row.deleted_at !== null) === deleted))
  }
  /** The version grows with what a client wrote, and not with deletes and restores. */
  changed(row, values) {
    return { ...row, ...values, version: row.version + !same(seen({ ...row, ...values }), seen(row)) }
  }

  async create() {
    const values = { name: one(VALUES.name), ...someValues() }
    const fresh = { status: 'lead', type: 'other', phone: null, notes: null, tags: [], external_ref: null, version: 1, deleted_at: null }
    this.learn(await this.ask('POST', '/api/contacts', { json: values }), 201, { ...fresh, ...values })
  }
  async byRef() {
    const ref = `ref ${below(6)}`, values = { name: one(VALUES.name), ...someValues() }
    const row = [...this.rows.values()].find((each) => each.external_ref === ref)
    const answer = await this.ask('PUT', `/api/contacts/by_ref/${encodeURIComponent(ref)}`, { json: values })
    const fresh = { status: 'lead', type: 'other', phone: null, notes: null, tags: [], external_ref: ref, version: 1, deleted_at: null }
    if (!row) return this.learn(answer, 201, { ...fresh, ...values })
    return this.learn(answer, 200, { ...this.changed(row, values), deleted_at: null })
  }
  async update() {
    const row = this.some(false), values = someValues()
    if (!row) return
    const stale = roll() < 0.2
    const ifMatch = stale ? `"${row.version + 1}.00000000"` : roll() < 0.5 ? row.etag : undefined
    const answer = await this.ask('PATCH', `/api/contacts/${row.id}`, { json: values, ifMatch })
    if (stale) this.expect(answer, 412)
    else this.learn(answer, 200, this.changed(row, values))
  }
  async remove() {
    const row = this.some(false)
    if (!row) return
    this.expect(await this.ask('DELETE', `/api/contacts/${row.id}`), 204)
    this.rows.set(row.id, { ...row, deleted_at: 'yes' })
  }
  async restore() {
    const row = this.some(true)
    if (row) this.learn(await this.ask('POST', `/api/contacts/${row.id}/restore`), 200, { ...row, deleted_at: null })
  }
  async touchDeleted() {
    const row = this.some(true)
    if (!row) return
    this.expect(await this.ask('PATCH', `/api/contacts/${row.id}`, { json: { name: 'no' } }), 404)
    this.expect(await this.ask('DELETE', `/api/contacts/${row.id}`), 404)
    this.expect(await this.ask('GET', `/api/contacts/${row.id}`), 404)
  }
  async read() {
    const row = this.some(false)
    if (row) assert.deepEqual(seen((await this.ask('GET', `/api/contacts/${row.id}`)).json), seen(row))
  }
  /** A whole list, page after page, in the order that was asked for. */
  async list() {
    const deleted = one(['', 'only', 'with']), status = one([undefined, ...VALUES.status]), sign = one(['', '-'])
    const query = new URLSearchParams({ limit: 1 + below(40), sort: `${sign}created_at`, fields: 'id', ...(deleted && { deleted }), ...(status && { status }) })
    const got = []
    for (let cursor = ''; cursor !== null; ) {
      const { data, pagination } = this.expect(await this.ask('GET', `/api/contacts?${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`), 200).json
      got.push(...data.map((row) => row.id))
      cursor = pagination.next_cursor
    }
    const wanted = [...this.rows.values()].filter((row) => (deleted === 'with' || (row.deleted_at !== null) === (deleted === 'only')) && (!status || row.status === status))
      .sort((a, b) => (a.created_at < b.created_at || (a.created_at === b.created_at && a.id < b.id) ? -1 : 1))
    if (sign) wanted.reverse()
    assert.deepEqual(got, wanted.map((row) => row.id), String(query))
  }
}

const STEPS_BY_WEIGHT = ['create', 'create', 'create', 'byRef', 'byRef', 'update', 'update', 'update', 'remove', 'restore', 'touchDeleted', 'read', 'list']

it(`${STEPS} random changes come out as the model says (SEED=${SEED})`, { timeout: 600000 }, async () => {
  const model = new Model((await newAgency('model')).owner)
  let killing = Boolean(KILL)
  const killer = (async () => {
    for (; killing; await sleep(150)) await killOneWorker('SIGKILL')
  })()
  try {
    for (let step = 0; step < Number(STEPS); step++) await model[one(STEPS_BY_WEIGHT)]()
    await model.list()
    for (const row of model.rows.values())
      if (row.deleted_at === null) assert.deepEqual(seen((await model.ask('GET', `/api/contacts/${row.id}`)).json), seen(row))
  } finally {
    killing = false
    await killer
  }
})
