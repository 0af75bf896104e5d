// SPDX-License-Identifier: Apache-2.0
// A hostile tenant walks every route with the victim's ids: in paths, bodies, filters, includes, cursors, references. It must
// see and change nothing, and 'exists elsewhere' must look like 'does not exist' to the letter.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { assertForbidden, assertSameAnswer, assertViolations } from './lib/expect.js'
import { operations, resources } from './lib/openapi.js'
import { sql } from './lib/database.js'
import { makeRow } from './lib/samples.js'
import { Person, contact, newAgency, property, unique } from './lib/world.js'
import { clerkId, clerkToken, supabaseToken } from './lib/tokens.js'

const MARK = unique('secret')
let victim, hostile, theirs
before(async () => {
  victim = await newAgency('victim')
  hostile = await newAgency('hostile')
  theirs = {}
  theirs.contacts = await victim.owner.make('/api/contacts', contact({ name: MARK, notes: MARK, external_ref: `${MARK}-c`, email: `${MARK}@example.com`, phone: '+352621100100', tags: [MARK] }))
  theirs.properties = await victim.owner.make('/api/properties', property({ address: MARK, reference: MARK.slice(-40), external_ref: `${MARK}-p`, contact_id: theirs.contacts.id, title: { en: MARK } }))
  theirs.tasks = await victim.owner.make('/api/tasks', { title: MARK, notes: MARK, external_ref: `${MARK}-t`, contact_id: theirs.contacts.id, property_id: theirs.properties.id })
  theirs.visits = await victim.owner.make('/api/visits', { property_id: theirs.properties.id, contact_id: theirs.contacts.id, starts_at: '2036-01-02T10:00:00Z', place: MARK, notes: MARK, external_ref: `${MARK}-z` })
  theirs.deals = await victim.owner.make('/api/deals', { title: MARK, notes: MARK, external_ref: `${MARK}-d`, contact_id: theirs.contacts.id, property_id: theirs.properties.id, amount: 1 })
  theirs.deal_parties = await victim.owner.make('/api/deal_parties', { deal_id: theirs.deals.id, contact_id: theirs.contacts.id, external_ref: `${MARK}-y` })
  theirs.deal_stages = (await victim.owner.get('/api/deal_stages')).json.data[0]
  theirs.contact_emails = (await victim.owner.get(`/api/contact_emails?contact_id=${theirs.contacts.id}`)).json.data[0]
  theirs.contact_phones = await victim.owner.make('/api/contact_phones', { contact_id: theirs.contacts.id, phone: '+35262999', label: MARK })
  theirs.contact_consents = await victim.owner.make('/api/contact_consents', { contact_id: theirs.contacts.id, purpose: 'other', method: 'paper', wording: MARK })
  theirs.buyer_requests = await victim.owner.make('/api/buyer_requests', { contact_id: theirs.contacts.id, note: MARK, places: [MARK] })
  for (const resource of resources) theirs[resource.name] ??= await makeRow(resource, victim.owner)
})

const secrets = async () => [MARK, await victim.id(), await victim.owner.id(), ...Object.values(theirs).map((row) => row.id)]
async function assertBlind(answer, known = []) {
  for (const secret of await secrets()) if (!known.includes(secret)) assert.ok(!answer.text.includes(secret), `${answer} shows ${secret}`)
}
const untouched = async () => {
  for (const [name, row] of Object.entries(theirs).filter(([n]) => !['agencies', 'memberships'].includes(n)))
    assert.equal((await victim.owner.get(`${resources.find((one) => one.name === name).path}/${row.id}`)).json.version, row.version, name)
}

