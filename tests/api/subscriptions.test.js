// SPDX-License-Identifier: Apache-2.0
// What can be bought, what an agency has, what that entitles to. How a subscription moves: tests/sql/t/subscriptions.sql.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { platformAdmin, subscribe } from './lib/billing.js'
import { sql } from './lib/database.js'
import { assertForbidden } from './lib/expect.js'
import { ask, assertProblem } from './lib/http.js'
import { newAccount } from './lib/local.js'
import { operations, resolve } from './lib/openapi.js'
import { newAgency, unique } from './lib/world.js'

let agency, owner, root
before(async () => {
  agency = await newAgency('subscriptions')
  owner = agency.owner
  root = await platformAdmin()
})

const read = async (person = owner) => (await person.get('/api/subscription')).json
const days = (n) => Math.round((new Date(n) - Date.now()) / 86400000)

describe('plans', () => {
  it('are for everybody, and may be kept for a while', async () => {
    const answer = await ask('GET', '/api/plans')
    assert.equal(answer.headers['cache-control'], 'public, max-age=300')
    const ours = answer.json.data.filter(({ key }) => /^(free|basic|pro|enterprise|pack_\d+)$/.test(key))
    assert.deepEqual(ours.map(({ key, kind, tier }) => [key, kind, tier]), [['free', 'subscription', 'free'], ['basic', 'subscription', 'basic'],
      ['pro', 'subscription', 'pro'], ['enterprise', 'subscription', 'enterprise'], ['pack_100', 'pack', null], ['pack_500', 'pack', null], ['pack_2000', 'pack', null]])
    const { entitlements, price_monthly, credits } = ours[2]
    assert.deepEqual([entitlements, price_monthly, credits], [{ members: 250, api_keys: 200, webhook_endpoints: 20 }, 999, 2000])
  })
  it('entitle to features', async () =>
    assert.deepEqual((await owner.get('/api/features')).json.data.map(({ key, platform }) => [key, platform]), [['api_keys', true], ['members', true], ['webhook_endpoints', true]]))
})

