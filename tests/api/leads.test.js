// SPDX-License-Identifier: Apache-2.0
// Leads beyond what the loops over all tables ask: entering one, to whom it goes, and the one who takes it.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem, ask } from './lib/http.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { until } from './lib/retry.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, owner, anna, ben
before(async () => {
  agency = await newAgency('leads')
  owner = agency.owner
  anna = await agency.agent()
  ben = await agency.agent()
  for (const [name, person] of Object.entries({ Anna: anna, Ben: ben, Olga: owner }))
    await sql(`update public.memberships set display_name = :'name' where user_id = :'id'`, { name, id: await person.id() })
})

const email = () => `${unique('emma')}@example.com`
const enter = (person = owner, more = {}) => person.make('/api/leads', { name: 'Emma Nilsson', email: email(), ...more })
/** An agency of its own, in which this is the one rule. */
async function ruled(rule, word = 'ruled') {
  const other = await newAgency(word), people = [await other.agent(), await other.agent()]
  const ids = await Promise.all(people.map((person) => person.id()))
  await other.owner.make('/api/lead_rules', { name: 'The rule', ...rule(ids) })
  return { other, people, ids }
}

describe('a lead', () => {
  it('makes a contact of whoever asks, and lies in the pool', async () => {
    const { id: property_id, reference } = await owner.make('/api/properties', property({ reference: unique('ref') }))
    const address = email()
    const lead = await enter(owner, { email: address, phone: '+352 621 123 456', message: 'Saturday?', source: 'website', property_reference: reference })
    const { name, phone, message, source, status, assignee_id, claim_by, rule_id } = lead
    assert.deepEqual({ name, email: lead.email, phone, message, source, status, assignee_id, claim_by, rule_id, property_id: lead.property_id },
      { name: 'Emma Nilsson', email: address, phone: '+352621123456', message: 'Saturday?', source: 'website', status: 'new', assignee_id: null, claim_by: null, rule_id: null, property_id })
    const made = (await owner.get(`/api/contacts/${lead.contact_id}`)).json
    assert.deepEqual([made.name, made.email, made.phone, made.phone_raw, made.type, made.status], ['Emma Nilsson', address, '+352621123456', '+352 621 123 456', 'other', 'lead'])
  })
  it('finds the contact that has the address, whatever its case, or the number', async () => {
    const address = email(), known = await owner.make('/api/contacts', contact({ email: address, phone: '+352621777001' }))
    assert.equal((await enter(owner, { email: address.toUpperCase() })).contact_id, known.id)
    assert.equal((await enter(owner, { email: null, phone: '+352621777001' })).contact_id, known.id)
  })
  it('entered by a key comes in with its scope alone', async () => {
    const { key } = await owner.make('/api/api_keys', { name: 'Form', scopes: ['leads:write'] })
    const send = (json) => ask('POST', '/api/leads', { json, headers: { 'X-API-Key': key } })
    assert.equal((await send({ name: 'Emma', email: email() })).status, 201)
    const { key: other } = await owner.make('/api/api_keys', { name: 'Other', scopes: ['leads:read', 'contacts:write'] })
    assertForbidden(await ask('POST', '/api/leads', { json: { name: 'Emma', email: email() }, headers: { 'X-API-Key': other } }), 'leads:write')
  })
  it('sent again is the same lead, by its external_ref or its Idempotency-Key; also twenty times at once', async () => {
    const external_ref = unique('form'), body = { name: 'Emma', email: email(), external_ref }
    const answers = await Promise.all(Array.from({ length: 20 }, () => owner.post('/api/leads', body)))
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(19).fill(200), 201])
    assert.equal(new Set(answers.map((answer) => answer.json.id)).size, 1)
    const key = { headers: { 'Idempotency-Key': unique('key') } }, other = { name: 'Emma', email: email() }
    const [first, second] = [await owner.post('/api/leads', other, key), await owner.post('/api/leads', other, key)]
    assert.equal(first.text, second.text)
    assert.equal(second.headers['idempotent-replayed'], 'true')
  })
  it('names what it lacks or cannot point to', async () => {
    const stranger = await newAgency('strangers'), { id: theirs } = await stranger.owner.make('/api/properties', property())
    assertViolations(await owner.post('/api/leads', { email: 'x', wanted_transaction: 'swap', status: 'claimed' }), [
      { pointer: '/name', code: 'required' }, { pointer: '/email', code: 'format' }, { pointer: '/wanted_transaction', code: 'not_one_of' }, { pointer: '/status', code: 'unknown' }])
    assertViolations(await owner.post('/api/leads', { name: 'Emma' }), [{ pointer: '/email', code: 'required' }])
    for (const [more, pointer] of [[{ property_id: theirs }, '/property_id'], [{ property_reference: 'none' }, '/property_reference']])
      assertViolations(await owner.post('/api/leads', { name: 'Emma', email: email(), ...more }), [{ pointer, code: 'not_found' }])
  })
  it('that goes to somebody else where records are their owners\' answers its id', async () => {
    const { other, people: [carl, dora] } = await ruled(([, second]) => ({ way: 'member', assignee_ids: [second] }))
    await other.setVisibility('owner')
    const answer = await carl.post('/api/leads', { name: 'Emma', email: email() })
    assert.equal(answer.status, 201, String(answer))
    assert.deepEqual(Object.keys(answer.json), ['id'])
    assert.equal((await dora.get(`/api/leads/${answer.json.id}`)).json.status, 'offered')
    assertProblem(await carl.get(`/api/leads/${answer.json.id}`), 404, 'not-found')
  })
})

