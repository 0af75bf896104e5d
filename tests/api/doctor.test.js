// SPDX-License-Identifier: Apache-2.0
// `stagefy doctor`: all is well with an instance that is, and each thing that is broken is named, with what to do.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { DATABASE_URL, JOBS_DATABASE_URL, PGDATA, without } from './lib/env.js'
import { sql } from './lib/database.js'
import { onlyLocal } from './lib/store.js'
import { OPTION_FILE, options } from './lib/options.js'
import { freePort, ownFolder, stagefy } from './lib/worker.js'

// where dev.d/lib puts them, also for a second pool with options of its own
const VAR = dirname(PGDATA ?? ''), SITE = join(VAR, 'nginx', basename(OPTION_FILE, '.conf').replace(/^stagefy$/, ''))
const NGINX = ['--out', SITE.replace(/\/$/, ''), '--logs', join(VAR, 'log'), '--temp', join(SITE, 'temp')]

/** {status, findings} with these options changed. */
async function doctor(changed = {}, args = NGINX) {
  const told = await stagefy(['doctor', '--json', ...args], changed).then((out) => ({ status: 0, out }), (error) => ({ status: error.status, out: error.stdout }))
  const { result, findings } = JSON.parse(told.out)
  assert.equal(told.status, result === 'failed' ? 1 : 0)
  return findings
}

const notWell = (findings) => findings.filter(({ verdict }) => verdict !== 'ok')

/** The one thing that is not well. */
async function only(changed, verdict, part, saw, advice, args) {
  const [found, ...more] = notWell(await doctor(changed, args))
  assert.deepEqual(more, [])
  assert.deepEqual([found?.verdict, found?.part], [verdict, part])
  assert.match(found.saw, saw)
  assert.match(found.advice, advice)
}

