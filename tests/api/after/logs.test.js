// SPDX-License-Identifier: Apache-2.0
// What the programs wrote while all other tests ran: one JSON object a line with the members that are promised, and in none
// of the files a token, a password, a cookie or a body. Run last; by itself it still has its own requests to look for.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { basename } from 'node:path'
import { LOG_FILES, without } from '../lib/env.js'
import { ask } from '../lib/http.js'
import { PASSWORD, newAccount, refresh, signIn } from '../lib/local.js'
import { newAgency, unique } from '../lib/world.js'

const files = (LOG_FILES ?? '').split(' ').filter((file) => file && existsSync(file))
const MARK = unique('mark')

// Where a secret could come from; each is sent by the tests in some request.
const SECRETS = {
  'a signed token': /eyJ[\w-]{10,}\.[\w-]{4,}/, 'a credential': /\bBearer\s+\S|authorization["']?\s*[:=]/i, 'a cookie': /__session|__Secure-stagefy|set-cookie/i, 'a password': new RegExp(`${PASSWORD}|correct horse|another fine lamp|wrong password`),
  'a hash': /\$argon2/, 'a key': /BEGIN [A-Z ]*PRIVATE|SECRET_KEYS|stagefy_(api|jobs):[^@]*@/, 'a signature': /[?&](signature|X-Amz-Signature|sig)=/i, 'a body': new RegExp(MARK),
}
const REQUEST = ['time', 'level', 'program', 'event', 'request_id', 'method', 'route', 'status', 'ms', 'database_ms']
const MAY_FOLLOW = ['attempts', 'user', 'agency', 'key', 'impersonator', 'problem', 'detail']
const EVENTS = /^[a-z_]+$/

/** Hands over each line that begins with a brace; how many others there were. */
async function eachLine(file, see) {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) see(line)
}

describe('logs', { skip: without('LOG_FILES') }, () => {
  const own = {}
  before(async () => {
    const { owner } = await newAgency('logs'), person = await newAccount({ full_name: MARK, agency_name: MARK })
    own.good = await owner.post('/api/contacts', { name: MARK, notes: MARK })
    own.bad = await owner.post('/api/contacts', { name: 5, [MARK]: MARK })
    own.query = await owner.get(`/api/contacts?name=${MARK}&q=${MARK}`)
    own.path = await ask('GET', `/api/${MARK}/${MARK}`, { token: owner.token, headers: { Cookie: `a=${MARK}`, 'User-Agent': MARK, Referer: `https://example.com/${MARK}` } })
    own.token = await ask('GET', '/api/contacts', { token: `${owner.token}x` })
    own.signIn = await signIn(person.email, `${MARK} wrong`)
    own.refresh = await refresh(person.cookie)
    own.duplicate = await owner.put(`/api/contacts/by_ref/${MARK}`, { name: MARK, email: `${MARK}@example.com` })
    own.unique = await owner.post('/api/contacts', { name: MARK, email: `${MARK}@example.com` })
    own.preview = await ask('GET', `/api/invitations/preview?token=${MARK}`)
    own.user = await owner.id()
    own.agency = await owner.agency.id()
  })

  it('there are some', () => assert.ok(files.length >= 4, String(LOG_FILES)))
  for (const file of files)
    it(`${basename(file)} holds no token, password, cookie, body or signature`, async () => {
      const found = []
      await eachLine(file, (line) => {
        for (const [what, form] of Object.entries(SECRETS)) if (form.test(line)) found.push(`${what}: ${line.slice(0, 300)}`)
      })
      assert.deepEqual(found.slice(0, 5), [])
    })
  for (const file of files.filter((f) => /^(api|jobs|keys|nginx)[\w-]*\.log$/.test(basename(f)) && !f.includes('error')))
    it(`${basename(file)} is one JSON object a line`, async () => {
      const wrong = []
      await eachLine(file, (line) => {
        // multiwatch, which starts the workers, tells of those that ended
        if (/^(Child|Spawning child)\[\d+\] (died|exited|failed)/.test(line)) return
        // AddressSanitizer says so of whoever changes stacks, also when it is told of them (base/fiber)
        if (/^==\d+==WARNING: ASan doesn't fully support makecontext\/swapcontext functions/.test(line)) return
        try {
          const { time, program, level, event } = JSON.parse(line)
          assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/)
          if (program === 'nginx') return
          assert.ok(['debug', 'info', 'warn', 'error'].includes(level))
          assert.match(event, EVENTS)
        } catch {
          wrong.push(line.slice(0, 300))
        }
      })
      assert.deepEqual(wrong.slice(0, 5), [])
    })

  it('each request has one line, with time, id, method, template, status, durations, agency and user', async () => {
    const lines = new Map()
    for (const file of files.filter((f) => basename(f).startsWith('api')))
      await eachLine(file, (line) => {
        if (!line.includes('"event":"request"')) return
        const one = JSON.parse(line)
        lines.set(one.request_id, [...(lines.get(one.request_id) ?? []), one])
        assert.deepEqual(Object.keys(one).slice(0, REQUEST.length), REQUEST)
        for (const name of Object.keys(one).slice(REQUEST.length)) assert.ok(MAY_FOLLOW.includes(name), line)
      })
    const { user, agency, ...answers } = own
    for (const [what, answer] of Object.entries(answers)) {
      const [line, ...more] = lines.get(answer.headers['request-id']) ?? assert.fail(`${what} is not in the log`)
      assert.deepEqual(more, [], `${what} is there once`)
      assert.deepEqual([line.method, line.status], [answer.method, answer.status], what)
      assert.ok(line.ms > 0 && line.ms < 20000 && line.database_ms <= line.ms, JSON.stringify(line))
      assert.equal(line.problem, answer.status >= 400 ? answer.json.type.slice('/problems/'.length) : undefined)
    }
    const of = (answer) => lines.get(answer.headers['request-id'])[0]
    assert.deepEqual([of(own.good).route, of(own.good).user, of(own.good).agency, of(own.good).level, of(own.good).program], ['/api/contacts', user, agency, 'info', 'api'])
    assert.deepEqual([of(own.path).route, of(own.duplicate).route, of(own.token).user], ['none', '/api/contacts/by_ref/{external_ref}', undefined])
  })
})
