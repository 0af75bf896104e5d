// SPDX-License-Identifier: Apache-2.0
// Every filter that openapi.json declares, for every table: finds exactly the rows that it should among rows with unlike
// values and nulls, and refuses nonsense by its name.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertViolations } from './lib/expect.js'
import { resources } from './lib/openapi.js'
import { sampleOf } from './lib/samples.js'
import { workDone } from './lib/work.js'
import { newAgency, unique } from './lib/world.js'

const ROWS = 4
const TEXTS = { country: ['LU', 'FR', 'DE'], currency: ['EUR', 'USD', 'CHF'] }
const nullable = (schema) => [schema.type].flat().includes('null')
const typeOf = (schema) => [schema.type].flat().find((type) => type !== 'null')

/** The i-th value of a field; the last row has null where null may be. undefined: leave it out. */
function value(name, schema, i) {
  if (i === ROWS - 1 && nullable(schema)) return null
  if (name in TEXTS) return TEXTS[name][i % 3]
  if (schema.enum) return schema.enum[i % schema.enum.length]
  switch (typeOf(schema)) {
    case 'integer': return (schema.minimum ?? 0) + i + 1
    case 'number': return i + 0.5
    case 'boolean': return i % 2 === 0
    case 'array': return i % 2 === 0 ? [`${name}${i}`, 'both'] : [`${name}${i}`]
    case 'object': return { en: `${name} ${i}` }
  }
  if (schema.format === 'date-time') return `2026-0${i + 1}-02T03:04:05.678901Z`
  if (schema.format === 'date') return `2026-0${i + 1}-02`
  if (schema.format === 'idn-email') return `${unique(name)}@example.com`
  if (schema.format === 'uuid') return undefined
  if (name === 'phone') return `+3526611234${i}0`
  return `${i}%_'"\\ ${unique(name)}`.slice(0, schema.maxLength ?? 200)
}

/** The text by which a filter asks for a value. */
const asText = (v) => String(v)

function wanted(row, field, operator, text) {
  const v = row[field]
  if (operator === 'null') return (v === null) === (text === 'true')
  if (v === null) return false
  const compare = () => (typeof v === 'number' ? v - Number(text) : new Date(v) - new Date(text) || (v < text ? -1 : v > text ? 1 : 0))
  switch (operator) {
    case undefined: return asText(v) === text
    case 'in': return text.split(',').includes(asText(v))
    case 'gt': return compare() > 0
    case 'gte': return compare() >= 0
    case 'lt': return compare() < 0
    case 'lte': return compare() <= 0
    case 'like': return v.toLowerCase().includes(text.toLowerCase())
    case 'contains': return text.split(',').every((tag) => v.includes(tag))
  }
  throw new Error(`the test does not know the operator ${operator}`)
}

const NONSENSE = {
  uuid: ['x', '123', '01890a5d-ac96-774b-bcce-b302099a805g', ''],
  integer: ['x', '1.5', '1e1', '', '+1', '0x10'],
  number: ['x', '1,5', 'NaN', 'Infinity', '0x10', '', '1 '],
  boolean: ['yes', '1', 'TRUE', ''],
  'date-time': ['yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00', '0', ''],
  date: ['yesterday', '2026-02-30', '2026-01-01T00:00:00Z', '0', ''],
  enum: ['nonsense', '', 'Draft'],
  email: ['@', 'a@b', ''],
}
const kindOf = (schema) => (schema.enum ? 'enum' : NONSENSE[schema.format] ? schema.format : typeOf(schema))

