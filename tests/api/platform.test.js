// SPDX-License-Identifier: Apache-2.0
// What platform admins do, each with a reason, all of it in their audit log; and nobody else any of it.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { platformAdmin, subscribe } from './lib/billing.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { newAccount } from './lib/local.js'
import { operations } from './lib/openapi.js'
import { exampleBody } from './lib/places.js'
import { newAgency, unique } from './lib/world.js'

const NONE = crypto.randomUUID()
let root, agency
before(async () => {
  root = await platformAdmin()
  agency = await newAgency('platform')
})

const log = async (query) => (await root.get(`/api/platform_audit_log?${new URLSearchParams(query)}`)).json.data
/** What the log says of the last change of a row. */
const last = async (type, id) => (({ admin_user_id, action, old_values, new_values, reason, ip_address }) =>
  ({ admin_user_id, action, old_values, new_values, reason, ip_address }))((await log({ resource_type: type })).find(({ resource_id }) => resource_id === id))
const newKey = () => unique('plan').replaceAll('-', '_').toLowerCase()

describe('the platform', () => {
  it('is nobody else\'s', async () => {
    const people = [agency.owner, await agency.admin(), await agency.viewer()], platform = operations.filter(({ path }) => path.startsWith('/api/platform_'))
    assert.ok(platform.length >= 14)
    for (const operation of platform)
      for (const person of people) {
        const json = operation.operation.requestBody ? exampleBody(operation) : undefined
        assertForbidden(await person.ask(operation.method, operation.path.replace('{id}', NONE), { json }), 'platform')
      }
  })
  it('asks why', async () => {
    assertViolations(await root.post('/api/platform_credits', { agency_id: NONE, amount: 1 }), [{ pointer: '/reason', code: 'required' }])
    assertViolations(await root.patch(`/api/platform_plans/${NONE}`, { credits: 1 }), [{ pointer: '/reason', code: 'required' }])
  })
})

describe('plans', () => {
  it('are made and changed, told to everybody once they are active', async () => {
    const key = newKey(), body = { key, tier: 'basic', name: { en: 'Team', fr: 'Équipe' }, credits: 10, price_monthly: 50, active: false }
    const made = await root.make('/api/platform_plans', { ...body, reason: 'Asked for' })
    assert.deepEqual([made.key, made.version, made.price_monthly, made.currency, made.active], [key, 1, 50, 'ZAR', false])
    assert.deepEqual((({ action, reason, new_values }) => [action, reason, new_values.credits])(await last('plans', made.id)), ['created', 'Asked for', 10])
    assertProblem(await root.post('/api/platform_plans', { ...body, reason: 'Again' }), 409, 'conflict')
    const changed = (await root.patch(`/api/platform_plans/${made.id}`, { credits: 20, name: { fr: 'Groupe' }, reason: 'Too few' })).json
    assert.deepEqual([changed.credits, changed.name, changed.version], [20, { en: 'Team', fr: 'Groupe' }, 2])
    assert.deepEqual(await last('plans', made.id), { admin_user_id: root.userId, action: 'updated', old_values: { name: { en: 'Team', fr: 'Équipe' }, credits: 10 },
      new_values: { name: { en: 'Team', fr: 'Groupe' }, credits: 20 }, reason: 'Too few', ip_address: '127.0.0.1' })
    assertViolations(await root.patch(`/api/platform_plans/${made.id}`, { entitlements: { flying: true }, reason: 'Why not' }), [{ pointer: '/entitlements/flying', code: 'not_found' }])
    assertViolations(await root.patch(`/api/platform_plans/${made.id}`, { price_once: 5, reason: 'Why not' }), [{ pointer: '/price_once', code: 'invalid' }])
    assertProblem(await root.patch(`/api/platform_plans/${NONE}`, { credits: 1, reason: 'None' }), 404, 'not-found')
    assert.equal((await agency.owner.get('/api/plans')).json.data.find((plan) => plan.key === key), undefined)
    assert.equal((await root.get('/api/platform_plans')).json.data.find((plan) => plan.key === key).credits, 20)
  })
})

describe('prices', () => {
  it('come into force at a time that is not over', async () => {
    const body = { feature_costs: { AI_TEXT_CHAT: 2 }, reason: 'Dearer' }
    assertViolations(await root.post('/api/platform_feature_costs', { ...body, effective_at: '2026-01-01T00:00:00Z' }), [{ pointer: '/effective_at', code: 'out_of_range' }])
    assertProblem(await root.post('/api/platform_feature_costs', { ...body, feature_costs: { FLYING: 2 } }), 422, 'validation')
    const { id } = await root.make('/api/platform_feature_costs', { ...body, effective_at: '2099-01-01T00:00:00Z' })
    const one = (await root.get('/api/platform_feature_costs')).json.data.find((list) => list.id === id)
    assert.deepEqual([one.feature_costs.AI_TEXT_CHAT, one.feature_costs.AI_IMAGE_GENERATION, one.effective_at, one.note, one.created_by], [2, 5, '2099-01-01T00:00:00Z', 'Dearer', root.userId])
    assert.equal((await last('admin_settings', id)).reason, 'Dearer')
  })
})

