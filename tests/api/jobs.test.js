// SPDX-License-Identifier: Apache-2.0
// What becomes of what one asked for: who sees a job, cancels it, begins it anew. Kinds that no worker knows, so that they wait.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { assertProblem } from './lib/http.js'
import { alone, sql } from './lib/database.js'
import { newAccount } from './lib/local.js'
import { eventually } from './lib/retry.js'
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
      cancel_asked: false, correlation_id: null, started_at: null, ended_at: null, about_table: null, about_id: null, property_id: null })
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

describe('the queue', () => {
  let boss, root
  const jobsOf = async (person, path = '/api/jobs/summary', options = {}) => (await person.get(path, options)).json.jobs
  before(async () => {
    agency = await newAgency('queue')
    boss = agency.owner
    agent = await agency.agent()
    stranger = (await newAgency('queue-other')).owner
    root = await newAccount()
    await sql(`update public.users set role = 'admin' where id = :'id'`, { id: root.userId })
  })
  after(() => sql(`delete from internal.jobs where id = any (string_to_array(:'made', ' ')::uuid[])`, { made: made.join(' ') }))

  it('shows admins depth, age, the last day and failures', async () => {
    const waiting = await job(agent), failed = await job(agent, 'failed')
    const [created, ended] = [(await read(agent, waiting)).run_at, await read(agent, failed)]
    const { kinds, hours, jobs } = (await boss.get('/api/jobs/summary')).json
    assert.deepEqual(kinds, [{ kind: 'test.waiting', waiting: 1, oldest_at: created, later: 0, running: 0, failed: 1 }])
    assert.equal(hours.length, 24)
    assert.deepEqual(hours.map(({ completed, failed, cancelled }) => [completed, failed, cancelled]).filter((counts) => counts.some(Boolean)), [[0, 1, 0]])
    assert.deepEqual(jobs, [{ id: failed, agency: (await boss.get('/api/me')).json.agency.name, kind: 'test.waiting', status: 'failed', progress: 0, step: null, error: { code: 'gone', detail: 'x' },
      attempts: 0, max_attempts: 5, created_at: ended.created_at, started_at: null, ended_at: ended.ended_at }])
    assert.deepEqual(await jobsOf(stranger), [])
    assertForbidden(await agent.get('/api/jobs/summary'), 'admin')
  })
  it('begins all failures of a kind anew, if there are as many as one has seen', async () => {
    const ids = [await job(agent, 'failed'), await job(boss, 'failed')]
    const body = { kind: 'test.waiting', expected: (await jobsOf(boss)).length }
    assertForbidden(await agent.post('/api/jobs/retry', body), 'admin')
    assertProblem(await stranger.post('/api/jobs/retry', body), 409, 'conflict')
    assertProblem(await boss.post('/api/jobs/retry', { ...body, expected: 1 }), 409, 'conflict')
    assertViolations(await boss.post('/api/jobs/retry', { kind: 'test.waiting', expected: 0 }), [{ pointer: '/expected', code: 'out_of_range' }])
    assert.deepEqual((await boss.post('/api/jobs/retry', body)).json, { begun: body.expected })
    for (const [at, person] of [agent, boss].entries()) {
      const anew = await read(boss, ids[at])
      assert.deepEqual([anew.status, anew.enqueued_by], ['pending', await person.id()], 'as whoever asked for it')
    }
    assertProblem(await boss.post('/api/jobs/retry', body), 409, 'conflict')
  })
  it('of all agencies is for platform admins', async () => {
    const id = await job(agent, 'failed')
    for (const person of [boss, agent]) {
      assertForbidden(await person.get('/api/platform_jobs'), 'platform')
      assertForbidden(await person.post('/api/platform_jobs/retry', { kind: 'test.waiting', expected: 1 }), 'platform')
      assertForbidden(await person.post(`/api/platform_jobs/${id}/retry`), 'platform')
    }
    assert.equal((await jobsOf(root, '/api/platform_jobs')).find((one) => one.id === id).agency, (await boss.get('/api/me')).json.agency.name)
    assert.equal((await root.post(`/api/platform_jobs/${id}/retry`)).status, 204)
    assert.deepEqual([(await read(agent, id)).status, (await read(agent, id)).enqueued_by], ['pending', await agent.id()])
    assertProblem(await root.post(`/api/platform_jobs/${id}/retry`), 409, 'conflict')
    for (const path of [NONE, 'x']) assertProblem(await root.post(`/api/platform_jobs/${path}/retry`), 404, 'not-found')
    assertProblem(await root.post('/api/platform_jobs/retry', { kind: 'test.nothing', expected: 1 }), 409, 'conflict')
  })
})

describe('housekeeping', () => {
  it('is a job of every night, whose result says how much of each', () => alone('tidy', async () => {
    assert.deepEqual(await sql(`select s.cron, s.kind, t.next_at > now() from internal.schedules s join internal.schedule_times t on t.schedule = s.name where s.name = 'tidy'`),
      [['15 3 * * *', 'app.tidy', 't']])
    const [[id]] = await sql(`set role stagefy_definer; select work.enqueue_platform('app.tidy', '{}', 'by hand')`)
    const [result] = await eventually(async () => (await sql(`select result from internal.jobs where id = :'id' and status = 'completed'`, { id }))[0])
    const { rows, deleted, ...rest } = JSON.parse(result)
    assert.deepEqual(Object.keys(rows).sort(), ['partitions', 'receipts', 'sessions', 'signing_keys', 'throttles', 'uploads'])
    assert.deepEqual(Object.keys(deleted).sort(), ['buyer_requests', 'contact_consents', 'contact_emails', 'contact_phones', 'contacts', 'deal_parties', 'deals', 'imports', 'invitations', 'lead_rules', 'leads', 'media_items', 'message_templates', 'projects', 'properties', 'record_shares', 'saved_views', 'share_links', 'tasks', 'templates', 'visits'])
    assert.deepEqual(Object.keys(rest).sort(), ['months_of_changes', 'months_of_jobs', 'stray_files', 'uploads'])
  }))
})