describe('rules', () => {
  it('offer one after the other, for a time, and tell whoever it is', async () => {
    const { other, people, ids } = await ruled((all) => ({ way: 'round_robin', assignee_ids: all, minutes: 10 }))
    const leads = [await enter(other.owner), await enter(other.owner), await enter(other.owner)]
    assert.deepEqual(leads.map((lead) => [lead.status, lead.assignee_id]), [['offered', ids[0]], ['offered', ids[1]], ['offered', ids[0]]])
    for (const { created_at, claim_by } of leads) assert.equal(new Date(claim_by) - new Date(created_at), 600_000)
    const told = (await people[1].get('/api/notifications')).json.data.map(({ kind, title, action_url, subject_id }) => ({ kind, title, action_url, subject_id }))
    assert.deepEqual(told, [{ kind: 'lead_assigned', title: 'New lead: Emma Nilsson', action_url: '/leads', subject_id: leads[1].id }])
  })
  it('refuse who works on no lead, and prices that nothing lies between', async () => {
    const viewer = await agency.viewer(), stranger = await newAgency('strangers')
    for (const [body, errors] of [
      [{ way: 'member' }, [{ pointer: '/assignee_ids', code: 'required' }]],
      [{ assignee_ids: ['x'] }, [{ pointer: '/assignee_ids/0', code: 'format' }]],
      [{ assignee_ids: [await anna.id(), await viewer.id()] }, [{ pointer: '/assignee_ids/1', code: 'not_found' }]],
      [{ assignee_ids: [await stranger.owner.id()] }, [{ pointer: '/assignee_ids/0', code: 'not_found' }]],
      [{ price_min: 2, price_max: 1 }, [{ pointer: '/price_max', code: 'out_of_range' }]],
    ]) assertViolations(await owner.post('/api/lead_rules', { name: 'x', enabled: false, ...body }), errors)
  })
})

