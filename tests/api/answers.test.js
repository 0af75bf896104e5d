// SPDX-License-Identifier: Apache-2.0
// What every answer has, whoever gives it: headers, request ids, problem+json of nginx's own errors too, the pages on problems,
// and nothing that tells how it is made.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import http2 from 'node:http2'
import { ask, assertNothingLeaks, assertProblem, send } from './lib/http.js'
import { BASE_URL, CA } from './lib/env.js'
import { assertViolations } from './lib/expect.js'
import { document } from './lib/openapi.js'
import { talk } from './lib/raw.js'
import { newAgency, property } from './lib/world.js'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const statusOf = (text) => Number(/^HTTP\/1.1 (\d+) /.exec(text)?.[1])
const bodyOf = (text) => JSON.parse(text.split('\r\n\r\n').slice(1).join('\r\n\r\n'))

const HEADERS = {
  'strict-transport-security': /^max-age=(3153\d{4}|[4-9]\d{7})/, 'x-content-type-options': /^nosniff$/, 'x-frame-options': /^DENY$/, 'referrer-policy': /^strict-origin-when-cross-origin$/,
  'content-security-policy': /default-src '(none|self)'/, 'permissions-policy': /camera=\(\)/, 'cross-origin-resource-policy': /^same-origin$/, 'request-id': UUID,
}
const asked = {
  'a list': () => newAgency('h').then(({ owner }) => owner.get('/api/contacts')),
  'a created record': () => newAgency('h').then(({ owner }) => owner.post('/api/properties', property())),
  'a 401': () => ask('GET', '/api/contacts'), 'a 404 of the API': () => ask('GET', '/api/nothing'), 'a 405': () => ask('PUT', '/api/live'), 'openapi.json': () => ask('GET', '/api/openapi.json'),
  '/api/health': () => ask('GET', '/api/health'), 'a 404 of nginx': () => send('GET', '/assets/nothing.js'), 'a 431 of nginx': () => send('GET', '/api/live', { token: 'a'.repeat(20000) }), 'the page on a problem': () => send('GET', '/problems/validation'),
}
describe('headers', () => {
  for (const [what, get] of Object.entries(asked))
    it(`of ${what}: each once, as they should be`, async () => {
      const answer = await get()
      for (const [name, form] of Object.entries(HEADERS)) {
        assert.match(answer.headers[name] ?? '(none)', form, `${name} of ${what}`)
        assert.equal(answer.rawHeaders.filter((n, i) => i % 2 === 0 && n.toLowerCase() === name).length, 1, `${name} of ${what} comes once`)
      }
      assert.equal(answer.headers.server, 'nginx')
      assert.equal(answer.headers['x-powered-by'], undefined)
      assert.ok(answer.headers['cache-control'], `cache-control of ${what}`)
    })
  it('answers to somebody are private', async () => assert.equal((await asked['a list']()).headers['cache-control'], 'private, no-cache'))
  it('answers of the API may be shown by nothing', async () => assert.equal((await ask('GET', '/api/live')).headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'; sandbox"))
  it('no site may read them unasked: no CORS header', async () => {
    const answer = await ask('GET', '/api/contacts', { headers: { Origin: 'https://evil.example' } })
    assert.deepEqual(Object.keys(answer.headers).filter((name) => name.startsWith('access-control')), [])
  })
})

describe('request ids', () => {
  it('are a new one each, the same in header and body', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('GET', '/api/contacts')))
    assert.equal(new Set(answers.map((a) => a.json.request_id)).size, 20)
  })
  it('cannot be chosen by the client', async () => {
    const id = '11111111-1111-4111-8111-111111111111'
    for (const name of ['Request-Id', 'X-Request-Id', 'X-Request-ID', 'Traceparent']) assert.ok(!JSON.stringify((await ask('GET', '/api/contacts', { headers: { [name]: id } })).headers).includes(id))
  })
})

