// SPDX-License-Identifier: Apache-2.0
// An honest client: it asks again what it may ask again, after the time it was told, and believes what it was answered.
// What it was promised stands in its ledger; ledger.mjs compares that with the rows.
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { send } from '../api/lib/http.js'
import { CA } from '../api/lib/env.js'
import { unique } from '../api/lib/world.js'
import { dice, pick } from './dice.mjs'

// a success, or that it may ask again; 0 is a connection that broke
const AGAIN = new Set([0, 409, 425, 429, 502, 503, 504])
const MIX = [...Array(4).fill('read'), ...Array(2).fill('list'), ...Array(3).fill('create'), ...Array(2).fill('change'), 'spend']
const PATIENCE_MS = 20_000

/** told: where each answer is noted. The client begins with a row of its own. */
export class Client {
  constructor(person, { port, seed, told }) {
    Object.assign(this, { person, port, told, random: dice(seed), created: [], spent: [], unsettled: [] })
    this.agent = new https.Agent({ ca: CA, keepAlive: true, maxSockets: 1 })
  }

  /** One request, and once more on a new connection if it met a kept one that the server had closed, as every HTTP library does. */
  async #send(method, path, options) {
    const send_ = () => send(method, path, { token: this.person.token, agent: this.agent, port: this.port, timeout: 35_000, ...options })
    return send_().catch((error) => (error.reused && error.code === 'ECONNRESET' ? send_() : Promise.reject(error)))
  }

  async #tell(what, method, path, options) {
    const at = performance.now()
    const answer = await this.#send(method, path, options).catch((error) => ({ status: 0, error, headers: {} }))
    this.told.push({ what, at, ms: performance.now() - at, status: answer.status, after: answer.headers['retry-after'], text: () => String(answer.error ?? answer) })
    return answer
  }

  /** Asks until the answer is final. `retried` says that an earlier attempt may have taken effect. Undefined: patience is over. */
  async #settle(what, method, path, options) {
    for (let retried = false, end = performance.now() + PATIENCE_MS; ; retried = true) {
      const answer = await this.#tell(what, method, path, options)
      if (!AGAIN.has(answer.status)) return { answer, retried }
      if (performance.now() > end) return void this.unsettled.push(`${method} ${path}: ${answer.error ?? answer}`)
      await sleep(1000 * Number(answer.headers['retry-after'] ?? 0) + 30 + 120 * this.random())
    }
  }

  async #create() {
    const key = unique('key'), username = unique('u')
    const settled = await this.#settle('create', 'POST', '/api/contacts', { json: { name: 'first', username }, key })
    const id = settled?.answer.status === 201 ? settled.answer.json.id : undefined
    this.created.push({ username, id })
    return settled
  }

  async begin() {
    const settled = await this.#create()
    if (settled?.answer.status !== 201) throw new Error(`the load cannot begin: ${settled?.answer}`)
    this.row = { id: settled.answer.json.id, etag: settled.answer.headers.etag, version: 1, name: 'first' }
  }

  /** Without a key: a second attempt that finds another version asks whose it is. */
  async #change() {
    const name = unique('n'), path = `/api/contacts/${this.row.id}`
    const settled = await this.#settle('change', 'PATCH', path, { json: { name }, ifMatch: this.row.etag })
    if (settled === undefined) return void (this.row.unknown = true)
    let { answer } = settled
    if (answer.status === 412 && settled.retried) {
      this.told.at(-1).settled = true
      answer = (await this.#settle('read', 'GET', path))?.answer
    }
    if (answer?.status === 200 && answer.json.name === name) Object.assign(this.row, { name, etag: answer.headers.etag, version: this.row.version + 1 })
    else this.unsettled.push(`PATCH ${path}: ${answer}`)
  }

  /** Without a key too: the reference says that it is the same. */
  async #spend() {
    const reference = unique('s'), settled = await this.#settle('spend', 'POST', '/api/credits/usage', { json: { operation_type: 'AI_TEXT_CHAT', reference } })
    this.spent.push({ reference, acknowledged: settled?.answer.status === 201 })
  }

  async one() {
    switch (pick(this.random, MIX)) {
      case 'read': return this.#settle('read', 'GET', `/api/contacts/${this.row.id}`)
      case 'list': return this.#settle('list', 'GET', '/api/contacts?limit=10')
      case 'create': return this.#create()
      case 'spend': return this.#spend()
      default: return this.#change()
    }
  }

  /** Somebody who looks every 40 ms, whatever he was told: for the time without a success. */
  async look() {
    await this.#tell('look', 'GET', '/api/contacts?limit=1')
    await sleep(40)
  }

  end() {
    this.agent.destroy()
  }
}

/** What a client of that mind could not go on from. */
export const isFinalFailure = (t) => !t.settled && !AGAIN.has(t.status) && !(t.status >= 200 && t.status < 300)
