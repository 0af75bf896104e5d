// SPDX-License-Identifier: Apache-2.0
// What people are told of: who, when, in which words, until when it is unread, and what of it goes out by mail.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { assertViolations } from './lib/expect.js'
import { sql } from './lib/database.js'
import { newAccount } from './lib/local.js'
import { mailTo, idsTo } from './lib/mails.js'
import { document } from './lib/openapi.js'
import { eventually } from './lib/retry.js'
import { samples } from './lib/samples.js'
import { listenAs } from './lib/stream.js'
import { newAgency, unique } from './lib/world.js'

const NONE = '01900000-0000-7000-8000-000000000000'
let agency, owner, admin, agent, stranger
before(async () => {
  agency = await newAgency('notify')
  owner = agency.owner
  admin = await agency.admin()
  agent = await agency.agent()
  stranger = (await newAgency('notify-other')).owner
})

const told = async (person, query = '') => (await person.get(`/api/notifications?${query}`)).json.data
const unread = async (person) => (await person.get('/api/notifications?read_at[null]=true&limit=1&count=exact')).json.pagination.total
/** Somebody of this agency of whom nobody has told anything yet. */
const newcomer = async () => agency.agent()
async function endedJob(person, status, payload = {}, kind = 'test.waiting') {
  const [[id]] = await sql(`set role stagefy_definer;
    select internal.add_job(:'agency', :'user', 'agent', :'kind', :'payload', null, app.now() + interval '1 day', 0)`,
    { agency: await person.agency.id(), user: await person.id(), kind, payload: JSON.stringify(payload) })
  if (status) await end(id, status)
  return id
}
const end = (id, status) => sql(`set role stagefy_definer;
  select internal.end_jobs(array[:'id'::uuid], array[:'status'], array[null::jsonb], array[null::jsonb])`, { id, status })
const tell = (person, key, kind = 'job_failed') => sql(`set role stagefy_definer;
  select notify.tell(:'agency', :'user', :'kind', '{"job": "mail.send"}', 'jobs', :'subject', :'key', null)`,
  { agency: agencyOf(person), user: person.userId, kind, key, subject: crypto.randomUUID() })
const agencyOf = (person) => person.agency.agencyId

