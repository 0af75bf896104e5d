// SPDX-License-Identifier: Apache-2.0
// Lists: order with nulls last both ways, cursors over ties, nulls and rows that come in between, pages, counts, fields.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { assertViolations } from './lib/expect.js'
import { resources } from './lib/openapi.js'
import { contact, newAgency, property } from './lib/world.js'

let person, rows
// many ties, many nulls
const PRICES = [100, 100, 100, 200, 200, null, null, null, 50.5, 50.5, 1e11, 0, 0, null, 100]
const CITIES = ['Diekirch', 'Esch', null, 'Diekirch', 'Wiltz', 'Esch', null, 'Diekirch', 'Wiltz', 'Esch', 'Diekirch', null, 'Diekirch', 'Esch', 'Wiltz']

before(async () => {
  person = (await newAgency('lists')).owner
  rows = []
  for (let i = 0; i < PRICES.length; i++)
    rows.push(await person.make('/api/properties', property({ price: PRICES[i], city: CITIES[i], bedrooms: i % 3, status: i % 2 ? 'active' : 'draft' })))
})

const list = async (query) => {
  const answer = await person.get(`/api/properties?${query}`)
  assert.equal(answer.status, 200, String(answer))
  return answer.json
}

/** The order that a sort asks for, worked out here: nulls last both ways, id breaks ties in the last key's direction. */
function ordered(sort, of = rows) {
  const keys = sort.split(',').map((key) => [key.replace('-', ''), key.startsWith('-') ? -1 : 1])
  const last = keys.at(-1)[1]
  return [...of].sort((a, b) => {
    for (const [key, sign] of keys) {
      if (a[key] === b[key]) continue
      if (a[key] === null) return 1
      if (b[key] === null) return -1
      return (a[key] < b[key] ? -1 : 1) * sign
    }
    return (a.id < b.id ? -1 : 1) * last
  }).map((row) => row.id)
}

const SORTS = ['price', '-price', 'city', '-city', 'city,price', '-city,price', 'city,-price', '-city,-price', 'bedrooms,city,-price', '-bedrooms,-city,price', 'created_at', '-created_at', 'published_at', '-published_at,price',
  'status,-published_at,city', 'reference', '-living_area']

