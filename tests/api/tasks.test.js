// SPDX-License-Identifier: Apache-2.0
// Tasks beyond what the loops over all tables ask: what doing one does, who does it, and what is told of it.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { until } from './lib/retry.js'
import { contact, newAgency, property } from './lib/world.js'

let agency, owner, anna, ben
before(async () => {
  agency = await newAgency('tasks')
  owner = agency.owner
  anna = await agency.agent()
  ben = await agency.agent()
})

const following = async (person, id) => (await person.get(`/api/tasks?previous_id=${id}`)).json.data

describe('a task', () => {
  it('is its maker\'s, open, and about whatever it names', async () => {
    const { id: contact_id } = await anna.make('/api/contacts', contact()), { id: property_id } = await anna.make('/api/properties', property())
    const task = await anna.make('/api/tasks', { title: 'Call Josée', contact_id, property_id })
    const { owner_id, assignee_id, status, priority, due_at, all_day, repeats, done_at } = task, me = await anna.id()
    assert.deepEqual({ owner_id, assignee_id, status, priority, due_at, all_day, repeats, done_at },
      { owner_id: me, assignee_id: me, status: 'open', priority: 'normal', due_at: null, all_day: false, repeats: null, done_at: null })
    const found = (await anna.get(`/api/tasks/${task.id}?include=contact,property`)).json
    assert.deepEqual([found.contact.id, found.property.id], [contact_id, property_id])
    assert.deepEqual((await anna.get(`/api/contacts/${contact_id}?include=tasks`)).json.tasks.data.map((row) => row.id), [task.id])
  })
  it('of a whole day is due until its last second where the agency is', async () => {
    const { due_at } = await owner.make('/api/tasks', { title: 'x', due_at: '2026-07-01T08:00:00Z', all_day: true })
    assert.equal(due_at, '2026-07-01T21:59:59Z')
  })
  it('that repeats makes the next one when it is done, once, and takes it back with that', async () => {
    const task = await owner.make('/api/tasks', { title: 'Water the plants', due_at: '2036-01-31T09:00:00Z', repeats: 'monthly' }), path = `/api/tasks/${task.id}`
    const done = await owner.patch(path, { status: 'done' })
    assert.equal(done.status, 200, String(done))
    assert.notEqual(done.json.done_at, null)
    const [next, ...more] = await following(owner, task.id)
    assert.deepEqual([next.due_at, next.status, next.title, more], ['2036-02-29T09:00:00Z', 'open', 'Water the plants', []])
    assert.equal((await owner.patch(path, { status: 'done' })).status, 200)
    assert.equal((await following(owner, task.id)).length, 1)
    assert.equal((await owner.patch(path, { status: 'open' })).json.done_at, null)
    assert.deepEqual(await following(owner, task.id), [])
  })
  it('done twice at the same moment is followed by one', async () => {
    const { id } = await owner.make('/api/tasks', { title: 'x', due_at: '2036-01-01T09:00:00Z', repeats: 'daily' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => owner.patch(`/api/tasks/${id}`, { status: 'done' })))
    assert.deepEqual(answers.map((answer) => answer.status), Array(8).fill(200))
    assert.equal((await following(owner, id)).length, 1)
  })
  it('names what it lacks or cannot point to', async () => {
    const stranger = await newAgency('strangers'), { id: theirs } = await stranger.owner.make('/api/contacts', contact())
    assertViolations(await owner.post('/api/tasks', { repeats: 'hourly', repeat_every: 0, status: null, done_at: '2026-01-01T00:00:00Z' }), [
      { pointer: '/title', code: 'required' }, { pointer: '/repeats', code: 'not_one_of' }, { pointer: '/repeat_every', code: 'out_of_range' },
      { pointer: '/status', code: 'required' }, { pointer: '/done_at', code: 'read_only' }])
    for (const [body, pointer, code] of [[{ repeats: 'daily' }, '/due_at', 'required'], [{ contact_id: theirs }, '/contact_id', 'not_found'],
      [{ property_id: crypto.randomUUID() }, '/property_id', 'not_found'], [{ assignee_id: await stranger.owner.id() }, '/assignee_id', 'not_found']])
      assertViolations(await owner.post('/api/tasks', { title: 'x', ...body }), [{ pointer, code }])
  })
})

describe('a task for somebody else', () => {
  it('is done by whom it was given to, who neither hands it on nor takes it over', async () => {
    const { id } = await anna.make('/api/tasks', { title: 'Ring the notary', assignee_id: await ben.id() }), path = `/api/tasks/${id}`
    assert.equal((await ben.patch(path, { status: 'done' })).status, 200)
    assertForbidden(await ben.patch(path, { owner_id: await ben.id() }))
    assertForbidden(await ben.patch(path, { assignee_id: await owner.id() }))
    assert.equal((await anna.patch(path, { assignee_id: await owner.id() })).status, 200)
    assertForbidden(await ben.patch(path, { status: 'open' }))
  })
  it('is seen by the two of them alone where records are their owners\'', async () => {
    const other = await newAgency('own-tasks'), [carl, dora, emil] = [await other.agent(), await other.agent(), await other.agent()]
    await other.setVisibility('owner')
    const { id } = await carl.make('/api/tasks', { title: 'x', assignee_id: await dora.id() })
    const seen = async (person) => (await person.get('/api/tasks')).json.data.map((row) => row.id)
    await until(async () => (await emil.get('/api/tasks')).json.data.length === 0)
    assert.deepEqual([await seen(carl), await seen(dora), await seen(emil)], [[id], [id], []])
  })
})

describe('what is told of it', () => {
  it('that it was made, changed and done', async () => {
    const { id } = await owner.make('/api/tasks', { title: 'Tell' })
    await owner.patch(`/api/tasks/${id}`, { status: 'done' })
    const told = async () => (await owner.get('/api/events?limit=200&types=task.created,task.updated,task.done')).json.data
      .filter(({ data }) => data.id === id).map(({ type }) => type)
    await until(async () => (await told()).length === 3)
    assert.deepEqual((await told()).sort(), ['task.created', 'task.done', 'task.updated'])
  })
})