describe('what is told', () => {
  it('a job that failed for good, to whoever asked for it: once for each kind of job, and how often', async () => {
    const person = await newcomer()
    const first = await endedJob(person, 'failed'), last = await endedJob(person, 'failed')
    await endedJob(person, 'failed', {}, 'media.derive')
    await endedJob(person, 'completed')
    await endedJob(person, 'cancelled')
    const rows = await told(person)
    assert.deepEqual(rows.map(({ kind, title, times }) => [kind, title, times]),
      [['job_failed', 'Failed: preparing a photo', 1], ['job_failed', 'Failed 2 times: work in the background', 2]])
    const { id, happened_at: happened, created_at: created, ...rest } = rows[1]
    assert.deepEqual(rest, { kind: 'job_failed', title: 'Failed 2 times: work in the background',
      message: 'Every attempt has failed. Try it again, or ask an administrator to look into it.', action_url: null, params: { job: 'test.waiting' },
      subject_type: 'jobs', subject_id: last, times: 2, read_at: null })
    assert.ok(happened > created)
    assert.notEqual(first, last)
    assert.deepEqual((await person.get(`/api/notifications/${id}`)).json, rows[1])
  })
  it('the end of a job, to whoever wanted to be told', async () => {
    const person = await newcomer(), id = await endedJob(person), watched = await endedJob(admin)
    assert.equal((await person.post(`/api/jobs/${id}/tell`)).status, 204)
    assert.equal((await person.post(`/api/jobs/${id}/tell`)).status, 204)
    assert.equal((await owner.post(`/api/jobs/${id}/tell`)).status, 204)
    for (const hidden of [watched, NONE, 'x']) assertProblem(await person.post(`/api/jobs/${hidden}/tell`), 404, 'not-found')
    await end(id, 'completed')
    await end(watched, 'completed')
    assert.deepEqual((await told(person)).map(({ kind, title, subject_id: about, times }) => [kind, title, about, times]), [['job_completed', 'Done: work in the background', id, 1]])
    assert.deepEqual((await told(owner, 'kind=job_completed')).map(({ subject_id: about }) => about), [id])
    assert.deepEqual(await told(admin), [])
  })
  it('an endpoint that was switched off by itself, to admins and owners', async () => {
    const house = await newAgency('notify-hooks'), helper = await house.admin(), colleague = await house.agent()
    const { id } = await samples.webhook_endpoints.row(house.owner)
    await house.owner.patch(`/api/webhook_endpoints/${id}`, { enabled: false })
    assert.deepEqual(await told(helper), [])
    await house.owner.patch(`/api/webhook_endpoints/${id}`, { enabled: true })
    await sql(`set role stagefy_definer; update public.webhook_endpoints set enabled = false, disabled_reason = 'gone' where id = :'id'`, { id })
    for (const person of [house.owner, helper]) {
      const [row, ...more] = await told(person)
      assert.deepEqual([row.kind, row.subject_type, row.subject_id, row.action_url, row.message, more.length], ['webhook_disabled', 'webhook_endpoints', id, '/agency/webhooks',
        'https://example.com/hook: the receiver answered that it is there no more. Nothing is sent there until somebody switches it on again.', 0])
    }
    assert.deepEqual(await told(colleague), [])
  })
  it('an invitation that was accepted, to whoever wrote it', async () => {
    const { token } = await admin.make('/api/invitations', { email: `${unique('tom')}@example.com`, role: 'agent' })
    const guest = await newAccount()
    const accepted = await guest.post('/api/invitations/accept', { token })
    assert.equal(accepted.status, 200, String(accepted))
    const [row] = await told(admin, 'kind=invitation_accepted')
    assert.match(row.title, /^tom-.*@example\.com has joined$/)
    assert.deepEqual([row.message, row.action_url], ['The invitation was accepted. Role: agent.', '/members'])
    assert.deepEqual(await told(owner, 'kind=invitation_accepted'), [])
  })
  it('another role, to whoever has it now, and to nobody who changed their own', async () => {
    const person = await newcomer(), [card] = (await owner.get(`/api/memberships?user_id=${await person.id()}`)).json.data
    assert.equal((await owner.patch(`/api/memberships/${card.id}`, { role: 'admin' })).status, 200)
    assert.deepEqual((await told(person)).map(({ title }) => title), ['Your role is now: administrator'])
    assert.equal((await person.patch(`/api/memberships/${card.id}`, { role: 'agent' })).status, 200)
    assert.equal((await told(person)).length, 1)
  })
  it('in the language of whoever reads it', async () => {
    const person = await newcomer()
    await samples.notifications.row(person)
    assert.equal((await person.patch('/api/me', { locale: 'fr-LU' })).status, 200)
    assert.deepEqual((await told(person)).map(({ title, message }) => [title, message]),
      [['Votre rôle est désormais : administrateur', 'Une personne qui gère cette agence a modifié ce que vous pouvez y faire.']])
  })
  it('by the kinds that the document lists, the database and the defaults alike', async () => {
    const declared = document.components.schemas.Notification.properties.kind.enum
    const [[check]] = await sql(`select pg_get_constraintdef(oid) from pg_constraint where contypid = 'public.notification_kind'::regtype`)
    assert.deepEqual([...check.matchAll(/'([a-z_]+)'::text/g)].map(([, name]) => name).sort(), [...declared].sort())
    assert.deepEqual((await sql('select kind from internal.notification_kinds order by kind')).map(([kind]) => kind), [...declared].sort())
  })
})