for (const resource of resources.filter((r) => r.filters.length > 0)) {
  const fieldOf = (parameter) => /^([a-z_]+?)(?:\[([a-z]+)\])?$/.exec(parameter.name)?.slice(1) ?? []
  const declared = resource.fieldFilters.filter((p) => fieldOf(p)[0])

  describe(`filters of ${resource.name}`, () => {
    let person, rows
    before(async () => {
      const agency = await newAgency('filters')
      person = agency.owner
      for (let i = 0; i < ROWS && resource.create && sampleOf(resource).posted !== false; i++) {
        const body = await sampleOf(resource).body(person)
        for (const [name, schema] of Object.entries(resource.create.properties)) {
          const v = sampleOf(resource).value?.(name, i) ?? value(name, schema, i)
          if (v !== undefined && !(v === null && name in body)) body[name] = v
        }
        if ('contact_id' in resource.create.properties && i < ROWS - 1) body.contact_id = (await person.make('/api/contacts', { name: 'A', email: `${unique('a')}@example.com` })).id
        await person.make(resource.path, body)
      }
      await sampleOf(resource).vary?.(agency)
      await workDone(agency)
      const { data } = (await person.get(`${resource.path}?limit=200`)).json
      rows = await Promise.all(data.map(async ({ id }) => (await person.get(`${resource.path}/${id}`)).json))
      assert.ok(rows.length > 0)
    })

    for (const parameter of declared) {
      const [field, operator] = fieldOf(parameter)
      it(`${parameter.name} finds exactly what it should`, async () => {
        const values = rows.map((row) => row[field]).filter((v) => v !== null && v.length !== 0)
        const texts = operator === 'null' ? ['true', 'false']
          : operator === 'in' ? [values.slice(0, 2).map(asText).join(','), asText(values[0])]
            : operator === 'contains' ? [values[0][0], values[0].join(','), 'no such word']
              : values.map(asText)
        assert.ok(texts.length > 0, `no value to filter by in any row: teach the test about ${field}`)
        for (const text of texts) {
          const answer = await person.get(`${resource.path}?limit=200&${encodeURIComponent(parameter.name)}=${encodeURIComponent(text)}`)
          assert.equal(answer.status, 200, String(answer))
          assert.deepEqual(answer.json.data.map((row) => row.id), rows.filter((row) => wanted(row, field, operator, text)).map((row) => row.id),
            `${parameter.name}=${text}`)
        }
      })

      const schema = resource.schema.properties[field]
      const nonsense = operator === 'null' ? NONSENSE.boolean : operator === 'like' || operator === 'contains' ? [''] : NONSENSE[kindOf(schema)] ?? []
      for (const text of nonsense.filter((t) => operator !== 'in' || !t.includes(',')))
        it(`${parameter.name}=${text || '(nothing)'} is refused`, async () => {
          const answer = await person.get(`${resource.path}?${encodeURIComponent(parameter.name)}=${encodeURIComponent(text)}`)
          const { errors } = answer.json
          assertViolations(answer, [{ pointer: parameter.name, code: errors?.[0]?.code }], 400, 'bad-query')
          assert.ok(['format', 'type', 'required'].includes(errors[0].code), errors[0].code)
        })
    }

    // [eq] too: what a name alone says has no second spelling
    for (const unknown of ['nope', 'eq']) it(`the operator ${unknown} is refused with those a field has`, async () => {
      for (const name of new Set(declared.map((p) => fieldOf(p)[0]))) {
        const answer = await person.get(`${resource.path}?${name}[${unknown}]=1`)
        assertViolations(answer, [{ pointer: `${name}[${unknown}]`, code: 'unknown_operator' }], 400, 'bad-query')
        const has = declared.map(fieldOf).filter(([field, operator]) => field === name && operator).map(([, operator]) => operator)
        assert.deepEqual(answer.json.errors[0].detail.replace('this field takes ', '').split(', ').sort(), has.sort())
      }
    })

    it('a field that is no filter is refused with those that are', async () => {
      const answer = await person.get(`${resource.path}?version=1`)
      assertViolations(answer, [{ pointer: 'version', code: 'unknown_parameter' }], 400, 'bad-query')
      for (const name of new Set(declared.map((p) => fieldOf(p)[0]))) assert.match(answer.json.errors[0].detail, new RegExp(`\\b${name}\\b`))
    })

    it('every wrong parameter is named, not the first alone', async () =>
      assertViolations(await person.get(`${resource.path}?nope=1&limit=0&fields=id,nope&sort=nope&version[gte]=1`), [
        { pointer: 'nope', code: 'unknown_parameter' }, { pointer: 'limit', code: 'out_of_range' }, { pointer: 'fields', code: 'unknown_field' },
        { pointer: 'sort', code: 'unknown_sort' }, { pointer: 'version[gte]', code: 'unknown_parameter' },
      ], 400, 'bad-query'))

    it('a parameter that comes twice is refused', async () => {
      for (const query of ['limit=1&limit=1', 'id[in]=x&id%5Bin%5D=y'])
        assertViolations(await person.get(`${resource.path}?${query}`), [{ pointer: decodeURIComponent(query.split('=')[0]), code: 'repeated' }], 400, 'bad-query')
    })
  })
}

