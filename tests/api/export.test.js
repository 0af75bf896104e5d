// SPDX-License-Identifier: Apache-2.0
// GET /api/<table>.csv: the list as filtered and sorted, whole, for spreadsheets and other programs.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { assertProblem } from './lib/http.js'
import { sql } from './lib/database.js'
import { without } from './lib/env.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { asNginx, exchange } from './lib/fcgi.js'
import { resources } from './lib/openapi.js'
import { makeRow } from './lib/samples.js'
import { ownWorker } from './lib/worker.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let agency, person
before(async () => {
  agency = await newAgency('export')
  person = agency.owner
})

/** RFC 4180, read by the letter. */
function parse(text) {
  const rows = [[]]
  let rest = text
  while (rest !== '') {
    const [whole, quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? assert.fail(`no cell: ${rest.slice(0, 60)}`)
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === '\r\n') rows.push([])
    rest = rest.slice(whole.length)
  }
  assert.deepEqual(rows.pop(), [])
  return rows
}

/** The rows as objects of texts. */
async function csv(path, who = person) {
  const answer = await who.get(path)
  assert.equal(answer.status, 200, String(answer))
  const [names, ...rows] = parse(answer.text)
  for (const row of rows) assert.equal(row.length, names.length)
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], cell])))
}

const cell = (value) => (value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value))

describe('an export', () => {
  for (const resource of resources)
    it(`of ${resource.name} has what the records have`, async () => {
      const row = await makeRow(resource, person)
      const answer = await person.get(`${resource.path}.csv`)
      assert.equal(answer.type, 'text/csv; charset=utf-8; header=present')
      assert.match(answer.headers['content-disposition'], new RegExp(`^attachment; filename="${resource.name}-\\d{4}-\\d\\d-\\d\\d\\.csv"$`))
      const found = (await csv(`${resource.path}.csv`)).find(({ id }) => id === row.id)
      const shown = (await person.get(`${resource.path}/${row.id}`))
      assert.deepEqual(Object.keys(found), Object.keys(shown.json))
      for (const [name, value] of Object.entries(shown.json))
        if (typeof value === 'number') assert.equal(found[name], shown.number(name))
        else if (!name.endsWith('url')) assert.equal(found[name].replaceAll(' ', ''), cell(value).replaceAll(' ', ''), name)
    })
  it('keeps what a cell may hold, and guards formulas', async () => {
    const notes = ['plain', 'a,b', 'a "b"', 'a\r\nb', ' a ', 'ä 🏠', '=1+1', '+1+1', '-x', '@sum', '\tx', '\rx', '-5', '+352661123456', '-1.50', '-', '=', "'x", '"=1"', '1-1']
    const username = unique('u')
    for (const text of notes) await person.make('/api/contacts', contact({ username, notes: text, tags: ['a,b', '"c"'] }))
    const rows = await csv(`/api/contacts.csv?sort=created_at&fields=notes,tags,username`)
    const guarded = new Set(['=1+1', '+1+1', '-x', '@sum', '\tx', '\rx', '-', '='])
    assert.deepEqual(rows.filter((r) => r.username === username).map((r) => r.notes), notes.map((t) => (guarded.has(t) ? `'${t}` : t)))
    assert.deepEqual(JSON.parse(rows.find((r) => r.username === username).tags), ['a,b', '"c"'])
  })
  it('is filtered, sorted, searched, cut to fields and shows the deleted as a list does', async () => {
    const city = unique('city'), word = () => unique('R').replaceAll('-', ''), made = [] // a search goes by words
    for (const price of [3, 1, 2]) made.push(await person.make('/api/properties', property({ city, price, reference: word() })))
    const prices = async (query) => (await csv(`/api/properties.csv?city=${city}&${query}`)).map((r) => r.price)
    assert.deepEqual(await prices('sort=price'), ['1.00', '2.00', '3.00'])
    assert.deepEqual(await prices('sort=-price&price[gte]=2'), ['3.00', '2.00'])
    assert.deepEqual(await prices(`q=${made[0].reference}`), ['3.00'])
    assert.deepEqual(Object.keys((await csv(`/api/properties.csv?city=${city}&fields=price`))[0]), ['id', 'price'])
    assert.equal((await person.del(`/api/properties/${made[0].id}`)).status, 204)
    assert.deepEqual(await prices('deleted=only'), ['3.00'])
    assert.deepEqual(await prices('sort=price&deleted=with'), ['1.00', '2.00', '3.00'])
  })
  it('of nothing is its header line', async () =>
    assert.equal((await person.get('/api/contacts.csv?fields=name&name=nobody-at-all')).text, 'id,name\r\n'))
  it('has the headers alone for HEAD', async () => {
    const head = await person.ask('HEAD', '/api/contacts.csv')
    assert.deepEqual([head.status, head.text], [200, ''])
  })
  it('shows no other agency\'s rows, and only one\'s own where that is the rule', async () => {
    const other = await newAgency('elsewhere')
    const theirs = await other.owner.make('/api/contacts', contact())
    const agent = await other.agent()
    const own = await agent.make('/api/contacts', contact())
    assert.ok(!(await csv('/api/contacts.csv')).some(({ id }) => id === theirs.id))
    await other.setVisibility('owner')
    assert.deepEqual((await csv('/api/contacts.csv', agent)).map(({ id }) => id), [own.id])
  })
  it('asks for the role that the list asks for', async () => {
    const agent = await agency.agent()
    assertForbidden(await agent.get('/api/invitations.csv'), 'admin')
  })
  for (const query of ['limit=5', 'cursor=x', 'page=1', 'count=exact', 'include=contact'])
    it(`takes no ${query}`, async () =>
      assertViolations(await person.get(`/api/contacts.csv?${query}`), [{ pointer: query.split('=')[0], code: 'unknown_parameter' }], 400, 'bad-query'))
})

