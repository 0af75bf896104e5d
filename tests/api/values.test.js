// SPDX-License-Identifier: Apache-2.0
// What a field holds comes back as it was sent, or is refused by its name: numbers, times, texts in any script, formats,
// lengths, lists, texts per language.
import { readFileSync } from 'node:fs'
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertViolations } from './lib/expect.js'
import { contact, newAgency, property, unique } from './lib/world.js'

let person
before(async () => {
  person = (await newAgency('values')).owner
})

const createRaw = (path, body) => person.ask('POST', path, { body })

describe('numbers keep their digits', () => {
  const price = (text) => createRaw('/api/properties', `{"address":"a","price":${text}}`)
  for (const [sent, kept] of [
    ['0', '0.00'], ['0.01', '0.01'], ['1485000', '1485000.00'], ['1485000.5', '1485000.50'], ['999999999999.99', '999999999999.99'],
    ['0.10', '0.10'], ['1e3', '1000.00'], ['1.5E2', '150.00'], ['125e-2', '1.25'], ['1e0', '1.00'], ['-0', '0.00'], ['-0.0', '0.00'], ['0e5', '0.00'],
    ['123456789012.340', '123456789012.34'], ['450359962737.49', '450359962737.49'], ['0.000', '0.00'], ['70368744177.65', '70368744177.65'],
  ])
    it(`price ${sent} is ${kept}`, async () => {
      const answer = await price(sent)
      assert.equal(answer.status, 201, String(answer))
      assert.equal(answer.number('price'), kept)
      assert.equal((await person.get(answer.headers.location)).number('price'), kept)
    })
  for (const [sent, code, params] of [
    ['-0.01', 'out_of_range', { min: 0, max: 999999999999.99 }], ['-1e-9', 'out_of_range'], ['1000000000000', 'out_of_range'], ['1e12', 'out_of_range'],
    ['999999999999.991', 'out_of_range'], ['1e400', 'out_of_range'], ['1.005', 'precision', { scale: 2 }], ['1e-3', 'precision', { scale: 2 }],
    ['0.001', 'precision'], ['"12"', 'type', { expected: 'number' }], ['true', 'type', { expected: 'number' }], ['[]', 'type'], ['{}', 'type'],
  ])
    it(`price ${sent} is refused: ${code}`, async () => assertViolations(await price(sent), [{ pointer: '/price', code, ...(params && { params }) }]))

  for (const sent of ['1234567890123456789', '9'.repeat(500), '-1234567890123456789', `0.${'1'.repeat(500)}`])
    it(`price with ${sent.length} digits is refused at the field, beside all else`, async () =>
      assertViolations(await createRaw('/api/properties', `{"price":${sent},"bedrooms":${sent},"year_built":-${sent.replace('-', '')},"status":"new","nope":[${sent}]}`), [
        { pointer: '/address', code: 'required' }, { pointer: '/price', code: sent.includes('.') ? 'precision' : 'out_of_range' },
        { pointer: '/bedrooms', code: sent.includes('.') ? 'type' : 'out_of_range' }, { pointer: '/year_built', code: sent.includes('.') ? 'type' : 'out_of_range' },
        { pointer: '/status', code: 'not_one_of' }, { pointer: '/nope', code: 'unknown' },
      ]))
  it('a price of many digits may be written where a text is wanted: then that is wrong', async () =>
    assertViolations(await createRaw('/api/properties', '{"address":12345678901234567890}'), [{ pointer: '/address', code: 'type', params: { expected: 'string' } }]))

  it('every decimal of a row is exact', async () => {
    const sent = { latitude: '49.620481', longitude: '-179.999999', bathrooms: '2.5', living_area: '99999999.99', lot_area: '9999999999.99' }
    const answer = await createRaw('/api/properties', `{"address":"a",${Object.entries(sent).map(([k, v]) => `"${k}":${v}`).join()}}`)
    assert.equal(answer.status, 201, String(answer))
    for (const [name, digits] of Object.entries(sent)) assert.equal(answer.number(name), digits, name)
  })

  const bedrooms = (text) => createRaw('/api/properties', `{"address":"a","bedrooms":${text}}`)
  for (const [sent, kept] of [['0', '0'], ['99', '99'], ['-0', '0']])
    it(`bedrooms ${sent} is ${kept}`, async () => assert.equal((await bedrooms(sent)).number('bedrooms'), kept))
  for (const [sent, code] of [
    ['100', 'out_of_range'], ['-1', 'out_of_range'], ['2147483648', 'out_of_range'], ['999999999999999999', 'out_of_range'], ['1.5', 'type'], ['1.0', 'type'], ['1e1', 'type'], ['"3"', 'type'],
  ])
    it(`bedrooms ${sent} is refused: ${code}`, async () => assertViolations(await bedrooms(sent), [{ pointer: '/bedrooms', code }]))

  it('sqft follows from living_area', async () => {
    const made = await person.make('/api/properties', property({ living_area: 100 }))
    assert.equal(made.sqft, 1076)
    assert.equal((await person.patch(`/api/properties/${made.id}`, { living_area: 212.5 })).json.sqft, 2287)
    assert.equal((await person.patch(`/api/properties/${made.id}`, { living_area: null })).json.sqft, null)
  })
})