describe('values beyond what a field may hold', () => {
  let person, id
  before(async () => {
    person = (await newAgency('beyond')).owner
    id = (await person.make('/api/properties', { address: 'a', bedrooms: 3, price: 1000 })).id
  })
  const found = async (query) => (await person.get(`/api/properties?${query}`)).json.data.map((row) => row.id)
  const LARGE = ['100', '3000000000', '99999999999', '999999999999999999', '9'.repeat(19), '9'.repeat(100)]
  const DECIMALS = [...LARGE.slice(1), '1e30', '1e400', '1e99999', '1234567.8901234567']
  for (const [field, values] of [['bedrooms', LARGE], ['price', DECIMALS]])
    for (const value of values)
      it(`${field} against ±${value}: smaller than the one, larger than the other`, async () => {
        for (const query of [`[lt]=${value}`, `[lte]=${value}`, `[gt]=-${value}`, `[gte]=-${value}`]) assert.deepEqual(await found(field + query), [id], query)
        for (const query of [`[gt]=${value}`, `[gte]=${value}`, `[lt]=-${value}`, `[lte]=-${value}`, `=${value}`, `=-${value}`, `[in]=${value},-${value}`]) assert.deepEqual(await found(field + query), [], query)
        assert.deepEqual(await found(`${field}[in]=${value},${field === 'price' ? '1e3' : '3'}`), [id])
      })
  it('what is too small to be seen is still more than nothing', async () => {
    const free = (await person.make('/api/properties', { address: 'a', price: 0 })).id
    for (const query of ['price[lt]=1e-400', 'price[gt]=-1e-99999', 'price=0e99999', 'price=-0']) assert.ok((await found(query)).includes(free), query)
    for (const query of ['price=1e-400', 'price[gt]=1e-99999']) assert.ok(!(await found(query)).includes(free), query)
  })
})

describe('names and values in the query', () => {
  let person
  before(async () => {
    person = (await newAgency('query')).owner
  })
  for (const query of ['%zz=1', 'limit=%', 'city=%FF', 'city=%00', '[gte]=1', 'price[]=1', 'price[gte=1', 'price[gte][lte]=1', 'price]gte[=1'])
    it(`?${query} is refused`, async () => {
      const answer = await person.get(`/api/properties?${query}`)
      assert.equal(answer.status, 400, String(answer))
      assert.equal(answer.json.type, '/problems/bad-query')
    })
  it('plus is a space, %2B a plus', async () => {
    await person.make('/api/properties', { address: 'a', city: 'Esch sur+Alzette' })
    assert.equal((await person.get('/api/properties?city=Esch+sur%2BAlzette')).json.data.length, 1)
    assert.equal((await person.get('/api/properties?city=Esch+sur+Alzette')).json.data.length, 0)
  })
  it('several filters must all hold', async () => {
    await person.make('/api/properties', { address: 'a', city: 'Diekirch', bedrooms: 3 })
    await person.make('/api/properties', { address: 'a', city: 'Diekirch', bedrooms: 4 })
    assert.equal((await person.get('/api/properties?city=Diekirch&bedrooms=4')).json.data.length, 1)
    assert.equal((await person.get('/api/properties?city=Diekirch&bedrooms[gte]=3&bedrooms[lt]=5')).json.data.length, 2)
  })
  it('a list of values may hold quotes, braces and backslashes', async () => {
    const city = 'a"b\\c{d}e'
    await person.make('/api/properties', { address: 'a', city })
    assert.equal((await person.get(`/api/properties?city[in]=${encodeURIComponent(`x,${city}`)}`)).json.data.length, 1)
  })
  it('more than 100 parameters are refused', async () => {
    const query = Array.from({ length: 101 }, (_, i) => `x${i}=1`).join('&')
    assert.equal((await person.get(`/api/properties?${query}`)).status, 400)
  })
  it('writes take no parameters but dry_run', async () =>
    assertViolations(await person.post('/api/properties?limit=1&x=1', { address: 'a' }),
      [{ pointer: 'limit', code: 'unknown_parameter' }, { pointer: 'x', code: 'unknown_parameter' }], 400, 'bad-query'))
})
