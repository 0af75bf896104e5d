// SPDX-License-Identifier: Apache-2.0
// What comes as a body: JSON of every broken kind, content types, sizes, encodings, and bodies that are not all there.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { assertProblem } from './lib/http.js'
import { assertViolations } from './lib/expect.js'
import { contact, newAgency } from './lib/world.js'
import { talk } from './lib/raw.js'

let person
before(async () => {
  person = (await newAgency('bodies')).owner
})
const post = (body, headers) => person.ask('POST', '/api/contacts', { body, headers })
const nested = (open, close, depth) => open.repeat(depth) + close.repeat(depth)

describe('a body that is not JSON answers 400', () => {
  const cases = {
    'nothing but space': ' \n\t', 'a brace': '{', 'no closing quote': '{"name":"a', 'single quotes': "{'name':'a'}", 'no quotes': '{name:"a"}', 'a trailing comma': '{"name":"a",}', 'a trailing comma in a list': '{"tags":["a",]}',
    'two values': '{"name":"a"}{"name":"b"}', 'something behind it': '{"name":"a"} x', 'a comma too many': '{"name":"a",,"notes":"b"}', 'no colon': '{"name" "a"}', 'a comment': '{"name":"a"/* no */}', 'a line comment': '{"name":"a"} // no',
    NaN: '{"name":NaN}', Infinity: '{"name":-Infinity}', 'TRUE': '{"name":TRUE}', 'a leading zero': '{"name":01}', 'a leading plus': '{"name":+1}', 'a bare point': '{"name":.5}', 'a point at the end': '{"name":1.}', 'an empty exponent': '{"name":1e}',
    'hexadecimal': '{"name":0x10}', 'a raw line break in a text': '{"name":"a\nb"}', 'a raw tab in a text': '{"name":"a\tb"}', 'an unknown escape': '{"name":"\\x41"}', 'a short escape': '{"name":"\\u00"}', 'an escape without digits': '{"name":"\\uzzzz"}',
    'a byte order mark': '\ufeff{"name":"a"}', 'a form': 'name=a', 'XML': '<name>a</name>', undefined: 'undefined', 'a member named twice': '{"name":"a","name":"b"}', 'a member named twice with an escape': '{"name":"a","n\\u0061me":"b"}',
    'a member named twice inside': '{"name":"a","tags":[],"x":{"y":1,"y":2}}', '33 levels': `{"x":${nested('[', ']', 32)}}`, '100,000 levels': nested('[', ']', 100000), '100,000 open levels': '{"a":'.repeat(100000),
  }
  for (const [what, body] of Object.entries(cases))
    it(what, async () => assertProblem(await post(body), 400, 'malformed-json'))
  const bytes = {
    'a lone byte above 7F': [0x80], 'a cut sequence': [0xc3], 'an overlong slash': [0xc0, 0xaf], 'an overlong NUL': [0xc0, 0x80], 'half of a surrogate pair': [0xed, 0xa0, 0x80], 'beyond U+10FFFF': [0xf4, 0x90, 0x80, 0x80], 'byte FF': [0xff],
    'a raw NUL': [0x00],
  }
  for (const [what, raw] of Object.entries(bytes))
    it(`${what} in a text`, async () => assertProblem(await post(Buffer.concat([Buffer.from('{"name":"a'), Buffer.from(raw), Buffer.from('b"}')])), 400, 'malformed-json'))
  for (const encoding of ['utf16le', 'latin1'])
    it(`${encoding}`, async () => assertProblem(await post(Buffer.from('{"name":"é"}', encoding)), 400, 'malformed-json'))
  it('something behind a NUL', async () => assertProblem(await post('{"name":"a"}\0{"name":"b"}'), 400, 'malformed-json'))
  it('no body at all', async () => assertProblem(await person.ask('POST', '/api/contacts', {}), 400, 'malformed-json'))
  it('tells where the fault is', async () => assert.match((await post('{"name":"a",}')).json.detail, /\(byte 12\)/))
})

describe('JSON that no field can hold answers 422', () => {
  for (const text of ['\\u0000', 'a\\u0000b', '\\ud800', '\\udc00', '\\ude00\\ud83d', 'x\\ud83dy'])
    it(`"${text}" in a text`, async () => assertViolations(await post(`{"name":"${text}"}`), [{ pointer: '', code: 'format' }]))
  it('in the name of a member too', async () => assertViolations(await post('{"name":"a","\\u0000":1}'), [{ pointer: '', code: 'format' }]))
  it('a pair written as two escapes is a character', async () => assert.equal((await post('{"name":"\\ud83d\\ude00"}')).json.name, '😀'))
  for (const body of ['[]', '"a"', '1', 'true', 'null', '[{"name":"a"}]', ' 5 '])
    it(`${body} is no object`, async () => assertViolations(await post(body), [{ pointer: '', code: 'type', params: { expected: 'object' } }]))
  it('32 levels are read', async () => assertViolations(await post(`{"name":"a","x":${nested('[', ']', 31)}}`), [{ pointer: '/x', code: 'unknown' }]))
  it('space of every JSON kind around is fine', async () => assert.equal((await post(' \t\r\n{ "name" :\n"a" }\r\n ')).status, 201))
})

