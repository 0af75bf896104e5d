// SPDX-License-Identifier: Apache-2.0
// Credits: what is shown of them to whom, spending for work done elsewhere, and that nobody spends what is not there. The ledger's
// own rules: tests/sql/t/credits.sql.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { newAgency } from './lib/world.js'

let agency, owner, agent, viewer, today
before(async () => {
  agency = await newAgency('credits')
  owner = agency.owner
  agent = await agency.agent()
  viewer = await agency.viewer()
  today = (await sql(`select (now() at time zone 'Europe/Luxembourg')::date`))[0][0]
})

const spend = (person, reference, operation_type = 'AI_TEXT_CHAT', more = {}) => person.post('/api/credits/usage', { operation_type, reference, ...more })
const books = async (id) => (await sql(`select a.balance, a.held, sum(t.amount), (select sum(remaining) from public.credit_grants g where g.agency_id = a.agency_id)
  from public.credit_accounts a join public.credit_transactions t using (agency_id) where a.agency_id = :'id' group by a.balance, a.held, a.agency_id`, { id }))[0]

describe('credits', () => {
  it('are a hundred at first, by one grant, and shown with the prices in force', async () => {
    const fresh = await newAgency('fresh-credits'), { grants: [grant, ...more], prices, ...rest } = (await fresh.owner.get('/api/credits')).json
    assert.deepEqual(rest, { balance: 100, held: 0, available: 100, low_at: 20, used: 0, limit: null })
    assert.deepEqual({ kind: grant.kind, amount: grant.amount, remaining: grant.remaining, expires_at: grant.expires_at, more }, { kind: 'opening', amount: 100, remaining: 100, expires_at: null, more: [] })
    assert.deepEqual(Object.fromEntries(prices.map((row) => [row.operation, row.credits])).AI_IMAGE_GENERATION, 5)
  })
  it('are spent once for each reference, at the price in force', async () => {
    const first = await spend(agent, 'a photo', 'AI_IMAGE_GENERATION', { units: 2, details: { model: 'small' } })
    assert.equal(first.status, 201, String(first))
    const { id, entry, created_at, ...row } = first.json
    assert.deepEqual({ id: typeof id, entry, created_at: typeof created_at, ...row }, {
      id: 'string', entry: 2, created_at: 'string', type: 'usage', amount: -10, balance_after: 90, operation_type: 'AI_IMAGE_GENERATION', units: 2,
      description: null, reference: 'a photo', details: { model: 'small' }, user_id: await agent.id(), job_id: null, refund_of: null,
    })
    assert.deepEqual((await spend(agent, 'a photo', 'AI_IMAGE_GENERATION', { units: 2 })).json, first.json)
    assertProblem(await spend(agent, 'a photo'), 409, 'conflict', { reason: 'reference' })
    assert.deepEqual((({ balance, used }) => ({ balance, used }))((await agent.get('/api/credits')).json), { balance: 90, used: 10 })
  })
  it('that are not there are refused by a 402 that says how many are needed', async () => {
    assertProblem(await spend(agent, 'too much', 'AI_VIDEO_GENERATION', { units: 5 }), 402, 'insufficient-credits', { balance: 90, held: 0, required: 100 })
    assert.equal((await owner.get('/api/credits')).json.balance, 90)
  })
  it('have a limit for a member, where one is set', async () => {
    const limited = await agency.agent()
    await sql(`set role stagefy_definer; update public.memberships set credit_limit = 3 where agency_id = :'agency' and user_id = :'id'`, { agency: await agency.id(), id: await limited.id() })
    assert.equal((await spend(limited, 'mine', 'AI_TEXT_CHAT', { units: 2 })).status, 201)
    assertProblem(await spend(limited, 'mine too', 'AI_TEXT_CHAT', { units: 2 }), 402, 'insufficient-credits', { reason: 'member_limit', limit: 3, used: 2, required: 2 })
    assert.equal((await limited.get('/api/credits')).json.limit, 3)
  })
  it('cannot be spent under no name, on nothing, or by who only looks', async () => {
    assertViolations(await owner.post('/api/credits/usage', { operation_type: 'MAGIC', units: 0, details: [] }), [
      { pointer: '/operation_type', code: 'not_one_of' }, { pointer: '/units', code: 'out_of_range' }, { pointer: '/reference', code: 'required' }, { pointer: '/details', code: 'type' }])
    assertViolations(await spend(owner, 'x', 'ADMIN_ADJUSTMENT'), [{ pointer: '/operation_type', code: 'unknown' }])
    assertForbidden(await spend(viewer, 'x'), 'agent')
  })
  it('warn from a threshold on that managers choose', async () => {
    assertForbidden(await agent.patch('/api/credits', { low_at: 5 }), 'admin')
    assertViolations(await owner.patch('/api/credits', { low_at: -1 }), [{ pointer: '/low_at', code: 'out_of_range' }])
    assert.equal((await owner.patch('/api/credits', { low_at: 95 })).json.low_at, 95)
    await spend(agent, 'low')
    const told = (await owner.get('/api/notifications')).json.data.filter((row) => row.kind === 'credit_low')
    assert.deepEqual(told.map((row) => row.times), [1])
  })
})