describe('times', () => {
  const create = (at) => person.post('/api/contacts', contact({ last_contacted_at: at }))
  for (const [sent, kept] of [
    ['2026-05-12T09:30:00Z', '2026-05-12T09:30:00Z'], ['2026-05-12T09:30:00.5Z', '2026-05-12T09:30:00.5Z'],
    ['2026-05-12T09:30:00.123456Z', '2026-05-12T09:30:00.123456Z'], ['2026-05-12T09:30:00.1234564Z', '2026-05-12T09:30:00.123456Z'],
    ['2026-05-12T11:30:00+02:00', '2026-05-12T09:30:00Z'], ['2026-05-12T00:00:00-11:30', '2026-05-12T11:30:00Z'], ['2026-05-12t09:30:00z', '2026-05-12T09:30:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'], ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'], ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'], ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59Z'], ['2026-05-12T09:30:00-00:00', '2026-05-12T09:30:00Z'],
  ])
    it(`${sent} is ${kept}`, async () => {
      const answer = await create(sent)
      assert.equal(answer.status, 201, String(answer))
      assert.equal(answer.json.last_contacted_at, kept)
    })
  for (const sent of [
    '2026-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-00-01T00:00:00Z', '2026-04-31T00:00:00Z', '2026-01-00T00:00:00Z', '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z', '2026-01-01T00:00:61Z', '2026-01-01', '2026-01-01 00:00:00Z', '2026-01-01T00:00Z', '2026-01-01T00:00:00', '2026-01-01T00:00:00+0200', '2026-01-01T00:00:00+02',
    '2026-01-01T00:00:00.Z', '26-01-01T00:00:00Z', '+12026-01-01T00:00:00Z', '0000-01-01T00:00:00Z', '-0001-01-01T00:00:00Z', '2026-01-01T00:00:00+15:00', '2026-01-01T00:00:00+02:60', 'now', 'infinity', '',
    ' 2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z ', '２０２６-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59-14:00', '9999-12-31T23:59:60Z', '9999-12-31T23:59:59.9999999Z',
  ])
    it(`${JSON.stringify(sent)} is refused`, async () => assertViolations(await create(sent), [{ pointer: '/last_contacted_at', code: 'format', params: { format: 'date-time' } }]))
  for (const sent of [1700000000, true, {}, []])
    it(`${JSON.stringify(sent)} is no time`, async () => assertViolations(await create(sent), [{ pointer: '/last_contacted_at', code: 'type', params: { expected: 'string' } }]))
})

