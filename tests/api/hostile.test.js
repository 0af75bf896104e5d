// SPDX-License-Identifier: Apache-2.0
// A hostile tenant, generated from openapi.json: every operation, every place in which an id can stand, every id of another
// agency's rows. A row of somebody else's and one that does not exist are the same answer to the byte; nothing of the other
// agency is shown, and afterwards all its rows are what they were. isolation.test.js has the cases that need a story.
// HOSTILE_ALL=1 sends every id to every place, with every include (`./dev prove sanitized`); else a place gets all ids of the table it
// names and a part of the others and of the includes, beginning at HOSTILE_TURN (a number that differs each time, and is told at the end).
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { sql } from './lib/database.js'
import { digest, idsOf } from './lib/digest.js'
import { newAccount } from './lib/local.js'
import { neededQuery, operations, resources } from './lib/openapi.js'
import { exampleBody, includesOf, placesOf } from './lib/places.js'
import { makeRow, sampleOf } from './lib/samples.js'
import { contact, newAgency, property, unique } from './lib/world.js'
import { workDone } from './lib/work.js'
import { presign, putAll, sample, upload } from './lib/uploads.js'

/** Operations in which no id of a record can stand, and why. */
const WITHOUT_IDS = {
  live: 'takes nothing', health: 'takes nothing', ready: 'takes nothing', openapi: 'takes nothing', issuers: 'takes nothing', jwks: 'takes nothing',
  signUp: 'an e-mail, a password, and an invitation by its secret', signIn: 'an e-mail and a password',
  listPlans: 'takes nothing', previewVisit: 'a link by its secret', answerVisit: 'a link by its secret',
  readCalendar: 'a token, which is a secret',
  forgotPassword: 'an e-mail', resetPassword: 'a secret and a password', confirmEmail: 'a secret', streamEvents: 'a ticket, which is a secret',
  openShared: 'a secret', receiveMail: 'a secret, and a mail', receiveClerkEvent: 'a signature, and an event', receiveReplicateEvent: 'a signature, and a prediction that must be the one of that id', receivePayfast: 'a signature, and a notification',
  refresh: 'a cookie, which is a secret', signOut: 'a cookie, which is a secret', previewInvitation: 'an invitation by its secret',
}

/** Where an id stands in the path, and whatever is not signed is refused before it is looked at. */
const SIGNED = ['receiveReplicateEvent']

let gallery, letter, photos, template
/** Bodies that would do for the hostile one, where neither the document's example nor a sample does. */
const BODIES = {
  leaveMembership: async () => ({}),
  // one gallery for all tries: none of them changes it
  reorderMedia: (person) => (gallery ??= (async () => {
    const { id: property_id } = await person.make('/api/properties', property())
    return { property_id, ids: [(await makeRow(resources.find((r) => r.name === 'media_items'), person, { property_id })).id] }
  })()),
  commitMedia: async (person) => {
    const slots = await presign(person, [sample('exif.jpg')])
    await putAll(slots)
    return { files: slots.map(({ storage_key }) => ({ storage_key })) }
  },
  moveDeal: async (person) => ({ stage_id: (await person.get('/api/deal_stages?limit=1')).json.data[0].id }),
  mergeContacts: async (person) => ({ other_id: (await person.make('/api/contacts', contact())).id }),
  createShareLink: async (person) => ({ property_ids: [(await person.make('/api/properties', property())).id] }),
  enquireShared: async (person) => {
    const { token } = await person.make('/api/share_links', await BODIES.createShareLink(person))
    return { token, name: 'Emma', email: `${unique('emma')}@example.com` }
  },
  // to one contact for all tries
  writeMessage: (person) => (letter ??= (async () => ({
    contact_id: (await person.make('/api/contacts', contact({ email: `${unique('emma')}@example.com` }))).id, subject: 'Hello', body: 'Until Saturday.',
  }))()),
  previewMessage: (person) => BODIES.writeMessage(person),
  // of two photos for all tries, which nothing is made of: each try is refused
  editPhotos: async (person) => ({ media_ids: (await BODIES.makeVideo(person)).media_ids.slice(0, 1), tool: 'enhance' }),
  makeVideo: (person) => (photos ??= (async () => {
    const made = await upload(person, [sample('plain.jpg'), sample('exif.jpg')])
    return { media_ids: made.map(({ id }) => id), format: '16:9' }
  })()),
  runTemplate: async (person) => ({
    template_id: (await (template ??= person.make('/api/templates', { name: 'Brighter', recipe: [{ tool: 'enhance' }] }))).id,
    media_ids: (await BODIES.editPhotos(person)).media_ids,
  }),
  createLead: async () => ({ name: 'Emma', email: `${unique('emma')}@example.com` }),
  updateVisit: async () => ({ place: 'At the gate' }),
  createInvitation: async () => ({ email: `${unique('tom')}@example.com`, role: 'agent' }),
}

let victim, users, secrets, hostile, foreign, own, before_
const tried = new Map()

