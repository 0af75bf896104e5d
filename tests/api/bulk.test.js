// SPDX-License-Identifier: Apache-2.0
// One change for many records: at once up to 200, as a job beyond, and undone.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { sql } from './lib/database.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { ask, assertProblem } from './lib/http.js'
import { until } from './lib/retry.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, owner, anna
before(async () => {
  agency = await newAgency('bulk')
  owner = agency.owner
  anna = await agency.agent()
})

const contacts = async (person, count, more = {}) => {
  const operations = Array.from({ length: count }, () => ({ op: 'create', body: contact(more) }))
  return (await person.post('/api/contacts/batch', { operations })).json.results.map(({ body }) => body.id)
}
const bulk = (person, body, table = 'contacts', options) => person.post(`/api/${table}/bulk`, body, options)
const read = async (person, id) => (await person.get(`/api/bulk_changes/${id}`)).json
const counts = ({ status, matched, changed, same, refused }) => [status, matched, changed, same, refused]
const states = async (ids) => (await sql(`select distinct status || ' ' || array_to_string(tags, ',') || case when deleted_at is null then '' else ' gone' end from public.contacts where id = any (:'ids'::uuid[])`, { ids: `{${ids}}` })).flat().sort()
const ended = async (person, id) => {
  await until(async () => (await read(person, id)).status === 'completed')
  return read(person, id)
}
const undo = async (person, id) => {
  const answer = await person.post(`/api/bulk_changes/${id}/undo`)
  assert.equal(answer.status, 202, String(answer))
  await until(async () => (await read(person, id)).undo.ended_at !== null)
  const { undone, changed_since, refused } = (await read(person, id)).undo
  return [undone, changed_since, refused]
}