// Strings that have broken programs: scripts, directions, joiners, look-alikes, controls, and what means something to SQL,
// JSON, HTML, shells, spreadsheets, templates, logs and file systems.
const HOSTILE = [
  'Œuvre d’été à Noël, ça: ñandú, Łódź, İstanbul, ẞ', 'Ελληνικά', 'Русский и українська', 'עברית בלי ניקוד', 'العربية ‏(من اليمين)', 'हिन्दी क्षत्रिय', 'ไทยไม่มีวรรค', '日本語の住所、東京都', '한국어 자모 ㄱㄴ',
  '中文地址：北京市', '𠜎𠜱𡿺', '👩‍👩‍👧‍👦🏳️‍🌈🇱🇺👍🏿', 'e\u0301 ≠ é', 'A\u030a Å \u212b', 'ﬁ ﬂ ½ № ℡', 'z̸̢̛͓̳̪̤a̷͎͗l̴̡̏g̵̞͐o̶̢͝', '\u202eexe.tpj\u202c', 'a\u200bb\u200cc\u200dd\u2060e\ufeff', '\ufeffBOM first', 'soft\u00adhyphen nbsp\u00a0end',
  'line\nbreak', 'tab\tand\rreturn', '\u0001\u0002\u001b[31mred\u001b[0m\u007f', '\u0085\u2028\u2029', '\ufffd\ufffe\uffff', '\u{10ffff}\u{e0001}\u{f0000}', '\ud83d\ude00'.repeat(3),
  "'; drop table contacts; --", "' or '1'='1", '"', "''", '\\', '\\\\', '\\0 \\x00 \\u0041', '$1 $2 %s %n %d', '{a,"b",NULL}', '{}', '[]', 'null', 'NULL', 'undefined', 'NaN', 'true', '0', '-1', '1e9', '$$ $a$ $a$',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '&amp;&lt;&#0;', '{{7*7}} ${7*7} <%= 7*7 %>', '=cmd|\' /C calc\'!A0', '+1+1', '-1+1', '@SUM(1)', '../../etc/passwd', 'C:\\Windows\\', 'con.txt', '%00%0a%0d',
  'a\r\nSet-Cookie: x=1', '`id` $(id) | ; &', '*', '?', '~', '_', '%', '%_%', 'a b  c   d', '.', '..', '/', ',', ', ,', ';', '—–-', '“„«»', '٣٤٥', 'ⅷ', '\u3000', 'x'.repeat(200),
]

describe('any text comes back as it was sent', () => {
  for (const text of HOSTILE)
    it(JSON.stringify(text.slice(0, 40)), async () => {
      const body = { name: text, username: text.slice(0, 40), notes: text, tags: [text.slice(0, 40), 'b'], external_ref: `${unique('r')}${text.slice(0, 20)}` }
      // half of a surrogate pair is no character: slicing must not make one
      for (const key of ['username', 'external_ref']) body[key] = body[key].toWellFormed?.() ?? body[key]
      body.tags[0] = body.tags[0].toWellFormed?.() ?? body.tags[0]
      const made = await person.make('/api/contacts', body)
      const read = (await person.get(`/api/contacts/${made.id}`)).json
      for (const [name, value] of Object.entries(body)) {
        assert.deepEqual(made[name], value, name)
        assert.deepEqual(read[name], value, name)
      }
      // escaped in another way it is the same text
      const escaped = JSON.stringify({ name: text }).replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      const patched = await person.ask('PATCH', `/api/contacts/${made.id}`, { body: escaped })
      assert.equal(patched.json.name, text)
      assert.equal(patched.json.version, 1, 'nothing was changed')
      // and it can be found by its reference
      const found = await person.get(`/api/contacts?external_ref=${encodeURIComponent(body.external_ref)}`)
      assert.deepEqual(found.json.data.map((row) => row.id), [made.id])
    })

  it('texts per language too, and in their names only language tags', async () => {
    const title = Object.fromEntries(HOSTILE.slice(0, 20).map((text, i) => [`x${String.fromCharCode(97 + i)}`, text]))
    const made = await person.make('/api/properties', property({ title }))
    assert.deepEqual((await person.get(`/api/properties/${made.id}`)).json.title, title)
  })

  it('an answer says that it is JSON, and is UTF-8', async () => {
    const made = await person.post('/api/contacts', contact({ name: 'Zoë 😀' }))
    assert.equal(made.type, 'application/json')
    assert.match(made.text, /Zoë 😀/)
  })
})