describe('the subscription of an agency', () => {
  it('is none to begin with: the plan free', async () => {
    const person = await newAccount(), { subscription, ways, entitlements } = await read(person)
    assert.deepEqual([subscription.id, subscription.status, subscription.plan_key, ways], [null, null, 'free', []])
    assert.deepEqual(entitlements.map(({ feature, limit, used }) => [feature, limit, used]), [['api_keys', 25, 0], ['members', 25, 1], ['webhook_endpoints', 15, 0]])
  })
  it('says what it is, what comes next, and what became of it', async () => {
    const id = await subscribe(agency, 'pro', 'yearly')
    const { subscription, ways, entitlements } = await read()
    assert.deepEqual([subscription.id, subscription.plan_key, subscription.status, subscription.status_reason, subscription.interval, subscription.monthly_credits, subscription.price],
      [id, 'pro', 'active', 'started', 'yearly', 2000, 9990])
    assert.ok(days(subscription.current_period_end) >= 365 && days(subscription.next_grant_at) >= 28)
    assert.deepEqual(ways, ['past_due', 'paused', 'cancelled'])
    assert.deepEqual(entitlements.map(({ limit }) => limit), [200, 250, 20])
    assert.equal((await owner.get('/api/me')).json.credits, 2100)
    await subscribe(agency, 'basic')
    const events = (await owner.get('/api/subscription/events')).json.data
    assert.deepEqual(events.map(({ effect, plan_key, reason, status }) => [effect, plan_key, reason, status]),
      [['started', 'basic', 'started', 'active'], ['moved', 'pro', 'replaced', 'cancelled'], ['started', 'pro', 'started', 'active']])
    assert.deepEqual((await owner.get(`/api/subscription/events?before=${events[1].id}`)).json.data.map(({ id }) => id), [events[2].id])
    assertProblem(await owner.get('/api/subscription/events?before=x'), 400, 'bad-query')
  })
  it('goes the ways that documentation and database have', async () => {
    const edges = (await sql('select source, target from billing.subscription_edges()')).map(([from, to]) => `${from} → ${to}`)
    const { operation } = operations.find(({ operation: o }) => o.operationId === 'readSubscription')
    const schema = resolve(operation.responses[200].content['application/json'].schema), { status } = resolve(schema.properties.subscription).properties
    assert.deepEqual([...status.description.matchAll(/(\w+) → (\w+) \(/g)].map(([, from, to]) => `${from} → ${to}`), edges)
    const person = await newAccount(), id = await subscribe({ id: async () => (await person.get('/api/me')).json.agency.id }, 'basic'), told = []
    for (const to of ['active', 'past_due', 'paused']) {
      if (to !== 'active') assert.equal((await root.post(`/api/platform_subscriptions/${id}/status`, { status: to, reason: 'A test' })).status, 204)
      told.push(...(await read(person)).ways.map((way) => `${to} → ${way}`))
    }
    assert.deepEqual(told, edges)
    assert.deepEqual((({ plan, subscription_tier }) => [plan, subscription_tier])((await person.get('/api/me')).json), ['free', 'free'], 'paused, it entitles to nothing')
  })
  it('is for admins and owners; what it entitles to, for everybody', async () => {
    for (const person of [await agency.agent(), await agency.viewer()]) {
      assertForbidden(await person.get('/api/subscription'), 'admin')
      assertForbidden(await person.get('/api/subscription/events'), 'admin')
      assert.deepEqual((await person.get('/api/me')).json.entitlements, { members: 50, api_keys: 50, webhook_endpoints: 20 })
    }
  })
})

describe('the limits of a plan', () => {
  it('hold where something is made, and say what the plan has', async () => {
    const small = await newAgency('small'), key = unique('tiny').replaceAll('-', '_').toLowerCase()
    const { id: plan_id } = await root.make('/api/platform_plans', { key, tier: 'basic', name: { en: 'Tiny' }, credits: 0, price_monthly: 5, active: false,
      entitlements: { members: 2, api_keys: 1 }, reason: 'A test' })
    await root.make('/api/platform_subscriptions', { agency_id: await small.id(), plan_id, reason: 'A test' })
    const refused = (answer, feature, limit) => assertProblem(answer, 403, 'plan-limit', { feature, limit, plan: key })
    const invite = () => small.owner.post('/api/invitations', { email: `${unique('tom')}@example.com`, role: 'agent' })
    const first = await invite()
    assert.equal(first.status, 201)
    refused(await invite(), 'members', 2)
    assert.equal((await small.owner.del(`/api/invitations/${first.json.id}`)).status, 204)
    assert.equal((await invite()).status, 201, 'one that was taken back no longer counts')
    const made = await small.owner.make('/api/api_keys', { name: 'One', scopes: ['properties:read'] })
    refused(await small.owner.post('/api/api_keys', { name: 'Two', scopes: ['properties:read'] }), 'api_keys', 1)
    assert.equal((await small.owner.del(`/api/api_keys/${made.id}`)).status, 204)
    await small.owner.make('/api/api_keys', { name: 'Two', scopes: ['properties:read'] })
    refused(await small.owner.post('/api/webhook_endpoints', { url: 'https://example.com/hook' }), 'webhook_endpoints', 0)
    // the plan grows, and at once there may be more
    await root.patch(`/api/platform_plans/${plan_id}`, { entitlements: { webhook_endpoints: true }, reason: 'A test' })
    assert.equal((await small.owner.post('/api/webhook_endpoints', { url: 'https://example.com/hook' })).status, 201)
    // … and shrinks: who holds an invitation finds no place any more
    const person = await newAccount(), { token } = await (async () => {
      await root.patch(`/api/platform_plans/${plan_id}`, { entitlements: { members: 3 }, reason: 'A test' })
      return small.owner.make('/api/invitations', { email: person.email, role: 'agent' })
    })()
    await root.patch(`/api/platform_plans/${plan_id}`, { entitlements: { members: 1 }, reason: 'A test' })
    refused(await person.post('/api/invitations/accept', { token }), 'members', 1)
  })
  it('are counted one after the other', async () => {
    const counted = await newAgency('counted'), used = async () => (await read(counted.owner)).entitlements.find(({ feature }) => feature === 'webhook_endpoints')
    const make = () => counted.owner.post('/api/webhook_endpoints', { url: 'https://example.com/hook' }), { limit } = await used()
    for (let i = 2; i < limit; i++) assert.equal((await make()).status, 201)
    const answers = await Promise.all(Array.from({ length: 6 }, make))
    // whoever waited for too long may come again
    for (const answer of answers) if (answer.status === 503) answers.push(await make())
    assert.deepEqual(answers.filter(({ status }) => status !== 503).map(({ status }) => status).sort(), [201, 201, 403, 403, 403, 403])
    assert.equal((await used()).used, limit)
  })
})
