// SPDX-License-Identifier: Apache-2.0
// People whom an outside issuer vouches for come into being by their first request; who is one person, and who is two.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { sql } from './lib/database.js'
import { newAccount, newEmail } from './lib/local.js'
import { clerk, clerkId, clerkToken, supabase, supabaseToken } from './lib/tokens.js'
import { newAgency } from './lib/world.js'

const me = async (token, agencyId) => {
  const answer = await ask('GET', '/api/me', { token, agencyId })
  assert.equal(answer.status, 200, String(answer))
  return answer.json
}
const identities = async (id) => (await sql(`select issuer from public.identities where user_id = :'id' order by issuer`, { id })).map(([issuer]) => issuer)

describe('first sight of a Clerk token', () => {
  it('makes user, agency and membership from what is signed', async () => {
    const email = newEmail('clerk'), org = clerkId('org_')
    const got = await me(await clerkToken({ sub: clerkId('user_'), email, email_verified: true, full_name: 'Léa Hoffmann', org_id: org, org_slug: `maison-${org.slice(-6)}`, org_name: 'Maison Alzette', org_role: 'org:admin' }))
    assert.deepEqual([got.email, got.email_verified, got.full_name, got.role, got.use_case], [email, true, 'Léa Hoffmann', 'agent', 'all'])
    assert.deepEqual([got.agency.slug, got.agency.name, got.membership.role], [`maison-${org.slice(-6)}`, 'Maison Alzette', 'owner'])
    assert.deepEqual(await identities(got.id), [clerk.issuer])
  })
  it('version 2 claims the same', async () => {
    const org = clerkId('org_')
    const got = await me(await clerkToken({ v: 2, sts: 'active', o: { id: org, slg: `v2-${org.slice(-6)}`, rol: 'admin' } }))
    assert.deepEqual([got.agency.slug, got.membership.role], [`v2-${org.slice(-6)}`, 'owner'])
  })
  for (const [claim, role] of [['org:admin', 'admin'], ['org:member', 'agent'], ['org:guest', 'viewer'], ['org:owner', 'viewer'], ['org:platform', 'viewer'], [undefined, 'viewer']])
    it(`the role ${claim} in an agency that has an owner is ${role}`, async () => {
      const agency = await newAgency('roles')
      assert.equal((await me(await clerkToken({ org_id: agency.org, org_role: claim }))).membership.role, role)
    })
  it('without e-mail and name: neither is made up', async () => {
    const got = await me(await clerkToken({ org_id: clerkId('org_'), org_role: 'org:admin' }))
    assert.deepEqual([got.email, got.email_verified, got.full_name], [null, false, null])
  })
  it('once seen, our table wins: the claim neither raises nor brings back', async () => {
    const agency = await newAgency('wins'), sub = clerkId('user_')
    const as = (role) => clerkToken({ sub, org_id: agency.org, org_role: role })
    const { membership } = await me(await as('org:member'))
    assert.equal((await me(await as('org:admin'))).membership.role, 'agent')
    assert.equal((await agency.owner.post(`/api/memberships/${membership.id}/leave`, {})).status, 204)
    assertProblem(await ask('GET', '/api/me', { token: await as('org:admin') }), 404, 'not-found')
  })
  it('a second organization is a second agency of the same person', async () => {
    const sub = clerkId('user_'), [a, b] = [clerkId('org_'), clerkId('org_')]
    const [first, second] = [await me(await clerkToken({ sub, org_id: a, org_role: 'org:admin' })), await me(await clerkToken({ sub, org_id: b, org_role: 'org:admin' }))]
    assert.equal(first.id, second.id)
    assert.notEqual(first.agency.id, second.agency.id)
    assert.equal(second.agencies.length, 2)
  })
  it('the organization of a token decides: another Agency-Id is refused', async () => {
    const sub = clerkId('user_'), [a, b] = [clerkId('org_'), clerkId('org_')]
    const tokens = [await clerkToken({ sub, org_id: a, org_role: 'org:admin' }), await clerkToken({ sub, org_id: b, org_role: 'org:admin' })]
    const [first, second] = [await me(tokens[0]), await me(tokens[1])]
    assert.equal((await me(tokens[0], first.agency.id)).agency.id, first.agency.id)
    assertProblem(await ask('GET', '/api/contacts', { token: tokens[0], agencyId: second.agency.id }), 403, 'forbidden', { needs: 'organization' })
  })
  it('a name that is too long is left out, a hostile one is text', async () => {
    const org = clerkId('org_'), name = "'; drop table agencies; -- <b>é</b>"
    const got = await me(await clerkToken({ full_name: 'x'.repeat(500), org_id: org, org_name: name, org_role: 'org:admin' }))
    assert.deepEqual([got.full_name, got.agency.name], [null, name])
    assert.match(got.agency.slug, /^[a-z0-9]+(-[a-z0-9]+)*$/)
  })
})

