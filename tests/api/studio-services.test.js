// SPDX-License-Identifier: Apache-2.0
// Runs that services outside do, played by tests/ai: paid once for what succeeds, given back for what does not, and never sent twice.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { assertProblem } from './lib/http.js'
import { newAgency, property, unique } from './lib/world.js'
import { sample, upload } from './lib/uploads.js'
import { store } from './lib/store.js'
import { sql } from './lib/database.js'
import { eventually } from './lib/retry.js'

const RENOVATE = 6, DECLUTTER = 3
let agency, owner, place
before(async () => {
  agency = await newAgency('services')
  owner = agency.owner
  place = await house()
  await sql(`select billing.grant(:'id', 'adjustment', 1000, 'tests', 50)`, { id: await agency.id() })
})

const control = async (what, wish) => {
  const answer = await fetch(`${process.env.AI_URL}/control/${what}`, { method: 'POST', body: JSON.stringify(wish) })
  assert.equal(answer.status, 200)
  return answer.json()
}
const mood = (text, wish) => control('mood', { when: { text }, ...wish })
const charged = async (text) => (await control('done', { text })).filter((one) => one.charged).length
async function house() {
  const { id } = await owner.make('/api/properties', property())
  return { id, photo: (await upload(owner, [sample('plain.jpg')], { property_id: id }))[0] }
}
const renovate = (text, provider) => ({ tool: 'renovate', options: { what: text }, provider })
async function edit(more, photo = place.photo) {
  const answer = await owner.post('/api/ai/photo-edit', { media_ids: [photo.id], ...more })
  assert.equal(answer.status, 202, String(answer))
  return answer.json.projects[0]
}
const ended = (run) => eventually(async () => {
  const now = (await owner.get(`/api/projects/${run.id}`)).json
  return !['pending', 'processing'].includes(now.status) && now
})
const calls = async (run) => (await owner.get(`/api/ai_jobs?project_id=${run.id}&sort=created_at`)).json.data
const holds = (run) => sql(`select h.phase, h.state, h.amount from public.credit_holds h where h.reference = 'project ' || :'id' order by 1, 2`, { id: run.id })
/** Nothing that the project wrote into the store is left without a name: of media items, or noted to be taken away. */
async function assertTidy(run) {
  const ids = (await calls(run)).map(({ id }) => id)
  const named = (await sql(`select storage_key from public.media_items where project_id = :'id' union select storage_key from internal.orphaned_files`, { id: run.id })).map(([key]) => key.slice(0, 96))
  const left = (await store.list(`${await agency.id()}/`)).filter((key) => ids.some((id) => key.includes(id)) && !named.includes(key.slice(0, 96)))
  assert.deepEqual(left, [])
}

describe('a service', () => {
  for (const provider of ['nano_banana', 'qwen', 'replicate'])
    it(`${provider} is asked once, paid once, and what it made is altered and says so`, async () => {
      const text = unique('oak'), begun = await edit(renovate(text, provider))
      assert.deepEqual([begun.price, begun.credit_cost], [RENOVATE, 0])
      const run = await ended(begun), [call, ...more] = await calls(run)
      assert.deepEqual([run.status, run.error_code, run.credit_cost, more], ['completed', null, RENOVATE, []])
      assert.deepEqual([call.service, call.status, call.tries, call.credit_cost], [provider, 'completed', 1, RENOVATE])
      assert.ok(call.latency_ms >= 0 && Number(call.api_cost) > 0)
      assert.deepEqual(await holds(run), [['s1v1', 'captured', String(RENOVATE)]])
      assert.equal(await charged(text), 1)
      const result = (await owner.get(`/api/media_items/${run.result_asset_ids[0]}?fields=is_altered,alterations,original_id,provenance,credits_used,content_type`)).json
      assert.deepEqual([result.is_altered, result.alterations, result.original_id, result.credits_used, result.content_type], [true, ['VirtualRenovation'], place.photo.id, RENOVATE, 'image/jpeg'])
      assert.equal(result.provenance.steps[0].provider, provider)
      assert.ok(result.provenance.steps[0].prompt.includes(text))
      const [[key]] = await sql(`select storage_key from public.media_items where id = :'id'`, { id: run.result_asset_ids[0] })
      assert.ok((await store.read(key)).includes('compositeWithTrainedAlgorithmicMedia'), 'the file says it too')
      await assertTidy(run)
    })
  it('that refuses is not paid, and nor are we', async () => {
    const text = unique('oak')
    await mood(text, { submit: 'refuse' })
    const run = await ended(await edit(renovate(text, 'nano_banana')))
    assert.deepEqual([run.status, run.error_code, run.credit_cost, await charged(text)], ['failed', 'refused', 0, 0])
    assert.deepEqual(await holds(run), [['s1v1', 'released', String(RENOVATE)]])
    await assertTidy(run)
  })
  it('that has too much to do is asked again later', async () => {
    const text = unique('oak')
    await mood(text, { submit: '429', retry_after: 1 })
    const run = await ended(await edit(renovate(text, 'qwen')))
    assert.deepEqual([run.status, run.credit_cost, await charged(text)], ['completed', RENOVATE, 1])
    assert.equal((await calls(run))[0].tries, 2)
  })
  it('whose answer is lost after the work was done is asked for it, and not to do it again', async () => {
    const text = unique('oak')
    await mood(text, { submit: 'drop_after' })
    const run = await ended(await edit(renovate(text, 'replicate')))
    assert.deepEqual([run.status, run.credit_cost, await charged(text), (await calls(run))[0].tries], ['completed', RENOVATE, 1, 1])
  })
  it('that cannot be asked for a lost answer is not asked again: it fails, and costs nothing', async () => {
    const text = unique('oak')
    await mood(text, { submit: 'drop_after' })
    const run = await ended(await edit(renovate(text, 'nano_banana')))
    assert.deepEqual([run.status, run.error_code, run.credit_cost, await charged(text)], ['failed', 'answer_lost', 0, 1])
    assert.deepEqual(await holds(run), [['s1v1', 'released', String(RENOVATE)]])
    await assertTidy(run)
  })
  it('whose picture is none makes no result', async () => {
    const text = unique('oak')
    await mood(text, { output: 'page' })
    const run = await ended(await edit(renovate(text, 'replicate')))
    assert.deepEqual([run.status, run.error_code, run.credit_cost], ['failed', 'output_unusable', 0])
    await assertTidy(run)
  })
})

