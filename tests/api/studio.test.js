// SPDX-License-Identifier: Apache-2.0
// The studio as far as this machine does it by itself: asking, results, taking them and going back, and what strangers are shown.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { ask, assertProblem } from './lib/http.js'
import { newAgency, property } from './lib/world.js'
import { sample, upload } from './lib/uploads.js'
import { store } from './lib/store.js'
import { sql } from './lib/database.js'
import { eventually } from './lib/retry.js'
import { platformAdmin } from './lib/billing.js'

let agency, owner, agent
before(async () => {
  agency = await newAgency('studio')
  owner = agency.owner
  agent = await agency.agent()
})

/** A property of that person's with one photo in its gallery. */
async function house(person = owner, files = [sample('plain.jpg')]) {
  const { id } = await person.make('/api/properties', property())
  const photos = await upload(person, files, { property_id: id })
  return { id, photos, photo: photos[0] }
}
const item = async ({ id }, person = owner) => (await person.get(`/api/media_items/${id}`)).json
const project = async ({ id }, person = owner) => (await person.get(`/api/projects/${id}`)).json
const ended = (run, person = owner) => eventually(async () => {
  const now = await project(run, person)
  return !['pending', 'processing'].includes(now.status) && now
})
async function edit(person, photos, more) {
  const answer = await person.post('/api/ai/photo-edit', { media_ids: photos.map(({ id }) => id), ...more })
  assert.equal(answer.status, 202, String(answer))
  return answer.json.projects
}
const done = async (person, photo, more = { tool: 'enhance' }) => ended((await edit(person, [photo], more))[0], person)
const gallery = async ({ id }, person = owner) => (await person.get(`/api/media_items?property_id=${id}&replaced_by[null]=true&sort=position`)).json.data.map((photo) => photo.id)
const accept = (run, id, person = owner) => person.post(`/api/projects/${run.id}/accept`, { media_id: id })
const restore = ({ id }, person = owner) => person.post(`/api/media_items/${id}/restore_original`)

describe('tools', () => {
  it('are told with who does them and what they cost', async () => {
    const { tools, providers } = (await owner.get('/api/ai/tools')).json
    const enhance = tools.find(({ name }) => name === 'enhance')
    assert.deepEqual({ ...enhance, options: undefined }, { name: 'enhance', input: 'photo', alters: false, alteration: null, provider: 'local', model: null, available: true, reason: null, price: 0, options: undefined })
    assert.equal(enhance.options.properties.strength.maximum, 1)
    assert.equal(tools.find(({ name }) => name === 'virtual_staging').alteration, 'VirtualStagingItemAddition')
    assert.deepEqual(providers.map(({ name }) => name).sort(), ['nano_banana', 'qwen', 'replicate'])
  })
  it('each have a price', async () => {
    assert.deepEqual(await sql('select name from public.studio_tools where billing.price(cost_key) is null'), [])
    await assert.rejects(sql("begin; set local role stagefy_definer; insert into public.studio_tools (name, providers, cost_key, alters) values ('x', '{local}', 'studio.x', false); rollback"))
  })
})

describe('a quote', () => {
  it('says what a run would cost, and holds nothing', async () => {
    const { photo } = await house()
    const before = (await owner.get('/api/credits')).json
    const quote = (await owner.post('/api/ai/quote', { media_ids: [photo.id], tool: 'enhance' })).json
    assert.deepEqual(quote, { total: 0, steps: [{ tool: 'enhance', price: 0, provider: 'local' }], photos: 1, available_after: before.available })
    assert.equal((await owner.get(`/api/projects?media_id=${photo.id}`)).json.data.length, 0)
  })
})