describe('lengths are counted in characters, not bytes', () => {
  const cases = [['/api/contacts', contact, 'name', 200], ['/api/contacts', contact, 'username', 80], ['/api/contacts', contact, 'notes', 10000], ['/api/contacts', contact, 'external_ref', 120],
    ['/api/properties', property, 'address', 300], ['/api/properties', property, 'reference', 40], ['/api/properties', property, 'zip_code', 20], ['/api/properties', property, 'notes', 10000]]
  for (const [path, body, field, most] of cases)
    for (const letter of ['x', 'é', '😀'])
      it(`${field} of ${path.slice(5)}: ${most} times ${letter} fits, one more does not`, async () => {
        const text = unique('').slice(-12) + letter.repeat(most - 12)
        const made = await person.make(path, body({ [field]: text }))
        assert.equal((await person.get(`${path}/${made.id}`)).json[field], text)
        assertViolations(await person.post(path, body({ [field]: `${text}${letter}` })), [{ pointer: `/${field}`, code: 'too_long', params: { max: most } }])
      })
  for (const [path, body, field] of [['/api/contacts', contact, 'name'], ['/api/properties', property, 'address'], ['/api/contacts', contact, 'external_ref'], ['/api/properties', property, 'reference']])
    it(`${field} of ${path.slice(5)} must not be empty`, async () => assertViolations(await person.post(path, body({ [field]: '' })), [{ pointer: `/${field}`, code: 'required' }]))
})

describe('formats', () => {
  const one = (path, base, field) => ({
    good: (sent, kept = sent) => it(`${field} ${JSON.stringify(sent)} is ${JSON.stringify(kept)}`, async () => {
      const made = await person.post(path, base({ [field]: sent }))
      assert.equal(made.status, 201, String(made))
      assert.equal(made.json[field], kept)
    }),
    bad: (sent, code = 'format') => it(`${field} ${JSON.stringify(sent)} is refused`, async () => assertViolations(await person.post(path, base({ [field]: sent })), [{ pointer: `/${field}`, code }])),
  })
  const phone = one('/api/contacts', contact, 'phone')
  phone.good('+352661123456')
  phone.good('+352 661 123-456', '+352661123456')
  phone.good('00352 (661) 12.34.56', '+352661123456')
  phone.good('+1 (555) 010/0199', '+15550100199')
  for (const bad of ['', '661123456', '+', '+0352661123456', '+352', '+3526611234561234567', '+352661a23456', '++352661123456', '+٣٥٢٦٦١١٢٣٤٥٦', '352+661123456', 'tel:+352661123456']) phone.bad(bad)
  it('phone_raw keeps what was typed, and goes with it', async () => {
    const made = await person.make('/api/contacts', contact({ phone: '00352 661 12 34 56' }))
    assert.equal(made.phone_raw, '00352 661 12 34 56')
    const patched = await person.patch(`/api/contacts/${made.id}`, { phone: '+352 621 000 111' })
    assert.deepEqual([patched.json.phone, patched.json.phone_raw], ['+352621000111', '+352 621 000 111'])
    const cleared = await person.patch(`/api/contacts/${made.id}`, { phone: null })
    assert.deepEqual([cleared.json.phone, cleared.json.phone_raw], [null, null])
  })

  const email = one('/api/contacts', contact, 'email')
  const local = unique('jose').toLowerCase()
  email.good(`${local}@example.com`)
  email.good(`${local}+tag@EXAMPLE.com`, `${local}+tag@example.com`)
  email.good(`Ünï.${local}@bücher.example`)
  const emails = JSON.parse(readFileSync(new URL('../vectors/email.json', import.meta.url)))
  for (const { address } of emails.valid) email.good(address)
  for (const { address } of emails.invalid) email.bad(address)

  const country = one('/api/properties', property, 'country')
  country.good('LU')
  for (const bad of ['', 'lu', 'LUX', 'L', 'L1', 'ÄÖ']) country.bad(bad)
  const currency = one('/api/properties', property, 'currency')
  currency.good('CHF')
  for (const bad of ['', 'chf', 'CH', 'EURO', '€']) currency.bad(bad)
  const status = one('/api/properties', property, 'status')
  status.good('off_market')
  for (const bad of ['', 'Active', 'active ', 'active|sold', 'nonsense']) status.bad(bad, 'not_one_of')
  const id = one('/api/properties', property, 'contact_id')
  for (const bad of ['', 'x', '01890a5d-ac96-774b-bcce-b302099a805', '{01890a5d-ac96-774b-bcce-b302099a8057}', 'urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057']) id.bad(bad)
  it('an id may be written in capitals', async () => {
    const { id: contactId } = await person.make('/api/contacts', contact())
    assert.equal((await person.make('/api/properties', property({ contact_id: contactId.toUpperCase() }))).contact_id, contactId)
    assert.equal((await person.get(`/api/contacts/${contactId.toUpperCase()}`)).status, 200)
  })
  it('not_one_of lists what is allowed', async () =>
    assertViolations(await person.post('/api/properties', property({ transaction: 'swap' })), [{ pointer: '/transaction', code: 'not_one_of', params: { allowed: ['sale', 'rent'] } }]))
})

