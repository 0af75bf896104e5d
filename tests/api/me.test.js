// SPDX-License-Identifier: Apache-2.0
// GET and PATCH /api/me: who one is, where, what one may do; profile and preferences.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { newAccount } from './lib/local.js'
import { resources } from './lib/openapi.js'
import { contact, newAgency, property } from './lib/world.js'

const KEYS = ['id', 'email', 'email_verified', 'full_name', 'username', 'phone', 'avatar_url', 'brokerage', 'market', 'use_case', 'role', 'locale', 'preferences',
  'last_agency_id', 'created_at', 'version', 'agency', 'membership', 'agencies', 'permissions', 'credits', 'subscription_tier', 'plan', 'entitlements']
const me = async (person, options) => (await person.get('/api/me', options)).json

/** Somebody who is a member of two agencies: the own one, and `agency` as `role`. */
async function memberOf(agency, role) {
  const person = await newAccount()
  const { token } = await agency.owner.make('/api/invitations', { email: person.email, role })
  assert.equal((await person.post('/api/invitations/accept', { token })).status, 200)
  return person
}

describe('GET /api/me', () => {
  it('says who one is, all of it', async () => {
    const person = await newAccount({ full_name: 'Léa', agency_name: 'Maison' })
    const got = await me(person)
    assert.deepEqual(Object.keys(got), KEYS)
    const { id, created_at, agency, membership, agencies, permissions, email, ...rest } = got
    assert.deepEqual([id, email], [person.userId, person.email])
    assert.ok(Math.abs(Date.now() - new Date(created_at)) < 60000)
    assert.deepEqual(rest, { email_verified: false, full_name: 'Léa', username: null, phone: null, avatar_url: null, brokerage: null, market: null, use_case: 'all', role: 'agent', locale: null,
      preferences: {}, last_agency_id: null, version: 1, credits: 100, subscription_tier: 'free', plan: 'free', entitlements: { members: 25, api_keys: 25, webhook_endpoints: 15 } })
    assert.deepEqual(agency, (await person.get(`/api/agencies/${agency.id}`)).json)
    assert.deepEqual(membership, { id: (await person.get('/api/memberships')).json.data[0].id, role: 'owner', display_name: 'Léa', avatar_url: null })
    assert.deepEqual(agencies, [{ id: agency.id, slug: agency.slug, name: 'Maison', role: 'owner' }])
    assert.ok(permissions.length > 0)
  })
  it('in another agency: what one is there', async () => {
    const agency = await newAgency('elsewhere'), person = await memberOf(agency, 'viewer')
    const there = await me(person, { agencyId: await agency.id() }), own = there.agencies.find((a) => a.role === 'owner').id, here = await me(person, { agencyId: own })
    assert.deepEqual([there.agency.id, there.membership.role, here.agency.id, here.membership.role], [await agency.id(), 'viewer', own, 'owner'])
    assert.deepEqual(there.agencies, here.agencies)
    assert.deepEqual(there.agencies.map((a) => a.name), [...there.agencies.map((a) => a.name)].sort())
    assert.ok(!there.permissions.includes('contacts:write') && here.permissions.includes('contacts:write'))
  })
  it('with several agencies and none of them named: no agency, no membership, no permission', async () => {
    const agency = await newAgency('several'), person = await memberOf(agency, 'agent')
    await sql(`update public.users set last_agency_id = null where id = :'id'`, { id: person.userId })
    const got = await me(person)
    assert.deepEqual([got.agency, got.membership, got.permissions, got.agencies.length, got.credits, got.plan, got.entitlements], [null, null, [], 2, null, null, null])
    assertProblem(await person.get('/api/contacts'), 400, 'agency-required')
  })
  it('an agency that one is no member of: 404, as for one that does not exist', async () => {
    const person = await newAccount(), agency = await newAgency('foreign')
    for (const agencyId of [await agency.id(), crypto.randomUUID()]) assertProblem(await person.get('/api/me', { agencyId }), 404, 'not-found')
  })
  it('needs somebody', async () => assertProblem(await ask('GET', '/api/me'), 401, 'unauthenticated', { reason: 'missing' }))
})