describe('a request', () => {
  const refused = async (body, pointer, code) => {
    const answer = await owner.post('/api/ai/photo-edit', body)
    assertProblem(answer, 422, 'validation')
    assert.ok(answer.json.errors.some((error) => error.pointer === pointer && error.code === code), String(answer))
  }
  it('names a tool that there is, and what it can be told', async () => {
    const { photo } = await house(), media_ids = [photo.id]
    await refused({ media_ids, tool: 'nothing' }, '/tool', 'not_one_of')
    await refused({ media_ids, tool: 'enhance', options: { strength: 2 } }, '/options/strength', 'out_of_range')
    await refused({ media_ids, tool: 'enhance', options: { colour: 1 } }, '/options/colour', 'unknown')
    await refused({ media_ids, recipe: [{ tool: 'enhance' }, { tool: 'watermark' }] }, '/recipe/1/options/text', 'required')
    await refused({ media_ids, tool: 'blur_private', options: { boxes: [[0, 0, 2, 1]] } }, '/options/boxes/0', 'type')
    await refused({ media_ids }, '/tool', 'required')
    await refused({ media_ids, recipe: Array(7).fill({ tool: 'enhance' }) }, '/recipe', 'too_many')
    await refused({ media_ids, tool: 'enhance', variants: 2 }, '/variants', 'not_allowed')
    await refused({ media_ids, tool: 'hdr_merge' }, '/media_ids', 'required')
  })
  it('names photos of the agency that can be read, each once', async () => {
    const { photo } = await house(), other = await newAgency('other'), theirs = await house(other.owner)
    await refused({ media_ids: [photo.id, photo.id], tool: 'enhance' }, '/media_ids/1', 'not_unique')
    await refused({ media_ids: [theirs.photo.id], tool: 'enhance' }, '/media_ids/0', 'not_found')
    await refused({ media_ids: ['x'], tool: 'enhance' }, '/media_ids/0', 'format')
  })
  it('makes its projects once, however often it is sent', async () => {
    const { photo } = await house(), options = { headers: { 'Idempotency-Key': `"${crypto.randomUUID()}"` } }
    const body = { media_ids: [photo.id], tool: 'enhance' }
    const first = await owner.post('/api/ai/photo-edit', body, options), again = await owner.post('/api/ai/photo-edit', body, options)
    assert.equal(again.status, 202)
    assert.deepEqual(again.json, first.json)
    assert.equal((await owner.get(`/api/projects?media_id=${photo.id}`)).json.data.length, 1)
  })
  it('is no viewer’s', async () => {
    const { photo } = await house(), viewer = await agency.viewer()
    assertProblem(await viewer.post('/api/ai/photo-edit', { media_ids: [photo.id], tool: 'enhance' }), 403, 'forbidden')
  })
})

describe('a run', () => {
  it('enhances a photo: the result waits outside the gallery and says how it was made', async () => {
    const place = await house()
    const [begun] = await edit(owner, [place.photo], { tool: 'enhance', options: { strength: 0.5 } })
    assert.equal(begun.property_id, place.id)
    const run = await ended(begun)
    assert.deepEqual([run.status, run.progress, run.credit_cost, run.error_code], ['completed', 100, 0, null])
    const [id] = run.result_asset_ids, result = (await owner.get(`/api/media_items/${id}?fields=review,property_id,project_id,original_id,is_altered,alterations,provenance,content_type,sha256,url`)).json
    assert.deepEqual(run.output_data, { results: [{ variant: 1, media_id: id, whole: true }] })
    assert.deepEqual([result.review, result.property_id, result.project_id, result.original_id, result.is_altered, result.alterations, result.content_type],
      ['pending', null, run.id, place.photo.id, false, [], 'image/jpeg'])
    assert.deepEqual(result.provenance, { project_id: run.id, variant: 1, steps: [{ tool: 'enhance', options: { strength: 0.5 }, provider: 'local' }] })
    assert.notEqual(result.sha256, place.photo.sha256)
    assert.deepEqual(await gallery(place), [place.photo.id])
    assert.ok(await eventually(async () => (await item({ id })).thumbnail_url))
  })
  it('takes a recipe in its order, and keeps no file between the steps', async () => {
    const { photo } = await house()
    const run = await done(owner, photo, { recipe: [{ tool: 'enhance' }, { tool: 'white_balance', options: { auto: true } }] })
    const calls = (await owner.get(`/api/ai_jobs?project_id=${run.id}&sort=created_at`)).json.data
    assert.deepEqual(calls.map(({ step, tool, service, status }) => [step, tool, service, status]), [[1, 'enhance', 'local', 'completed'], [2, 'white_balance', 'local', 'completed']])
    assert.equal(run.result_asset_ids[0], calls[1].id)
    const orphans = await sql(`select count(*) from internal.orphaned_files f join public.ai_jobs j on f.storage_key = j.result_key where j.id = :'id'`, { id: calls[0].id })
    const left = await store.list(`${await agency.id()}/`)
    assert.ok(orphans[0][0] === '1' || !left.some((key) => key.includes(calls[0].id)))
  })
  it('whose photo is gone fails, and says so', async () => {
    const { photo } = await house()
    await store.remove((await owner.get(`/api/media_items/${photo.id}`)).json.storage_key)
    const run = await done(owner, photo)
    assert.deepEqual([run.status, run.error_code, run.credit_cost, run.result_asset_ids], ['failed', 'original_gone', 0, []])
  })
  it('that failed is tried again, and does what did not succeed', async () => {
    const { photo } = await house(), key = (await owner.get(`/api/media_items/${photo.id}`)).json.storage_key
    const bytes = await store.read(key)
    await store.remove(key)
    const failed = await done(owner, photo)
    assert.equal(failed.status, 'failed')
    await store.write(key, bytes)
    const answer = await owner.post(`/api/projects/${failed.id}/retry`)
    assert.equal(answer.status, 200, String(answer))
    assert.equal((await ended(failed)).status, 'completed')
    assertProblem(await owner.post(`/api/projects/${failed.id}/retry`), 409, 'conflict')
  })
  it('is told to whoever asked, once for all photos of a request', async () => {
    const place = await house(agent, [sample('plain.jpg'), sample('progressive.jpg')])
    const runs = await edit(agent, place.photos, { tool: 'enhance' })
    for (const run of runs) await ended(run, agent)
    const told = await eventually(async () => {
      const list = (await agent.get('/api/notifications?limit=50')).json.data.filter(({ kind }) => kind === 'project_done')
      return list.length > 0 && list
    })
    assert.equal(told.length, 1)
  })
  it('that waits is cancelled, and cannot be again', async () => {
    const { photo } = await house()
    // nobody works at it: its job is another day's
    const answer = await owner.post('/api/ai/photo-edit', { media_ids: [photo.id], tool: 'enhance' })
    const [begun] = answer.json.projects
    const cancelled = await owner.post(`/api/projects/${begun.id}/cancel`)
    if (cancelled.status === 200) {
      assert.deepEqual([cancelled.json.status, cancelled.json.error_code], ['cancelled', 'cancelled'])
      assertProblem(await owner.post(`/api/projects/${begun.id}/cancel`), 409, 'conflict')
    } else assertProblem(cancelled, 409, 'conflict')
  })
})

