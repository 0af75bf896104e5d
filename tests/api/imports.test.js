// SPDX-License-Identifier: Apache-2.0
// Files that become records, the whole way: what is seen in them, tried out, written, told of what cannot be, and undone. And cards
// of people, out of one agency and into another.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import ICAL from 'ical.js'
import { assertProblem } from './lib/http.js'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { eventually } from './lib/retry.js'
import { put } from './lib/uploads.js'
import { contact, newAgency, unique } from './lib/world.js'

let agency, owner, anna
before(async () => {
  agency = await newAgency('imports')
  owner = agency.owner
  anna = await agency.agent()
})

const BUSY = ['analysing', 'previewing', 'running']
const settled = (person, id) => eventually(async () => {
  const { json } = await person.get(`/api/imports/${id}`)
  return !BUSY.includes(json.status) && json
})
/** The file as the body itself, in its own bytes. */
async function begin(person, table, file_name, bytes, type = 'text/csv') {
  const answer = await person.ask('POST', `/api/${table}/import?file_name=${file_name}`, { body: bytes, headers: { 'Content-Type': type } })
  assert.equal(answer.status, 202, String(answer))
  assert.equal(answer.headers.location, `/api/imports/${answer.json.id}`)
  return settled(person, answer.json.id)
}
async function ask(person, { id }, step, body = {}) {
  const answer = await person.post(`/api/imports/${id}/${step}`, body)
  assert.equal(answer.status, 202, String(answer))
  return settled(person, id)
}
const counts = ({ status, new_count, changed_count, same_count, wrong_count }) => [status, new_count, changed_count, same_count, wrong_count]
const rowsOf = async (person, { id }, query = '') => (await person.get(`/api/imports/${id}/rows${query}`)).json.data
const people = async (person, filter = '') => (await person.get(`/api/contacts?sort=name&include=contact_emails,contact_phones&fields=name,email,phone,tags,notes,type${filter}`)).json.data
const addresses = ({ contact_emails }) => contact_emails.data.map(({ email }) => email).sort()

