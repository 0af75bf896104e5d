// SPDX-License-Identifier: Apache-2.0
// Deals beyond what the loops over all tables ask: the board and its places, also when many move at once; how deals end.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { until } from './lib/retry.js'
import { contact, newAgency } from './lib/world.js'

let agency, owner, anna, ben, viewer, stages
before(async () => {
  agency = await newAgency('deals')
  owner = agency.owner
  anna = await agency.agent()
  ben = await agency.agent()
  viewer = await agency.viewer()
  stages = (await owner.get('/api/deal_stages')).json.data
})

const deal = (person = owner, more = {}) => person.make('/api/deals', { title: 'Sale', ...more })
const move = (person, id, body, options) => person.post(`/api/deals/${id}/move`, body, options)
const board = async (stage, person = owner) => (await person.get(`/api/deals?stage_id=${stage}&status=open&sort=position&limit=200&fields=title`)).json.data.map((row) => row.id)
const makeStage = async (name) => (await owner.make('/api/deal_stages', { name: { en: name } })).id

describe('stages', () => {
  it('come with an agency, in both languages', () =>
    assert.deepEqual(stages.map(({ name, probability, position }) => [name.en, name.fr, probability, position]),
      [['New enquiry', 'Nouvelle demande', 10, 1], ['Visits', 'Visites', 25, 2], ['Offer', 'Offre', 60, 3], ['Promise signed', 'Compromis signé', 90, 4]]))
  it('are put in order by those who manage', async () => {
    const other = (await newAgency('stages')).owner, ids = (await other.get('/api/deal_stages')).json.data.map(({ id }) => id)
    const wanted = [ids[2], ids[0], ids[1], ids[3]], answer = await other.post('/api/deal_stages/reorder', { ids: [ids[2]] })
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(answer.json.data, wanted.map((id, i) => ({ id, position: i + 1 })))
    assertViolations(await other.post('/api/deal_stages/reorder', { ids: [ids[0], ids[0]] }), [{ pointer: '/ids', code: 'not_found' }])
    assertViolations(await other.post('/api/deal_stages/reorder', { ids: ['x'] }), [{ pointer: '/ids/0', code: 'format' }])
    assertViolations(await other.post('/api/deal_stages/reorder', { ids: [stages[0].id] }), [{ pointer: '/ids', code: 'not_found' }])
    assertForbidden(await anna.post('/api/deal_stages/reorder', { ids: [] }))
  })
  it('with open deals are not deleted', async () => {
    const id = await makeStage('Full'), { id: inside } = await deal(owner, { stage_id: id })
    assertProblem(await owner.del(`/api/deal_stages/${id}`), 409, 'conflict')
    await owner.patch(`/api/deals/${inside}`, { status: 'won' })
    assert.equal((await owner.del(`/api/deal_stages/${id}`)).status, 204)
    assertViolations(await owner.post('/api/deals', { title: 'x', stage_id: id }), [{ pointer: '/stage_id', code: 'not_found' }])
  })
  it('go, and their open deals go elsewhere', async () => {
    const [from, to] = [await makeStage('Going'), await makeStage('Staying')], path = `/api/deal_stages/${from}/replace`
    const [first, won, last, there] = await Promise.all([{}, { status: 'won' }, {}, { stage_id: to }].map(async (more) => (await deal(owner, { stage_id: from, ...more })).id))
    const before = await board(from)
    assertViolations(await owner.post(path, { to_id: from }), [{ pointer: '/to_id', code: 'not_found' }])
    assertViolations(await owner.post(path, { to_id: crypto.randomUUID() }), [{ pointer: '/to_id', code: 'not_found' }])
    assertForbidden(await anna.post(path, { to_id: to }))
    assert.deepEqual((await owner.post(path, { to_id: to })).json, { deals: 2 })
    assert.deepEqual([...before].sort(), [first, last].sort())
    assert.deepEqual(await board(to), [there, ...before])
    assert.deepEqual((await owner.get(`/api/deals/${last}/stays`)).json.data.map(({ stage_id }) => stage_id), [from, to])
    assert.equal((await owner.get(`/api/deals/${won}`)).json.stage_id, from)
    assertProblem(await owner.post(path, { to_id: to }), 404, 'not-found')
  })
  it('come to a total, and to what is likely of it', async () => {
    const other = (await newAgency('totals')).owner, [, , offer] = (await other.get('/api/deal_stages')).json.data
    for (const more of [{ amount: 100.01 }, { amount: 200 }, { amount: 5, currency: 'USD' }, { amount: 7, status: 'won' }, {}]) await deal(other, { stage_id: offer.id, ...more })
    assert.deepEqual((await other.get('/api/deal_stages/totals')).json.data, [
      { stage_id: offer.id, currency: 'EUR', deals: 3, amount: 300.01, weighted: 180.01 }, { stage_id: offer.id, currency: 'USD', deals: 1, amount: 5, weighted: 3 }])
    assert.deepEqual((await other.get(`/api/deal_stages/totals?owner_id=${crypto.randomUUID()}`)).json.data, [])
    assertViolations(await other.get('/api/deal_stages/totals?owner_id=x'), [{ pointer: 'owner_id', code: 'format' }], 400, 'bad-query')
  })
})