describe('a result', () => {
  it('that is accepted takes the place of its photo: gallery, cover and all; undone, the photo is back', async () => {
    const place = await house(), run = await done(owner, place.photo), [id] = run.result_asset_ids
    assert.equal((await accept(run, id)).status, 200)
    assert.deepEqual(await gallery(place), [id])
    const shown = (await owner.get(`/api/properties/${place.id}`)).json
    assert.deepEqual([shown.cover_media_id, shown.media_count], [id, 1])
    assert.equal((await item(place.photo)).replaced_by, id)
    assert.equal((await item({ id })).review, 'accepted')
    const undone = await restore({ id })
    assert.deepEqual([undone.status, undone.json], [200, { id: place.photo.id }])
    assert.deepEqual(await gallery(place), [place.photo.id])
    const back = (await owner.get(`/api/properties/${place.id}`)).json
    assert.deepEqual([back.cover_media_id, back.media_count], [place.photo.id, 1])
    const waits = await item({ id })
    assert.deepEqual([waits.review, waits.property_id], ['pending', null])
    assertProblem(await restore({ id }), 409, 'conflict')
  })
  it('makes room for another one that is chosen instead', async () => {
    const place = await house(), one = await done(owner, place.photo), two = await done(owner, place.photo, { tool: 'white_balance', options: { auto: true } })
    await accept(one, one.result_asset_ids[0])
    assert.equal((await accept(two, two.result_asset_ids[0])).status, 200)
    assert.deepEqual(await gallery(place), two.result_asset_ids)
    assert.equal((await item({ id: one.result_asset_ids[0] })).review, 'pending')
  })
  it('of a result has the first photo as its original, and one undo leads there', async () => {
    const place = await house(), first = await done(owner, place.photo)
    await accept(first, first.result_asset_ids[0])
    const second = await done(owner, { id: first.result_asset_ids[0] }, { tool: 'white_balance', options: { auto: true } })
    await accept(second, second.result_asset_ids[0])
    assert.deepEqual(await gallery(place), second.result_asset_ids)
    const history = (await owner.get(`/api/media_items?original_id=${place.photo.id}&sort=created_at`)).json.data.map(({ id }) => id)
    assert.deepEqual(history, [first.result_asset_ids[0], second.result_asset_ids[0]])
    assert.equal((await restore({ id: second.result_asset_ids[0] })).json.id, place.photo.id)
    assert.deepEqual(await gallery(place), [place.photo.id])
  })
  it('that is rejected is no longer asked about, and is not one of another project', async () => {
    const place = await house(), run = await done(owner, place.photo), other = await done(owner, place.photo)
    assert.equal((await owner.post(`/api/projects/${run.id}/reject`, {})).status, 200)
    assert.equal((await item({ id: run.result_asset_ids[0] })).review, 'rejected')
    assertProblem(await accept(run, other.result_asset_ids[0]), 422, 'validation')
  })
  it('is put into no gallery by whoever may not write it', async () => {
    const place = await house(owner), run = await done(agent, place.photo)
    assertProblem(await accept(run, run.result_asset_ids[0], agent), 403, 'forbidden')
    assert.deepEqual(await gallery(place), [place.photo.id])
  })
})