describe('lists of texts', () => {
  const create = (tags) => person.post('/api/contacts', contact({ tags }))
  for (const tags of [[], ['a'], ['a', 'a'], ['a,b', '"', '\\', '{}', 'null', 'NULL', ' ', '😀'], Array.from({ length: 50 }, (_, i) => `t${i}`), ['é'.repeat(80)]])
    it(`${JSON.stringify(tags).slice(0, 60)} comes back`, async () => assert.deepEqual((await create(tags)).json.tags, tags))
  it('each wrong item is named by its place', async () =>
    assertViolations(await create(['ok', '', 5, null, 'x'.repeat(81), {}]), [
      { pointer: '/tags/1', code: 'required' }, { pointer: '/tags/2', code: 'type' }, { pointer: '/tags/3', code: 'type' },
      { pointer: '/tags/4', code: 'too_long', params: { max: 80 } }, { pointer: '/tags/5', code: 'type' }]))
  it('51 are too many', async () => assertViolations(await create(Array(51).fill('x')), [{ pointer: '/tags', code: 'too_many', params: { max: 50 } }]))
  it('a text is no list', async () => assertViolations(await create('a'), [{ pointer: '/tags', code: 'type', params: { expected: 'array' } }]))
})

describe('texts per language', () => {
  const create = (title) => person.post('/api/properties', property({ title }))
  for (const title of [{}, { en: 'House' }, { en: 'House', fr: 'Maison', 'fr-LU': 'Maison', 'zh-Hant-TW': '房子', lb: '' }])
    it(`${JSON.stringify(title)} comes back`, async () => assert.deepEqual((await create(title)).json.title, title))
  it('null leaves a language out', async () => assert.deepEqual((await create({ en: 'House', fr: null })).json.title, { en: 'House' }))
  it('each wrong language and text is named', async () =>
    assertViolations(await create({ en: 1, English: 'x', 'e/n': 'x', fr: 'x'.repeat(201), de: {} }), [
      { pointer: '/title/en', code: 'type' }, { pointer: '/title/English', code: 'format', params: { format: 'locale' } }, { pointer: '/title/e~1n', code: 'format' },
      { pointer: '/title/fr', code: 'too_long', params: { max: 200 } }, { pointer: '/title/de', code: 'type' }]))
  for (const wrong of ['House', [], 5, true])
    it(`${JSON.stringify(wrong)} is no such object`, async () => assertViolations(await create(wrong), [{ pointer: '/title', code: 'type', params: { expected: 'object' } }]))
})

describe('all that is wrong is told at once', () => {
  it('in one answer, with what each field asks for', async () =>
    assertViolations(await person.post('/api/properties', {
      owner_id: 5, reference: 'x'.repeat(41), title: { en: 'x'.repeat(201), '?': 'x' }, status: 'new', country: 'Luxembourg', latitude: 91, price: -1, currency: null, bedrooms: 1.5,
      year_built: 99, features: ['a', ''], contact_id: 'x', id: 'x', nonsense: 1, version: 3,
    }), [
      { pointer: '/address', code: 'required' }, { pointer: '/owner_id', code: 'type' }, { pointer: '/reference', code: 'too_long', params: { max: 40 } }, { pointer: '/title/en', code: 'too_long' },
      { pointer: '/title/?', code: 'format' }, { pointer: '/status', code: 'not_one_of' }, { pointer: '/country', code: 'format' }, { pointer: '/latitude', code: 'out_of_range', params: { min: -90, max: 90 } },
      { pointer: '/price', code: 'out_of_range' }, { pointer: '/currency', code: 'required' }, { pointer: '/bedrooms', code: 'type' }, { pointer: '/year_built', code: 'out_of_range', params: { min: 1000, max: 2200 } },
      { pointer: '/features/1', code: 'required' }, { pointer: '/contact_id', code: 'format' }, { pointer: '/id', code: 'read_only' }, { pointer: '/nonsense', code: 'unknown' }, { pointer: '/version', code: 'read_only' },
    ]))
  it('but not more than a hundred', async () => {
    const body = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, 1]))
    assert.equal((await person.post('/api/contacts', body)).json.errors.length, 100)
  })
})