describe('permissions', () => {
  const RECORDS = ['activities', 'buyer_requests', 'contact_consents', 'contact_emails', 'contact_phones', 'contacts', 'deal_parties', 'deals', 'imports', 'leads', 'media_items', 'projects', 'properties', 'record_shares', 'share_links', 'tasks', 'templates', 'visits']
  // made by actions alone
  const READ = ['ai_jobs', 'conversations', 'messages']
  const reads = (...names) => names.map((name) => `${name}:read`), writes = (...names) => names.map((name) => `${name}:write`)
  const WANTED = {
    viewer: [...reads('agencies', 'bulk_changes', 'credit_transactions', 'deal_stages', 'jobs', 'memberships', 'message_templates', 'notifications', 'saved_views', ...RECORDS, ...READ), ...writes('memberships', 'saved_views')], // one's own card and views
    agent: [...reads('agencies', 'bulk_changes', 'credit_transactions', 'deal_stages', 'jobs', 'memberships', 'message_templates', 'notifications', 'saved_views', ...RECORDS, ...READ), ...writes('memberships', 'message_templates', 'saved_views', ...RECORDS)],
    admin: [...reads('agencies', 'api_keys', 'bulk_changes', 'credit_transactions', 'deal_stages', 'jobs', 'lead_rules', 'mails', 'memberships', 'message_templates', 'notifications', 'invitations', 'payments', 'saved_views', 'webhook_deliveries', 'webhook_endpoints', ...RECORDS, ...READ),
      ...writes('agencies', 'api_keys', 'deal_stages', 'lead_rules', 'memberships', 'message_templates', 'invitations', 'saved_views', 'webhook_endpoints', ...RECORDS)],
  }
  const people = {}
  before(async () => {
    const agency = await newAgency('permissions')
    Object.assign(people, { owner: agency.owner, admin: await agency.admin(), agent: await agency.agent(), viewer: await agency.viewer() })
  })
  for (const role of ['viewer', 'agent', 'admin', 'owner'])
    it(`of ${role}: the list, and what is answered`, async () => {
      const { permissions } = await me(people[role])
      assert.deepEqual([...permissions].sort(), [...WANTED[role] ?? WANTED.admin].sort())
      for (const { name, path } of resources) assert.equal((await people[role].get(`${path}?limit=1`)).status, permissions.includes(`${name}:read`) ? 200 : 403, name)
      for (const [path, body] of [['/api/properties', property()], ['/api/contacts', contact()], ['/api/invitations', { email: `${role}@permissions.example`, role: 'agent' }]])
        assert.equal((await people[role].post(path, body)).status, permissions.includes(`${path.slice(5)}:write`) ? 201 : 403, path)
    })
  it('of a platform admin who is no member: records, and no settings', async () => {
    const admin = await newAccount(), agency = await newAgency('platform')
    await sql(`update public.users set role = 'admin' where id = :'id'`, { id: admin.userId })
    const got = await me(admin, { agencyId: await agency.id() })
    assert.deepEqual([got.role, got.membership, got.agency.id], ['admin', null, await agency.id()])
    assert.deepEqual([...got.permissions].sort(), [...reads('agencies', 'bulk_changes', 'credit_transactions', 'deal_stages', 'jobs', 'mails', 'memberships', 'message_templates', 'notifications', 'saved_views', ...RECORDS, ...READ), ...writes(...RECORDS)].sort())
    const there = { agencyId: await agency.id() }, theirs = await agency.owner.make('/api/contacts', contact())
    assert.equal((await admin.get(`/api/contacts/${theirs.id}`, there)).status, 200)
    assert.equal((await admin.patch(`/api/contacts/${theirs.id}`, { name: 'Corrected' }, there)).json.name, 'Corrected')
    assertViolations(await admin.post('/api/contacts', contact(), there), [{ pointer: '/owner_id', code: 'not_found' }])
    assert.equal((await admin.post('/api/contacts', contact({ owner_id: await agency.owner.id() }), there)).status, 201)
    for (const [method, path] of [['PATCH', `/api/agencies/${there.agencyId}`], ['PATCH', `/api/memberships/${(await agency.owner.get('/api/me')).json.membership.id}`]])
      assert.equal((await admin.ask(method, path, { json: {}, ...there })).status, 403, path)
  })
})