/** All kinds of rows, one of each deleted as well where that can be. */
async function furnish(agency) {
  const rows = {}
  rows.contacts = await agency.owner.make('/api/contacts', contact({ external_ref: unique('ref'), email: `${unique('victim')}@example.com` }))
  rows.properties = await agency.owner.make('/api/properties', property({ contact_id: rows.contacts.id, external_ref: unique('ref') }))
  for (const resource of resources) {
    rows[resource.name] ??= await makeRow(resource, agency.owner)
    if (resource.restores) await agency.owner.del(`${resource.path}/${(await makeRow(resource, agency.owner)).id}`)
  }
  return rows
}

before(async () => {
  victim = await newAgency('victim')
  hostile = await newAgency('hostile')
  const colleague = await victim.agent(), account = await newAccount({ agency_name: 'Victim' })
  const rows = await furnish(victim)
  own = await furnish(hostile)
  await hostile.agent()
  const [{ storage_key }] = await presign(victim.owner, [sample('exif.jpg')])
  users = [await victim.owner.id(), await colleague.id(), await account.id()]
  const all = await idsOf(await victim.id(), users)
  foreign = { rows: all, ids: all.map(({ id }) => id), texts: { storage_key, external_ref: rows.contacts.external_ref } }
  secrets = new Set([...foreign.ids, await victim.id()])
  // nothing more comes of its own doing: whatever changes from here on, somebody else has changed
  await sql(`update public.webhook_endpoints set enabled = false where agency_id = :'id'`, { id: await victim.id() })
  await workDone(victim)
  await sql(`delete from internal.jobs_live where agency_id = :'id'`, { id: await victim.id() })
  await sql(`select internal.gather_words(:'id')`, { id: await victim.id() }) // as the night's job would, which another test may begin
  before_ = await digest(await victim.id(), users)
})

/** A request that the hostile one may make: own rows in the path, a body that would do. */
async function baseOf({ path, operation, parameters }) {
  const resource = resources.find((r) => r.name === path.split('/')[2])
  const params = { id: resource ? (own[resource.name]?.id ?? crypto.randomUUID()) : crypto.randomUUID(), external_ref: unique('ref'), change: '1' }
  const isCrud = resource && [resource.path, `${resource.path}/by_ref/{external_ref}`].includes(path)
  const json = !operation.requestBody ? undefined
    : await (BODIES[operation.operationId]?.(hostile.owner) ?? (isCrud ? sampleOf(resource).body?.(hostile.owner) : undefined) ?? exampleBody({ operation }))
  return { path: path.replaceAll(/\{(\w+)\}/g, (_, name) => params[name]), params, query: neededQuery({ parameters }), json, options: {} }
}

async function send(method, { path, query, json, options }) {
  const search = new URLSearchParams(query).toString()
  return hostile.owner.ask(method, search ? `${path}?${search}` : path, { ...options, ...(json !== undefined && { json }) })
}

/** All of an answer that may not tell one id from another: what differs between any two requests is taken out. */
function told(answer, sent) {
  const own = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
  let text = answer.text.replaceAll(sent, '«sent»').replaceAll(answer.headers['request-id'], '«request»')
  // a row of one's own that was made or changed on the way
  if (answer.status < 300) text = text.replaceAll(own, '«id»').replaceAll(time, '«time»').replaceAll(/"(version|email|name|position)":("[^"]*"|[\d.]+)/g, '«own»')
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !['request-id', 'date', 'etag', 'location', 'content-length', 'server-timing', 'connection'].includes(name)))
  // what is left is another number each time, and a worker that meets a token for the first time cannot tell its agency's yet
  if (headers.ratelimit) headers.ratelimit = headers.ratelimit.replace(/, "agency".*/, '').replace(/\d+/g, 'n')
  return { status: answer.status, headers, text }
}

function assertBlind(answer, sent) {
  for (const secret of secrets)
    if (secret !== sent || answer.status < 300) assert.ok(!answer.text.includes(secret), `${answer} shows ${secret}`)
}

/** Where in the round of ids a run begins: others are left out each time. */
let turn = Number(process.env.HOSTILE_TURN ?? Math.floor(Math.random() * 100))
const first = turn
const EVERY = process.env.HOSTILE_ALL === '1'
/** One in so many, others each time. */
const some = (all, every) => all.filter((_, i) => EVERY || (i + turn) % every === 0)

/** Names that say less than their table's. */
const ALIASES = {
  owner: 'user', agent: 'user', assignee: 'user', created_by: 'user', successor: 'user', last_agency: 'agency', media: 'media_item', cover_media: 'media_item',
  logo_media: 'media_item', original: 'media_item', stage: 'deal_stage', rule: 'lead_rule', view: 'saved_view', endpoint: 'webhook_endpoint', answers: 'message',
}