describe('agencies', () => {
  const find = async (query) => (await root.get(`/api/platform_agencies?${new URLSearchParams(query)}`)).json.data
  it('are listed with plan and credits, found by name, page by page', async () => {
    const id = await agency.id(), { name } = (await agency.owner.get('/api/me')).json.agency
    const [{ created_at, slug, country, ...one }] = await find({ q: name.slice(1).toUpperCase() })
    assert.deepEqual([country, typeof slug, typeof created_at], [null, 'string', 'string'])
    assert.deepEqual(one, { id, name, plan_key: 'free', tier: 'free', subscription_id: null, status: null, current_period_end: null, balance: 100, held: 0, members: one.members })
    assert.deepEqual(await find({ q: '%' }), [], 'not by a pattern')
    const older = await find({ before: id })
    assert.ok(older.length > 0 && older.every((other) => other.id < id))
  })
  it('get credits, and lose what they have not spent', async () => {
    const id = await agency.id(), adjust = async (amount, reason, options) => (await root.post('/api/platform_credits', { agency_id: id, amount, reason }, options))
    const key = unique('key')
    for (const again of [1, 2]) assert.deepEqual((await adjust(50, 'A gift', { key })).json, { amount: 50, balance: 150, held: 0, available: 150 }, String(again))
    assert.deepEqual((await adjust(-1000, 'A mistake')).json, { amount: -150, balance: 0, held: 0, available: 0 })
    assert.deepEqual((await log({ agency_id: id })).slice(0, 2).map(({ old_values, new_values, reason }) => [old_values.balance, new_values.balance, reason]), [[150, 0, 'A mistake'], [100, 150, 'A gift']])
    assertProblem(await root.post('/api/platform_credits', { agency_id: NONE, amount: 1, reason: 'Nobody' }), 404, 'not-found')
  })
})

describe('subscriptions', () => {
  it('are given, moved by the ways there are, and listed', async () => {
    const plan_id = (await root.get('/api/plans')).json.data.find(({ key }) => key === 'basic').id, agency_id = await agency.id()
    const { id } = await root.make('/api/platform_subscriptions', { agency_id, plan_id, reason: 'By contract' })
    const to = (status) => root.post(`/api/platform_subscriptions/${id}/status`, { status, reason: 'On the phone' })
    assert.equal((await to('paused')).status, 204)
    assert.deepEqual((({ old_values, new_values, reason }) => [old_values.status, new_values.status, reason])(await last('subscriptions', id)), ['active', 'paused', 'On the phone'])
    assertViolations(await to('past_due'), [{ pointer: '/status', code: 'not_reachable', params: { from: 'paused', to: 'past_due', ways: ['active', 'cancelled'] } }], 409, 'conflict')
    assert.equal((await root.get('/api/platform_subscriptions?status=paused')).json.data.find((one) => one.id === id).agency_id, agency_id)
    assert.equal((await to('cancelled')).status, 204)
    assertProblem(await root.post(`/api/platform_subscriptions/${NONE}/status`, { status: 'paused', reason: 'None' }), 404, 'not-found')
    assertProblem(await root.post('/api/platform_subscriptions', { agency_id: NONE, plan_id, reason: 'None' }), 404, 'not-found')
    assertViolations(await root.post('/api/platform_subscriptions', { agency_id, plan_id: NONE, reason: 'None' }), [{ pointer: '/plan_id', code: 'not_found' }])
  })
  it('of an agency are read with its id by a platform admin', async () => {
    const other = await newAgency('read'), id = await subscribe(other, 'basic'), options = { agencyId: await other.id() }
    assert.equal((await root.get('/api/subscription', options)).json.subscription.id, id)
    assert.equal((await root.get('/api/subscription/events', options)).json.data.length, 1)
  })
})

describe('people', () => {
  it('are found, kept out and let in again', async () => {
    const person = await newAccount({ full_name: unique('Jo') }), { full_name } = (await person.get('/api/me')).json
    const found = async () => (await root.get(`/api/platform_users?q=${full_name.toUpperCase()}`)).json.data
    const [one] = await found()
    assert.deepEqual([one.id, one.email, one.is_active, one.agencies.map(({ role }) => role)], [person.userId, person.email, true, ['owner']])
    assert.equal((await root.post(`/api/platform_users/${one.id}/deactivate`, { reason: 'Spam' })).status, 204)
    assert.equal((await person.get('/api/me')).status, 401)
    assert.deepEqual(await last('users', one.id), { admin_user_id: root.userId, action: 'updated', old_values: { is_active: true }, new_values: { is_active: false }, reason: 'Spam', ip_address: '127.0.0.1' })
    assert.equal((await root.post(`/api/platform_users/${one.id}/reactivate`, { reason: 'No spam' })).status, 204)
    assert.equal((await person.get('/api/me')).status, 401, 'the session has ended')
    assert.equal((await found())[0].is_active, true)
    assertProblem(await root.post(`/api/platform_users/${root.userId}/deactivate`, { reason: 'Enough' }), 409, 'conflict')
    assertProblem(await root.post(`/api/platform_users/${NONE}/deactivate`, { reason: 'Nobody' }), 404, 'not-found')
  })
})