describe('a table of contacts', () => {
  const email = (name) => `${name}@people.example`
  const csv = Buffer.from(['Nom;Prénom;E-mail;Tél;Étiquettes;Type',
    `Weber;Josée;${email('josee')}, ${email('weber')};+352 661 123 450;vip, nord;Acheteur`,
    `O'Hara;Tim;tim@;;;`, `Kieffer;Anne;${email('anne')};00352 621 000 111;;`, `Kieffer;Anne;${email('anne')};;nouveau;`, ''].join('\r\n'), 'latin1')
  let found
  it('is read in its encoding, with its delimiter, and its columns are known', async () => {
    found = await begin(owner, 'contacts', 'people.csv', csv)
    const { format, encoding, delimiter, has_header, decimal_mark, row_count, mapping, match_by, status } = found
    assert.deepEqual({ format, encoding, delimiter, has_header, decimal_mark, row_count, match_by, status },
      { format: 'csv', encoding: 'windows-1252', delimiter: ';', has_header: true, decimal_mark: '.', row_count: 4, match_by: ['email'], status: 'mapping' })
    assert.deepEqual(mapping.map(({ column, field }) => [column, field]),
      [['E-mail', 'email'], ['Type', 'type'], ['Prénom', 'name'], ['Nom', 'name'], ['Tél', 'phone'], ['Étiquettes', 'tags']])
    assert.deepEqual(found.columns[2], { name: 'E-mail', samples: [`${email('josee')}, ${email('weber')}`, 'tim@', email('anne')] })
  })
  it('is tried out without a trace, and then does what was said', async () => {
    assert.deepEqual(counts(await ask(owner, found, 'preview')), ['previewed', 2, 1, 0, 1])
    assert.deepEqual(await people(owner), [])
    assert.deepEqual(counts(await ask(owner, found, 'run')), ['completed', 2, 1, 0, 1])
    const [anne, josee, ...more] = await people(owner)
    assert.deepEqual([anne.name, anne.phone, anne.tags, more], ['Anne Kieffer', '+352621000111', ['nouveau'], []])
    assert.deepEqual([josee.name, josee.email, josee.phone, josee.tags, josee.type], ['Josée Weber', email('josee'), '+352661123450', ['vip', 'nord'], 'buyer'])
    assert.deepEqual(addresses(josee), [email('josee'), email('weber')])
    assert.deepEqual((await rowsOf(owner, found)).map(({ n, outcome, record_id }) => [n, outcome, record_id]),
      [[1, 'new', josee.id], [2, 'wrong', null], [3, 'new', anne.id], [4, 'changed', anne.id]])
  })
  it('gives back the rows that are wrong, with reasons', async () => {
    assert.deepEqual((await rowsOf(owner, found, '?outcome=wrong'))[0].reasons, [{ field: 'email', code: 'format', params: { format: 'email' }, detail: 'must be an e-mail address' }])
    const file = await owner.get(`/api/imports/${found.id}/failed`)
    assert.equal(file.type, 'text/csv; charset=utf-8; header=present')
    assert.equal(file.text, `row,Nom,Prénom,E-mail,Tél,Étiquettes,Type,reasons\r\n2,O'Hara,Tim,tim@,,,,email must be an e-mail address\r\n`)
  })
  it('gives back all of them, however many', async () => {
    const made = await begin(owner, 'contacts', 'many.csv', `name,email\n${Array.from({ length: 2001 }, (_, i) => `N${i},wrong${i}`).join('\n')}\n`)
    assert.deepEqual(counts(await ask(owner, made, 'run')), ['completed', 0, 0, 0, 2001])
    const lines = (await owner.get(`/api/imports/${made.id}/failed`)).text.split('\r\n')
    assert.deepEqual([lines.length, lines[1000], lines[2001], lines[2002]],
      [2003, '1000,N999,wrong999,email must be an e-mail address', '2001,N2000,wrong2000,email must be an e-mail address', ''])
  })
  it('says nothing new the second time', async () => {
    const again = await begin(owner, 'contacts', 'people.csv', csv)
    assert.deepEqual(counts(await ask(owner, again, 'run')), ['completed', 0, 0, 3, 1])
  })
  it('is undone as a whole, but for what somebody has changed since', async () => {
    const [anne] = await people(owner)
    assert.equal((await owner.patch(`/api/contacts/${anne.id}`, { notes: 'Called' })).status, 200)
    const { json } = await owner.post(`/api/imports/${found.id}/undo`)
    const { result } = await eventually(async () => {
      const job = (await owner.get(`/api/jobs/${json.undo_job_id}`)).json
      return job.status === 'completed' && job
    })
    assert.equal(result.changed, 1)
    assert.deepEqual((await people(owner)).map(({ name }) => name), ['Anne Kieffer'])
    assertProblem(await owner.post(`/api/imports/${found.id}/undo`), 409, 'conflict', { reason: 'undone' })
  })
})

describe('a row', () => {
  it('that finds a record changes what it says, adds words, and empties nothing', async () => {
    const { id } = await owner.make('/api/contacts', contact({ name: 'Emma', external_ref: unique('e'), tags: ['old'], notes: 'Keep me' }))
    const { external_ref } = (await owner.get(`/api/contacts/${id}`)).json
    const made = await begin(owner, 'contacts', 'a.csv', `id,name,tags,notes\n${external_ref},Emma Nilsson,"new,OLD",\n`)
    assert.deepEqual(counts(await ask(owner, made, 'run', { match_by: ['external_ref'] })), ['completed', 0, 1, 0, 0])
    const { name, tags, notes } = (await owner.get(`/api/contacts/${id}`)).json
    assert.deepEqual({ name, tags, notes }, { name: 'Emma Nilsson', tags: ['old', 'new'], notes: 'Keep me' })
  })
  it('of a colleague\'s record is refused to an agent, and the others are taken', async () => {
    const theirs = `${unique('theirs')}@people.example`, mine = `${unique('mine')}@people.example`
    await owner.make('/api/contacts', contact({ name: 'Theirs', email: theirs }))
    const made = await begin(anna, 'contacts', 'b.csv', `name,email\nTaken over,${theirs}\nMine,${mine}\n`)
    assert.deepEqual(counts(await ask(anna, made, 'run')), ['completed', 1, 0, 0, 1])
    assert.equal((await rowsOf(anna, made, '?outcome=wrong'))[0].reasons[0].code, 'forbidden')
    assert.equal((await people(anna, `&email=${mine}`))[0].name, 'Mine')
  })
  it('of a property has numbers as people write them, in a language of their own', async () => {
    const reference = unique('R').slice(-20)
    const made = await begin(owner, 'properties', 'c.csv', `Réf;Titre;Adresse;Prix;Chambres;Surface;Type de bien;Vente/Location\n${reference};Belle maison;24, rue Ermesinde;1.485.000,50 €;4,0;212,5 m²;Maison;Vente\n`)
    assert.deepEqual(counts(await ask(owner, made, 'run', { mapping: [...made.mapping, { column: 'Vente/Location', field: 'transaction' }] })), ['completed', 1, 0, 0, 0])
    const { title, price, bedrooms, living_area, property_type, transaction, status } = (await owner.get(`/api/properties?reference=${reference}&fields=title,price,bedrooms,living_area,property_type,transaction,status`)).json.data[0]
    assert.deepEqual({ title: Object.values(title), price, bedrooms, living_area, property_type, transaction, status },
      { title: ['Belle maison'], price: 1485000.5, bedrooms: 4, living_area: 212.5, property_type: 'house', transaction: 'sale', status: 'draft' })
  })
})