describe('a recipe of services', () => {
  it('pays for the steps that succeeded, and gives the others’ credits back; what was made is a result', async () => {
    const text = unique('oak')
    await mood(text, { run: 'fail' })
    const run = await ended(await edit({ recipe: [{ tool: 'declutter', provider: 'nano_banana' }, renovate(text, 'replicate')] }))
    assert.deepEqual([run.status, run.credit_cost, run.price], ['failed', DECLUTTER, DECLUTTER + RENOVATE])
    assert.deepEqual(await holds(run), [['s1v1', 'captured', String(DECLUTTER)], ['s2v1', 'released', String(RENOVATE)]])
    assert.deepEqual(run.output_data.results.map(({ variant, whole }) => [variant, whole]), [[1, false]])
    await assertTidy(run)
    // once more: the first step is done, and is not done again
    assert.equal((await owner.post(`/api/projects/${run.id}/retry`)).status, 200)
    const again = await ended(run)
    assert.deepEqual([again.status, again.credit_cost], ['completed', DECLUTTER + RENOVATE])
    assert.deepEqual((await calls(again)).map(({ step, status }) => [step, status]), [[1, 'completed'], [2, 'failed'], [2, 'completed']])
    assert.deepEqual(again.output_data.results.map(({ variant, whole }) => [variant, whole]), [[1, true]])
    await assertTidy(again)
  })
  it('makes as many variants as were asked for, and one that fails takes no other along', async () => {
    const text = unique('oak')
    await mood(text, { submit: 'refuse' })
    const run = await ended(await edit({ ...renovate(text, 'qwen'), variants: 3 }))
    assert.deepEqual([run.status, run.result_asset_ids.length, run.credit_cost, await charged(text)], ['completed', 2, 2 * RENOVATE, 2])
    assert.equal((await holds(run)).filter(([, state]) => state === 'released').length, 1)
  })
})

describe('a run of services', () => {
  it('that is cancelled costs nothing, and its service is told', async () => {
    const text = unique('oak')
    await mood(text, { ms: 60000 })
    const begun = await edit(renovate(text, 'replicate'))
    await eventually(async () => (await sql(`select 1 from public.ai_jobs where project_id = :'id' and provider_ref is not null`, begun)).length > 0)
    const cancelled = await owner.post(`/api/projects/${begun.id}/cancel`)
    assert.deepEqual([cancelled.status, cancelled.json.status], [200, 'cancelled'])
    assert.deepEqual(await holds(begun), [['s1v1', 'released', String(RENOVATE)]])
    assert.ok(await eventually(async () => (await sql(`select 1 from public.ai_jobs where project_id = :'id' and cancel_told`, begun)).length > 0))
    assert.equal((await ended(begun)).status, 'cancelled')
  })
  it('that the agency cannot pay is not begun, not even in part', async () => {
    const poor = await newAgency('poor'), text = unique('oak')
    const { id } = await poor.owner.make('/api/properties', property())
    const photos = await upload(poor.owner, [sample('plain.jpg'), sample('progressive.jpg')], { property_id: id })
    const { available } = (await poor.owner.get('/api/credits')).json
    await sql(`select billing.withdraw(:'id', ${available - 2 * RENOVATE + 1}, 'tests', null, '{}')`, { id: await poor.id() })
    const body = { media_ids: photos.map((photo) => photo.id), ...renovate(text, 'qwen') }
    assert.equal((await poor.owner.post('/api/ai/quote', body)).json.available_after, -1)
    const answer = await poor.owner.post('/api/ai/photo-edit', body)
    assertProblem(answer, 402, 'insufficient-credits')
    assert.deepEqual([answer.json.required, answer.json.balance], [2 * RENOVATE, 2 * RENOVATE - 1])
    assert.equal((await poor.owner.get('/api/projects')).json.data.length, 0)
    assert.equal((await poor.owner.get('/api/credits')).json.held, 0)
  })
})