describe('a large export', () => {
  const MOST = 10000
  let big
  before(async () => {
    big = await newAgency('big')
    // only what is searched for below needs all that comes with a record
    const rows = (searched) => `insert into public.contacts (id, agency_id, owner_id, name, created_at)
      select gen_random_uuid(), :'agency', :'owner', 'N' || n, now() - make_interval(secs => n / 7) from generate_series(1, ${MOST}) n
      where (n::text like '99%') = ${searched}`
    await sql(`set session_replication_role = replica; ${rows(false)}; set session_replication_role = origin; ${rows(true)}`,
      { agency: await big.id(), owner: await big.owner.id() })
    await sql('analyze public.contacts')
  })
  it(`has ${MOST} rows, each once, in order`, async () => {
    const rows = await csv('/api/contacts.csv?fields=name,created_at', big.owner)
    assert.equal(rows.length, MOST)
    assert.equal(new Set(rows.map(({ id }) => id)).size, MOST)
    for (let i = 1; i < MOST; i++) assert.ok(new Date(rows[i].created_at) <= new Date(rows[i - 1].created_at))
  })
  it('takes no more memory of a worker than a page needs', { skip: without('FCGI_SOCKET') || (process.env.OPTION_FILE ? 'not the workers that are installed' : false) }, async (t) => {
    const worker = await ownWorker({})
    t.after(() => worker.stop())
    const { status, body } = await exchange(asNginx('GET', '/api/contacts.csv', [['HTTP_AUTHORIZATION', `Bearer ${big.owner.token}`]]), '', { path: worker.socket })
    assert.equal(status, 200)
    assert.ok(body.length > 1_000_000, `${body.length} bytes`)
    const peak = Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${worker.worker()}/status`, 'utf8'))[1])
    assert.ok(peak < 40000, `${peak} kB`)
  })
  it('of more rows is refused, and says how to go on', async () => {
    await big.owner.make('/api/contacts', contact())
    assertViolations(await big.owner.get('/api/contacts.csv'), [{ pointer: '', code: 'too_many', params: { max: MOST } }], 400, 'bad-query')
    assert.equal((await csv('/api/contacts.csv?name[like]=N99', big.owner)).length > 50, true)
  })
})
