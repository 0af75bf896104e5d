// SPDX-License-Identifier: Apache-2.0
// What becomes of what one asked for: who sees a job, cancels it, begins it anew. Kinds that no worker knows, so that they wait.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { sql } from './lib/database.js'
import { newAgency } from './lib/world.js'

const NONE = '01900000-0000-7000-8000-000000000000'
let agency, owner, agent, colleague, stranger
const made = []

/** A job that this person has asked for; status failed: and that has failed for good. */
async function job(person, status = 'pending') {
  const [[id]] = await sql(`set role stagefy_definer;
    select internal.add_job(:'agency', :'user', 'agent', 'test.waiting', '{"secret": 1}', null, app.now(), 0)`, { agency: await person.agency.id(), user: await person.id() })
  made.push(id)
  if (status === 'failed')
    await sql(`set role stagefy_definer; select internal.end_jobs(array[:'id'::uuid], array['failed'], array[null::jsonb], array['{"code": "gone", "detail": "x"}'::jsonb])`, { id })
  return id
}
const read = async (person, id) => (await person.get(`/api/jobs/${id}`)).json

describe('jobs', () => {
  before(async () => {
    agency = await newAgency('jobs')
    owner = agency.owner
    agent = await agency.agent()
    colleague = await agency.agent()
    stranger = (await newAgency('jobs-other')).owner
  })
  after(() => sql(`delete from internal.jobs where id = any (string_to_array(:'made', ' ')::uuid[])`, { made: made.join(' ') }))

  it('are seen by who asked for them and by admins, without what is in them', async () => {
    const id = await job(agent), { created_at: created, run_at: run, enqueued_by: by, ...rest } = await read(agent, id)
    assert.deepEqual(rest, { id, kind: 'test.waiting', status: 'pending', progress: 0, step: null, result: null, error: null, attempts: 0, max_attempts: 5,
      cancel_asked: false, correlation_id: null, started_at: null, ended_at: null })
    assert.equal(by, await agent.id())
    assert.equal(created, run)
    assert.equal((await read(owner, id)).id, id)
    for (const person of [colleague, stranger]) assertProblem(await person.get(`/api/jobs/${id}`), 404, 'not-found')
    assert.deepEqual((await agent.get('/api/jobs?status=pending&kind=test.waiting')).json.data.map((one) => one.id), [id])
    assert.deepEqual((await colleague.get('/api/jobs')).json.data, [])
    assert.deepEqual((await agent.get('/api/jobs?status=failed')).json.data, [])
  })
  it('are cancelled while they wait, by those', async () => {
    const id = await job(agent)
    for (const person of [colleague, stranger]) assertProblem(await person.post(`/api/jobs/${id}/cancel`), 404, 'not-found')
    assert.equal((await agent.post(`/api/jobs/${id}/cancel`)).status, 204)
    assert.equal((await read(agent, id)).status, 'cancelled')
    assert.equal((await owner.post(`/api/jobs/${id}/cancel`)).status, 204)
    for (const path of [NONE, 'x']) assertProblem(await agent.post(`/api/jobs/${path}/cancel`), 404, 'not-found')
  })
  it('that have failed begin anew, and can no longer be cancelled until they do', async () => {
    const id = await job(agent, 'failed')
    assertProblem(await agent.post(`/api/jobs/${id}/cancel`), 409, 'conflict')
    assert.deepEqual((await read(agent, id)).error, { code: 'gone', detail: 'x' })
    for (const person of [colleague, stranger]) assertProblem(await person.post(`/api/jobs/${id}/retry`), 404, 'not-found')
    assert.equal((await owner.post(`/api/jobs/${id}/retry`)).status, 204)
    const anew = await read(owner, id)
    assert.deepEqual([anew.status, anew.attempts, anew.ended_at, anew.enqueued_by], ['pending', 0, null, await owner.id()])
    assertProblem(await owner.post(`/api/jobs/${id}/retry`), 409, 'conflict')
  })
  it('are listed newest first, page by page, those that have ended among them', async () => {
    const ids = []
    for (const status of ['pending', 'failed', 'pending', 'failed', 'pending']) ids.unshift(await job(colleague, status))
    const seen = []
    for (let cursor = ''; ;) {
      const { data, pagination } = (await colleague.get(`/api/jobs?limit=2${cursor}`)).json
      seen.push(...data.map((one) => one.id))
      if (!pagination.has_more) break
      cursor = `&cursor=${encodeURIComponent(pagination.next_cursor)}`
    }
    assert.deepEqual(seen, ids)
  })
  it('are made and changed by nobody', async () => {
    const id = await job(agent)
    for (const answer of [await owner.post('/api/jobs', { kind: 'test.waiting' }), await owner.patch(`/api/jobs/${id}`, { status: 'completed' }), await owner.del(`/api/jobs/${id}`)])
      assertProblem(answer, 405, 'method-not-allowed')
  })
})

describe('housekeeping', () => {
  it('is a job of every night, whose result says how much of each', async () => {
    assert.deepEqual(await sql(`select s.cron, s.kind, t.next_at > now() from internal.schedules s join internal.schedule_times t on t.schedule = s.name where s.name = 'tidy'`),
      [['15 3 * * *', 'app.tidy', 't']])
    const [[id]] = await sql(`set role stagefy_definer; select work.enqueue_platform('app.tidy', '{}', 'by hand')`)
    let row
    for (const end = Date.now() + 15000; Date.now() < end && row?.[0] !== 'completed'; await new Promise((resolve) => setTimeout(resolve, 50)))
      [row] = await sql(`select status, result from internal.jobs where id = :'id'`, { id })
    const { rows, deleted, ...rest } = JSON.parse(row[1])
    assert.deepEqual(Object.keys(rows).sort(), ['partitions', 'receipts', 'sessions', 'signing_keys', 'throttles', 'uploads'])
    assert.deepEqual(Object.keys(deleted).sort(), ['contact_emails', 'contacts', 'deal_parties', 'deals', 'invitations', 'media_items', 'properties', 'tasks'])
    assert.deepEqual(Object.keys(rest).sort(), ['months_of_changes', 'months_of_jobs', 'stray_files', 'uploads'])
  })
})