describe('every operation with an id', () => {
  const BODIES = (path) => (path.endsWith('/leave') ? { successor_id: crypto.randomUUID() }
    : path.endsWith('/replace') ? { to_id: crypto.randomUUID() }
    : path === '/api/projects/{id}/accept' ? { media_id: crypto.randomUUID() }
    : path.endsWith('/move') ? { stage_id: crypto.randomUUID() }
    : /\/(merge|(un)?dismiss_duplicate)$/.test(path) ? { other_id: crypto.randomUUID() }
    : path.startsWith('/api/platform_') ? { reason: 'A reason', ...(path.endsWith('/status') && { status: 'active' }) }
    : path.endsWith('/replay') ? { from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' } : {})
  for (const { path, method, operation } of operations.filter((o) => o.path.includes('{id}') && !o.isPublic))
    it(`${method} ${path}: a victim's id and one that does not exist answer the same`, async () => {
      const table = path.split('/')[2]
      const id = theirs[table]?.id ?? (await victim.owner.id())
      const withId = (which) => hostile.owner.ask(method, path.replace('{id}', which), operation.requestBody ? { json: BODIES(path) } : {})
      const [hidden, missing] = [await withId(id), await withId(crypto.randomUUID())]
      // what is the platform's is no agency's, whoever asks
      if (path.startsWith('/api/platform_')) assertProblem(hidden, 403, 'forbidden')
      else assertProblem(hidden, 404, 'not-found')
      assertSameAnswer(hidden, missing)
      await assertBlind(hidden, [id])
    })
  it('nothing of the victim was changed', untouched)
})

describe('lists', () => {
  for (const resource of resources) {
    it(`of ${resource.name} show nothing of it, with any parameter`, async () => {
      for (const query of ['limit=200', 'limit=200&deleted=with', 'deleted=only', 'count=exact&limit=1', 'page=1&limit=200', 'sort=created_at', `q=${MARK}`]) {
        const answer = await hostile.owner.get(`${resource.path}?${query}`)
        if (answer.status === 200) await assertBlind(answer)
      }
    })
    for (const parameter of resource.fieldFilters.filter((p) => /^[a-z_]+(\[(in|like|contains)\])?$/.test(p.name)))
      it(`of ${resource.name} by ${parameter.name} do not find its rows`, async () => {
        const value = theirs[resource.name][parameter.name.replace(/\[.*/, '')]
        if (value === null || value === undefined || typeof value === 'boolean') return
        const all = resource.filters.some((p) => p.name === 'deleted') ? '&deleted=with' : ''
        const answer = await hostile.owner.get(`${resource.path}?limit=200${all}&${encodeURIComponent(parameter.name)}=${encodeURIComponent([value].flat().join(',') || 'none')}`)
        assert.equal(answer.status, 200, String(answer))
        assert.ok(!answer.json.data.some((row) => row.id === theirs[resource.name].id), String(answer))
        await assertBlind(answer)
      })
  }
  it('counts do not count them', async () => {
    const lone = (await newAgency('lone')).owner
    for (const name of ['properties', 'contacts', 'contact_emails']) assert.equal((await lone.get(`/api/${name}?count=exact&deleted=with`)).json.pagination.total, 0)
  })
})

describe('references in bodies', () => {
  const refs = [['/api/properties', property, 'contact_id', () => theirs.contacts.id], ['/api/properties', property, 'owner_id', () => victim.owner.id()], ['/api/contacts', contact, 'owner_id', () => victim.owner.id()]]
  for (const [path, body, field, id] of refs) {
    it(`POST ${path} with the victim's ${field} answers as with one that does not exist`, async () => {
      const [hidden, missing] = [await hostile.owner.post(path, body({ [field]: await id() })), await hostile.owner.post(path, body({ [field]: crypto.randomUUID() }))]
      assertViolations(hidden, [{ pointer: `/${field}`, code: 'not_found' }])
      assertSameAnswer(hidden, missing)
    })
    it(`PATCH ${path} with the victim's ${field} too`, async () => {
      const mine = await hostile.owner.make(path, body())
      const patch = async (value) => hostile.owner.patch(`${path}/${mine.id}`, { [field]: value })
      const [hidden, missing] = [await patch(await id()), await patch(crypto.randomUUID())]
      assertViolations(hidden, [{ pointer: `/${field}`, code: 'not_found' }])
      assertSameAnswer(hidden, missing)
      assert.equal((await hostile.owner.get(`${path}/${mine.id}`)).json[field], mine[field])
    })
  }
  it('an id of one\'s own cannot be chosen', async () =>
    assertViolations(await hostile.owner.post('/api/contacts', contact({ id: theirs.contacts.id })), [{ pointer: '/id', code: 'read_only' }]))
  it('nor the agency', async () =>
    assertViolations(await hostile.owner.post('/api/contacts', contact({ agency_id: await victim.id() })), [{ pointer: '/agency_id', code: 'unknown' }]))
  it('what is unique there is free here, and tells nothing', async () => {
    assert.equal((await hostile.owner.post('/api/properties', property({ reference: theirs.properties.reference, external_ref: `${MARK}-p` }))).status, 201)
    assert.equal((await hostile.owner.post('/api/contacts', contact({ email: `${MARK}@example.com` }))).status, 201)
    assert.equal((await hostile.owner.put(`/api/contacts/by_ref/${MARK}-c`, contact())).status, 201)
    await untouched()
  })
})

describe('the agency that is asked for', () => {
  it('by Agency-Id: the victim\'s and one that does not exist answer the same', async () => {
    const token = await supabaseToken()
    for (const path of ['/api/contacts', `/api/contacts/${theirs.contacts.id}`]) {
      const [hidden, missing] = [await ask('GET', path, { token, agencyId: await victim.id() }), await ask('GET', path, { token, agencyId: crypto.randomUUID() })]
      assertProblem(hidden, 404, 'not-found')
      assertSameAnswer(hidden, missing)
    }
  })
  it('by Agency-Id against the token\'s organization: 403, whether it exists or not', async () => {
    const [hidden, missing] = [await hostile.owner.get('/api/contacts', { agencyId: await victim.id() }), await hostile.owner.get('/api/contacts', { agencyId: crypto.randomUUID() })]
    assertForbidden(hidden, 'organization')
    assertSameAnswer(hidden, missing)
  })
  it('by an Agency-Id that is the organization\'s own', async () => assert.equal((await hostile.owner.get('/api/contacts', { agencyId: await hostile.id() })).status, 200))
  for (const bad of ['x', '', ' ', '0', '{}', "' or 1=1", '01890a5d-ac96-774b-bcce-b302099a805', 'a'.repeat(5000)])
    it(`Agency-Id ${JSON.stringify(bad.slice(0, 20))} is ${bad.trim() === '' ? 'none' : '404'}`, async () => {
      const answer = await ask('GET', '/api/contacts', { token: hostile.owner.token, headers: { 'Agency-Id': bad } })
      if (bad.trim() === '') assert.equal(answer.status, 200)
      else assertProblem(answer, 404, 'not-found')
    })
  it('twice is refused', async () =>
    assertProblem(await ask('GET', '/api/contacts', { token: hostile.owner.token, headers: { 'Agency-Id': [await hostile.id(), await victim.id()] } }), 400, 'malformed-request'))
  it('under another spelling is nothing', async () => {
    for (const name of ['Agency_Id', 'X-Agency-Id', 'AgencyId', 'Agency-ID2', 'App-Agency-Id', 'X-Forwarded-Agency-Id'])
      assert.equal((await ask('GET', '/api/contacts', { token: hostile.owner.token, headers: { [name]: await victim.id() } })).status, 200)
  })
  it('in the query is an unknown parameter', async () =>
    assertViolations(await hostile.owner.get(`/api/contacts?agency_id=${await victim.id()}`), [{ pointer: 'agency_id', code: 'unknown_parameter' }], 400, 'bad-query'))
  it('a new organization with the slug and name of the victim is another agency', async () => {
    const token = await clerkToken({ org_id: clerkId('org_'), org_slug: victim.slug, org_name: victim.slug, org_role: 'org:admin' })
    assert.deepEqual((await ask('GET', '/api/contacts', { token })).json.data, [])
  })
  it('nobody comes into an organization by a user id that somebody else has at another issuer', async () => {
    const token = await supabaseToken({ sub: crypto.randomUUID(), email: 'owner@example.com' })
    await assertBlind(await ask('GET', '/api/contacts?limit=200', { token }))
  })
})

describe('one person in several agencies', () => {
  let person, a, b
  const inBoth = async () => {
    const token = await supabaseToken()
    const who = new Person(token, '')
    assert.equal((await who.get('/api/contacts')).status, 200)
    const sub = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub
    const [[id, home]] = await sql(`select i.user_id, m.agency_id from public.identities i join public.memberships m using (user_id) where i.subject = :'sub'`, { sub })
    return { who, id, home }
  }
  const join = (agency, user, role) => sql(`insert into public.memberships (agency_id, user_id, role) values (:'agency', :'user', :'role')`, { agency, user, role })
  before(async () => {
    const { who, id, home } = await inBoth()
    person = who
    a = home
    b = await hostile.id()
    await join(b, id, 'agent')
    person.userId = id
  })
  it('must say which', async () => {
    for (let i = 0; i < 12; i++) assertProblem(await person.get('/api/contacts'), 400, 'agency-required')
  })
  it('gets what is there, and only that', async () => {
    const here = await person.ask('POST', '/api/contacts', { json: contact({ name: 'in a' }), agencyId: a })
    assert.equal(here.status, 201)
    assert.equal((await person.get(here.headers.location, { agencyId: a })).status, 200)
    assertProblem(await person.get(here.headers.location, { agencyId: b }), 404, 'not-found')
    const there = await person.ask('POST', '/api/contacts', { json: contact({ name: 'in b' }), agencyId: b })
    assertProblem(await person.get(there.headers.location, { agencyId: a }), 404, 'not-found')
    assert.equal((await hostile.owner.get(there.headers.location)).status, 200)
    assert.ok(!(await person.get('/api/contacts?limit=200', { agencyId: a })).text.includes('in b'))
  })
  it('the role is the one of that agency', async () => {
    const row = await hostile.owner.make('/api/contacts', contact())
    assertForbidden(await person.patch(`/api/contacts/${row.id}`, { name: 'x' }, { agencyId: b }))
    assertForbidden(await person.get('/api/invitations', { agencyId: b }), 'admin')
    assert.equal((await person.get('/api/invitations', { agencyId: a })).status, 200)
  })
  it('last_agency_id stands in where nothing is said, at once and on every worker', async () => {
    for (const agency of [a, b, a]) {
      await sql(`update public.users set last_agency_id = :'agency' where id = :'id'`, { agency, id: person.userId })
      for (let i = 0; i < 12; i++) {
        const answer = await person.get('/api/agencies')
        assert.deepEqual(answer.json.data.map((row) => row.id), [agency], `request ${i}`)
      }
    }
  })
  it('a second membership makes the first no longer the only one, at once and on every worker', async () => {
    const { who, id } = await inBoth()
    for (let i = 0; i < 12; i++) assert.equal((await who.get('/api/contacts')).status, 200)
    await join(b, id, 'viewer')
    for (let i = 0; i < 12; i++) assertProblem(await who.get('/api/contacts'), 400, 'agency-required')
  })
})

describe('a change of rights takes effect at once', () => {
  const everywhere = async (check) => {
    for (let i = 0; i < 12; i++) await check()
  }
  it('a membership that has ended: 404, as if the agency did not exist', async () => {
    const agent = await victim.agent()
    await everywhere(async () => assert.equal((await agent.get('/api/contacts')).status, 200))
    await sql(`update public.memberships set left_at = now() where user_id = :'id'`, { id: await agent.id() })
    await everywhere(async () => assertProblem(await agent.get(`/api/contacts/${theirs.contacts.id}`), 404, 'not-found'))
    assertProblem(await agent.post('/api/contacts', contact()), 404, 'not-found')
    await assertBlind(await agent.get('/api/contacts'))
  })
  it('a user who is not active: 401', async () => {
    const agent = await victim.agent()
    await sql(`update public.users set is_active = false where id = :'id'`, { id: await agent.id() })
    await everywhere(async () => assertProblem(await agent.get('/api/contacts'), 401, 'unauthenticated'))
  })
  it('a role that was taken away', async () => {
    const admin = await victim.admin()
    const row = await victim.owner.make('/api/contacts', contact())
    await everywhere(async () => assert.equal((await admin.patch(`/api/contacts/${row.id}`, {})).status, 200))
    await sql(`update public.memberships set role = 'viewer' where user_id = :'id'`, { id: await admin.id() })
    await everywhere(async () => assertForbidden(await admin.patch(`/api/contacts/${row.id}`, {}), 'agent'))
  })
  it('the claim of a token does not bring a taken role back', async () => {
    const admin = await victim.admin()
    await sql(`update public.memberships set role = 'viewer' where user_id = :'id'`, { id: await admin.id() })
    const again = new Person(await clerkToken({ sub: admin.subject, org_id: victim.org, org_role: 'org:admin' }), admin.subject)
    assertForbidden(await again.post('/api/contacts', contact()), 'agent')
  })
})

describe('record_visibility owner', () => {
  let agency, owner, anna, ben, looker, annas, bens
  before(async () => {
    agency = await newAgency('private')
    owner = agency.owner
    ;[anna, ben, looker] = [await agency.agent(), await agency.agent(), await agency.viewer()]
    const { id } = (await owner.get('/api/agencies')).json.data[0]
    assert.equal((await owner.patch(`/api/agencies/${id}`, { record_visibility: 'owner' })).status, 200)
    annas = { contact: await anna.make('/api/contacts', contact({ email: `${unique('anna')}@example.com`, external_ref: unique('anna') })) }
    annas.property = await anna.make('/api/properties', property({ contact_id: annas.contact.id, reference: unique('A') }))
    bens = await ben.make('/api/properties', property())
  })
  const ids = async (person, path) => (await person.get(`${path}?limit=200`)).json.data.map((row) => row.id)
  it('agents see their own, admins all, viewers nothing', async () => {
    assert.deepEqual(await ids(anna, '/api/properties'), [annas.property.id])
    assert.deepEqual(await ids(ben, '/api/properties'), [bens.id])
    assert.deepEqual((await ids(owner, '/api/properties')).sort(), [annas.property.id, bens.id].sort())
    assert.deepEqual(await ids(looker, '/api/properties'), [])
    assert.deepEqual(await ids(ben, '/api/contact_emails'), [])
    assert.equal((await ids(anna, '/api/contact_emails')).length, 1)
  })
  for (const [what, act] of Object.entries({ GET: (p, id) => p.get(`/api/properties/${id}`), PATCH: (p, id) => p.patch(`/api/properties/${id}`, { price: 1 }), DELETE: (p, id) => p.del(`/api/properties/${id}`), restore: (p, id) => p.post(`/api/properties/${id}/restore`) }))
    it(`${what} of a colleague's record answers as if there were none`, async () => {
      const [hidden, missing] = [await act(ben, annas.property.id), await act(ben, crypto.randomUUID())]
      assertProblem(hidden, 404, 'not-found')
      assertSameAnswer(hidden, missing)
    })
  it('searching and counting too', async () => {
    assert.equal((await ben.get('/api/properties?q=ermesinde&count=exact')).json.pagination.total, 1)
    assert.equal((await ben.get(`/api/contacts?name[like]=weber&count=exact`)).json.pagination.total, 0)
  })
  it('a colleague\'s contact cannot be pointed to: the same as one that does not exist', async () => {
    const point = (id) => ben.patch(`/api/properties/${bens.id}`, { contact_id: id })
    const [hidden, missing] = [await point(annas.contact.id), await point(crypto.randomUUID())]
    assertViolations(missing, [{ pointer: '/contact_id', code: 'not_found' }])
    assertSameAnswer(hidden, missing)
  })
  it('include shows nothing that one may not read', async () => {
    const shared = await owner.make('/api/properties', property({ owner_id: await ben.id(), contact_id: annas.contact.id }))
    const row = (await ben.get(`/api/properties/${shared.id}?include=contact`)).json
    assert.equal(row.contact, null)
  })
  it('a colleague\'s contact cannot be given an address: the same as one that does not exist', async () => {
    const [hidden, missing] = [await ben.post('/api/contact_emails', { contact_id: annas.contact.id, email: `${unique('x')}@example.com` }), await ben.post('/api/contact_emails', { contact_id: crypto.randomUUID(), email: `${unique('x')}@example.com` })]
    assertViolations(missing, [{ pointer: '/contact_id', code: 'not_found' }])
    assertSameAnswer(hidden, missing)
  })
  it('a colleague\'s reference cannot be taken over by_ref', async () => {
    assertForbidden(await ben.put(`/api/contacts/by_ref/${annas.contact.external_ref}`, contact({ name: 'mine now' })))
    assert.equal((await anna.get(`/api/contacts/${annas.contact.id}`)).json.name, 'Josée Weber')
  })
  it('and back to team: everybody reads', async () => {
    await agency.setVisibility('team')
    assert.equal((await ids(ben, '/api/properties')).length >= 2, true)
    assertForbidden(await ben.patch(`/api/properties/${annas.property.id}`, { price: 1 }), 'owner of the record, or admin')
  })
})