describe('the ledger', () => {
  it('is the manager\'s whole, a member\'s own, and CSV too', async () => {
    const path = '/api/credits/transactions?limit=200&fields=entry,type,amount,balance_after,user_id', all = (await owner.get(path)).json.data
    assert.deepEqual(all.map((row) => row.entry), Array.from(all, (_, i) => all.length - i))
    assert.equal(all.reduce((sum, row) => sum + row.amount, 0), all[0].balance_after)
    const own = (await agent.get(path)).json.data
    assert.ok(own.length > 0 && own.length < all.length)
    assert.ok(own.every((row) => row.user_id === own[0].user_id))
    assert.deepEqual((await viewer.get(path)).json.data, [])
    const csv = await owner.get('/api/credits/transactions.csv?type=grant')
    assert.match(csv.text, /^\uFEFF?id,entry,created_at,type,amount/)
    assert.equal(csv.text.trim().split('\n').length, 2)
  })
  it('is filtered by what, who and when', async () => {
    const usage = (await owner.get(`/api/credits/transactions?type=usage&operation_type=AI_IMAGE_GENERATION&user_id=${await agent.id()}&created_at[gte]=2020-01-01T00:00:00Z`)).json.data
    assert.deepEqual(usage.map((row) => row.reference), ['a photo'])
  })
  it('is only ever read', async () => {
    const { id } = (await owner.get('/api/credits/transactions?limit=1')).json.data[0]
    for (const [method, path] of [['PATCH', `/api/credits/transactions/${id}`], ['DELETE', `/api/credits/transactions/${id}`], ['POST', '/api/credits/transactions']])
      assertProblem(await owner.ask(method, path, { json: { amount: 5 } }), 405, 'method-not-allowed')
  })
  it('is nobody else\'s', async () => {
    const stranger = await newAgency('stranger-credits'), { id } = (await owner.get('/api/credits/transactions?limit=1')).json.data[0]
    assertSameAnswer(await stranger.owner.get(`/api/credits/transactions/${id}`), await stranger.owner.get(`/api/credits/transactions/${crypto.randomUUID()}`))
    assert.ok((await stranger.owner.get('/api/credits/transactions')).json.data.every((row) => row.entry === 1))
  })
})

describe('usage', () => {
  it('is summed by operation, by person and by the agency\'s day; refunds are taken off', async () => {
    const house = await newAgency('usage'), boss = house.owner, id = await house.id()
    await spend(boss, 'one', 'AI_IMAGE_GENERATION')
    await spend(boss, 'two', 'AI_IMAGE_GENERATION')
    const { json: three } = await spend(boss, 'three', 'AI_TEXT_CHAT', { units: 3 })
    await sql(`set role stagefy_definer; select billing.refund(:'id', :'entry', 1, 'half of it')`, { id, entry: three.id })
    const summary = (await boss.get('/api/credits/usage?days=7')).json
    assert.deepEqual({ until: summary.until, credits: summary.credits, count: summary.count, by_operation: summary.by_operation, by_day: summary.by_day }, {
      until: today, credits: 12, count: 3, by_operation: [{ operation_type: 'AI_IMAGE_GENERATION', credits: 10, count: 2 }, { operation_type: 'AI_TEXT_CHAT', credits: 2, count: 1 }],
      by_day: [{ day: today, credits: 12, count: 3 }],
    })
    assert.deepEqual(summary.by_user.map(({ user_id, credits, count }) => ({ user_id, credits, count })), [{ user_id: await boss.id(), credits: 12, count: 3 }])
    assert.equal(new Date(summary.until) - new Date(summary.from), 6 * 86400e3)
    assertProblem(await boss.get('/api/credits/usage?days=0'), 400, 'bad-query')
  })
  it('by a key needs a scope of its own', async () => {
    const key = async (scopes) => (await owner.make('/api/api_keys', { name: 'Chat', scopes })).key
    const pay = async (scopes, reference) => ask('POST', '/api/credits/usage', { token: await key(scopes), json: { operation_type: 'AI_TEXT_CHAT', reference } })
    assert.equal((await pay(['credits:spend'], 'by key')).status, 201)
    assertForbidden(await pay(['credits:read', 'credits:write'], 'by another'), 'credits:spend')
  })
})

describe('at once', () => {
  it('two hundred ask for what ten can pay: ten do, the others hear why', async () => {
    const rush = await newAgency('rush'), id = await rush.id()
    await spend(rush.owner, 'before', 'AI_IMAGE_GENERATION', { units: 10 })
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => spend(rush.owner, `rush ${i}`, 'AI_IMAGE_GENERATION')))
    const count = (status) => answers.filter((answer) => answer.status === status).length
    assert.deepEqual([count(201), count(402)], [10, 190])
    for (const answer of answers.filter((one) => one.status === 402)) assertProblem(answer, 402, 'insufficient-credits', { balance: 0, held: 0, required: 5 })
    assert.deepEqual(await books(id), ['0', '0', '0', '0'])
  })
  it('the same reference fifty times is paid once', async () => {
    const same = await newAgency('same'), answers = await Promise.all(Array.from({ length: 50 }, () => spend(same.owner, 'the same')))
    assert.deepEqual(new Set(answers.map((answer) => `${answer.status} ${answer.json.id}`)).size, 1)
    assert.deepEqual(await books(await same.id()), ['99', '0', '99', '99'])
  })
})
