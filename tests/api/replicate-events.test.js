// SPDX-License-Identifier: Apache-2.0
// The door for Replicate's webhooks, signed by the library of Standard Webhooks: kept once, refused without a word, shown to platform admins. That
// a picture is looked after is in studio's own tests.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { Webhook } from 'standardwebhooks'
import { sql } from './lib/database.js'
import { ask, assertProblem } from './lib/http.js'
import { options } from './lib/options.js'
import { eventually } from './lib/retry.js'
import { newAgency } from './lib/world.js'

const SECRET = options.REPLICATE_WEBHOOK_SECRETS ?? '', skip = SECRET === '' && 'REPLICATE_WEBHOOK_SECRETS is not set'
const began = Date.now()
const v7 = () => crypto.randomUUID().replace(/^(.{14})4/, '$17')
let root

before(async () => {
  const agency = await newAgency('hints')
  root = await agency.person('looker')
  await sql(`update public.users set role = 'admin' where id = :'id'`, { id: await root.id() })
}, { skip })

/** What Replicate would post of a prediction for the step `job`. */
function event(job, { secret = SECRET, id = `msg_${crypto.randomUUID()}`, at = Date.now(), body } = {}) {
  const text = body ?? JSON.stringify({ id: 'k2v7q1w8m3n4b5x6z7c8d9f0a1', status: 'succeeded', input: { input_image: `https://files.example.org/${job}-x.jpg` }, output: 'https://replicate.delivery/x/out.png' })
  return { id, path: `/api/webhooks/replicate/${job}`, text, headers: { 'Content-Type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': new Webhook(secret).sign(id, new Date(at), text) } }
}
const deliver = ({ path, text, headers }, more = {}) => ask('POST', path, { body: text, headers: { ...headers, ...more } })
const rows = (id) => sql(`select state, note, checks->>'ai_job', type from internal.webhook_events where provider = 'replicate' and event_id = :'id'`, { id })
const settled = (id) => eventually(async () => {
  const [row] = await rows(id)
  return row && !['received', 'waiting'].includes(row[0]) && row
})

/** That it was refused without a word about why, and that admins are told. */
async function assertRefused(answer, job, check, value) {
  const { detail } = assertProblem(answer, 400, 'malformed-request')
  assert.equal(detail, 'this is not what its sender would send')
  const listed = (await root.get('/api/platform_webhooks?provider=replicate&state=refused')).json.data
  assert.ok(listed.some((one) => one.event_id === null && one.checks[check] === value && one.checks.ai_job === job && Date.parse(one.received_at) > began - 1000), `no ${check} ${value}`)
}

describe('an event of Replicate', { skip }, () => {
  it('of a step that there is not is refused, for admins to see', async () => {
    const job = v7(), one = event(job)
    assert.equal((await deliver(one)).status, 204)
    assert.deepEqual(await settled(one.id), ['refused', 'there is no such step', job, 'prediction.succeeded'])
  })
  it('of fifty deliveries at once is kept once', async () => {
    const one = event(v7())
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(one)))
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [204])
    await settled(one.id)
    assert.equal((await rows(one.id)).length, 1)
  })
  it('sent to the address of another step is refused', async () => {
    const one = event(v7())
    assert.equal((await deliver({ ...one, path: `/api/webhooks/replicate/${v7()}` })).status, 204)
    assert.deepEqual((await settled(one.id)).slice(0, 2), ['refused', 'it does not name the step of its address'])
  })
  it('that is not signed, by another, for other bytes or too long ago is refused', async () => {
    const job = v7(), good = event(job)
    await assertRefused(await deliver(event(job, { secret: 'whsec_QW5vdGhlclNlY3JldE9mVGVzdHNBbG9uZQ==' })), job, 'signature', 'no_matching_signature')
    await assertRefused(await deliver({ ...good, text: good.text.replace('succeeded', 'failed') }), job, 'signature', 'no_matching_signature')
    await assertRefused(await deliver(event(job, { at: Date.now() - 301e3 })), job, 'signature', 'timestamp_too_old')
    await assertRefused(await deliver({ ...good, headers: { 'Content-Type': 'application/json' } }), job, 'signature', 'missing_header')
  })
  it('that is no prediction is refused, rightly signed or not', async () => {
    const job = v7()
    await assertRefused(await deliver(event(job, { body: '{"id":"x","status":' })), job, 'body', 'is not valid JSON')
    await assertRefused(await deliver(event(job, { body: '[]' })), job, 'body', 'is no prediction')
  })
  it('has the id of a step in its address', async () => {
    assertProblem(await deliver({ ...event(v7()), path: '/api/webhooks/replicate/1' }), 404, 'not-found')
  })
})