describe('who sees it', () => {
  it('the person alone: no colleague, no owner, nobody of another agency', async () => {
    const { id } = await samples.notifications.row(agent)
    for (const person of [owner, admin, stranger]) {
      assertProblem(await person.get(`/api/notifications/${id}`), 404, 'not-found')
      assertProblem(await person.post(`/api/notifications/${id}/read`), 404, 'not-found')
      assert.ok(!(await told(person)).some((row) => row.id === id))
    }
    assert.equal((await agent.get(`/api/notifications/${id}`)).json.read_at, null)
  })
  // workers beside the instance's have an nginx of their own, to which the relay tells nothing
  it('so do the feed, and the stream', { skip: process.env.OPTION_FILE ? 'the relay is the instance\'s' : false }, async () => {
    const person = await newcomer(), [hers, bosss] = [await listenAs(person), await listenAs(owner)]
    try {
      const { next_cursor: from } = (await person.get('/api/events?after=now')).json
      const { id } = await samples.notifications.row(person)
      await hers.until((stream) => stream.events().some((event) => event.id === id && event.type === 'notification.created'))
      const { id: house } = await owner.make('/api/properties', { address: '24, rue Ermesinde' })
      await bosss.until((stream) => stream.events().some((event) => event.id === house))
      assert.ok(!bosss.events().some((event) => event.id === id))
      await hers.until((stream) => stream.events().some((event) => event.id === house))
      assert.equal((await person.post(`/api/notifications/${id}/read`)).status, 204)
      await hers.until((stream) => stream.events().some((event) => event.id === id && event.type === 'notification.updated'))
      const feed = async (reader) => (await reader.get(`/api/events?after=${encodeURIComponent(from)}&types=notification.created`)).json.data.map((event) => event.data.id)
      assert.deepEqual(await feed(person), [id])
      assert.deepEqual(await feed(owner), [])
    } finally {
      hers.close()
      bosss.close()
    }
  })
  it('no webhook can ask for it', async () =>
    assertViolations(await owner.post('/api/webhook_endpoints', { url: 'https://example.com/x', events: ['notification.created'] }), [{ pointer: '/events/0', code: 'not_one_of' }]))
  it('nobody who has left, and nobody of whom nobody knows', async () => {
    const person = await newcomer()
    await sql(`update public.memberships set left_at = now() where user_id = :'id'`, { id: await person.id() })
    for (const user of [await person.id(), NONE])
      assert.deepEqual(await sql(`set role stagefy_definer; select notify.tell(:'agency', :'user', 'role_changed', '{}', 'memberships', :'user', null, null)`, { agency: await agency.id(), user }), [['f']])
  })
})

describe('what was read', () => {
  it('one is unread until it is read; reading it twice changes nothing', async () => {
    const person = await newcomer(), { id } = await samples.notifications.row(person)
    assert.equal(await unread(person), 1)
    assert.equal((await person.post(`/api/notifications/${id}/read`)).status, 204)
    const { read_at: at } = (await person.get(`/api/notifications/${id}`)).json
    assert.equal((await person.post(`/api/notifications/${id}/read`)).status, 204)
    assert.equal((await person.get(`/api/notifications/${id}`)).json.read_at, at)
    assert.equal(await unread(person), 0)
    for (const none of [NONE, 'x']) assertProblem(await person.post(`/api/notifications/${none}/read`), 404, 'not-found')
  })
  it('all up to a moment; what came since, or came again, stays unread', async () => {
    const person = await newcomer(), key = unique('key')
    await person.id()
    await tell(person, key)
    await tell(person, unique('key'))
    const [{ happened_at: until }] = await told(person)
    await tell(person, key)
    await tell(person, unique('key'))
    assert.deepEqual((await person.post('/api/notifications/read-all', { until })).json, { read: 1 })
    assert.equal(await unread(person), 2)
    assert.deepEqual((await person.post('/api/notifications/read-all', { until: '2999-01-01T00:00:00Z' })).json, { read: 2 })
    assertViolations(await person.post('/api/notifications/read-all', {}), [{ pointer: '/until', code: 'required' }])
  })
  it('what happens again after it was read is another one', async () => {
    const person = await newcomer(), key = unique('key')
    await person.id()
    await tell(person, key)
    await tell(person, key)
    await person.post('/api/notifications/read-all', { until: '2999-01-01T00:00:00Z' })
    await tell(person, key)
    assert.deepEqual((await told(person)).map(({ times, read_at: at }) => [times, at === null]), [[1, true], [2, false]])
  })
  it('goes after 90 days; what is unread stays, for a year', async () => {
    const person = await newcomer(), { id: read } = await samples.notifications.row(person), { id: kept } = await samples.notifications.row(person), { id: old } = await samples.notifications.row(person)
    await person.post(`/api/notifications/${read}/read`)
    await sql(`set role stagefy_definer;
      update public.notifications set created_at = now() - interval '91 days', read_at = read_at - interval '91 days' where id in (:'read', :'kept');
      update public.notifications set created_at = now() - interval '366 days', happened_at = now() - interval '366 days' where id = :'old';
      select notify.tidy(90)`, { read, kept, old })
    assert.deepEqual((await told(person)).map(({ id }) => id), [kept])
  })
})

