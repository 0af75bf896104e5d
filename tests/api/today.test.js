// SPDX-License-Identifier: Apache-2.0
// What the day asks of a person: tasks late and due where the agency is, leads to claim, work that has ended; nothing of others.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { sql } from './lib/database.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, owner, anna, ben
before(async () => {
  agency = await newAgency('today')
  owner = agency.owner
  anna = await agency.agent()
  ben = await agency.agent()
})

const today = async (person) => {
  const answer = await person.get('/api/today')
  assert.equal(answer.status, 200, String(answer))
  return answer.json
}
const inHours = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString()

describe('today', () => {
  it('has the caller\'s tasks that are late or due, then those done today, with what they are about', async () => {
    const { id: property_id } = await anna.make('/api/properties', property({ title: { en: 'House' } })), { id: contact_id } = await anna.make('/api/contacts', contact())
    const task = (title, more) => anna.make('/api/tasks', { title, ...more })
    await task('late', { due_at: inHours(-50), property_id, contact_id })
    await task('today', { due_at: new Date().toISOString(), all_day: true, priority: 'high' })
    await task('in three days', { due_at: inHours(72) })
    await task('some day')
    await task('a colleague\'s', { due_at: inHours(-1), assignee_id: await ben.id() })
    const { id: done } = await task('done', { due_at: inHours(-3) }), { id: before } = await task('done before', { due_at: inHours(-90) })
    for (const id of [done, before]) assert.equal((await anna.patch(`/api/tasks/${id}`, { status: 'done' })).status, 200)
    await sql(`set session_replication_role = replica; update public.tasks set done_at = now() - interval '2 days' where id = :'before'`, { before })
    const { tasks } = await today(anna)
    assert.deepEqual(tasks.map(({ title, status }) => [title, status]), [['late', 'open'], ['today', 'open'], ['done', 'done']])
    const { property_id: of, property_title, property_address, contact_name } = tasks[0]
    assert.deepEqual({ of, property_title, property_address, contact_name }, { of: property_id, property_title: { en: 'House' }, property_address: '24, rue Ermesinde', contact_name: 'Josée Weber' })
  })
  it('has the visits of the day that the caller shows, but not what was called off', async () => {
    const { id: property_id } = await ben.make('/api/properties', property()), { id: contact_id } = await ben.make('/api/contacts', contact())
    const [[begins]] = await sql(`select to_char((date_trunc('day', now() at time zone time_zone) at time zone time_zone) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
      from public.agencies where id = :'id'`, { id: await agency.id() })
    const at = (hour, more) => ben.make('/api/visits', { property_id, contact_id, starts_at: new Date(Date.parse(begins) + hour * 3_600_000).toISOString(), ...more })
    const late = await at(20), early = await at(1, { status: 'done' })
    await at(26)
    await at(-2)
    await at(5, { status: 'cancelled' })
    await at(12, { agent_id: await anna.id() })
    const { visits } = await today(ben)
    assert.deepEqual(visits.map(({ id, status }) => [id, status]), [[early.id, 'done'], [late.id, 'requested']])
    assert.deepEqual([visits[0].property_id, visits[0].contact_name, visits[0].agent_id], [property_id, 'Josée Weber', await ben.id()])
  })
  it('has the leads that the caller may claim: offered ones first, then the pool, the newest first', async () => {
    const rule = (sources, person) => owner.make('/api/lead_rules', { name: 'x', sources, way: 'member', assignee_ids: [person] })
    await rule(['for-anna'], await anna.id())
    await rule(['for-ben'], await ben.id())
    const names = []
    for (const source of ['for-anna', 'pool', 'for-ben', 'pool']) names.push((await owner.make('/api/leads', { name: unique(source), email: `${unique('e')}@example.com`, source })).name)
    const seen = async (person) => (await today(person)).leads.map(({ name }) => name)
    assert.deepEqual(await seen(anna), [names[0], names[3], names[1]])
    assert.deepEqual(await seen(ben), [names[2], names[3], names[1]])
    await sql(`update public.leads set claim_by = now() - interval '1 second' where name = :'name'`, { name: names[2] })
    assert.deepEqual(await seen(anna), [names[0], names[3], names[2], names[1]])
  })
  it('has what the caller asked for and has ended within a day', async () => {
    const job = async (person, status) => {
      const [[id]] = await sql(`set role stagefy_definer; select internal.add_job(:'agency', :'user', 'agent', 'test.waiting', '{}', null, app.now() + interval '1 day', 0)`,
        { agency: await agency.id(), user: await person.id() })
      if (status) await sql(`set role stagefy_definer; select internal.end_jobs(array[:'id'::uuid], array[:'status'], array[null::jsonb], array[null::jsonb])`, { id, status })
      return id
    }
    const ended = [await job(anna, 'completed'), await job(anna, 'failed')]
    await job(anna)
    await job(anna, 'cancelled')
    await job(ben, 'completed')
    assert.deepEqual((await today(anna)).jobs.map(({ id, status }) => [id, status]), [[ended[1], 'failed'], [ended[0], 'completed']])
  })
  it('is empty for whoever is new, and another agency\'s is its own', async () => {
    assert.deepEqual(await today((await newAgency('today-other')).owner), { tasks: [], visits: [], leads: [], jobs: [] })
  })
})
