// SPDX-License-Identifier: Apache-2.0
// What visitors do without an account: the link by mail, their answers, what the agent hears of them.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { ask, assertProblem } from './lib/http.js'
import { mailTo, tokenIn } from './lib/mails.js'
import { sql } from './lib/database.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, owner, anna, house
before(async () => {
  agency = await newAgency('visit-links')
  owner = agency.owner
  await sql(`update public.agencies set time_zone = 'Europe/Luxembourg', locale = 'en-GB', name = 'Maison Test' where id = :'id'`, { id: await agency.id() })
  anna = await agency.agent()
  house = (await owner.make('/api/properties', property({ city: 'Luxembourg', zip_code: 'L-1469' }))).id
})

let days = 0
/** A visit of a new contact's, shown by Anna, and its link. */
async function invited() {
  const email = `${unique('visitor')}@example.com`, starts_at = new Date(Date.UTC(2036, 0, 1 + days++, 9)).toISOString().replace('.000', '')
  const { id: contact_id } = await anna.make('/api/contacts', contact({ email }))
  const { id } = await anna.make('/api/visits', { property_id: house, contact_id, starts_at })
  const answer = await anna.post(`/api/visits/${id}/invite`)
  assert.deepEqual([answer.status, answer.json], [200, { sent: true }], String(answer))
  const mail = await mailTo(email)
  return { id, contact_id, email, starts_at, mail, token: tokenIn(mail, 'visit') }
}
const look = (token) => ask('GET', `/api/visit_links/preview?token=${token}`)
const say = (token, answer, words) => ask('POST', '/api/visit_links/answer', { json: { token, answer, ...(words && { words }) } })
const told = async (person, id) => (await person.get('/api/notifications?limit=50')).json.data.filter((row) => row.subject_id === id).map(({ title }) => title)

describe('the link of a visitor', () => {
  it('says when, where and with whom, in the words of the agency', async () => {
    const { starts_at, mail, token } = await invited(), { json } = await look(token)
    assert.deepEqual([mail.header('Subject'), /10:00: 24, rue Ermesinde, Luxembourg\./.test(mail.text)], ['Your visit on 01.01.2036 at 10:00', true])
    assert.deepEqual([json.agency_name, json.property, json.starts_at, json.time_zone, json.status, json.wish],
      ['Maison Test', '24, rue Ermesinde, L-1469 Luxembourg', starts_at, 'Europe/Luxembourg', 'requested', null])
  })
  it('confirms, once and again, and the agent hears of it once', async () => {
    const { id, token } = await invited()
    for (let i = 0; i < 2; i++) assert.equal((await say(token, 'confirm')).json.status, 'confirmed')
    assert.equal((await anna.get(`/api/visits/${id}`)).json.status, 'confirmed')
    assert.deepEqual(await told(anna, id), ['Josée Weber confirms the visit'])
  })
  it('asks for another time, which a move forgets', async () => {
    const { id, token } = await invited()
    assertViolations(await say(token, 'another_time'), [{ pointer: '/words', code: 'required' }])
    assert.equal((await say(token, 'another_time', 'Rather on Saturday')).json.wish, 'Rather on Saturday')
    const { wish, status, version } = (await anna.get(`/api/visits/${id}`)).json
    assert.deepEqual([wish, status, version], ['Rather on Saturday', 'requested', 2])
    assert.deepEqual(await told(anna, id), ['Josée Weber asks for another time'])
    const moved = await anna.patch(`/api/visits/${id}`, { starts_at: new Date(Date.UTC(2036, 0, 1 + days++, 9)).toISOString() })
    assert.deepEqual([moved.json.wish, (await look(token)).json.starts_at], [null, moved.json.starts_at])
  })
  it('calls the visit off, for good', async () => {
    const { id, token } = await invited()
    assert.equal((await say(token, 'cancel', 'Bought elsewhere')).json.status, 'cancelled')
    assert.equal((await anna.get(`/api/visits/${id}`)).json.cancel_reason, 'Bought elsewhere')
    assert.deepEqual(await told(anna, id), ['Josée Weber calls the visit off'])
    for (const answer of ['confirm', 'another_time']) assertProblem(await say(token, answer, 'x'), 409, 'conflict')
    assertProblem(await anna.post(`/api/visits/${id}/invite`), 409, 'conflict')
  })
  it('ends with a newer one, with the visit, and when that is deleted', async () => {
    const gone = async (token) => {
      assertProblem(await look(token), 410, 'gone')
      assertProblem(await say(token, 'confirm'), 410, 'gone')
    }
    const first = await invited()
    await anna.post(`/api/visits/${first.id}/invite`)
    const token = tokenIn(await mailTo(first.email, 2), 'visit')
    await gone(first.token)
    assert.equal((await look(token)).status, 200)
    await sql(`set role stagefy_definer; update public.visits set starts_at = '2026-01-05T09:00:00Z' where id = :'id'`, { id: first.id })
    await gone(token)
    const second = await invited()
    await anna.del(`/api/visits/${second.id}`)
    await gone(second.token)
    await gone('x')
    assertProblem(await ask('GET', '/api/visit_links/preview'), 400, 'bad-query')
  })
  it('is sent by whoever may change the visit, to a visitor with an address', async () => {
    const { id } = await invited(), ben = await agency.agent(), stranger = (await newAgency('link-strangers')).owner
    assertForbidden(await ben.post(`/api/visits/${id}/invite`))
    assertProblem(await stranger.post(`/api/visits/${id}/invite`), 404, 'not-found')
    await anna.patch(`/api/visits/${id}`, { contact_id: null })
    assertViolations(await anna.post(`/api/visits/${id}/invite`), [{ pointer: '/contact_id', code: 'required' }])
  })
})

describe('the day before a visit', () => {
  it('its agent is told, once for each time it is at', async () => {
    const soon = new Date(Date.now() + 3 * 3_600_000).toISOString(), { id } = await anna.make('/api/visits', { property_id: house, starts_at: soon })
    const run = () => sql(`set role stagefy_definer; select estate.remind_visits()`)
    await run()
    assert.deepEqual(await told(anna, id), [], 'whoever books a visit of today knows of it')
    await sql(`set role stagefy_definer; update public.visits set created_at = created_at - interval '2 days' where id = :'id'`, { id })
    await Promise.all([run(), run()])
    assert.equal((await told(anna, id)).length, 1)
    assert.match((await told(anna, id))[0], /^Visit on \d\d\.\d\d\. at \d\d:\d\d$/)
  })
})

describe('a visitor who had it confirmed', () => {
  it('is mailed when the visit is moved or called off, unless told not to', async () => {
    const { id, email } = await invited(), path = `/api/visits/${id}`
    const change = async (body) => assert.equal((await anna.patch(path, body)).status, 200)
    await change({ status: 'confirmed' })
    await change({ place: 'At the gate' })
    const moved = await mailTo(email, 2)
    assert.match(moved.header('Subject'), /^Your visit was changed: \d\d\.01\.2036 at 10:00$/)
    assert.match(moved.text, /, At the gate\.\r?\n/)
    await change({ place: null, tells_visitor: false })
    await change({ status: 'cancelled', tells_visitor: true })
    assert.match((await mailTo(email, 3)).header('Subject'), /^Your visit on \d\d\.01\.2036 does not take place$/)
    assert.equal((await anna.get(path)).json.tells_visitor, true)
  })
})