describe('a file', () => {
  it('that was uploaded is read from the store, line by line', async () => {
    const email = `${unique('line')}@people.example`, bytes = Buffer.from(`{"name":"Line One","email":"${email}","tags":["a","b"]}\n\n{"name":"Line Two"}`)
    const presigned = await owner.post('/api/media/presign', { purpose: 'import', files: [{ filename: 'people.ndjson', content_type: 'application/x-ndjson', size: bytes.length }] })
    assert.equal(presigned.status, 200, String(presigned))
    const [slot] = presigned.json.files
    await put(slot, bytes)
    assertViolations(await anna.post('/api/contacts/import', { storage_key: slot.storage_key }), [{ pointer: '/storage_key', code: 'not_found' }])
    const { json } = await owner.post('/api/contacts/import', { file_name: 'people.ndjson', storage_key: slot.storage_key })
    const made = await settled(owner, json.id)
    assert.deepEqual([made.format, made.row_count], ['ndjson', 2])
    assert.deepEqual(counts(await ask(owner, made, 'run')), ['completed', 2, 0, 0, 0])
    assert.deepEqual((await people(owner, `&email=${email}`))[0].tags, ['a', 'b'])
  })
  it('that cannot be read says why, and can be looked into in another way', async () => {
    const broken = await begin(owner, 'contacts', 'broken.ndjson', '{"name":\n', 'application/x-ndjson')
    assert.deepEqual([broken.status, broken.problem.code], ['failed', 'validation'])
    assertProblem(await owner.post(`/api/imports/${broken.id}/run`, {}), 409, 'conflict', { reason: 'unread' })
    const plain = await begin(owner, 'contacts', 'plain.csv', 'Anne|Ben\nCleo|Dan\n')
    const again = await ask(owner, plain, 'analyse', { delimiter: ';', has_header: false })
    assert.deepEqual([plain.delimiter, plain.row_count, again.delimiter, again.row_count, again.columns.map(({ name }) => name)], ['|', 1, ';', 2, ['Column 1']])
  })
  it('names what of its mapping cannot be', async () => {
    const made = await begin(owner, 'contacts', 'd.csv', 'name,email\nx,y@z.example\n')
    assertProblem(await owner.post(`/api/imports/${made.id}/preview`, { mapping: [{ column: 'name' }] }), 422, 'validation')
    const wrong = await ask(owner, made, 'preview', { mapping: [{ column: 'nom', field: 'name' }, { column: 'name', field: 'owner_id' }], match_by: ['tags'] })
    assert.deepEqual([wrong.status, wrong.problem.code], ['mapping', 'validation'])
  })
})

describe('an import', () => {
  it('is moved on by its owner and by admins, and known to no other agency', async () => {
    const made = await begin(owner, 'contacts', 'e.csv', 'name\nx\n'), viewer = await agency.viewer(), stranger = await newAgency('strangers')
    assertForbidden(await viewer.post('/api/contacts/import', { content: 'name\nx\n' }))
    assertForbidden(await anna.post(`/api/imports/${made.id}/run`, {}))
    assertProblem(await stranger.owner.post(`/api/imports/${made.id}/run`, {}), 404, 'not-found')
    assertProblem(await stranger.owner.get(`/api/imports/${made.id}/failed`), 404, 'not-found')
  })
})

