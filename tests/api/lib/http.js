// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 request, and what must hold for every answer whatever was asked.
import https from 'node:https'
import assert from 'node:assert/strict'
import { BASE_URL, CA } from './env.js'

const base = new URL(BASE_URL)
const agent = new https.Agent({ ca: CA, keepAlive: true, maxSockets: 64 })

export class Answer {
  constructor(method, path, message, body) {
    Object.assign(this, { method, path, status: message.statusCode, headers: message.headers, rawHeaders: message.rawHeaders, body })
  }
  get text() {
    return this.body.toString('utf8')
  }
  get json() {
    return JSON.parse(this.text)
  }
  get type() {
    return this.headers['content-type']
  }
  /** The digits of a number as they were sent: JSON.parse would round them. */
  number(name) {
    return new RegExp(`"${name}":(-?[0-9.eE+-]+|null)`).exec(this.text)?.[1]
  }
  toString() {
    return `${this.method} ${this.path} → ${this.status} ${this.text.slice(0, 600)}`
  }
}

/**
 * options: token, headers, json (any value) or body (text or bytes), agencyId, key (Idempotency-Key), ifMatch, ifNoneMatch,
 * timeout in ms, agent (undefined: one that keeps connections), port.
 */
export function send(method, path, options = {}) {
  const headers = {}
  let { body } = options
  if (options.token) headers.Authorization = `Bearer ${options.token}`
  if (options.agencyId) headers['Agency-Id'] = options.agencyId
  if (options.key) headers['Idempotency-Key'] = options.key
  if (options.ifMatch) headers['If-Match'] = options.ifMatch
  if (options.ifNoneMatch) headers['If-None-Match'] = options.ifNoneMatch
  if ('json' in options) body = JSON.stringify(options.json)
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json'
    headers['Content-Length'] = Buffer.byteLength(body)
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    delete headers[name]
    if (value !== undefined) headers[name] = value
  }
  return new Promise((resolve, reject) => {
    const request = https.request(
      { host: base.hostname, port: options.port ?? base.port, method, path, headers, agent: options.agent ?? agent, ca: CA, timeout: options.timeout ?? 20000 },
      (message) => {
        const chunks = []
        message.on('data', (chunk) => chunks.push(chunk))
        message.on('end', () => resolve(new Answer(method, path, message, Buffer.concat(chunks))))
        message.on('error', reject)
      },
    )
    request.on('timeout', () => request.destroy(new Error(`${method} ${path}: no answer in time`)))
    // `reused`: on a kept connection, which the server may just have closed
    request.on('error', (error) => reject(Object.assign(error, { reused: request.reusedSocket })))
    request.end(body)
  })
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

// What no client may ever read, in any answer to an error: SQL, plans, source places, paths, secrets.
const LEAKS = [
  /\bselect\b.+\bfrom\b/i, /\binsert into\b/i, /\bupdate\b.+\bset\b/i, /relation "/, /column "/, /constraint "/, /violates/i, /SQLSTATE/i,
  /pg_catalog|plpgsql|postgres|libpq|psycopg/i, /app\.[a-z_]+\(/, /\binternal\.[a-z]/, /_fkey\b|_pkey\b|_check\b/, /row-level security/i,
  /\.[ch]:\d+/, /\/(usr|var|home|tmp|run|etc|root|work)\//, /eyJ[A-Za-z0-9_-]{8,}\./, /BEGIN [A-Z ]*PRIVATE/,
]

export function assertNothingLeaks(answer) {
  for (const leak of LEAKS) assert.doesNotMatch(answer.text, leak, `${answer.method} ${answer.path} tells too much`)
}

/** RFC 9457, in our form. `members` are checked as well. */
export function assertProblem(answer, status, slug, members = {}) {
  assert.equal(answer.status, status, String(answer))
  if (answer.method === 'HEAD') return undefined
  assert.equal(answer.type, 'application/problem+json', String(answer))
  const problem = answer.json
  assert.equal(problem.type, `/problems/${slug}`, String(answer))
  assert.equal(problem.status, status)
  assert.equal(typeof problem.title, 'string')
  assert.equal(typeof problem.detail, 'string')
  assert.notEqual(problem.detail, '')
  assert.match(problem.request_id, UUID)
  for (const [name, value] of Object.entries(members)) assert.deepEqual(problem[name], value, `${name} of ${answer}`)
  return problem
}

/** Holds for every answer of a worker. */
function assertSound(answer) {
  if (!answer.path.startsWith('/api/')) return
  assert.notEqual(answer.status, 500, String(answer))
  assert.match(answer.headers['request-id'] ?? '', UUID, `Request-Id of ${answer}`)
  if (answer.status < 400 || answer.method === 'HEAD') return
  assertNothingLeaks(answer)
  if (answer.type !== 'application/problem+json') assert.fail(`not a problem: ${answer}`)
  assert.equal(answer.json.request_id, answer.headers['request-id'])
  assert.equal(answer.json.status, answer.status)
}

export async function ask(method, path, options) {
  const answer = await send(method, path, options)
  assertSound(answer)
  return answer
}