describe('a bulk change', () => {
  it('changes what its filter fits, at once when it is little', async () => {
    const username = unique('u'), ids = await contacts(anna, 3, { username, tags: ['old', 'x'] })
    await contacts(anna, 1)
    await anna.patch(`/api/contacts/${ids[0]}`, { status: 'active', tags: ['old', 'new'] })
    const answer = await bulk(anna, { ids, expected_count: 3, set: { status: 'active' }, add: { tags: ['new', 'newer'] } })
    assert.equal(answer.status, 200, String(answer))
    assert.deepEqual(counts(answer.json), ['completed', 3, 3, 0, 0])
    assert.deepEqual(await states(ids), ['active old,new,newer', 'active old,x,new,newer'])
    const again = await bulk(anna, { filter: `tags[contains]=newer&status=active`, expected_count: 3, set: { status: 'active' }, remove: { tags: ['old'] } })
    assert.deepEqual(counts(again.json), ['completed', 3, 3, 0, 0])
    const same = await bulk(anna, { filter: `tags[contains]=newer`, expected_count: 3, set: { status: 'active' } })
    assert.deepEqual(counts(same.json), ['completed', 3, 0, 3, 0])
    const gone = await bulk(anna, { filter: `id[in]=${ids.slice(1)}`, expected_count: 2, delete: true })
    assert.deepEqual(counts(gone.json), ['completed', 2, 2, 0, 0])
    assert.deepEqual(await states(ids), ['active new,newer', 'active x,new,newer gone'])
    const [{ batch_id, changes }] = (await anna.get(`/api/contacts/${ids[0]}/history`)).json.data
    assert.deepEqual([batch_id, changes], [again.json.id, [{ field: 'tags', before: ['old', 'new', 'newer'], after: ['new', 'newer'] }]])
  })
  it('is none when there are more or fewer than expected', async () => {
    const ids = await contacts(anna, 2)
    const { expected, found } = assertProblem(await bulk(anna, { ids, expected_count: 3, delete: true }), 409, 'conflict')
    assert.deepEqual([expected, found, await states(ids)], [3, 2, ['lead ']])
  })
  it('leaves what it cannot change, and says why', async () => {
    const sold = await anna.make('/api/properties', property({ status: 'sold' })), draft = await anna.make('/api/properties', property()), theirs = await owner.make('/api/properties', property({ status: 'active' }))
    const ids = [sold.id, draft.id, theirs.id]
    const answer = await bulk(anna, { ids, expected_count: 3, set: { status: 'off_market' } }, 'properties')
    assert.deepEqual(counts(answer.json), ['completed', 3, 1, 0, 2])
    assert.deepEqual(answer.json.refusals.map(({ id, code, pointer }) => [id, code, pointer]), [[draft.id, 'not_reachable', '/status'], [theirs.id, 'forbidden', '']])
  })
  it('makes no list longer than one that is written', async () => {
    const tags = Array.from({ length: 49 }, (_, n) => `t${n}`), [full] = await contacts(anna, 1, { tags }), [short] = await contacts(anna, 1, { tags: ['t1'] })
    const answer = await bulk(anna, { ids: [full, short], expected_count: 2, add: { tags: ['t1', 'new', 'newer'] } })
    assert.deepEqual(counts(answer.json), ['completed', 2, 1, 0, 1])
    assert.deepEqual(answer.json.refusals, [{ id: full, code: 'too_many', pointer: '/tags', detail: 'must have at most 50 items' }])
    assert.deepEqual(await states([full, short]), [`lead ${tags}`, 'lead t1,new,newer'].sort())
    assert.equal((await bulk(anna, { ids: [full], expected_count: 1, add: { tags: ['t1', 'last'] } })).json.changed, 1)
  })
  it('names what is wrong with it', async () => {
    const ids = await contacts(anna, 1), all = (body) => bulk(anna, { expected_count: 1, ...body })
    assertViolations(await bulk(anna, {}), [{ pointer: '/expected_count', code: 'required' }])
    assertViolations(await all({}), [{ pointer: '/filter', code: 'required' }])
    assertViolations(await all({ ids, filter: '', set: { name: 'x' } }), [{ pointer: '/ids', code: 'excluded' }])
    assertViolations(await all({ ids }), [{ pointer: '/set', code: 'required' }])
    assertViolations(await all({ ids, delete: true, set: { name: 'x' } }), [{ pointer: '/delete', code: 'excluded' }])
    assertViolations(await all({ ids: ['x'], delete: true }), [{ pointer: '/ids/0', code: 'format' }])
    assertViolations(await all({ filter: 'colour=red&limit=5', set: { name: '', sum: 1, external_ref: 'x' } }),
      [{ pointer: '/filter', code: 'excluded' }, { pointer: '/set/name', code: 'required' }, { pointer: '/set/sum', code: 'unknown' }])
    assertViolations(await all({ ids, set: { external_ref: 'x', tags: ['a'] }, add: { name: 'x', tags: ['b'] } }),
      [{ pointer: '/set/external_ref', code: 'not_unique' }, { pointer: '/add/name', code: 'type' }, { pointer: '/add/tags', code: 'excluded' }])
  })
  it('is for those who may change and delete, and for keys with the scope', async () => {
    const ids = await contacts(anna, 1), body = { ids, expected_count: 1, set: { status: 'closed' } }
    assertForbidden(await bulk(await agency.viewer(), body))
    const { key } = await owner.make('/api/api_keys', { name: 'k', scopes: ['contacts:read'] }), { key: writes } = await owner.make('/api/api_keys', { name: 'k', scopes: ['contacts:write'] })
    assertForbidden(await ask('POST', '/api/contacts/bulk', { token: key, json: body }), 'contacts:write')
    const made = await ask('POST', '/api/contacts/bulk', { token: writes, json: body })
    assert.deepEqual(counts(made.json), ['completed', 1, 1, 0, 0])
    assertProblem(await anna.get(`/api/bulk_changes/${made.json.id}`), 404, 'not-found')
    const stranger = (await newAgency('strangers')).owner
    for (const what of ['', '/undo']) assertProblem(await stranger.ask(what ? 'POST' : 'GET', `/api/bulk_changes/${made.json.id}${what}`), 404, 'not-found')
    assert.equal((await bulk(anna, body, 'contacts', {})).json.same, 1)
    assertProblem(await bulk(anna, body, 'contact_emails'), 405, 'method-not-allowed')
  })
  it('is undone but for what somebody has changed since', async () => {
    const ids = await contacts(anna, 3), { json } = await bulk(anna, { ids, expected_count: 3, set: { status: 'active' }, add: { tags: ['a'] } })
    await owner.patch(`/api/contacts/${ids[0]}`, { status: 'closed' })
    assert.deepEqual(await undo(anna, json.id), [2, 1, 0])
    assert.deepEqual(await states(ids), ['closed ', 'lead '])
    const { reason } = assertProblem(await anna.post(`/api/bulk_changes/${json.id}/undo`), 409, 'conflict')
    assert.equal(reason, 'undone')
    const deleted = (await bulk(anna, { ids, expected_count: 3, delete: true })).json
    assert.deepEqual(await undo(anna, deleted.id), [3, 0, 0])
    assert.deepEqual(await states(ids), ['closed ', 'lead '])
  })
  it('can be undone for thirty days', async () => {
    const ids = await contacts(anna, 1), { json } = await bulk(anna, { ids, expected_count: 1, set: { status: 'active' } })
    await sql(`update public.bulk_changes set created_at = now() - interval '31 days' where id = :'id'`, { id: json.id })
    assertProblem(await anna.post(`/api/bulk_changes/${json.id}/undo`), 410, 'gone')
  })
})

describe('a bulk change of more than 200', () => {
  it('is a job, each record once, and undone by one', async () => {
    const username = unique('u'), ids = await contacts(anna, 320, { tags: [username] })
    await owner.patch(`/api/contacts/${ids[7]}`, { owner_id: await owner.id() })
    const answer = await bulk(anna, { filter: `tags[contains]=${username}`, expected_count: 320, set: { status: 'closed' } })
    assert.equal(answer.status, 202, String(answer))
    assert.equal(answer.headers.location, `/api/bulk_changes/${answer.json.id}`)
    const done = await ended(anna, answer.json.id)
    assert.deepEqual([counts(done), done.refusals.map(({ id, code }) => [id, code])], [['completed', 320, 319, 0, 1], [[ids[7], 'forbidden']]])
    await until(async () => (await anna.get(`/api/jobs/${done.job_id}`)).json.status === 'completed')
    const { result } = (await anna.get(`/api/jobs/${done.job_id}`)).json
    assert.deepEqual(result, { bulk_id: done.id, changed: 319, same: 0, refused: 1 })
    assert.deepEqual(await sql(`select count(*), count(distinct row_id) from internal.changes where batch_id = :'id' and table_name = 'contacts'`, { id: done.id }), [['319', '319']])
    assert.deepEqual(await undo(anna, done.id), [319, 0, 0])
    assert.deepEqual(await states(ids), [`lead ${username}`])
  })
})
