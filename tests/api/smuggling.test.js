// SPDX-License-Identifier: Apache-2.0
// What a client sends in the name of somebody in front of it: requests inside of requests, and header fields named like
// parameters of nginx's own. The request inside is a write, so that its having arrived would be seen in the data.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { talk } from './lib/raw.js'
import { newAgency, unique } from './lib/world.js'

const HEAD = 'GET /api/live HTTP/1.1\r\nHost: localhost\r\n'
const statuses = (text) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((found) => Number(found[1]))

// each with the inner request; what is refused closes the connection, so nothing behind it is read as one
const REFUSED = {
  'a length and chunks': (inner) => `${HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
  'chunks and a length': (inner) => `${HEAD}Transfer-Encoding: chunked\r\nContent-Length: ${inner.length + 5}\r\n\r\n0\r\n\r\n${inner}`,
  'two lengths': (inner) => `${HEAD}Content-Length: 0\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`,
  'the same length twice': (inner) => `${HEAD}Content-Length: 0\r\nContent-Length: 0\r\n\r\n${inner}`,
  'a list of lengths': (inner) => `${HEAD}Content-Length: 0, 0\r\n\r\n${inner}`,
  'chunks twice': (inner) => `${HEAD}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
  'a coding that is none': (inner) => `${HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${inner}`,
  'a coding besides chunks': (inner) => `${HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${inner}`,
  'a folded coding': (inner) => `${HEAD}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${inner}`,
  'a space before the colon': (inner) => `${HEAD}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${inner}`,
  'a zero byte in a field': (inner) => `${HEAD}X-Zero: a\x00b\r\n\r\n${inner}`,
  'chunks in HTTP/1.0': (inner) => `${HEAD.replace('1.1', '1.0')}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
  'a size of a chunk that overflows': (inner) => `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n\r\n${inner}`,
  'a negative size of a chunk': (inner) => `${HEAD}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n${inner}`,
  'a chunk longer than its size': (inner) => `${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n${inner}`,
  'garbage': (inner) => `\x16\x03\x01\x02\r\n\r\n${inner}`,
}

describe('a request inside another', () => {
  let person
  before(async () => {
    person = (await newAgency('smuggling')).owner
  })
  const write = (name) => {
    const body = JSON.stringify({ name })
    return `POST /api/contacts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${person.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  }
  const arrived = async (name) => (await person.get(`/api/contacts?name=${name}`)).json.data.length

  it('behind a whole one it is a request like any other, and arrives once', async () => {
    const name = unique('behind')
    assert.deepEqual(statuses(await talk(`${HEAD}\r\n${write(name)}`)), [200, 201])
    assert.equal(await arrived(name), 1)
  })
  it('as the body of another it is a body', async () => {
    const name = unique('body')
    const inner = write(name)
    assert.deepEqual(statuses(await talk(`${HEAD}Content-Length: ${inner.length}\r\n\r\n${inner}${HEAD}Connection: close\r\n\r\n`)), [200, 200])
    assert.equal(await arrived(name), 0)
  })
  it('with bare line feeds for line ends it is one request, read to its end', async () => {
    const name = unique('feeds')
    assert.deepEqual(statuses(await talk(`${HEAD}Content-Length: 0\r\n\r\n`.replaceAll('\r', '') + write(name))), [200, 201])
    assert.equal(await arrived(name), 1)
  })
  it('within a long extension of a chunk it is an extension', async () => {
    const name = unique('extension')
    const got = await talk(`${HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n0;${'x'.repeat(100000)}${write(name).replaceAll('\r\n', '')}\r\n\r\n`)
    assert.equal(statuses(got).length, 1, got.slice(0, 300))
    assert.equal(await arrived(name), 0)
  })
  for (const [what, probe] of Object.entries(REFUSED))
    it(`${what}: refused, and what is inside never arrives`, async () => {
      const name = unique('inside')
      const got = await talk(probe(write(name)))
      const answers = statuses(got)
      assert.equal(answers.length, 1, got.slice(0, 300))
      assert.ok([400, 501].includes(answers[0]), got.slice(0, 300))
      assert.equal(await arrived(name), 0)
    })
})

describe('header fields named like parameters of nginx', () => {
  // as FastCGI would spell them, with HTTP_ in front and without, in both ways of writing a gap
  const NAMES = ['Remote-Addr', 'Remote-User', 'Request-Method', 'Request-Uri', 'Query-String', 'Script-Name', 'Path-Info', 'Document-Uri', 'Https', 'Request-Scheme',
    'Original-Method', 'Original-Uri', 'Original-Length', 'Original-Type', 'Server-Protocol', 'Request-Id', 'X-Request-Id', 'X-Forwarded-For', 'X-Real-Ip', 'Forwarded',
    'X-Forwarded-User', 'X-Original-Url', 'X-Rewrite-Url', 'X-Http-Method-Override', 'X-Agency-Id', 'X-User-Id', 'X-Role', 'Proxy', 'Http-Authorization', 'Http-Agency-Id', 'Auth-Request']
  const VALUE = '01234567-89ab-4def-8123-456789abcdef'
  const spelled = NAMES.flatMap((name) => [name, name.toUpperCase().replaceAll('-', '_'), `HTTP_${name.toUpperCase().replaceAll('-', '_')}`])
  it('nobody is let in by one of them, and none becomes the id of the request', async () => {
    for (const name of spelled) {
      const got = await talk(`GET /api/contacts HTTP/1.1\r\nHost: localhost\r\n${name}: ${VALUE}\r\nConnection: close\r\n\r\n`)
      assert.deepEqual(statuses(got), [401], name)
      assert.ok(!got.includes(VALUE), name)
    }
  })
  it('a gap written as _ is no gap: credentials spelled so do not count', async () => {
    const { token } = (await newAgency('gap')).owner
    for (const name of ['HTTP_AUTHORIZATION', 'Http-Authorization', 'Proxy-Authorization', 'X_Authorization'])
      assert.deepEqual(statuses(await talk(`GET /api/contacts HTTP/1.1\r\nHost: localhost\r\n${name}: Bearer ${token}\r\nConnection: close\r\n\r\n`)), [401], name)
  })
})
