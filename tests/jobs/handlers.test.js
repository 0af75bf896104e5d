// SPDX-License-Identifier: Apache-2.0
// Handlers of the product with options of their own, in workers of ours: mails to a mail server that greylists, refuses and hangs
// up, and webhooks to addresses where none may go.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WORKER_PIDS_COMMAND } from '../api/lib/env.js'
import { newAgency } from '../api/lib/world.js'
import { Pool, ended, enqueue, one, prepare, sql, until } from './lib.js'

async function withPool(count, env, run) {
  const pool = new Pool(count, env, ['handlers'])
  try {
    return await run(pool)
  } finally {
    await pool.stop('SIGKILL')
  }
}
/** The time of its next attempt has come. */
const hurry = (mark) => sql(`update internal.jobs_live set run_at = now() where payload ->> 'mark' = :'mark' and status = 'pending'`, { mark })
const failedOnce = (mark) => until(async () => {
  const job = await one(mark)
  return job.status === 'pending' && job.attempts > 0 && job
})

describe('a mail to a mail server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mails-')), file = (name) => join(folder, name)
  let server, options, got
  /** aiosmtpd of tests/unit/link; the recipient's name decides what it does. */
  async function start(mode) {
    server = spawn('/usr/bin/python3', [new URL('../unit/link/smtp_server.py', import.meta.url).pathname, mode, file('cert.pem'), file('key.pem')], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = []
    createInterface(server.stdout).on('line', (line) => lines.push(JSON.parse(line)))
    const { port } = await until(() => lines.shift())
    got = lines
    options = { MAIL_MODE: 'smtp', MAIL_FROM: 'no-reply@crm.example', SMTP_HOST: 'localhost', SMTP_PORT: String(port), SMTP_TLS: mode === 'plain' ? 'off' : mode,
      SMTP_AUTHORITIES: file('cert.pem'), SMTP_TIMEOUT_S: '10' }
  }
  before(async () => {
    await prepare()
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost',
      '-keyout', file('key.pem'), '-out', file('cert.pem')], { stdio: 'ignore' })
    await start('plain')
  })
  after(() => {
    server.kill()
    rmSync(folder, { recursive: true })
  })
  /** A mail of the platform to `name`, and the job that sends it: {id, mark}. */
  async function mailTo(name) {
    const [[id]] = await sql(`set role stagefy_definer;
      select id from internal.write_mail(null, 'platform', 'digest', 'en', :'to', null, null, null, null, '{"agency": "Agency", "count": "1", "items": "x", "link": "/"}')`,
    { to: `${name}@${randomUUID()}.example` })
    return { id, mark: await enqueue('test.mail', 1, { payload: { mail_id: id } }) }
  }
  const mail = async (id) => (await sql(`select state, attempts, answer_code from internal.mails where id = :'id'`, { id }))[0]
  const arrived = (id) => got.filter(({ content }) => content.includes(id))
  const messageIds = (id) => arrived(id).map(({ content }) => /^Message-ID: (.*?)\r?$/im.exec(content)[1])

  it('that greylists is sent, once, when it is tried again', () => withPool(1, options, async () => {
    const { id, mark } = await mailTo('grey-once')
    await failedOnce(mark)
    assert.deepEqual(await mail(id), ['queued', '1', '451'])
    const [[wait]] = await sql(`select extract(epoch from run_at - now()) from internal.jobs_live where payload ->> 'mark' = :'mark'`, { mark })
    assert.ok(Number(wait) > 40 && Number(wait) <= 72, `${wait} s`)
    await hurry(mark)
    const [job] = await ended(mark)
    assert.deepEqual([job.status, job.attempts], ['completed', 2])
    assert.deepEqual(await mail(id), ['sent', '2', '250'])
    assert.deepEqual(messageIds(id), [`<${id}@crm.example>`])
  }))
  it('that refuses it for good is not tried again', () => withPool(1, options, async () => {
    const { id, mark } = await mailTo('unknown')
    const [job] = await ended(mark)
    assert.deepEqual([job.status, job.attempts], ['failed', 1])
    assert.deepEqual(await mail(id), ['failed', '1', '550'])
    assert.deepEqual(arrived(id), [])
  }))
  it('that has it and says later is sent again under the same Message-ID', () => withPool(1, options, async () => {
    const { id, mark } = await mailTo('busy')
    await failedOnce(mark)
    await hurry(mark)
    await until(() => arrived(id).length === 2)
    assert.deepEqual(messageIds(id), Array(2).fill(`<${id}@crm.example>`))
    await until(async () => (await one(mark)).status === 'pending')
    await sql(`delete from internal.jobs_live where payload ->> 'mark' = :'mark'`, { mark })
  }))
  it('that hangs up with all of it in hand is never sent twice, whoever asks again', () => withPool(1, options, async () => {
    const { id, mark } = await mailTo('hangup')
    const [job] = await ended(mark)
    assert.deepEqual([job.status, job.attempts], ['failed', 1])
    assert.equal((await mail(id))[0], 'unsure')
    const [again] = await ended(await enqueue('test.mail', 1, { payload: { mail_id: id } }))
    assert.equal(again.status, 'failed')
    assert.equal((await mail(id))[0], 'unsure')
    assert.deepEqual(messageIds(id), [`<${id}@crm.example>`])
  }))
  it('whose sender is killed while it waits for the last answer is not sent by the next', () => withPool(2, options, async (pool) => {
    const { id, mark } = await mailTo('silent')
    await until(() => arrived(id).length === 1)
    const pid = Number((await one(mark)).worker.split('/')[1])
    assert.ok(pool.children.some((child) => child.pid === pid))
    process.kill(pid, 'SIGKILL')
    const [job] = await ended(mark)
    assert.deepEqual([job.status, job.attempts], ['failed', 2])
    assert.equal((await mail(id))[0], 'unsure')
    assert.equal(arrived(id).length, 1)
  }))
  it('is handed over behind STARTTLS and the password', async () => {
    server.kill()
    await start('starttls')
    await withPool(1, { ...options, SMTP_USER: 'stagefy', SMTP_PASSWORD: 'a secret: é' }, async () => {
      const { id, mark } = await mailTo('ann')
      const [job] = await ended(mark)
      assert.deepEqual([job.status, job.attempts], ['completed', 1])
      assert.deepEqual(arrived(id).map(({ tls, user, sender }) => [tls, user, sender]), [[true, 'stagefy', 'no-reply@crm.example']])
    })
  })
})