describe('stagefy doctor', { skip: without('PGDATA', 'WORKER_PIDS_COMMAND') || onlyLocal }, () => {
  let folder, port
  before(async () => {
    folder = await ownFolder()
    port = await freePort()
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  const at = (url, change) => String(Object.assign(new URL(url), change))

  it('finds nothing in an instance that is well', async () => {
    const findings = await doctor()
    assert.deepEqual(notWell(findings), [])
    assert.deepEqual(findings.map(({ part }) => part), ['database', 'tls', 'role', 'connections', 'settings', 'clock', 'migrations', 'jobs', 'workers', 'direct', 'storage',
      'issuer', 'issuer', 'issuer', 'payfast', 'replicate', 'qwen', 'gemini', 'secrets', 'runtime', 'certificate', 'nginx', 'films'])
  })
  it('leaves nothing in the store', async () => {
    const STORAGE_DIR = join(folder, 'store'), { uid, gid } = statSync(folder)
    mkdirSync(STORAGE_DIR)
    chownSync(STORAGE_DIR, uid, gid)
    assert.match((await doctor({ STORAGE_DIR })).find(({ part }) => part === 'storage').saw, /written to .*store, read and deleted/)
    assert.deepEqual(readdirSync(STORAGE_DIR, { recursive: true }), ['pending'])
  })
  it('says it in lines too, and to a person what it takes', async () => {
    const lines = (await stagefy(['doctor', ...NGINX])).trimEnd().split('\n')
    for (const line of lines) assert.match(line, /^(ok|warning|failed) +[a-z]+ +\S/)
    await assert.rejects(stagefy(['doctor', '--nothing']), (error) => error.status === 2)
  })
  it('no secret stands in what it says', async () => {
    const out = JSON.stringify(await doctor({ DATABASE_URL: at(DATABASE_URL, { port }), DIRECT_URL: at(options.DIRECT_URL, { port }) }))
    for (const secret of [new URL(DATABASE_URL).password, new URL(options.DIRECT_URL).password, options.SECRET_KEYS]) assert.ok(!out.includes(secret))
  })

  describe('database', () => {
    const role = `stagefy_doctor_${process.pid}`, password = randomBytes(16).toString('hex')
    const asRole = { DATABASE_URL: DATABASE_URL && at(DATABASE_URL, { username: role, password }) }
    before(() => sql(`create role ${role} login bypassrls connection limit 1 password '${password}'; grant usage on schema app to ${role};
      alter role ${role} set statement_timeout = 0; grant execute on function app.migration_level() to ${role}`))
    after(() => sql(`drop owned by ${role}; drop role ${role}`))
    it('that does not listen', () => only({ DATABASE_URL: at(DATABASE_URL, { port }) }, 'failed', 'database', /port \d+ failed: Connection refused/, /DATABASE_URL/))
    it('with another password', () => only({ DATABASE_URL: at(DATABASE_URL, { password: 'x' }) }, 'failed', 'database', /password authentication failed for user "stagefy_api"$/, /role and password/))
    it('not set', () => only({ DATABASE_URL: '' }, 'failed', 'database', /DATABASE_URL is not set/, /stagefy_api/))
    it('through a role that no policy binds, may have too few connections and waits for ever', async () => {
      const findings = notWell(await doctor(asRole))
      assert.deepEqual(findings.map(({ part, verdict }) => [part, verdict]), [['role', 'failed'], ['connections', 'failed'], ['settings', 'warning']])
      assert.equal(findings[0].saw, `${role} may bypass row-level security`)
      assert.match(findings[1].saw, /may have 1 connections, and there are \d+ workers$/)
      assert.match(findings[2].saw, /^statement_timeout is 0 ms/)
    })
    it('through the superuser', async () => {
      const [found] = notWell(await doctor({ DATABASE_URL: options.DIRECT_URL }))
      assert.deepEqual([found.part, found.verdict], ['role', 'failed'])
      assert.match(found.saw, /is a superuser, may bypass row-level security, .*may become the owner of the schema/)
    })
    it('behind a pooler, with a role that says nothing of time zones', async () => {
      await sql(`alter role ${role} set timezone = 'Europe/Paris'`)
      const found = notWell(await doctor({ DATABASE_URL: `${asRole.DATABASE_URL}?pgbouncer=true`, PREPARE: 'on' }))
      assert.deepEqual(found.map(({ part }) => part), ['prepare', 'role', 'connections', 'settings'])
      assert.match(found[3].saw, /TimeZone is Europe\/Paris/)
      assert.match(found[3].advice, /stagefy bootstrap/)
    })
    it('without a schema', async () => {
      const found = notWell(await doctor({ DATABASE_URL: at(options.DIRECT_URL, { pathname: '/postgres' }) })).find(({ part }) => part === 'migrations')
      assert.match(found.saw, /^\d+ are not deployed, the newest is /)
      assert.equal(found.advice, "Run 'stagefy migrate'")
    })
    it('whose DIRECT_URL leads nowhere, may not become the owner, or is not set', async () => {
      await only({ DIRECT_URL: at(options.DIRECT_URL, { port }) }, 'failed', 'direct', /Connection refused/, /DIRECT_URL/)
      await only({ DIRECT_URL: DATABASE_URL }, 'failed', 'direct', /may not become stagefy_owner/, /stagefy bootstrap/)
      await only({ DIRECT_URL: '' }, 'warning', 'direct', /is not set/, /migrations/)
    })
  })

  it('job workers that cannot come in, or come in as somebody else', async () => {
    await only({ JOBS_DATABASE_URL: at(JOBS_DATABASE_URL, { port }) }, 'failed', 'workers', /Connection refused/, /JOBS_DATABASE_URL/)
    await only({ JOBS_DATABASE_URL: DATABASE_URL }, 'failed', 'workers', /^stagefy_api may take no jobs$/, /stagefy_jobs/)
    assert.ok((await doctor({ JOBS_DATABASE_URL: '' })).every(({ part }) => part !== 'workers'))
  })

  it('those who edit pictures: without a key, with one that is refused, and out of reach', async () => {
    const keys = { replicate: ['REPLICATE_TOKEN', 'REPLICATE_URL'], qwen: ['DASHSCOPE_KEY', 'DASHSCOPE_URL'], gemini: ['GEMINI_KEY', 'GEMINI_URL'] }
    for (const [part, [key, url]] of Object.entries(keys)) {
      const unset = (await doctor({ [key]: '' })).find((one) => one.part === part)
      assert.equal(unset.verdict, 'ok')
      assert.match(unset.saw, new RegExp(`^not used, since ${key} is not set; a key is had at https://`))
      await only({ [key]: 'another' }, 'warning', part, new RegExp(`refuses ${key}: `), new RegExp(`into ${key} \\(https://`))
      await only({ [url]: `http://127.0.0.1:${port}` }, 'warning', part, /cannot be asked: nothing was sent/, new RegExp(`reach ${url}`))
    }
  })
  it('a file store that is not there, takes nothing, or has no options', async () => {
    const found = notWell(await doctor({ STORAGE_DIR: join(folder, 'nowhere') }))
    assert.deepEqual(found.map(({ part, verdict }) => [part, verdict]), [['storage', 'failed'], ['nginx', 'failed']])
    assert.match(found[0].saw, /^cannot reach .*nowhere/)
    assert.match((await doctor({ STORAGE: 's3', S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'k', S3_SECRET_ACCESS_KEY: 's' })).find(({ part }) => part === 'storage').saw, /^cannot reach http.*\/b: /)
    assert.match((await doctor({ STORAGE: 's3' })).find(({ part }) => part === 'storage').saw, /needs the option S3_/)
  })
  it('a payment service that cannot be reached, or knows us by another passphrase', async () => {
    await only({ PAYFAST_API_URL: `http://127.0.0.1:${port}` }, 'warning', 'payfast', /does not take our calls: GET to/, /PAYFAST_API_URL/)
    await only({ PAYFAST_PASSPHRASE: 'another' }, 'warning', 'payfast', /does not take our calls: it answered 401/, /PAYFAST_PASSPHRASE/)
  })
  it('an issuer that cannot be reached, whose keys are nowhere, or are none', async () => {
    const keys = join(folder, 'keys'), file = options.CLERK_JWKS
    mkdirSync(keys)
    chmodSync(keys, 0o755)
    copyFileSync(join(options.KEYS_DIR, 'local.json'), join(keys, 'local.json'))
    chmodSync(join(keys, 'local.json'), 0o644)
    const away = { CLERK_JWKS: `http://127.0.0.1:${port}/keys`, KEYS_DIR: keys }
    await only(away, 'failed', 'issuer', /^clerk: tokens of .* cannot be verified: .*clerk/, /stagefy keys/)
    copyFileSync(file, join(keys, 'clerk.json'))
    await only(away, 'warning', 'issuer', /^clerk: its key set cannot be had from http:\/\/127\.0\.0\.1:\d+\/keys: GET to /, /let this machine reach it/)
    await only({ CLERK_JWKS: join(folder, 'none.json') }, 'failed', 'issuer', /^clerk: .*none\.json/, /key set/)
    writeFileSync(join(folder, 'empty.json'), '{"keys":[]}')
    await only({ CLERK_JWKS: join(folder, 'empty.json') }, 'failed', 'issuer', /^clerk: tokens of/, /key set/)
    rmSync(join(keys, 'local.json'))
    await only({ KEYS_DIR: keys }, 'failed', 'issuer', /^local: tokens of/, /stagefy keys/)
  })
  it('no secret, a runtime folder that cannot be used, no pool in it', async () => {
    assert.ok(notWell(await doctor({ SECRET_KEYS: '' })).some(({ part, verdict }) => part === 'secrets' && verdict === 'failed'))
    const runtime = async (RUNTIME_DIR) => notWell(await doctor({ RUNTIME_DIR })).find(({ part }) => part === 'runtime')
    assert.match((await runtime(join(folder, 'nowhere'))).saw, /cannot be used: No such file/)
    assert.match((await runtime(`${folder}/${'long/'.repeat(30)}`)).saw, /too long for a socket/)
    const empty = await runtime(folder)
    assert.deepEqual([empty.verdict, empty.advice], ['warning', 'Start the pool of workers'])
    chmodSync(folder, 0o777)
    assert.match((await runtime(folder)).saw, /^anybody may write/)
    chmodSync(folder, 0o755)
  })
  it('nginx without a certificate, out of step, or nowhere', async () => {
    assert.match(notWell(await doctor({ TLS_CERTIFICATE: join(folder, 'no.pem') }))[0].saw, /TLS_CERTIFICATE names .*no\.pem: No such file/)
    await only({ UPLOAD_MAX_BYTES: '1048577' }, 'failed', 'nginx', /maps\.conf is not what the options say/, /stagefy nginx --out/)
    await only({}, 'warning', 'nginx', /there is no .*elsewhere/, /--out/, ['--out', join(folder, 'elsewhere')])
  })
})

describe('stagefy workers', { skip: without('WORKER_PIDS_COMMAND') }, () => {
  it('says what WORKERS asks for, and four a core when that is 0', async () => {
    assert.equal(await stagefy(['workers'], { WORKERS: '3' }), '3\n')
    assert.equal(await stagefy(['workers'], { WORKERS: '0' }), `${4 * availableParallelism()}\n`)
  })
})
