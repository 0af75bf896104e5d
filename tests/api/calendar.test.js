// SPDX-License-Identifier: Apache-2.0
// Visits in calendar programs, read by a library that is not ours (ical.js): right across changes of clocks, in place when they
// change, and under a secret address that its holder alone makes and ends.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import ICAL from 'ical.js'
import { sql } from './lib/database.js'
import { ask, assertProblem } from './lib/http.js'
import { contact, newAgency, property } from './lib/world.js'

let agency, owner, house
const zoned = (zone) => agency.id().then((id) => sql(`update public.agencies set time_zone = :'zone', locale = 'en-GB' where id = :'id'`, { id, zone }))
before(async () => {
  agency = await newAgency('calendar')
  owner = agency.owner
  house = (await owner.make('/api/properties', property({ title: { en: 'Townhouse; with, garden' }, city: 'Luxembourg', zip_code: 'L-1469' }))).id
})

/** The calendar, with the zones that it brings itself alone: none is known beforehand. */
function parsed(answer) {
  assert.equal(answer.status, 200, String(answer))
  assert.equal(answer.type, 'text/calendar; charset=utf-8')
  for (const line of answer.text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  const calendar = new ICAL.Component(ICAL.parse(answer.text))
  const zones = calendar.getAllSubcomponents('vtimezone').map((zone) => new ICAL.Timezone(zone))
  const events = calendar.getAllSubcomponents('vevent').map((component) => {
    const moment = (name) => {
      const property = component.getFirstProperty(name), time = property.getFirstValue(), tzid = property.getParameter('tzid')
      const zone = tzid ? zones.find((one) => one.tzid === tzid) : ICAL.Timezone.utcTimezone
      assert.ok(zone, `${tzid} is not in the calendar`)
      time.zone = zone
      return { tzid, local: time.toString(), at: new Date(time.toUnixTime() * 1000).toISOString().replace('.000', '') }
    }
    const alarm = component.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger').toString()
    return { alarm, get: (name) => component.getFirstPropertyValue(name), from: moment('dtstart'), until: moment('dtend') }
  })
  return { calendar, zones, events }
}
const ics = async (id) => parsed(await owner.get(`/api/visits/${id}/ics`)).events[0]
const book = (starts_at, more = {}) => owner.make('/api/visits', { property_id: house, starts_at, ...more })

describe('a visit as a file', () => {
  it('says when, where, who and how it stands, and changes in place', async () => {
    await zoned('Europe/Luxembourg')
    const { id: contact_id } = await owner.make('/api/contacts', contact({ name: 'Josée Weber', phone: '+352621123456' }))
    const { id } = await book('2036-05-14T08:00:00Z', { contact_id }), event = await ics(id)
    assert.deepEqual(['uid', 'sequence', 'status', 'summary', 'location', 'description'].map(event.get),
      [id, 0, 'TENTATIVE', 'Townhouse; with, garden · Josée Weber', '24, rue Ermesinde, L-1469 Luxembourg', '+352621123456'])
    assert.match(event.get('url'), new RegExp(`^https://.*/calendar\\?open=${id}$`))
    await owner.patch(`/api/visits/${id}`, { status: 'confirmed', starts_at: '2036-05-15T08:00:00Z', place: 'At the gate' })
    const moved = await ics(id)
    assert.deepEqual([...['uid', 'sequence', 'status', 'location'].map(moved.get), moved.from.at], [id, 1, 'CONFIRMED', 'At the gate', '2036-05-15T08:00:00Z'])
    await owner.patch(`/api/visits/${id}`, { status: 'cancelled' })
    assert.deepEqual(['sequence', 'status'].map((await ics(id)).get), [2, 'CANCELLED'])
  })
  // a day before, on, and a day after clocks change, and the hour that is there twice, in UTC
  for (const [zone, cases] of Object.entries({
    'Europe/Luxembourg': [['2026-03-28T08:00:00Z', '2026-03-28T09:00:00'], ['2026-03-29T07:00:00Z', '2026-03-29T09:00:00'], ['2026-03-29T00:45:00Z', '2026-03-29T01:45:00'],
      ['2026-10-24T07:00:00Z', '2026-10-24T09:00:00'], ['2026-10-25T00:10:00Z', null], ['2026-10-25T01:10:00Z', null], ['2026-10-25T08:00:00Z', '2026-10-25T09:00:00'], ['2040-07-02T07:00:00Z', '2040-07-02T09:00:00']],
    'Africa/Johannesburg': [['2026-03-29T07:00:00Z', '2026-03-29T09:00:00'], ['2026-10-25T07:00:00Z', '2026-10-25T09:00:00']],
    'America/Toronto': [['2026-03-07T14:00:00Z', '2026-03-07T09:00:00'], ['2026-03-08T13:00:00Z', '2026-03-08T09:00:00'], ['2026-11-01T05:10:00Z', null], ['2026-11-01T06:10:00Z', null], ['2026-11-01T14:00:00Z', '2026-11-01T09:00:00']],
  }))
    it(`is at its time in ${zone}, whatever its clocks do`, async () => {
      await zoned(zone)
      const elsewhere = (await owner.make('/api/properties', property())).id
      for (const [starts_at, local] of cases) {
        const { id, ends_at } = await book(starts_at, { property_id: elsewhere }), { from, until } = await ics(id)
        assert.deepEqual([from.at, until.at], [starts_at, ends_at], starts_at)
        if (local) assert.deepEqual([from.tzid, from.local], [zone, local])
        else assert.equal(from.tzid, undefined)
        await owner.del(`/api/visits/${id}`)
      }
    })
  it('is nobody else\'s', async () => {
    const { id } = await book('2036-06-01T08:00:00Z'), stranger = (await newAgency('ics-strangers')).owner
    assertProblem(await stranger.get(`/api/visits/${id}/ics`), 404, 'not-found')
    assertProblem(await owner.get('/api/visits/x/ics'), 404, 'not-found')
  })
})

describe('the address of a calendar', () => {
  const make = async (person) => new URL((await person.post('/api/calendar_feed')).json.url).pathname
  it('shows what its holder shows, to programs that know nothing but it', async () => {
    const anna = await agency.agent(), ben = await agency.agent()
    assert.deepEqual((await anna.get('/api/calendar_feed')).json, { since: null, reminds: false })
    const path = await make(anna)
    assert.match(path, /^\/api\/calendar\/[\w-]{43}\.ics$/)
    assert.notEqual((await anna.get('/api/calendar_feed')).json.since, null)
    assert.deepEqual(parsed(await ask('GET', path)).events, [])
    const { id } = await anna.make('/api/visits', { property_id: house, starts_at: '2036-08-01T08:00:00Z' })
    const { id: off } = await anna.make('/api/visits', { property_id: house, starts_at: '2036-08-02T08:00:00Z' })
    await anna.patch(`/api/visits/${off}`, { status: 'cancelled' })
    await anna.make('/api/visits', { property_id: house, starts_at: '2026-01-05T08:00:00Z' })
    await ben.make('/api/visits', { property_id: house, starts_at: '2036-08-03T08:00:00Z' })
    const { events, zones } = parsed(await ask('GET', path))
    assert.deepEqual(events.map(({ get }) => [get('uid'), get('status')]), [[id, 'TENTATIVE'], [off, 'CANCELLED']])
    assert.equal(zones.length, 1)

    assert.deepEqual(events.map(({ alarm }) => alarm), [undefined, undefined])
    assert.equal((await anna.patch('/api/calendar_feed', { reminds: true })).status, 204)
    assert.equal((await anna.get('/api/calendar_feed')).json.reminds, true)
    const alarms = async (at) => parsed(await ask('GET', at)).events.map(({ alarm }) => alarm)
    assert.deepEqual(await alarms(path), ['-PT1H', undefined], 'an hour before, and not of what was called off')
    assert.deepEqual(await alarms(await make(anna)), ['-PT1H', undefined], 'another address keeps that')
    assertProblem(await ben.patch('/api/calendar_feed', { reminds: true }), 404, 'not-found')
  })
  it('ends when it is renewed, ended, or its holder leaves', async () => {
    const anna = await agency.agent(), gone = async (path) => assertProblem(await ask('GET', path), 404, 'not-found')
    const first = await make(anna), second = await make(anna)
    await gone(first)
    assert.equal((await ask('GET', second)).status, 200)
    assert.equal((await anna.del('/api/calendar_feed')).status, 204)
    await gone(second)
    const third = await make(anna), { data } = (await owner.get('/api/memberships?limit=200')).json, me = await anna.id()
    const left = await owner.post(`/api/memberships/${data.find(({ user_id }) => user_id === me).id}/leave`, {})
    assert.equal(left.status, 204, String(left))
    await gone(third)
    for (const path of ['/api/calendar/x.ics', `/api/calendar/${'a'.repeat(43)}.ics`, second.replace('.ics', '')]) await gone(path)
  })
})