describe('cards', () => {
  const josee = { name: 'Josée Weber-Ève', email: 'josee@cards.example', phone: '+352 661 123 456', tags: ['vip', 'a, b'], notes: 'Ring twice,\nthen wait' }
  let home
  before(async () => {
    home = await newAgency('cards')
    const { id } = await home.owner.make('/api/contacts', { ...josee, name: josee.name })
    await home.owner.make('/api/contact_emails', { contact_id: id, email: 'work@cards.example', label: 'work' })
    await home.owner.make('/api/contact_phones', { contact_id: id, phone: '+352 26 12 34', label: 'Chez sa sœur' })
    await home.owner.make('/api/contacts', { name: 'Tim' })
  })
  for (const version of ['3.0', '4.0']) {
    it(`in ${version} are read by an independent library`, async () => {
      const { json: { data: [{ id }] } } = await home.owner.get('/api/contacts?email=josee@cards.example')
      const answer = await home.owner.get(`/api/contacts/${id}/vcf?version=${version}`)
      assert.equal(answer.type, 'text/vcard; charset=utf-8')
      const card = new ICAL.Component(ICAL.parse(answer.text)), values = (name) => card.getAllProperties(name).map((each) => each.getValues()).flat()
      assert.deepEqual([card.name, values('version'), values('fn'), values('email'), values('tel').map(String).sort(), values('categories'), values('note'), values('uid')],
        ['vcard', [version], [josee.name], ['josee@cards.example', 'work@cards.example'], ['+352261234', '+352661123456'], josee.tags, [josee.notes], [`urn:uuid:${id}`]])
      assert.deepEqual(card.getFirstPropertyValue('n'), ['Weber-Ève', 'Josée', '', '', ''])
    })
    it(`in ${version} go to another agency and are the same people there`, async () => {
      const { owner: there } = await newAgency('elsewhere'), { text } = await home.owner.get(`/api/contacts.vcf?version=${version}&sort=name`)
      const made = await begin(there, 'contacts', 'all.vcf', text, 'text/vcard')
      assert.deepEqual([made.format, made.row_count, made.match_by], ['vcard', 2, ['external_ref', 'email']])
      assert.deepEqual(counts(await ask(there, made, 'run')), ['completed', 2, 0, 0, 0])
      const [one, two] = await people(there)
      assert.deepEqual([one.name, one.email, one.phone, one.tags, one.notes, two.name], [josee.name, josee.email, '+352661123456', josee.tags, josee.notes, 'Tim'])
      assert.deepEqual(one.contact_emails.data.map(({ email, label }) => [email, label]).sort(), [['josee@cards.example', null], ['work@cards.example', 'work']])
      assert.deepEqual(one.contact_phones.data.map(({ phone, label }) => [phone, label]).sort(), [['+352261234', 'Chez sa sœur'], ['+352661123456', null]])
    })
  }
  it('of a list are those that it shows', async () => {
    const { text, headers } = await home.owner.get('/api/contacts.vcf?name[like]=Tim')
    assert.match(headers['content-disposition'], /^attachment; filename="contacts-\d{4}-\d\d-\d\d\.vcf"$/)
    assert.match(text, /^BEGIN:VCARD\r\nVERSION:4\.0\r\nUID:urn:uuid:[0-9a-f-]{36}\r\nFN:Tim\r\nN:Tim;;;;\r\nREV:\d{8}T\d{6}Z\r\nEND:VCARD\r\n$/)
  })
  it('of nobody are an empty line, and a vCard still', async () => {
    const { text, type } = await home.owner.get('/api/contacts.vcf?name[like]=Nobody')
    assert.deepEqual([text, type], ['\r\n', 'text/vcard; charset=utf-8'])
  })
  it('have two versions and no fields to choose', async () => {
    for (const path of ['/api/contacts.vcf?version=2.1', '/api/contacts.vcf?fields=name', `/api/contacts/${crypto.randomUUID()}/vcf?version=2.1`, '/api/contacts.vcf?limit=2'])
      assertProblem(await home.owner.get(path), 400, 'bad-query')
    assertProblem(await owner.get(`/api/contacts/${(await home.owner.get('/api/contacts')).json.data[0].id}/vcf`), 404, 'not-found')
    assertProblem(await home.owner.get(`/api/properties/${crypto.randomUUID()}/vcf`), 404, 'not-found')
  })
})