describe('a move', () => {
  it('puts a deal behind one, before one, or last', async () => {
    const stage = await makeStage('Places'), [a, b, c] = [await deal(owner, { stage_id: stage }), await deal(owner, { stage_id: stage }), await deal(owner, { stage_id: stage })].map(({ id }) => id)
    assert.deepEqual(await board(stage), [a, b, c])
    const answer = await move(owner, c, { stage_id: stage, before_id: a })
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual([answer.json.id, answer.json.stage_id, answer.json.version], [c, stage, 1])
    assert.deepEqual(await board(stage), [c, a, b])
    await move(owner, c, { stage_id: stage, after_id: a })
    assert.deepEqual(await board(stage), [a, c, b])
    await move(owner, a, { stage_id: stage })
    assert.deepEqual(await board(stage), [c, b, a])
  })
  it('to another stage is a new version, and If-Match holds', async () => {
    const { id } = await deal(), first = await owner.get(`/api/deals/${id}`)
    const moved = await move(owner, id, { stage_id: stages[1].id }, { ifMatch: first.headers.etag })
    assert.deepEqual([moved.status, moved.json.version], [200, 2], String(moved))
    assert.equal(moved.headers.etag, (await owner.get(`/api/deals/${id}`)).headers.etag)
    assertProblem(await move(owner, id, { stage_id: stages[2].id }, { ifMatch: first.headers.etag }), 412, 'stale-version')
    assert.equal((await owner.get(`/api/deals/${id}`)).json.stage_id, stages[1].id)
    const { data } = (await owner.get(`/api/deals/${id}/stays`)).json
    assert.deepEqual(data.map(({ stage_id, left_at }) => [stage_id, left_at === null]), [[stages[0].id, false], [stages[1].id, true]])
    assert.equal(data[0].left_at, data[1].entered_at)
  })
  it('names what is not there', async () => {
    const { id } = await deal(), elsewhere = await deal(owner, { stage_id: stages[3].id }), stranger = await newAgency('deal-strangers')
    const theirs = (await stranger.owner.get('/api/deal_stages')).json.data[0].id, stage_id = stages[0].id
    for (const [body, pointer, code] of [[{}, '/stage_id', 'required'], [{ stage_id: theirs }, '/stage_id', 'not_found'], [{ stage_id, after_id: elsewhere.id }, '/after_id', 'not_found'],
      [{ stage_id, before_id: id }, '/before_id', 'not_found'], [{ stage_id, after_id: elsewhere.id, before_id: elsewhere.id }, '/before_id', 'not_allowed']])
      assertViolations(await move(owner, id, body), [{ pointer, code }])
    assertViolations(await owner.patch(`/api/deals/${id}`, { stage_id: stages[1].id }), [{ pointer: '/stage_id', code: 'read_only' }])
    for (const answer of [await move(stranger.owner, id, { stage_id: theirs }), await move(owner, crypto.randomUUID(), { stage_id }), await move(owner, 'x', { stage_id }),
      await stranger.owner.get(`/api/deals/${id}/stays`)]) assertProblem(answer, 404, 'not-found')
  })
  it('is for whoever may change the deal', async () => {
    const { id } = await deal(anna), stage_id = stages[1].id
    assertForbidden(await move(ben, id, { stage_id }))
    assertForbidden(await move(viewer, id, { stage_id }))
    assert.equal((await move(anna, id, { stage_id })).status, 200)
    assert.equal((await move(owner, id, { stage_id })).status, 200)
  })
  it('under the same key happens once', async () => {
    const stage = await makeStage('Keys'), { id } = await deal(), headers = { 'Idempotency-Key': crypto.randomUUID() }
    const first = await move(owner, id, { stage_id: stage }, { headers }), again = await move(owner, id, { stage_id: stage }, { headers })
    assert.deepEqual([first.status, again.status, again.text], [200, 200, first.text])
  })
  it('of many at once leaves each a place of its own, in the order in which they came', async () => {
    const stage = await makeStage('Crowd'), anchor = (await deal(owner, { stage_id: stage })).id
    const ids = await Promise.all(Array.from({ length: 12 }, async () => (await deal()).id))
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(ids.map((id, i) => move(owner, id, { stage_id: stage, ...(i % 3 === 0 ? { before_id: anchor } : i % 3 === 1 ? { after_id: anchor } : {}) })))
      assert.deepEqual(answers.filter(({ status }) => status !== 200).map(String), [])
      const rows = (await owner.get(`/api/deals?stage_id=${stage}&sort=position&limit=200`)).json.data, at = rows.findIndex(({ id }) => id === anchor)
      assert.equal(new Set(rows.map(({ position }) => position)).size, 13)
      for (const [i, id] of ids.entries()) if (i % 3 !== 2) assert.equal(rows.findIndex((row) => row.id === id) < at, i % 3 === 0)
    }
  })
})

