// SPDX-License-Identifier: Apache-2.0
// The workers by themselves, without nginx in front: bodies that are not all there, parameters twice, none or too many.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { asNginx, exchange } from './lib/fcgi.js'
import { without } from './lib/env.js'
import { newAgency, unique } from './lib/world.js'

describe('a worker', { skip: without('FCGI_SOCKET') }, () => {
  let person
  before(async () => {
    person = (await newAgency('fcgi')).owner
  })
  const post = (body, length, options, more = []) =>
    exchange(asNginx('POST', '/api/contacts', [['CONTENT_TYPE', 'application/json'], ['CONTENT_LENGTH', String(length)], ['HTTP_AUTHORIZATION', `Bearer ${person.token}`], ...more]), body, options)
  const problem = (answer, status, slug) => {
    assert.equal(answer.status, status, JSON.stringify(answer))
    assert.equal(JSON.parse(answer.body).type, `/problems/${slug}`)
    assert.equal(answer.ended, true)
  }

  it('answers what nginx would ask', async () => {
    const answer = await exchange(asNginx('GET', '/api/live'))
    assert.equal(answer.status, 200)
    assert.equal(JSON.parse(answer.body).status, 'alive')
    assert.match(answer.head, /Request-Id: 01234567-89ab-cdef-0123-456789abcdef/)
  })
  it('a body of its full length is read', async () => assert.equal((await post('{"name":"a"}', 12)).status, 201))
  it('what comes behind the stated length is not read', async () => assert.equal((await post('{"name":"a"}{"name":"b"}', 12)).status, 201))
  it('a short body answers 400 and makes nothing', async () => {
    const name = unique('short')
    problem(await post(`{"name":"${name}"}`, 500), 400, 'malformed-request')
    assert.equal((await person.get(`/api/contacts?name=${name}`)).json.data.length, 0)
  })
  it('no body where a length was stated answers 400', async () => problem(await post('', 12), 400, 'malformed-request'))
  for (const length of ['-1', '12x', '0x10', '1e3', ' 12', '99999999999999999999', '+12', '12,13'])
    it(`the length ${JSON.stringify(length)} answers 400`, async () => problem(await post('{"name":"a"}', length), 400, 'malformed-request'))
  it('a length above the limit answers 413 without reading', async () => problem(await post('{"name":"a"}', 1048577), 413, 'payload-too-large'))
  it('a length of terabytes takes no memory', async () => problem(await post('{"name":"a"}', 99999999999999), 413, 'payload-too-large'))
  it('no length is no body', async () => problem(await post('{"name":"a"}', ''), 400, 'malformed-json'))

  it('no parameters at all', async () => {
    const answer = await exchange([])
    assert.ok([400, 404].includes(answer.status), JSON.stringify(answer))
  })
  for (const uri of ['', '/', 'x', '//api/live', '/api', '/api/', '/api//live', '/api/live/', '/api/./live', '/api/../api/live', '/api/%2e%2e/live', '/api/live%00', '/api/%', '/api/%zz', '/api/live%2f', '/api/' + 'a/'.repeat(500), '/api/\xff', 'http://localhost/api/live'])
    it(`the address ${JSON.stringify(uri.slice(0, 30))} is refused`, async () => {
      const answer = await exchange(asNginx('GET', uri))
      assert.ok([400, 404].includes(answer.status), JSON.stringify(answer))
      assert.equal(JSON.parse(answer.body).status, answer.status)
    })
  for (const method of ['', 'get', 'FOO', 'CONNECT', 'X'.repeat(5000), 'GET\r\nX: y'])
    it(`the method ${JSON.stringify(method.slice(0, 12))} is refused`, async () => problem(await exchange(asNginx(method, '/api/live')), 405, 'method-not-allowed'))
  it('credentials twice answer 400', async () =>
    problem(await exchange(asNginx('GET', '/api/contacts', [['HTTP_AUTHORIZATION', 'Bearer a'], ['HTTP_AUTHORIZATION', 'Bearer b']])), 400, 'malformed-request'))
  it('a request id that is none is replaced', async () => {
    for (const id of ['', 'x', '0123456789abcdef0123456789abcdeX', '../../etc/passwd', 'a'.repeat(64)]) {
      const answer = await exchange([['REQUEST_METHOD', 'GET'], ['REQUEST_URI', '/api/live'], ['REQUEST_ID', id]])
      assert.match(answer.head, /Request-Id: [0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/)
    }
  })
  it('an address of the client that is none does no harm', async () => {
    for (const address of ['', 'x', '999.1.1.1', "'; drop table users; --", '::ffff:127.0.0.1', 'a'.repeat(1000)]) {
      const answer = await exchange([['REQUEST_METHOD', 'GET'], ['REQUEST_URI', '/api/contacts?limit=1'], ['REMOTE_ADDR', address], ['HTTP_AUTHORIZATION', `Bearer ${person.token}`]])
      assert.equal(answer.status, 200, `${address}: ${JSON.stringify(answer)}`)
    }
  })
  it('2,000 parameters are read past', async () => {
    const answer = await exchange(asNginx('GET', '/api/live', Array.from({ length: 2000 }, (_, i) => [`HTTP_X_${i}`, 'y'.repeat(20)])))
    assert.equal(answer.status, 200)
  })
  it('one of 300 KB too', async () => assert.equal((await exchange(asNginx('GET', '/api/live', [['HTTP_X', 'y'.repeat(300000)]]))).status, 200))
  it('nothing of a request is left for the next one', async () => {
    for (let i = 0; i < 12; i++) {
      await post('{"name":"a"}', 12, {}, [['HTTP_AGENCY_ID', crypto.randomUUID()], ['HTTP_IDEMPOTENCY_KEY', unique('k')]])
      const answer = await exchange(asNginx('GET', '/api/contacts'))
      problem(answer, 401, 'unauthenticated')
    }
  })
  it('a client that goes away in the middle does not take the worker with it', async () => {
    for (let i = 0; i < 12; i++) await exchange(asNginx('POST', '/api/contacts', [['CONTENT_LENGTH', '100']]), '{"na', { endStdin: false, wait: 50 })
    for (let i = 0; i < 12; i++) assert.equal((await exchange(asNginx('GET', '/api/live'))).status, 200)
  })
  it('bytes that are no FastCGI do not stop the pool', async () => {
    for (const raw of ['GET / HTTP/1.1\r\n\r\n', '\0'.repeat(64), Buffer.from([1, 1, 0, 1, 255, 255, 255, 0, 1]), Buffer.alloc(8, 255), Buffer.from([1, 4, 0, 1, 0, 8, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255])])
      await exchange([], '', { raw, wait: 300 })
    let fine = 0
    for (let i = 0; i < 12; i++) fine += (await exchange(asNginx('GET', '/api/live'))).status === 200
    assert.equal(fine, 12)
  })
})