describe('preferences', () => {
  const DEFAULTS = { mail_digest: 'soon', kinds: [{ kind: 'job_failed', in_app: true, mail: true }, { kind: 'job_completed', in_app: true, mail: false },
    { kind: 'webhook_disabled', in_app: true, mail: true }, { kind: 'invitation_accepted', in_app: true, mail: false }, { kind: 'role_changed', in_app: true, mail: false },
    { kind: 'lead_assigned', in_app: true, mail: true },
    ...['credit_low', 'payment_success', 'payment_failed', 'subscription_renewal'].map((kind) => ({ kind, in_app: true, mail: true })), { kind: 'record_shared', in_app: true, mail: false }, { kind: 'reply_received', in_app: true, mail: true }, { kind: 'message_failed', in_app: true, mail: true }, { kind: 'visit_reminder', in_app: true, mail: false }, { kind: 'visit_answer', in_app: true, mail: true },
    ...['project_done', 'project_failed'].map((kind) => ({ kind, in_app: true, mail: true }))] }
  it('are the defaults, until one chooses; what is not named stays', async () => {
    const person = await newcomer()
    assert.deepEqual((await person.get('/api/notification_preferences')).json, DEFAULTS)
    const wanted = structuredClone(DEFAULTS)
    Object.assign(wanted, { mail_digest: 'daily' })
    Object.assign(wanted.kinds[0], { in_app: false })
    Object.assign(wanted.kinds[4], { mail: true })
    assert.deepEqual((await person.put('/api/notification_preferences', { mail_digest: 'daily', kinds: [{ kind: 'job_failed', in_app: false }] })).json.kinds[0], wanted.kinds[0])
    assert.deepEqual((await person.put('/api/notification_preferences', { kinds: [{ kind: 'role_changed', mail: true }] })).json, wanted)
    assert.deepEqual((await person.get('/api/notification_preferences')).json, wanted)
    assert.deepEqual((await person.put('/api/notification_preferences', DEFAULTS)).json, DEFAULTS)
    assert.deepEqual(await sql(`select kinds from public.notification_preferences where user_id = :'id'`, { id: await person.id() }), [['{}']])
    assert.deepEqual((await newcomer().then((other) => other.get('/api/notification_preferences'))).json, DEFAULTS)
  })
  it('are one\'s own in each agency', async () => {
    const person = await newcomer()
    await person.put('/api/notification_preferences', { mail_digest: 'off' })
    for (const other of [owner, stranger]) assert.equal((await other.get('/api/notification_preferences')).json.mail_digest, 'soon')
  })
  it('decide what is told: what is wanted in no way is not kept at all', async () => {
    const person = await newcomer()
    await person.put('/api/notification_preferences', { kinds: [{ kind: 'role_changed', in_app: false }, { kind: 'job_failed', in_app: false, mail: true }] })
    await person.id()
    await tell(person, 'a', 'role_changed')
    await tell(person, 'a', 'job_failed')
    assert.deepEqual(await told(person), [])
    assert.deepEqual(await sql(`select kind, in_app, by_mail from public.notifications where user_id = :'id'`, { id: await person.id() }), [['job_failed', 'f', 't']])
  })
  it('name what there is', async () => {
    assertViolations(await agent.put('/api/notification_preferences', { mail_digest: 'weekly', kinds: [{ kind: 'nothing' }, { mail: true }] }),
      [{ pointer: '/mail_digest', code: 'not_one_of' }, { pointer: '/kinds/0/kind', code: 'not_one_of' }, { pointer: '/kinds/1/kind', code: 'required' }])
  })
})