/** Says of an accepted result that it was altered, as a service would have; nothing here does that by itself. */
const alter = ({ id }) => sql(`begin; set local role stagefy_definer; update public.media_items set is_altered = true, alterations = '{VirtualStagingItemAddition}' where id = :'id'; commit`, { id })

describe('what is altered', () => {
  const shared = async (place, language) => {
    const { token } = await owner.make('/api/share_links', { property_ids: [place.id] })
    return (await ask('POST', '/api/shared/open', { json: { token, language } })).json.photos
  }
  async function staged() {
    const place = await house(), run = await done(owner, place.photo), [id] = run.result_asset_ids
    await accept(run, id)
    await alter({ id })
    await eventually(async () => (await item({ id })).thumbnail_url && (await item(place.photo)).thumbnail_url)
    return { ...place, result: { id } }
  }
  it('is shown to strangers with its label, in their language, and its original', async () => {
    const place = await staged(), [photo, ...more] = await shared(place, 'fr')
    assert.deepEqual([photo.id, photo.altered, photo.alterations, photo.label, more], [place.result.id, true, ['VirtualStagingItemAddition'], 'Home staging virtuel', []])
    assert.ok(photo.original_url.includes(place.photo.id))
    assert.equal((await shared(place, 'en'))[0].label, 'Virtually staged')
  })
  it('is not shown to them at all once its original is gone', async () => {
    const place = await staged()
    await owner.del(`/api/media_items/${place.photo.id}`)
    assert.deepEqual(await shared(place), [])
  })
  it('is given to programs with the address of its original, whichever fields they ask for, or without any', async () => {
    const place = await staged(), { key } = await owner.make('/api/api_keys', { name: 'Website', scopes: ['media:read'] })
    const read = async (fields) => (await ask('GET', `/api/media_items/${place.result.id}${fields}`, { token: key })).json
    const seen = await read('?fields=url')
    assert.deepEqual([seen.is_altered, seen.alterations, seen.original_id], [true, ['VirtualStagingItemAddition'], place.photo.id])
    assert.ok(seen.url && seen.original_url.includes(place.photo.id))
    await owner.del(`/api/media_items/${place.photo.id}`)
    const without = await read('')
    assert.deepEqual([without.url, without.thumbnail_url, without.cover_url, without.original_url], [null, null, null, null])
    assert.ok((await item(place.result)).url)
  })
})