async function walk(query, limit, between = async () => {}) {
  const seen = []
  let cursor = ''
  for (let page = 0; ; page++) {
    assert.ok(page < 50, 'the cursor goes in circles')
    const { data, pagination } = await list(`${query}&limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    seen.push(...data)
    assert.equal(pagination.has_more, pagination.next_cursor !== null)
    assert.equal(pagination.limit, limit)
    if (!pagination.has_more) return seen
    assert.equal(data.length, limit)
    cursor = pagination.next_cursor
    await between(page)
  }
}

describe('sort', () => {
  for (const sort of SORTS)
    it(sort, async () => assert.deepEqual((await list(`sort=${sort}&limit=200`)).data.map((row) => row.id), ordered(sort)))
  it('newest first when nothing is said', async () => assert.deepEqual((await list('limit=200')).data.map((row) => row.id), ordered('-created_at')))
  for (const [sort, code] of [['nope', 'unknown_sort'], ['', 'unknown_sort'], ['price,', 'unknown_sort'], ['--price', 'unknown_sort'], ['+price', 'unknown_sort'], ['notes', 'unknown_sort'], ['price desc', 'unknown_sort'], ['id', 'unknown_sort'],
    ['price,city,bedrooms,status', 'too_many'], ['PRICE', 'unknown_sort'], ['price;drop table x', 'unknown_sort']])
    it(`${sort || '(nothing)'} is refused`, async () => assertViolations(await person.get(`/api/properties?sort=${encodeURIComponent(sort)}`), [{ pointer: 'sort', code }], 400, 'bad-query'))
  for (const resource of resources)
    it(`every field that ${resource.name} can be sorted by sorts`, async () => {
      const refusal = await person.get(`${resource.path}?sort=nope`)
      const names = /sorted by (.*), each/.exec(refusal.json.errors[0].detail)[1].split(', ')
      for (const name of names) for (const sign of ['', '-']) assert.equal((await person.get(`${resource.path}?sort=${sign}${name}`)).status, 200, name)
    })
})

describe('cursor', () => {
  for (const sort of SORTS)
    for (const limit of [1, 2, 7])
      it(`${sort} by ${limit}: each row once`, async () => assert.deepEqual((await walk(`sort=${sort}`, limit)).map((row) => row.id), ordered(sort)))
  it('goes on with filters, fields and include', async () => {
    const seen = await walk('sort=price&city[in]=Diekirch,Esch&fields=id&include=contact', 2)
    assert.deepEqual(seen.map((row) => row.id), ordered('price', rows.filter((row) => ['Diekirch', 'Esch'].includes(row.city))))
    assert.deepEqual(Object.keys(seen[0]), ['id', 'contact'])
  })
  it('rows made, changed and deleted in between: none of the others twice or lost', async () => {
    const other = (await newAgency('between')).owner
    const mine = []
    for (let i = 0; i < 20; i++) mine.push(await other.make('/api/contacts', contact({ name: `n${i % 4}`, last_contacted_at: i % 3 ? `2026-01-0${(i % 5) + 1}T00:00:00Z` : null })))
    for (const sort of ['name', '-name', 'last_contacted_at', '-last_contacted_at', 'created_at', '-created_at']) {
      const seen = []
      let cursor
      do {
        const answer = await other.get(`/api/contacts?sort=${sort}&limit=3${cursor ? `&cursor=${cursor}` : ''}`)
        const { data, pagination } = answer.json
        seen.push(...data.map((row) => row.id))
        cursor = pagination.next_cursor
        const extra = await other.make('/api/contacts', contact({ name: 'n2' }))
        await other.del(`/api/contacts/${extra.id}`)
        await other.make('/api/contacts', contact({ name: 'n0', last_contacted_at: '2026-01-03T00:00:00Z' }))
      } while (cursor && seen.length < 200)
      for (const row of mine) assert.equal(seen.filter((id) => id === row.id).length, 1, `${sort} ${row.name}`)
      assert.equal(new Set(seen).size, seen.length, sort)
    }
  })
  it('of another list cannot be used', async () => {
    const { next_cursor: cursor } = (await list('sort=price&limit=2')).pagination
    for (const query of ['sort=-price', 'sort=city', '', 'sort=price&city=Esch', 'sort=price&q=x', 'sort=price&deleted=with'])
      assertProblem(await person.get(`/api/properties?limit=2&${query}&cursor=${cursor}`), 400, 'bad-cursor')
    assertProblem(await person.get(`/api/contacts?limit=2&cursor=${cursor}`), 400, 'bad-cursor')
  })
  it('may be used with another limit', async () => {
    const { next_cursor: cursor } = (await list('sort=price&limit=2')).pagination
    assert.deepEqual((await list(`sort=price&limit=5&cursor=${cursor}`)).data.map((row) => row.id), ordered('price').slice(2, 7))
  })
  it('that was made up or changed is refused', async () => {
    const { next_cursor: cursor } = (await list('sort=price&limit=2')).pagination
    const flipped = (i) => cursor.slice(0, i) + (cursor[i] === 'A' ? 'B' : 'A') + cursor.slice(i + 1)
    for (const bad of ['', 'x', 'AAAA', cursor.slice(0, -1), `${cursor}A`, flipped(0), flipped(10), flipped(cursor.length - 4), cursor.toLowerCase(), `${cursor}=`, '😀', 'A'.repeat(3000)])
      assertProblem(await person.get(`/api/properties?sort=price&limit=2&cursor=${encodeURIComponent(bad)}`), 400, 'bad-cursor')
  })
  it('of another agency says nothing about it', async () => {
    const stranger = (await newAgency('stranger')).owner
    const { next_cursor: cursor } = (await list('sort=price&limit=2')).pagination
    const answer = await stranger.get(`/api/properties?sort=price&limit=2&cursor=${cursor}`)
    if (answer.status === 200) assert.deepEqual(answer.json.data, [])
    else assertProblem(answer, 400, 'bad-cursor')
  })
})

describe('limit', () => {
  it('is 25 when nothing is said', async () => assert.equal((await list('')).pagination.limit, 25))
  for (const [limit, code] of [['0', 'out_of_range'], ['201', 'out_of_range'], ['-1', 'type'], ['x', 'type'], ['', 'type'], ['1.5', 'type'], ['1e1', 'type'], ['+5', 'type'], ['99999999999999999999', 'type'], ['٣', 'type'], [' 5', 'type']])
    it(`${limit || '(nothing)'} is refused`, async () => assertViolations(await person.get(`/api/properties?limit=${encodeURIComponent(limit)}`), [{ pointer: 'limit', code }], 400, 'bad-query'))
  it('a list without rows', async () => assert.deepEqual(await list('city=Nowhere'), { data: [], pagination: { limit: 25, next_cursor: null, has_more: false } }))
})

describe('pages and counts', () => {
  it('count=exact adds the total of what was asked for', async () => {
    assert.deepEqual((await list('count=exact&limit=2')).pagination.total, rows.length)
    assert.deepEqual((await list('count=exact&city=Diekirch')).pagination, { limit: 25, next_cursor: null, has_more: false, total: 5 })
    assert.equal((await list('limit=2')).pagination.total, undefined)
  })
  it('pages are the list cut into pieces, with their numbers', async () => {
    const wanted = ordered('city,-price')
    for (let page = 1; page <= 5; page++) {
      const { data, pagination } = await list(`sort=city,-price&limit=4&page=${page}`)
      assert.deepEqual(data.map((row) => row.id), wanted.slice((page - 1) * 4, page * 4))
      assert.deepEqual(pagination, { limit: 4, next_cursor: null, has_more: page < 4, total: 15, page, pages: 4 })
    }
  })
  it('page and cursor exclude each other', async () => {
    const { next_cursor: cursor } = (await list('limit=2')).pagination
    assertViolations(await person.get(`/api/properties?limit=2&page=1&cursor=${cursor}`), [{ pointer: 'page', code: 'excluded' }], 400, 'bad-query')
  })
  for (const [page, code] of [['0', 'out_of_range'], ['-1', 'type'], ['x', 'type'], ['1000001', 'out_of_range']])
    it(`page ${page} is refused`, async () => assertViolations(await person.get(`/api/properties?page=${page}`), [{ pointer: 'page', code }], 400, 'bad-query'))
  for (const count of ['yes', '', 'true', 'EXACT'])
    it(`count=${count} is refused`, async () => assertViolations(await person.get(`/api/properties?count=${count}`), [{ pointer: 'count', code: 'not_one_of' }], 400, 'bad-query'))
})

describe('fields', () => {
  it('only these, the id always', async () => {
    assert.deepEqual(Object.keys((await list('fields=price,city')).data[0]), ['id', 'price', 'city'])
    assert.deepEqual(Object.keys((await list('fields=id')).data[0]), ['id'])
    assert.deepEqual(Object.keys((await list('fields=price,price,id')).data[0]), ['id', 'price'])
  })
  it('details come only when they are asked for', async () => {
    const plain = Object.keys((await list('')).data[0])
    assert.ok(!plain.includes('description') && !plain.includes('notes') && plain.includes('title'))
    assert.deepEqual(Object.keys((await list('fields=notes,description')).data[0]), ['id', 'notes', 'description'])
  })
  it('of one record too, which shows all when nothing is said', async () => {
    const path = `/api/properties/${rows[0].id}`
    assert.deepEqual(Object.keys((await person.get(`${path}?fields=price`)).json), ['id', 'price'])
    assert.deepEqual(Object.keys((await person.get(path)).json), Object.keys(rows[0]))
  })
  for (const fields of ['nope', 'price,', '', 'agency_id', 'contact.name', '*', 'Price', 'price desc', 'token_hash'])
    it(`${fields || '(nothing)'} is refused with those there are`, async () => {
      const answer = await person.get(`/api/properties?fields=${encodeURIComponent(fields)}`)
      assertViolations(answer, [{ pointer: 'fields', code: 'unknown_field' }], 400, 'bad-query')
      assert.match(answer.json.errors[0].detail, /\bprice\b.*\bexternal_ref\b/)
    })
})
