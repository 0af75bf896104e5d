// SPDX-License-Identifier: Apache-2.0
// What is told when something a request stands on is away: database, keys, store, a right, the whole pool. Each with a worker
// (or an nginx) of its own, so the instance goes on as it is.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { chownSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { BASE_URL, DATABASE_URL, without } from './lib/env.js'
import { ask, assertProblem, send } from './lib/http.js'
import { sql } from './lib/database.js'
import { askFrom, newEmail } from './lib/local.js'
import { freePort, ownFolder, ownNginx, ownWorker } from './lib/worker.js'
import { contact, newAgency } from './lib/world.js'

const SKIP = { skip: without('WORKER_PIDS_COMMAND', 'ADMIN_DATABASE_URL', 'DATABASE_URL') }
const asker = (worker) => (method, path, options) => askFrom('127.0.0.1', method, path, { socket: worker.socket, ...options })

/** The same database as somebody else, or at another place. */
function databaseUrl(change) {
  const url = new URL(DATABASE_URL)
  change(url)
  return url.href
}

describe('ready', SKIP, () => {
  let folder, away
  before(async () => {
    folder = await ownFolder()
    const { uid, gid } = statSync(folder)
    for (const name of ['store', 'keys']) {
      mkdirSync(join(folder, name))
      chownSync(join(folder, name), uid, gid)
    }
    away = {
      database: await ownWorker({ DATABASE_URL: databaseUrl((url) => (url.port = '1')) + (DATABASE_URL.includes('?') ? '&' : '?') + 'port=1' }),
      keys: await ownWorker({ KEYS_DIR: join(folder, 'keys'), CLERK_JWKS: 'https://clerk.example/keys' }),
      store: await ownWorker({ STORAGE_DIR: join(folder, 'none') }),
    }
  })
  after(async () => {
    for (const worker of Object.values(away ?? {})) await worker.stop()
    if (folder) rmSync(folder, { recursive: true })
  })
  const parts = ({ status, database, keys, away: module }) => ({ status, database, keys, away: module })

  it('says so, with migration and version, when all is there', async () => {
    const answer = await ask('GET', '/api/ready')
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(Object.keys(answer.json), ['status', 'database', 'migration', 'keys', 'away', 'version'])
    assert.deepEqual(parts(answer.json), { status: 'ready', database: 'connected', keys: 'loaded', away: null })
    assert.match(answer.json.version, /^\d+\.\d+\.\d+$/)
    assert.equal(typeof answer.json.migration, 'string')
  })
  const wanted = {
    database: { status: 'not ready', database: 'disconnected', keys: 'loaded', away: null },
    keys: { status: 'not ready', database: 'connected', keys: 'clerk', away: null },
    store: { status: 'not ready', database: 'connected', keys: 'loaded', away: 'media' },
  }
  for (const [part, told] of Object.entries(wanted))
    it(`names the ${part} when away, in a 503 without a word about why`, async () => {
      const answer = await asker(away[part])('GET', '/api/ready')
      assert.equal(answer.status, 503, String(answer))
      assert.deepEqual(parts(answer.json), told)
      assert.ok(Number(answer.headers['retry-after']) >= 1)
      assert.doesNotMatch(answer.text, /stagefy-|\.sock|127\.0\.0\.1|refused|No such/)
    })
  it('health and live stand on less', async () => {
    for (const part of ['keys', 'store']) assert.equal((await asker(away[part])('GET', '/api/health')).status, 200)
    assert.equal((await asker(away.database)('GET', '/api/health')).status, 503)
    for (const part of Object.keys(away)) assert.equal((await asker(away[part])('GET', '/api/live')).status, 200)
  })

  it('without the database each request is a 503 that may be asked again', async () => {
    const { token } = (await newAgency('away')).owner
    for (const [method, path, json] of [['GET', '/api/contacts'], ['POST', '/api/contacts', contact()], ['POST', '/api/auth/sign-in', { email: newEmail(), password: 'wrong password' }]]) {
      const answer = await asker(away.database)(method, path, { token, json })
      assertProblem(answer, 503, 'database-unavailable')
      assert.ok(Number(answer.headers['retry-after']) >= 1)
    }
    assertProblem(await asker(away.database)('GET', '/api/contacts', {}), 401, 'unauthenticated')
  })
  it('without the keys of its issuer a token is nothing that could be refused: 503, not 401', async () => {
    const { token } = (await newAgency('away')).owner
    const answer = await asker(away.keys)('GET', '/api/contacts', { token })
    assertProblem(answer, 503, 'keys-unavailable')
    assert.ok(Number(answer.headers['retry-after']) >= 1)
  })
})

describe('a right that was never granted to the workers', SKIP, () => {
  const role = `stagefy_poor_${process.pid}`, password = randomBytes(16).toString('hex')
  let worker
  before(async () => {
    await sql(`create role ${role} login password '${password}'; grant stagefy_api to ${role}; revoke stagefy_api from ${role};
      grant usage on schema app, public to ${role};
      do $$ declare f regprocedure; begin
        for f in select oid::regprocedure from pg_proc where pronamespace = 'app'::regnamespace loop execute format('grant execute on function %s to ${role}', f); end loop;
      end $$`)
    worker = await ownWorker({ DATABASE_URL: databaseUrl((url) => Object.assign(url, { username: role, password })) })
  })
  after(async () => {
    await worker?.stop()
    await sql(`drop owned by ${role}; drop role ${role}`)
  })
  it('is a 500 that tells nothing, and a line in the log that tells what', async () => {
    const { token } = (await newAgency('poor')).owner
    for (const [method, path, json] of [['GET', '/api/contacts'], ['POST', '/api/contacts', contact()], ['GET', '/api/me']]) {
      const answer = await asker(worker)(method, path, { token, json })
      const problem = assertProblem(answer, 500, 'internal')
      assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'detail', 'request_id'])
      assert.doesNotMatch(answer.text, /contacts|permission|denied|42501|schema/)
    }
    const said = worker.log().split('\n').filter((line) => line.includes('database_error')).map((line) => JSON.parse(line))
    assert.deepEqual(said.map((line) => [line.level, line.sqlstate]), Array(3).fill(['error', '42501']))
    assert.deepEqual(said.slice(0, 2).map((line) => line.message), Array(2).fill('permission denied for table contacts'))
  })
})

describe('the whole pool', SKIP, () => {
  let folder, nginx
  before(async () => {
    folder = await ownFolder()
    nginx = await ownNginx(folder, await freePort())
  })
  after(async () => {
    await nginx?.stop()
    if (folder) rmSync(folder, { recursive: true })
  })
  for (const [method, options] of [['GET', {}], ['HEAD', {}], ['POST', { json: contact() }], ['PATCH', { json: {} }], ['DELETE', {}], ['OPTIONS', {}]])
    it(`away: ${method} is answered 502 in our form`, async () => {
      const answer = await send(method, '/api/contacts', { ...options, port: nginx.port })
      assertProblem(answer, 502, 'bad-gateway')
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.match(answer.headers['request-id'], /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      if (method !== 'HEAD') assert.equal(answer.json.request_id, answer.headers['request-id'])
    })
  it('pages and the dashboard are still there', async () => {
    assert.equal((await send('GET', '/problems/bad-gateway', { port: nginx.port })).status, 200)
    assert.equal((await send('GET', '/', { port: nginx.port })).status, 200)
  })
  it('this instance goes on', async () => assert.equal((await ask('GET', '/api/live')).status, 200, BASE_URL))
})