describe('templates', () => {
  it('name variables that they have, in braces that are closed', async () => {
    const refused = async (body, code) => {
      const answer = await owner.post('/api/templates', { name: 'x', ...body })
      assertProblem(answer, 422, 'validation')
      assert.deepEqual(answer.json.errors.map((error) => [error.pointer, error.code]), [['/prompt_template', code]])
    }
    await refused({ prompt_template: 'a {{mood' }, 'unclosed')
    await refused({ prompt_template: 'a {{ mood }}' }, 'bad_name')
    await refused({ prompt_template: 'a {{mood}}' }, 'unknown_variable')
    const made = await owner.make('/api/templates', { name: 'Warm', prompt_template: 'a {{mood}} room', variables: [{ name: 'mood', default: 'warm' }] })
    const preview = async (variables) => (await owner.post(`/api/templates/${made.id}/preview`, { variables })).json
    assert.deepEqual(await preview({}), { prompt: 'a warm room', unknown: [] })
    assert.deepEqual(await preview({ mood: '{{mood}}' }), { prompt: 'a {{mood}} room', unknown: [] })
  })
  it('are run by their recipe, and counted', async () => {
    const { photo } = await house(), made = await owner.make('/api/templates', { name: 'Bright', recipe: [{ tool: 'enhance', options: { strength: 1 } }] })
    const answer = await owner.post('/api/ai/template', { template_id: made.id, media_ids: [photo.id] })
    assert.equal(answer.status, 202, String(answer))
    const run = await ended(answer.json.projects[0])
    assert.deepEqual([run.type, run.status, run.template_id, run.recipe[0].options], ['template', 'completed', made.id, { strength: 1 }])
    assert.equal((await owner.get(`/api/templates/${made.id}`)).json.usage_count, 1)
  })
  it('that are public are every agency’s to use, and to nobody else’s to change', async () => {
    const other = await newAgency('public'), made = await owner.make('/api/templates', { name: 'For all', is_public: true, recipe: [{ tool: 'enhance' }] })
    const hidden = await owner.make('/api/templates', { name: 'Ours', recipe: [{ tool: 'enhance' }] })
    assert.equal((await other.owner.get(`/api/templates/${made.id}`)).status, 200)
    assertProblem(await other.owner.get(`/api/templates/${hidden.id}`), 404, 'not-found')
    assertProblem(await other.owner.patch(`/api/templates/${made.id}`, { name: 'Mine' }), 403, 'forbidden')
    const { photo } = await house(other.owner)
    assert.equal((await other.owner.post('/api/ai/template', { template_id: made.id, media_ids: [photo.id] })).status, 202)
    assertProblem(await other.owner.post('/api/ai/template', { template_id: hidden.id, media_ids: [photo.id] }), 422, 'validation')
  })
})

describe('a film', () => {
  it('is made of photos, and is a result that can be played', async () => {
    const place = await house(owner, [sample('plain.jpg'), sample('progressive.jpg')])
    const answer = await owner.post('/api/ai/video', { media_ids: place.photos.map(({ id }) => id), format: '1:1', seconds: 2, title: 'Rue Ermesinde', captions: ['Été', ''] })
    assert.equal(answer.status, 202, String(answer))
    const run = await eventually(async () => {
      const now = await project(answer.json.projects[0])
      return !['pending', 'processing'].includes(now.status) && now
    })
    assert.deepEqual([run.type, run.status, run.error_message, run.name], ['video', 'completed', null, 'Rue Ermesinde'])
    const film = await item({ id: run.result_asset_ids[0] })
    assert.deepEqual([film.type, film.content_type, film.file_name, film.width, film.height], ['video', 'video/mp4', 'Rue Ermesinde.mp4', 1080, 1080])
    const [[key]] = await sql(`select storage_key from public.media_items where id = :'id'`, film)
    assert.equal((await store.read(key)).subarray(4, 8).toString(), 'ftyp')
    assert.equal((await accept(run, film.id)).status, 200)
    assert.equal((await item(film)).property_id, place.id)
  })
  it('has two photos at least', async () => {
    const { photo } = await house()
    const answer = await owner.post('/api/ai/video', { media_ids: [photo.id], format: '16:9' })
    assertProblem(answer, 422, 'validation')
    assert.deepEqual(answer.json.errors.map(({ pointer }) => pointer), ['/media_ids'])
  })
})

describe('models', () => {
  it('are changed by platform admins, with a reason', async () => {
    const admin = await platformAdmin(), list = (await admin.get('/api/platform_ai_models')).json.data
    const model = list.find(({ provider, model: name }) => provider === 'replicate' && name.includes('flux'))
    assert.ok(model)
    assertProblem(await admin.patch(`/api/platform_ai_models/${model.id}`, { rank: 11 }), 422, 'validation')
    const made = await admin.post('/api/platform_ai_models', { provider: 'replicate', model: `x/${crypto.randomUUID()}`, tools: ['declutter'], enabled: false, reason: 'for a test' })
    assert.equal(made.status, 201, String(made))
    assert.equal((await admin.patch(`/api/platform_ai_models/${made.json.id}`, { rank: 11, reason: 'for a test' })).json.rank, 11)
    assertProblem(await admin.post('/api/platform_ai_models', { provider: 'replicate', model: 'x/y', tools: ['enhance'], reason: 'for a test' }), 422, 'validation')
    assertProblem(await owner.get('/api/platform_ai_models'), 403, 'forbidden')
  })
})