describe('PATCH /api/me', () => {
  const PROFILE = { full_name: 'Léa H.', username: 'lea', phone: '+352661123456', avatar_url: 'https://example.com/a.jpg', brokerage: 'Maison', market: 'Luxembourg', use_case: 'video', locale: 'fr-LU' }
  it('keeps the profile and answers all of /api/me', async () => {
    const person = await newAccount(), before = await me(person)
    const answer = await person.patch('/api/me', PROFILE)
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(answer.json, { ...before, ...PROFILE, version: 2, membership: { ...before.membership, display_name: PROFILE.full_name } })
    assert.deepEqual(await me(person), answer.json)
    const nothing = Object.fromEntries(Object.keys(PROFILE).filter((name) => name !== 'use_case').map((name) => [name, null]))
    assert.deepEqual((await person.patch('/api/me', nothing)).json, { ...before, use_case: 'video', version: 3 })
  })
  it('what changes nothing is no new version', async () => {
    const person = await newAccount()
    await person.patch('/api/me', PROFILE)
    for (const body of [{}, PROFILE, { username: 'lea' }, { preferences: {} }]) assert.equal((await person.patch('/api/me', body)).json.version, 2, JSON.stringify(body))
  })
  it('merges preferences: nested, null takes away, lists are replaced', async () => {
    const person = await newAccount()
    const merge = async (preferences) => (await person.patch('/api/me', { preferences })).json.preferences
    assert.deepEqual(await merge({ theme: 'dark', list: { columns: ['a', 'b'], size: 25 }, n: 12345678901234567 }), { theme: 'dark', list: { columns: ['a', 'b'], size: 25 }, n: 12345678901234567 })
    assert.deepEqual(await merge({ list: { size: null, dense: true } }), { theme: 'dark', list: { columns: ['a', 'b'], dense: true }, n: 12345678901234567 })
    assert.deepEqual(await merge({ list: { columns: ['c'] }, n: null, gone: null }), { theme: 'dark', list: { columns: ['c'], dense: true } })
    assert.deepEqual(await merge({ list: 'short', theme: { name: 'x', none: null } }), { list: 'short', theme: { name: 'x' } })
    assert.deepEqual(await merge(null), {})
  })
  it('two tabs at once lose nothing of each other', async () => {
    const person = await newAccount()
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => person.patch('/api/me', { preferences: { [`k${i}`]: i } })))
    for (const answer of answers) assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(Object.keys((await me(person)).preferences).length, 12)
  })
  it('the last agency is one that one may enter, and where one is when no header says', async () => {
    const agency = await newAgency('last'), person = await memberOf(agency, 'agent'), foreign = await newAgency('foreign')
    const own = (await me(person)).agencies.find((a) => a.role === 'owner').id
    for (const id of [own, await agency.id(), own]) {
      assert.equal((await person.patch('/api/me', { last_agency_id: id })).json.last_agency_id, id)
      assert.equal((await me(person)).agency.id, id)
    }
    for (const id of [await foreign.id(), crypto.randomUUID()]) assertViolations(await person.patch('/api/me', { last_agency_id: id }), [{ pointer: '/last_agency_id', code: 'not_found' }])
    assert.equal((await person.patch('/api/me', { last_agency_id: null })).json.last_agency_id, null)
  })
  const READ_ONLY = ['id', 'email', 'email_verified', 'role', 'created_at', 'version', 'agency', 'membership', 'agencies', 'permissions', 'credits', 'subscription_tier', 'plan', 'entitlements']
  it('names every field that is not one\'s own to write', async () =>
    assertViolations(await (await newAccount()).patch('/api/me', Object.fromEntries([...READ_ONLY, 'is_active', 'nope'].map((name) => [name, 'admin']))),
      [...READ_ONLY, 'is_active', 'nope'].map((name) => ({ pointer: `/${name}`, code: 'unknown' }))))
  it('and every rule', async () =>
    assertViolations(await (await newAccount()).patch('/api/me', { full_name: 'x'.repeat(201), username: 'x'.repeat(81), phone: '123', avatar_url: 'javascript:alert(1)', brokerage: 5, use_case: null, market: 'x'.repeat(201), locale: 'French', preferences: [], last_agency_id: 'x' }), [
      { pointer: '/full_name', code: 'too_long', params: { max: 200 } }, { pointer: '/username', code: 'too_long', params: { max: 80 } }, { pointer: '/phone', code: 'format' }, { pointer: '/avatar_url', code: 'format' },
      { pointer: '/brokerage', code: 'type' }, { pointer: '/use_case', code: 'required' }, { pointer: '/market', code: 'too_long' }, { pointer: '/locale', code: 'format' }, { pointer: '/preferences', code: 'type', params: { expected: 'object' } }, { pointer: '/last_agency_id', code: 'format' }]))
  it('preferences have at most 16 KiB', async () => {
    const person = await newAccount(), of = (n) => ({ preferences: { a: 'x'.repeat(n - 8) } })
    assert.equal((await person.patch('/api/me', of(16384))).status, 200)
    assertViolations(await person.patch('/api/me', of(16385)), [{ pointer: '/preferences', code: 'too_long', params: { max: 16384 } }])
  })
  it('and at most 64 KiB by many small steps', async () => {
    const person = await newAccount()
    let refused
    for (let i = 0; i < 6 && !refused; i++) {
      const answer = await person.patch('/api/me', { preferences: { [`k${i}`]: 'x'.repeat(16000) } })
      if (answer.status !== 200) refused = answer
    }
    assert.ok(refused, 'what is kept grows without end')
    assertViolations(refused, [{ pointer: '/preferences', code: 'invalid' }])
  })
})