describe('claiming', () => {
  it('has one winner of fifty at once; the others are told who', async () => {
    const lead = await enter(), path = `/api/leads/${lead.id}/claim`, people = [anna, ben, owner]
    const answers = await Promise.all(Array.from({ length: 51 }, (_, i) => people[i % 3].post(path).then((answer) => ({ answer, by: people[i % 3] }))))
    const [{ by: winner }] = answers.filter(({ answer }) => answer.status === 200)
    const id = await winner.id(), name = winner === anna ? 'Anna' : winner === ben ? 'Ben' : 'Olga'
    for (const { answer, by } of answers) {
      // asked again, the winner has it still
      if (by === winner) {
        assert.deepEqual([answer.status, answer.json.assignee_id, answer.json.version], [200, id, 2], String(answer))
        continue
      }
      const [{ code, params }] = assertProblem(answer, 409, 'conflict').errors
      assert.deepEqual([code, params.assignee_id, params.name], ['claimed', id, name])
    }
    assert.deepEqual(await sql(`select count(*) from internal.changes where row_id = :'id' and action = 'updated'`, { id: lead.id }), [['1']])
  })
  it('takes nothing that is offered to somebody, until their time is over', async () => {
    const { other, people: [carl, dora], ids } = await ruled(([first]) => ({ way: 'member', assignee_ids: [first], minutes: 1 }))
    const lead = await enter(other.owner), path = `/api/leads/${lead.id}/claim`
    const [error] = assertProblem(await dora.post(path), 409, 'conflict').errors
    assert.deepEqual([error.code, error.params.assignee_id, Date.parse(error.params.claim_by)], ['offered', ids[0], Date.parse(lead.claim_by)])
    await sql(`update public.leads set claim_by = now() - interval '1 second' where id = :'id'`, { id: lead.id })
    assert.equal((await dora.post(path)).json.assignee_id, ids[1])
    assert.equal(assertProblem(await carl.post(path), 409, 'conflict').errors[0].code, 'claimed')
  })
  it('is for agents', async () => assertForbidden(await (await agency.viewer()).post(`/api/leads/${(await enter()).id}/claim`), 'agent'))
})

describe('a lead that nobody claims', () => {
  it('goes back to the pool by itself', async () => {
    const { other } = await ruled(([first]) => ({ way: 'member', assignee_ids: [first], minutes: 1 }))
    const lead = await enter(other.owner)
    await sql(`update public.leads set claim_by = now() - interval '1 second' where id = :'id'`, { id: lead.id })
    await sql(`set role stagefy_definer; select work.enqueue_platform('leads.return', '{}', :'key')`, { key: lead.id })
    const read = async () => (await other.owner.get(`/api/leads/${lead.id}`)).json
    await until(async () => (await read()).status === 'new')
    const { assignee_id, claim_by } = await read()
    assert.deepEqual({ assignee_id, claim_by }, { assignee_id: null, claim_by: null })
    assert.deepEqual(await sql(`select cron, kind from internal.schedules where name = 'leads'`), [['* * * * *', 'leads.return']])
  })
})

describe('who has a lead', () => {
  it('closes it, opens it again, hands it on, puts it back', async () => {
    const { id } = await enter(anna), path = `/api/leads/${id}`
    const change = async (person, body) => {
      const { status, assignee_id, close_reason } = (await person.patch(path, body)).json
      return { status, assignee_id, close_reason }
    }
    const [annas, bens] = [await anna.id(), await ben.id()]
    assertForbidden(await anna.patch(path, { status: 'closed' }))
    assert.equal((await anna.post(`${path}/claim`)).status, 200)
    assert.deepEqual(await change(anna, { status: 'closed', close_reason: 'Bought elsewhere' }), { status: 'closed', assignee_id: annas, close_reason: 'Bought elsewhere' })
    assert.deepEqual(await change(anna, { status: 'claimed' }), { status: 'claimed', assignee_id: annas, close_reason: null })
    assertViolations(await anna.patch(path, { status: 'new' }), [{ pointer: '/status', code: 'not_one_of' }])
    assert.deepEqual(await change(anna, { assignee_id: bens }), { status: 'claimed', assignee_id: bens, close_reason: null })
    assertForbidden(await anna.patch(path, { assignee_id: null }))
    assert.deepEqual(await change(ben, { assignee_id: null }), { status: 'new', assignee_id: null, close_reason: null })
  })
})

describe('what is told of it', () => {
  it('that it was made, claimed and closed', async () => {
    const { id } = await enter()
    await anna.post(`/api/leads/${id}/claim`)
    await anna.patch(`/api/leads/${id}`, { status: 'closed' })
    const told = async () => (await owner.get('/api/events?limit=200&types=lead.created,lead.claimed,lead.closed')).json.data
      .filter(({ data }) => data.id === id).map(({ type }) => type)
    await until(async () => (await told()).length === 3)
    assert.deepEqual(await told(), ['lead.created', 'lead.claimed', 'lead.closed'])
  })
})