describe('a webhook', () => {
  it('goes to no address of this machine or this network, however it is written', async () => {
    const place = await newAgency('guarded'), { owner } = place, agency = await place.id()
    let knocks = 0
    const server = net.createServer((socket) => (knocks++, socket.destroy())).listen(0, '::')
    await until(() => server.listening)
    const { port } = server.address(), mark = randomUUID()
    const urls = [...['127.0.0.1', 'localhost', '2130706433', '[::1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '10.0.0.1', '192.168.1.1',
      '169.254.169.254', '[fe80::1]', '[fd00::1]'].map((host) => `https://${host}:${port}/`), `http://127.0.0.1:${port}/`]
    const endpoints = await Promise.all(urls.map((url) => owner.make('/api/webhook_endpoints', { url, events: ['invitation.created'] })))
    // no job of the instance's: its workers may go anywhere
    await sql(`with made as (
        insert into public.webhook_deliveries (agency_id, endpoint_id, event_id, type, body)
        select e.agency_id, e.id, gen_random_uuid(), 'webhook.test', '{}' from public.webhook_endpoints e where e.agency_id = :'agency' returning id)
      select count(work.enqueue_for(:'agency', 'test.deliver', jsonb_build_object('mark', :'mark', 'delivery_id', m.id))) from made m`, { agency, mark })
    // the same key for secrets as the instance's, and what an installation has unless it says otherwise
    const pid = execFileSync('sh', ['-c', WORKER_PIDS_COMMAND], { encoding: 'utf8' }).split('\n')[0]
    const { STAGEFY_CONF } = Object.fromEntries(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').map((line) => line.split(/=(.*)/s).slice(0, 2)))
    try {
      const list = await withPool(1, { STAGEFY_CONF, WEBHOOK_TARGETS: 'public' }, () => ended(mark))
      assert.deepEqual(list.map((job) => [job.status, job.attempts]), urls.map(() => ['failed', 1]))
      const said = Object.fromEntries(await sql(`select e.url, d.last_error from public.webhook_deliveries d join public.webhook_endpoints e on e.id = d.endpoint_id
        where d.agency_id = :'agency'`, { agency }))
      for (const url of urls) assert.match(said[url], url.startsWith('https:') ? /its address is not a public one$/ : /Unsupported protocol$/, url)
      assert.equal(knocks, 0)
    } finally {
      server.close()
      for (const { id } of endpoints) await owner.del(`/api/webhook_endpoints/${id}`)
    }
  })
})