describe('the end of a deal', () => {
  it('is won, or lost for a reason, and off the board; a move opens it again', async () => {
    const stage = await makeStage('Ends'), { id } = await deal(owner, { stage_id: stage }), path = `/api/deals/${id}`
    assertViolations(await owner.patch(path, { status: 'lost' }), [{ pointer: '/close_reason', code: 'required' }])
    const lost = (await owner.patch(path, { status: 'lost', close_reason: 'Bought elsewhere' })).json
    assert.deepEqual([lost.status, lost.close_reason, lost.closed_at === null, lost.stage_id], ['lost', 'Bought elsewhere', false, stage])
    assert.deepEqual(await board(stage), [])
    const open = (await move(owner, id, { stage_id: stage })).json
    assert.deepEqual([open.status, open.close_reason, open.closed_at], ['open', null, null])
    assert.equal((await owner.patch(path, { status: 'won' })).json.status, 'won')
    const told = async () => (await owner.get('/api/events?limit=200&types=deal.lost,deal.won')).json.data.filter(({ data }) => data.id === id).map(({ type }) => type)
    await until(async () => (await told()).length === 2)
    assert.deepEqual(await told(), ['deal.lost', 'deal.won'])
  })
  it('takes its parties along, and brings them back', async () => {
    const { id } = await deal(anna), { id: contact_id } = await anna.make('/api/contacts', contact())
    const party = await anna.make('/api/deal_parties', { deal_id: id, contact_id, part: 'buyer', share: 33.33 })
    assert.deepEqual([party.owner_id, party.share], [await anna.id(), 33.33])
    assertProblem(await anna.post('/api/deal_parties', { deal_id: id, contact_id, part: 'buyer' }), 409, 'conflict')
    assertForbidden(await ben.post('/api/deal_parties', { deal_id: id, contact_id, part: 'seller' }))
    await anna.del(`/api/deals/${id}`)
    assertProblem(await anna.get(`/api/deal_parties/${party.id}`), 404, 'not-found')
    await anna.post(`/api/deals/${id}/restore`)
    const found = (await anna.get(`/api/deals/${id}?include=deal_parties.contact,stage`)).json
    assert.deepEqual([found.deal_parties.data.map((row) => row.contact.id), found.stage.id], [[contact_id], stages[0].id])
  })
})
