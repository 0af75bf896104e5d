// SPDX-License-Identifier: Apache-2.0
// Bundles: records of several tables that name each other, with their pictures, from a server of pictures that counts what is asked of it.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import http from 'node:http'
import { assertForbidden, assertViolations } from './lib/expect.js'
import { eventually } from './lib/retry.js'
import { sample, sha256, uploaded, upload } from './lib/uploads.js'
import { newAgency } from './lib/world.js'

const photo = sample('exif.jpg').bytes, other = sample('plain.jpg').bytes, plan = sample('plain.pdf').bytes
const files = { '/1.jpg': photo, '/2.png': sample('plain.png').bytes, '/plan.pdf': plan, '/page.html': Buffer.from('<html>'), '/plain/3.jpg': other }
const sent = []
let pictures, base, agency, owner
before(async () => {
  pictures = http.createServer((request, response) => {
    const bytes = files[request.url], etag = bytes && `"${sha256(bytes).slice(0, 8)}"`
    if (request.url === '/moved') return response.writeHead(302, { Location: '/2.png' }).end()
    if (!bytes) return response.writeHead(404).end('no')
    if (request.headers['if-none-match'] === etag) return response.writeHead(304).end()
    sent.push(request.url)
    response.writeHead(200, request.url.startsWith('/plain/') ? {} : { ETag: etag }).end(bytes)
  })
  await new Promise((resolve) => pictures.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${pictures.address().port}`
  agency = await newAgency('bundles')
  owner = agency.owner
})
after(() => pictures.close())

const BUSY = ['analysing', 'previewing', 'running']
const settled = (person, id) => eventually(async () => {
  const { json } = await person.get(`/api/imports/${id}`)
  return !BUSY.includes(json.status) && json
})
const text = (lines) => lines.map((line) => JSON.stringify(line)).join('\n')
async function begin(person, lines) {
  const answer = await person.ask('POST', '/api/imports?file_name=move.ndjson', { body: Buffer.from(text(lines)), headers: { 'Content-Type': 'application/x-ndjson' } })
  assert.equal(answer.status, 202, String(answer))
  return settled(person, answer.json.id)
}
async function ask(person, { id }, step) {
  const answer = await person.post(`/api/imports/${id}/${step}`, {})
  assert.equal(answer.status, 202, String(answer))
  return settled(person, id)
}
const run = async (person, lines) => ask(person, await begin(person, lines), 'run')
const counts = ({ status, tables }) => [status, Object.fromEntries(tables.map((t) => [t.table, [t.new_count, t.changed_count, t.same_count, t.wrong_count]]))]
const wrongOf = async ({ id }) => (await owner.get(`/api/imports/${id}/rows?outcome=wrong`)).json.data.map(({ n, reasons }) => [n, ...reasons.map(({ field, code }) => `${field} ${code}`)])
const gallery = async () => (await owner.get('/api/media_items?sort=position&fields=external_ref,file_name,type,note,tags,title,position,width,taken_at,sha256,property_id,thumbnail_url')).json.data

const media = (ref, more) => ({ table: 'media_items', external_ref: ref, property_ref: 'p-1', ...more })

describe('a bundle', () => {
  let lines, made, property
  it('is tried out table by table, in any order, and fetches nothing', async () => {
    const [slot] = await uploaded(owner, [sample('lossy.webp')], {}), [there] = await upload(owner, [sample('lossless.webp')], {})
    lines = [
      media('ph-2', { url: `${base}/moved`, position: 1, title: 'Garden' }),
      media('ph-1', { url: `${base}/1.jpg`, position: 2, cover: true, note: 'North', tags: ['kitchen'] }),
      media('doc-1', { url: `${base}/plan.pdf`, taken_at: '2026-01-02T03:04:05Z', file_name: 'Plan of the house.pdf' }),
      media('up-1', { storage_key: slot.storage_key }), media('lib-1', { id: there.id, note: 'Was here' }),
      media('gone', { url: `${base}/none.jpg` }), media('page', { url: `${base}/page.html` }), media('lost', { property_ref: 'p-9', url: `${base}/1.jpg` }),
      { table: 'tasks', external_ref: 't-1', title: 'Call', contact_ref: 'c-1', due_at: '2026-06-01T10:00:00Z' },
      { table: 'deals', external_ref: 'd-1', title: 'Rue Ermesinde', property_ref: 'p-1', contact_ref: 'c-1', amount: 1450000 },
      { table: 'buyer_requests', external_ref: 'b-1', contact_ref: 'c-1', budget_max: 850000, places: ['Esch'] },
      { table: 'properties', external_ref: 'p-1', contact_ref: 'c-1', address: '24, rue Ermesinde', title: { fr: 'Belle maison' }, price: 1485000.5 },
      { table: 'contacts', external_ref: 'c-1', name: 'Josée Weber', email: 'josee@bundles.example', tags: ['vip'] },
      { table: 'contacts', external_ref: 'c-2', email: 'x@' }, { table: 'ai_runs', external_ref: 'r-1', model: 'x' }, { external_ref: 'nothing' },
    ]
    made = await begin(owner, lines)
    const { status, into_table, format, row_count, mapping } = made
    assert.deepEqual({ status, into_table, format, row_count, mapping }, { status: 'mapping', into_table: 'bundle', format: 'ndjson', row_count: 16, mapping: [] })
    const tried = await ask(owner, made, 'preview')
    assert.deepEqual(counts(tried), ['previewed', { media_items: [6, 1, 0, 1], tasks: [1, 0, 0, 0], deals: [1, 0, 0, 0], buyer_requests: [1, 0, 0, 0],
      properties: [1, 0, 0, 0], contacts: [1, 0, 0, 1], ai_runs: [0, 0, 0, 1], '': [0, 0, 0, 1] }])
    assert.deepEqual([sent.length, (await owner.get('/api/contacts')).json.data], [0, []])
  })
  it('becomes records that belong together, and pictures in their gallery', async () => {
    assert.deepEqual(counts(await ask(owner, made, 'run')), ['completed', { media_items: [4, 1, 0, 3], tasks: [1, 0, 0, 0], deals: [1, 0, 0, 0], buyer_requests: [1, 0, 0, 0],
      properties: [1, 0, 0, 0], contacts: [1, 0, 0, 1], ai_runs: [0, 0, 0, 1], '': [0, 0, 0, 1] }])
    assert.deepEqual(await wrongOf(made), [[6, 'url not_fetched'], [7, 'url wrong_type'], [8, 'property_ref not_found'], [14, 'name required', 'email format'],
      [15, 'table unknown'], [16, 'table required']].map((row) => (row[0] === 14 ? [14, 'email format', 'name required'] : row)))
    const { data: [contact] } = (await owner.get('/api/contacts')).json
    property = (await owner.get('/api/properties?fields=contact_id,price,title,media_count,cover_media_id')).json.data[0]
    assert.deepEqual([property.contact_id, property.price, property.title, property.media_count], [contact.id, 1485000.5, { fr: 'Belle maison' }, 5])
    const { data: [deal] } = (await owner.get('/api/deals')).json, { data: [task] } = (await owner.get('/api/tasks')).json, { data: [wish] } = (await owner.get('/api/buyer_requests')).json
    assert.deepEqual([deal.property_id, deal.contact_id, task.contact_id, wish.contact_id], [property.id, contact.id, contact.id, contact.id])
    const [second, first, ...more] = await gallery()
    assert.deepEqual([second.external_ref, second.file_name, second.title, second.position], ['ph-2', 'moved', 'Garden', 1])
    assert.deepEqual([first.external_ref, first.file_name, first.note, first.tags, first.sha256, property.cover_media_id], ['ph-1', '1.jpg', 'North', ['kitchen'], sha256(photo), first.id])
    assert.ok(first.taken_at, 'a camera tells when')
    const rest = Object.fromEntries(more.map((item) => [item.external_ref, item]))
    assert.deepEqual([rest['doc-1'].type, rest['doc-1'].file_name, rest['doc-1'].taken_at], ['document', 'Plan of the house.pdf', '2026-01-02T03:04:05Z'])
    assert.deepEqual([rest['up-1'].property_id, rest['lib-1'].property_id, rest['lib-1'].note], [property.id, property.id, 'Was here'])
    await eventually(async () => (await gallery()).filter(({ thumbnail_url }) => thumbnail_url).length === 4)
  })
  it('gives back the lines that are wrong, as a bundle', async () => {
    const file = await owner.get(`/api/imports/${made.id}/failed`)
    assert.equal(file.type, 'application/x-ndjson')
    const back = file.text.trim().split('\n').map((line) => JSON.parse(line))
    assert.deepEqual(back[0], { ...lines[5], reasons: ['url could not be fetched: the answer was 404'] })
    files['/none.jpg'] = files['/2.png']
    const again = await run(owner, back)
    assert.deepEqual(counts(again)[1].media_items, [1, 0, 0, 2])
  })
  it('says nothing new the second time, and fetches nothing again', async () => {
    const before = sent.length, good = lines.filter(({ external_ref: r }) => !['gone', 'page', 'lost', 'c-2', 'r-1', 'nothing'].includes(r))
    assert.deepEqual(counts(await run(owner, good)), ['completed', { media_items: [0, 0, 5, 0], tasks: [0, 0, 1, 0], deals: [0, 0, 1, 0], buyer_requests: [0, 0, 1, 0], properties: [0, 0, 1, 0], contacts: [0, 0, 1, 0] }])
    assert.equal(sent.length, before)
  })
  it('changes what it says, and takes another picture where there is one', async () => {
    files['/1.jpg'] = other
    const changed = await run(owner, [media('ph-1', { url: `${base}/1.jpg` }), media('ph-2', { url: `${base}/none.jpg`, tags: ['new'] }),
      { table: 'contacts', external_ref: 'c-1', name: 'Josée Weber-Ève', tags: [] }, { table: 'buyer_requests', external_ref: 'b-1', contact_ref: 'c-1', budget_max: 900000 }])
    assert.deepEqual(counts(changed), ['completed', { media_items: [0, 2, 0, 0], contacts: [0, 1, 0, 0], buyer_requests: [0, 1, 0, 0] }])
    const [second, first] = await gallery(), [{ name, tags }] = (await owner.get('/api/contacts')).json.data
    assert.deepEqual([name, tags, second.tags, first.external_ref, first.sha256, first.note, first.position], ['Josée Weber-Ève', [], ['new'], 'ph-1', sha256(other), 'North', 2])
    assert.equal((await owner.get(`/api/properties/${property.id}`)).json.cover_media_id, first.id)
    await undone(changed)
    const [, back] = await gallery()
    assert.deepEqual([back.sha256, back.note, (await owner.get('/api/contacts')).json.data[0].name], [sha256(photo), 'North', 'Josée Weber'])
  })
  it('is undone as a whole, its pictures too', async () => {
    const { owner: there } = await newAgency('bundles-undone')
    const whole = await run(there, lines.filter(({ external_ref: r }) => ['ph-1', 'doc-1', 'p-1', 'c-1', 't-1', 'd-1', 'b-1'].includes(r)))
    assert.deepEqual([whole.new_count, whole.wrong_count], [7, 0])
    await undone(whole, there)
    for (const table of ['contacts', 'properties', 'deals', 'tasks', 'buyer_requests', 'media_items']) assert.deepEqual((await there.get(`/api/${table}`)).json.data, [], table)
  })
  async function undone({ id }, person = owner) {
    const { json } = await person.post(`/api/imports/${id}/undo`)
    await eventually(async () => (await person.get(`/api/jobs/${json.undo_job_id}`)).json.status === 'completed')
  }
})

describe('a line of a bundle', () => {
  it('needs a digest that its file has, and says where another one is known', async () => {
    files['/same.jpg'] = photo
    const line = (more) => ({ table: 'media_items', external_ref: 'dig', url: `${base}/same.jpg`, ...more })
    const wrong = await run(owner, [line({ sha256: sha256(other) })])
    assert.deepEqual(await wrongOf(wrong), [[1, 'url wrong_digest']])
    assert.deepEqual(counts(await run(owner, [line({ sha256: sha256(photo) })])), ['completed', { media_items: [1, 0, 0, 0] }])
    const before = sent.length
    assert.deepEqual(counts(await run(owner, [line({ sha256: sha256(photo), url: `${base}/elsewhere.jpg` })])), ['completed', { media_items: [0, 0, 1, 0] }])
    assert.equal(sent.length, before, 'nothing is asked for that is there')
  })
  it('does not change what is a colleague\'s, nor fetch what has no ETag twice', async () => {
    const anna = await agency.agent()
    await run(owner, [{ table: 'contacts', external_ref: 'theirs', name: 'Theirs' }, { table: 'media_items', external_ref: 'theirs', contact_ref: 'theirs', url: `${base}/plain/3.jpg` }])
    const before = sent.length
    const hers = await run(anna, [{ table: 'contacts', external_ref: 'theirs', name: 'Hers' }, { table: 'media_items', external_ref: 'theirs', note: 'Hers', url: `${base}/plain/3.jpg` }])
    assert.deepEqual(counts(hers), ['completed', { contacts: [0, 0, 0, 1], media_items: [0, 0, 0, 1] }])
    assert.equal(sent.length, before)
  })
})

describe('who may', () => {
  it('is who may write', async () => {
    assertForbidden(await (await agency.viewer()).post('/api/imports', { content: '{"table":"contacts"}\n' }))
    assertViolations(await owner.post('/api/imports', { file_name: 'x' }), [{ pointer: '/content', code: 'required' }])
  })
})