describe('the digest', () => {
  /** Somebody of an agency of their own, whose address is confirmed. */
  async function reader(digest, verified = true) {
    const house = await newAgency('digest'), person = house.owner, address = `${unique('reader')}@example.com`
    await sql(`update public.users set email = :'address', email_verified = ${verified}, locale = 'fr-LU', full_name = 'Léa Hoffmann' where id = :'id'`, { id: await person.id(), address })
    await house.id()
    if (digest) await person.put('/api/notification_preferences', { mail_digest: digest })
    return { house, person, address }
  }
  const later = (person, time) => sql(`set role stagefy_definer; update public.notifications set created_at = created_at - :'time'::interval where user_id = :'id'`, { id: person.userId, time })
  const asked = async (house) => {
    await sql(`set role stagefy_definer; select notify.ask_digests()`)
    await eventually(async () => (await sql(`select 1 from internal.jobs_live where agency_id = :'id'`, { id: house.agencyId })).length === 0)
  }

  it('holds what is ten minutes old and unread, in one mail, once', async () => {
    const { house, person, address } = await reader()
    await tell(person, 'a')
    await tell(person, 'a')
    const { id: hook } = await samples.webhook_endpoints.row(person)
    await sql(`set role stagefy_definer; update public.webhook_endpoints set enabled = false, disabled_reason = 'failing' where id = :'id'`, { id: hook })
    await tell(person, 'b', 'role_changed') // by default not by mail
    const { id: seen } = await samples.notifications.row(person, 'job_failed', { job: 'media.derive' })
    await person.post(`/api/notifications/${seen}/read`)
    await asked(house)
    assert.deepEqual(await idsTo(address), [], 'not within ten minutes')
    await later(person, '11 minutes')
    await asked(house)
    await asked(house)
    const mail = await mailTo(address)
    assert.equal((await idsTo(address)).length, 1)
    assert.match(mail.header('Subject'), / : les nouveautés \(2\)$/)
    assert.match(mail.header('List-Unsubscribe'), /\/profile#notifications>$/)
    assert.match(mail.text, /- Un webhook a été désactivé\. https:\/\/example\.com\/hook : tous les appels échouent depuis trois jours\. [^\n]*\r\n {2}https:[^\n]*\/agency\/webhooks\r\n- 2 échecs : envoi d’un e-mail\. Toutes les tentatives/)
    assert.match(mail.html, /<a href="https:[^"]*\/agency\/webhooks">Un webhook/)
    assert.ok(!mail.text.includes('photo') && !mail.text.includes('rôle'))
    // it happens again: another one, and another mail
    await tell(person, 'a')
    await later(person, '11 minutes')
    await asked(house)
    assert.match((await mailTo(address, 2)).header('Subject'), /\(1\)$/)
  })
  it('is for the person alone, also among the agency\'s mails', async () => {
    const { house, person, address } = await reader()
    const boss = await house.admin()
    await tell(person, 'a')
    await later(person, '11 minutes')
    await asked(house)
    const { id } = await mailTo(address)
    for (const one of [boss, person]) assertProblem(await one.get(`/api/mails/${id}`), 404, 'not-found')
  })
  it('comes at eight in the morning of the agency for who wants it daily', async () => {
    const { house, person, address } = await reader('daily')
    // where it is four in the afternoon: it was eight about as many hours ago
    const [[hour]] = await sql(`select extract(hour from now() at time zone 'utc')`)
    const east = 16 - Number(hour) > 14 ? -8 - Number(hour) : 16 - Number(hour)
    await sql(`update public.agencies set time_zone = :'zone' where id = :'id'`, { id: house.agencyId, zone: `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}` })
    await tell(person, 'a')
    await later(person, '20 minutes')
    await asked(house)
    assert.deepEqual(await idsTo(address), [])
    await later(person, '9 hours')
    await asked(house)
    assert.match((await mailTo(address)).header('Subject'), /\(1\)$/)
  })
  it('is never sent to who wants none, to an address that is not confirmed, or after leaving', async () => {
    const off = await reader(), unproved = await reader(undefined, false), gone = await reader()
    for (const { person } of [off, unproved, gone]) {
      await tell(person, 'a')
      await later(person, '11 minutes')
    }
    await off.person.put('/api/notification_preferences', { mail_digest: 'off' })
    await sql(`set role stagefy_definer; delete from internal.entrances where user_id = :'id'`, { id: gone.person.userId })
    for (const { house } of [off, unproved, gone]) await asked(house)
    for (const { address } of [off, unproved, gone]) assert.deepEqual(await idsTo(address), [])
  })
})