describe('content types', () => {
  for (const type of ['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8', 'Application/JSON', 'application/merge-patch+json'])
    it(`${type} is read`, async () => assert.equal((await post('{"name":"a"}', { 'Content-Type': type })).status, 201))
  for (const type of [undefined, 'text/plain', 'text/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/jsonp', 'application/json-patch+json', 'application/ld+json', '*/*', 'json', ','])
    it(`${type ?? 'none'} is refused with those that are read`, async () => {
      const answer = await post('{"name":"a"}', { 'Content-Type': type })
      assertProblem(answer, 415, 'unsupported-media-type', { accepts: ['application/json', 'application/merge-patch+json'] })
    })
  for (const encoding of ['gzip', 'deflate', 'br', 'compress', 'x'])
    it(`Content-Encoding: ${encoding} is refused`, async () =>
      assertProblem(await post(gzipSync('{"name":"a"}'), { 'Content-Encoding': encoding }), 415, 'unsupported-media-type'))
  it('Content-Encoding: identity is none', async () => assert.equal((await post('{"name":"a"}', { 'Content-Encoding': 'identity' })).status, 201))
  it('the type is looked at before the body', async () => assertProblem(await post('{', { 'Content-Type': 'text/plain' }), 415, 'unsupported-media-type'))
})

describe('sizes', () => {
  const LIMIT = 1048576
  const padded = (size) => `${JSON.stringify(contact())}${' '.repeat(size - JSON.stringify(contact()).length)}`.replace('Josée', 'Josee')
  it('1 MiB is read', async () => assert.equal((await post(padded(LIMIT))).status, 201))
  for (const size of [LIMIT + 1, 2 * LIMIT])
    it(`${size} bytes are refused with the limit`, async () => assertProblem(await post(padded(size)), 413, 'payload-too-large', { limit: LIMIT }))
  it('nginx refuses 20 MiB in the same form', async () => {
    const answer = await talk(`POST /api/contacts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${20 * LIMIT}\r\n\r\n`)
    assert.match(answer, /^HTTP\/1.1 413 /)
    assert.match(answer, /"type":"\/problems\/payload-too-large".*"limit":1048576/)
  })
  it('a GET may carry a body, which means nothing', async () => assert.equal((await person.ask('GET', '/api/contacts', { body: '{"x":1}' })).status, 200))
  it('what takes no body refuses one', async () => {
    const { id } = await person.make('/api/contacts', contact())
    assertProblem(await person.ask('DELETE', `/api/contacts/${id}`, { body: '{"x":1}' }), 400, 'malformed-request')
    assert.equal((await person.ask('DELETE', `/api/contacts/${id}`, { body: ' {}'.trim() })).status, 204)
  })
})

describe('how the body is sent', () => {
  const head = (more) => `POST /api/contacts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${person.token}\r\nContent-Type: application/json\r\nConnection: close\r\n${more}\r\n`
  it('in chunks', async () => assert.match(await talk(`${head('Transfer-Encoding: chunked\r\n')}5\r\n{"nam\r\n7\r\ne":"a"}\r\n0\r\n\r\n`), /^HTTP\/1.1 201 /))
  it('in chunks with extensions and trailers', async () => assert.match(await talk(`${head('Transfer-Encoding: chunked\r\n')}c;x=y\r\n{"name":"a"}\r\n0\r\nX: y\r\n\r\n`), /^HTTP\/1.1 201 /))
  it('in broken chunks: 400', async () => assert.match(await talk(`${head('Transfer-Encoding: chunked\r\n')}zz\r\n{"name":"a"}\r\n0\r\n\r\n`), /^HTTP\/1.1 400 [^]*"\/problems\/malformed-request"/))
  it('byte by byte', async () => {
    const bytes = [...'{"name":"slow"}']
    assert.match(await talk([`${head(`Content-Length: ${bytes.length}\r\n`)}`, ...bytes]), /^HTTP\/1.1 201 /)
  })
  it('after 100-continue', async () => assert.match(await talk([`${head('Content-Length: 12\r\nExpect: 100-continue\r\n')}`, '{"name":"a"}']), /^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 201 /))
  for (const [what, more] of Object.entries({
    'two lengths': 'Content-Length: 12\r\nContent-Length: 13\r\n', 'a length that is no number': 'Content-Length: 12a\r\n', 'a negative length': 'Content-Length: -1\r\n', 'a length with a plus': 'Content-Length: +12\r\n',
    'length and chunks': 'Content-Length: 12\r\nTransfer-Encoding: chunked\r\n', 'an unknown transfer coding': 'Transfer-Encoding: gzip, chunked\r\n',
  }))
    it(`${what}: refused`, async () => assert.match(await talk(`${head(more)}{"name":"a"}`), /^HTTP\/1.1 (400|501) /))
  it('a short body makes nothing', async () => {
    const marker = `short-${process.pid}`
    await talk(`${head('Content-Length: 500\r\n')}{"name":"${marker}"}`, { end: true, wait: 1000 })
    assert.equal((await person.get(`/api/contacts?name=${marker}`)).json.data.length, 0)
  })
})