/** The table whose rows a place names, where it names one: the path's resource, `contact_id`, somebody. */
function tableOf(operation, place) {
  if (place.name === 'header Agency-Id') return 'public.agencies'
  const key = place.name.replace(/\/\d+$/, '').replace(/^.*[ /]/, '').replace(/\[.*/, '').replace(/_?ids?$/, '')
  const table = `public.${key === '' ? operation.path.split('/')[2].replace('.csv', '') : (ALIASES[key] ?? key).replace(/y$/, 'ie').replace(/$/, 's')}`
  return foreign.rows.some((row) => row.table === table) && table
}

/** All ids of the table that the place names, and some of the others, which are of no use to it; of all where it names none. */
function idsFor(operation, place) {
  const table = tableOf(operation, place)
  if (!table) return some(foreign.ids, 6)
  const own = foreign.rows.filter((row) => row.table === table), others = foreign.rows.filter((row) => row.table !== table)
  return [...own, ...some(others, 36)].map(({ id }) => id)
}

/** What to send in a place: the victim's, and its like that nobody has. */
function valuesFor(operation, place) {
  if (place.isId) return { theirs: idsFor(operation, place), nobodys: () => crypto.randomUUID() }
  if (place.name === 'path external_ref') return { theirs: [foreign.texts.external_ref], nobodys: () => unique('ref') }
  const key = place.name.split('/').pop()
  assert.ok(foreign.texts[key], `nothing of the victim's to send as ${place.name}`)
  return { theirs: [foreign.texts[key]], nobodys: () => foreign.texts[key].replace(/[0-9a-f-]{36}$/, crypto.randomUUID()) }
}

/** That it was this id for which the request was refused, not something before it. */
function assertReached(place, { status, text }) {
  if (status < 300 || status === 404) return
  // what is the platform's is no agency's, whoever asks
  if (status === 403 && JSON.parse(text).needs === 'platform') return
  // a bulk change of a record that is not there: none was found
  if (place.name === 'body /ids/0' && status === 409) return assert.equal(JSON.parse(text).found, 0, text)
  if (place.name === 'header Agency-Id') return assert.equal(status, 403, text)
  assert.equal(status, 422, `${place.name}: ${text}`)
  for (const { pointer, code } of JSON.parse(text).errors)
    assert.ok(place.name.startsWith(`body ${pointer}`) || code === 'other_target', `${place.name}: ${text}`)
}

async function tryPlace(operation, place, query) {
  const { theirs: all, nobodys } = valuesFor(operation, place)
  // what include adds is the same whatever the id stands for, and there are hundreds of ways
  const theirs = query.include && !EVERY ? [all[0], all[turn % all.length]] : all
  turn += 1
  const request = async (id) => {
    const base = await baseOf(operation)
    return send(operation.method, place.request({ ...base, query: { ...base.query, ...query } }, id))
  }
  const unknown = nobodys()
  const wanted = told(await request(unknown), unknown)
  assertReached(place, wanted)
  for (const id of theirs) {
    const answer = await request(id)
    assertBlind(answer, id)
    assert.deepEqual(told(answer, id), wanted, `${place.name} = ${id}: ${answer}`)
  }
  return theirs.length
}

const named = (operation) => operation.operation.operationId

describe('every operation, every place for an id: another agency\'s is the same as nobody\'s', () => {
  for (const operation of operations.filter((o) => !(named(o) in WITHOUT_IDS)))
    it(`${named(operation)}: ${operation.method} ${operation.path}`, async () => {
      const places = placesOf(operation), includes = includesOf(operation)
      assert.ok(places.length > 0, 'it has no place for an id: name it in WITHOUT_IDS with the reason')
      let requests = 0
      for (const place of places) requests += await tryPlace(operation, place, {})
      const fitting = places.filter((p) => !p.name.startsWith('header'))
      for (const include of some(includes, 3))
        // the way from one relation to the next is the same wherever the id stood
        for (const place of include.includes('.') ? fitting.slice(0, 1) : fitting) requests += await tryPlace(operation, place, { include })
      tried.set(named(operation), { places: places.length, requests })
    })
})

describe('afterwards', () => {
  it('every operation was tried, or stands among those that take no id', (t) => {
    const all = operations.map(named), sum = (what) => [...tried.values()].reduce((n, x) => n + x[what], 0)
    assert.deepEqual(all.filter((name) => !tried.has(name) && !(name in WITHOUT_IDS)), [])
    assert.deepEqual(Object.keys(WITHOUT_IDS).filter((name) => !all.includes(name)), [], 'no longer in the document')
    for (const operation of operations.filter((o) => named(o) in WITHOUT_IDS && !SIGNED.includes(named(o)))) assert.deepEqual(placesOf(operation).map((p) => p.name).filter((name) => name !== 'path token'), [], named(operation))
    t.diagnostic(`${tried.size} of ${all.length} operations tried (${Object.keys(WITHOUT_IDS).length} take no id): ${sum('places')} places, ${foreign.ids.length} ids, ${sum('requests')} requests, turn ${first}`)
  })
  it('all rows of the other agency are what they were, in every table', async () => {
    assert.deepEqual(await digest(await victim.id(), users), before_)
  })
  it('which would have been noticed', async () => {
    await victim.owner.make('/api/contacts', contact())
    assert.notDeepEqual(await digest(await victim.id(), users), before_)
  })
})