describe("nginx's own errors are problems", () => {
  it('404 outside of the API', async () => {
    for (const path of ['/assets/x.js', '/api', '/storage/x', '/_problem/not-found', '/_storage_access']) {
      const answer = await send('GET', path)
      assertProblem(answer, 404, 'not-found')
      assertNothingLeaks(answer)
    }
  })
  it('414', async () => {
    const text = await talk(`GET /api/contacts?q=${'a'.repeat(70000)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    assert.equal(statusOf(text), 414)
    assert.equal(bodyOf(text).type, '/problems/uri-too-long')
  })
  it('431', async () => {
    const text = await talk(`GET /api/live HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(70000)}\r\nConnection: close\r\n\r\n`)
    assert.equal(statusOf(text), 431)
    assert.equal(bodyOf(text).type, '/problems/headers-too-large')
  })
  it('431 for too many fields', async () => {
    const text = await talk(`GET /api/live HTTP/1.1\r\nHost: localhost\r\n${Array.from({ length: 70 }, (_, i) => `X${i}: ${'a'.repeat(1000)}\r\n`).join('')}Connection: close\r\n\r\n`)
    assert.equal(statusOf(text), 431)
  })
  for (const [what, head] of Object.entries({ 'no Host': 'GET /api/live HTTP/1.1\r\n\r\n', 'two Hosts': 'GET /api/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'a broken request line': 'GET /api/live\x01 HTTP/1.1 x\r\nHost: a\r\n\r\n', 'a bare line': 'HELO\r\n\r\n' }))
    it(`400 for ${what}`, async () => {
      const text = await talk(head)
      assert.equal(statusOf(text), 400, text)
      if (text.includes('\r\n\r\n')) assert.equal(bodyOf(text).type, '/problems/malformed-request')
    })
  it('405 for TRACE', async () => assertProblem(await send('TRACE', '/api/live'), 405, 'method-not-allowed'))
  it('400 for plain HTTP on the port of TLS, or a way to the right one', async () => {
    const { default: http } = await import('node:http')
    const { port } = new URL(BASE_URL)
    const answer = await new Promise((resolve, reject) => http.get({ host: 'localhost', port, path: '/api/live' }, resolve).on('error', reject))
    assert.ok([301, 308, 400].includes(answer.statusCode), `${answer.statusCode}`)
    if (answer.statusCode < 400) assert.equal(answer.headers.location, `${BASE_URL}/api/live`)
    answer.resume()
  })
})

describe('addresses that mean another one', () => {
  for (const path of ['/api/live/', '/api//live', '/api/./live/x', '/api/Live', '/api/live.json', '/api/live;x', '/api/%6cive/x', '/api/properties/%2e%2e/live/x', '/api/live%00', '/api/properties/by_ref', '/api/properties/by_ref/'])
    it(path, async () => {
      const answer = await send('GET', path)
      assert.ok([400, 401, 404, 405].includes(answer.status), String(answer))
      assert.equal(answer.type, 'application/problem+json')
      assertNothingLeaks(answer)
    })
  it('escapes that need none are the same address', async () => assert.equal((await ask('GET', '/api/%6cive')).status, 200))
})

describe('the same over HTTP/2', () => {
  const over2 = (headers, body) =>
    new Promise((resolve, reject) => {
      const session = http2.connect(BASE_URL, { ca: CA })
      session.on('error', reject)
      const stream = session.request(headers, { endStream: body === undefined })
      let text = '', head
      stream.on('response', (h) => { head = h })
      stream.on('data', (chunk) => { text += chunk })
      stream.on('end', () => { session.close(); resolve({ status: head[':status'], head, text }) })
      stream.on('error', reject)
      if (body !== undefined) stream.end(body)
    })
  it('GET and POST', async () => {
    const { owner } = await newAgency('h2')
    assert.equal((await over2({ ':path': '/api/contacts', authorization: `Bearer ${owner.token}` })).status, 200)
    const made = await over2({ ':method': 'POST', ':path': '/api/contacts', authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' }, '{"name":"h2"}')
    assert.equal(made.status, 201, made.text)
    assert.equal((await owner.get(made.head.location)).json.name, 'h2')
  })
  it('a problem', async () => {
    const answer = await over2({ ':path': '/api/contacts' })
    assert.equal(answer.status, 401)
    assert.equal(answer.head['content-type'], 'application/problem+json')
  })
})

describe('self-description', () => {
  it('health, live and ready say what they should', async () => {
    assert.deepEqual(Object.keys((await ask('GET', '/api/health')).json), ['status', 'database', 'timestamp'])
    const { status, database } = (await ask('GET', '/api/health')).json
    assert.deepEqual([status, database], ['healthy', 'connected'])
    assert.equal((await ask('GET', '/api/live')).json.status, 'alive')
    const ready = await ask('GET', '/api/ready')
    assert.equal(ready.status, 200, String(ready))
    assert.equal(ready.json.status, 'ready')
  })
  it('openapi.json is OpenAPI 3.1 whose references lead somewhere and whose operations have names of their own', () => {
    assert.match(document.openapi, /^3\.1\./)
    const names = Object.values(document.paths).flatMap((item) => Object.values(item).map((o) => o.operationId).filter(Boolean))
    assert.equal(new Set(names).size, names.length)
    for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g))
      assert.ok(name.split('/').reduce((at, part) => at?.[part.replace('~1', '/')], document), name)
  })
  it('each problem has its page', async () => {
    const index = await send('GET', '/problems/')
    assert.equal(index.status, 200)
    const slugs = [...index.text.matchAll(/href="\/problems\/([a-z-]+)"/g)].map(([, slug]) => slug)
    assert.ok(slugs.length > 25)
    for (const slug of slugs) {
      const page = await send('GET', `/problems/${slug}`)
      assert.equal(page.status, 200, slug)
      assert.match(page.type, /^text\/html/)
    }
  })
})

describe('nothing is told that nobody should know', () => {
  it('in answers to whatever Postgres would complain about', async () => {
    const { owner } = await newAgency('leaks')
    const row = await owner.make('/api/properties', property({ reference: 'L-1' }))
    const answers = [
      await owner.post('/api/properties', property({ reference: 'L-1' })), await owner.post('/api/properties', property({ contact_id: crypto.randomUUID() })), await owner.post('/api/properties', property({ owner_id: crypto.randomUUID() })),
      await owner.patch(`/api/properties/${row.id}`, { cover_media_id: crypto.randomUUID() }), await owner.get(`/api/properties?q=${encodeURIComponent("'")}`), await owner.get(`/api/properties?city=${encodeURIComponent("'; select pg_sleep(9) --")}`),
      await owner.get('/api/properties?cursor=AAAA'), await owner.get('/api/properties/x'), await owner.post('/api/properties', []), await ask('GET', '/api/contacts', { token: 'a.b.c' }),
    ]
    for (const answer of answers) if (answer.status >= 400) assertNothingLeaks(answer)
    assertViolations(answers[3], [{ pointer: '/cover_media_id', code: 'not_found' }])
  })
})