describe('first sight of a Supabase token', () => {
  it('makes a user with an agency of one', async () => {
    const email = newEmail('supabase')
    const got = await me(await supabaseToken({ email, user_metadata: { full_name: 'Solo Agent', email_verified: true } }))
    assert.deepEqual([got.email, got.email_verified, got.full_name], [email, false, 'Solo Agent'])
    assert.deepEqual([got.agency.name, got.membership.role, got.agencies.length], ['Solo Agent', 'owner', 1])
    assert.deepEqual(await identities(got.id), [supabase.issuer])
  })
  it('somebody who is invited is waited for: no agency of one', async () => {
    const email = newEmail('waited'), { token } = await (await newAgency('waiting')).owner.make('/api/invitations', { email, role: 'agent' })
    const session = await supabaseToken({ email })
    assert.deepEqual((await me(session)).agencies, [])
    assert.equal((await ask('POST', '/api/invitations/accept', { token: session, json: { token } })).status, 200)
    assert.equal((await me(session)).membership.role, 'agent')
  })
  it('a role in what the user may write means nothing', async () => {
    const got = await me(await supabaseToken({ user_metadata: { role: 'admin', agency_id: crypto.randomUUID(), is_admin: true } }))
    assert.deepEqual([got.role, got.agencies.length], ['agent', 1])
  })
})

describe('one person or two', () => {
  const viaClerk = (email, email_verified, sub = clerkId('user_')) => clerkToken({ sub, email, email_verified, org_id: clerkId('org_'), org_role: 'org:admin' }).then(me)
  const viaSupabase = (email, email_verified) => supabaseToken({ email, email_verified }).then(me)
  it('two issuers that both verified the address: one', async () => {
    const email = newEmail('one')
    const [a, b] = [await viaClerk(email, true), await viaSupabase(email.toUpperCase(), true)]
    assert.equal(a.id, b.id)
    assert.deepEqual(await identities(a.id), [supabase.issuer, clerk.issuer].sort())
  })
  for (const [first, second] of [[true, false], [false, true], [false, false]])
    it(`${first ? 'verified' : 'not verified'} by one, ${second ? 'verified' : 'not verified'} by the other: two`, async () => {
      const email = newEmail('two')
      assert.notEqual((await viaClerk(email, first)).id, (await viaSupabase(email, second)).id)
    })
  it('what a user could have written is no proof: "true" as a text, metadata', async () => {
    const email = newEmail('text'), { id } = await viaClerk(email, true)
    for (const claims of [{ email_verified: 'true' }, { email_verified: 1 }, { user_metadata: { email_verified: true } }, { app_metadata: { email_verified: true } }]) {
      const answer = await ask('GET', '/api/me', { token: await supabaseToken({ email, ...claims }) })
      if (answer.status === 200) assert.notEqual(answer.json.id, id, JSON.stringify(claims))
      else assertProblem(answer, 401, 'unauthenticated')
    }
  })
  it('a local account with that address, which nobody proved, is not taken over', async () => {
    const person = await newAccount()
    assert.notEqual((await viaClerk(person.email, true)).id, person.userId)
    assert.deepEqual(await identities(person.userId), ['local'])
  })
  it('the same subject of two issuers is two', async () => {
    const sub = crypto.randomUUID()
    const [a, b] = [await me(await clerkToken({ sub: `user_${sub.replaceAll('-', '')}`, org_id: clerkId('org_'), org_role: 'org:admin' })), await me(await supabaseToken({ sub }))]
    assert.notEqual(a.id, b.id)
  })
  it('twenty first requests of both at the same moment: one', async () => {
    const email = newEmail('rush'), org = clerkId('org_'), sub = clerkId('user_')
    const tokens = [await clerkToken({ sub, email, email_verified: true, org_id: org, org_role: 'org:admin' }), await supabaseToken({ email, email_verified: true })]
    const got = await Promise.all(Array.from({ length: 20 }, (_, i) => me(tokens[i % 2])))
    assert.equal(new Set(got.map((g) => g.id)).size, 1)
  })
  it('an unverified address blocks nobody: the verified one is shown to its own person', async () => {
    const email = newEmail('squat'), squatter = await viaSupabase(email, false), real = await viaClerk(email, true)
    assert.notEqual(squatter.id, real.id)
    assert.deepEqual([squatter.email_verified, real.email_verified], [false, true])
  })
})
