// SPDX-License-Identifier: Apache-2.0
// The stand-in of the providers of edited pictures (tests/ai), asked through the SDKs of Replicate and Google: what those take for an answer of
// their vendors is one. Model Studio has no SDK for JavaScript: of it, the vectors.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import Replicate, { validateWebhook } from 'replicate'
import { GoogleGenAI } from '@google/genai'
import { png } from '../ai/picture.mjs'
import { standIn } from '../ai/server.mjs'
import { eventually } from './lib/retry.js'
import { freePort } from './lib/worker.js'

const secret = 'whsec_RnVzZUxpZ2h0T2ZUZXN0c0Fsb25lMTIzNA==', ID = '019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e'
// a JPEG of 8 by 6 points, of its header alone as far as sizes are concerned
const jpeg = Buffer.from('ffd8ffc0000b0800060008010111 00ffd9'.replace(' ', ''), 'hex')
const vectors = JSON.parse(readFileSync(new URL('../vectors/dashscope-qwen.json', import.meta.url)))

describe('the stand-in of those who edit pictures', () => {
  let server, base, replicate, google, source, receiver, told
  const control = async (what, wish = {}) => (await fetch(`${base}/control/${what}`, { method: 'POST', body: JSON.stringify(wish) })).json()
  const mood = (wish) => control('mood', wish)
  const done = (text) => control('done', { text })
  const listening = (one, port) => new Promise((resolve) => one.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${one.address().port}`)))

  before(async () => {
    const port = await freePort()
    server = standIn({ port, token: 'r8_x', secret, dashscope_key: 'sk-x', gemini_key: 'AIza-x' })
    base = await listening(server, port)
    replicate = new Replicate({ auth: 'r8_x', baseUrl: `${base}/v1` })
    google = new GoogleGenAI({ apiKey: 'AIza-x', httpOptions: { baseUrl: base, retryOptions: { attempts: 1 } } })
    const pictures = createServer((request, response) => (request.url.includes('gone') ? response.writeHead(404).end() : response.end(jpeg)))
    source = { server: pictures, url: await listening(pictures, 0) }
    told = []
    receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => (body += part)).on('end', () => (told.push({ headers: request.headers, body }), response.writeHead(204).end()))
    })
    receiver.url = await listening(receiver, 0)
  })
  after(() => [server, source.server, receiver].forEach((one) => (one.closeAllConnections(), one.close())))
  const input = (prompt, name = `${ID}.jpg`) => ({ prompt, input_image: `${source.url}/${name}` })
  const generate = (prompt, model = 'gemini-3.1-flash-image') => google.models.generateContent({ model, contents: [{ role: 'user', parts: [{ text: prompt }, { inlineData: { mimeType: 'image/jpeg', data: jpeg.toString('base64') } }] }], config: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '4:3' } } })

  describe('Replicate', () => {
    it('runs a model, and its output is a picture made of the input', async () => {
      const output = await replicate.run('black-forest-labs/flux-kontext-pro', { input: input('run it'), wait: { mode: 'poll', interval: 20 } })
      const bytes = Buffer.from(await (await fetch(output.url?.() ?? String(output))).arrayBuffer())
      assert.deepEqual(bytes.subarray(0, 24), png(8, 6, '00'.repeat(6)).subarray(0, 24), 'a PNG of the same size')
      assert.deepEqual((await done('run it')).map(({ charged, ended, ids }) => ({ charged, ended, ids })), [{ charged: true, ended: true, ids: [ID] }])
    })
    it('waits when it is asked to, and lets itself be asked again', async () => {
      await mood({ when: { text: 'wait for it' }, ms: 100, times: 2 })
      const quick = await replicate.predictions.create({ model: 'owner/name', input: input('wait for it'), wait: 5 })
      assert.equal(quick.status, 'succeeded')
      const slow = await replicate.predictions.create({ model: 'owner/name', input: input('wait for it') })
      assert.equal(slow.status, 'starting')
      assert.equal((await replicate.wait(slow, { interval: 20 })).status, 'succeeded')
      assert.equal((await replicate.predictions.get(slow.id)).input.prompt, 'wait for it')
    })
    it('has a list in pages, newest first', async () => {
      for (let i = 0; i < 101; i++) await replicate.predictions.create({ version: 'f'.repeat(64), input: input(`listed ${i}`) })
      const all = []
      for await (const page of replicate.paginate(replicate.predictions.list)) all.push(...page)
      assert.ok(all.length > 101)
      assert.equal(all[0].input.prompt, 'listed 100')
      assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
    })
    it('cancels', async () => {
      await mood({ when: { text: 'cancel it' }, ms: 1000 })
      const { id } = await replicate.predictions.create({ model: 'owner/name', input: input('cancel it') })
      assert.equal((await replicate.predictions.cancel(id)).status, 'canceled')
      assert.equal((await replicate.predictions.get(id)).status, 'canceled')
    })
    it('signs its webhooks as the SDK expects, in each mood but two', async () => {
      assert.equal((await replicate.webhooks.default.secret.get()).key, secret)
      for (const [webhook, count, good] of [[undefined, 1, 1], ['twice', 2, 2], ['reordered', 2, 2], ['another', 1, 1], ['forged', 1, 0], ['unsigned', 1, 0], ['never', 0, 0]]) {
        told.length = 0
        await mood({ when: { text: `tell ${webhook}` }, webhook })
        const { id } = await replicate.predictions.create({ model: 'owner/name', input: input(`tell ${webhook}.`), webhook: receiver.url, webhook_events_filter: ['completed'] })
        await replicate.wait({ id, urls: {}, status: 'starting' }, { interval: 20 })
        if (count) await eventually(() => told.length === count)
        const valid = await Promise.all(told.map(({ headers, body }) => headers['webhook-signature'] ? validateWebhook({ id: headers['webhook-id'], timestamp: headers['webhook-timestamp'], signature: headers['webhook-signature'], body, secret }) : false))
        assert.deepEqual([told.length, valid.filter(Boolean).length], [count, good], String(webhook))
        assert.equal(told.every(({ body }) => JSON.parse(body).id === id), webhook !== 'another')
      }
    })
    it('refuses in its own words', async () => {
      for (const [submit, words] of [['402', /insufficient credit/], ['422', /Input validation failed/], ['404', /could not be found/], ['503', /Service unavailable/]]) {
        await mood({ when: { text: `refuse ${submit}` }, submit })
        await assert.rejects(replicate.predictions.create({ model: 'owner/name', input: input(`refuse ${submit}`) }), (error) => error.response.status === Number(submit) && words.test(error.message))
      }
      await mood({ when: { text: 'slow down' }, submit: '429' })
      assert.ok((await replicate.predictions.create({ model: 'owner/name', input: input('slow down') })).id, 'its SDK asks again')
      await assert.rejects(new Replicate({ auth: 'r8_y', baseUrl: `${base}/v1` }).predictions.list(), /401/)
      const unread = await replicate.predictions.create({ model: 'owner/name', input: input('read it', 'gone.jpg'), wait: 5 })
      assert.deepEqual([unread.status, unread.error], ['failed', 'Input image could not be read'])
    })
    it('does the work of an answer that gets lost, and has it in its list', async () => {
      for (const submit of ['drop_after', 'garbage', 'half', '500_after']) {
        const text = `lose ${submit}.`
        await mood({ when: { text }, submit })
        // not by the SDK, which sends it once more after a connection that ended, and pays twice
        const answer = await fetch(`${base}/v1/models/owner/name/predictions`, { method: 'POST', headers: { Authorization: 'Bearer r8_x' }, body: JSON.stringify({ input: input(text) }) })
          .then((got) => got.text()).then(JSON.parse).catch(() => ({}))
        assert.ok(!answer.id, submit)
        const [{ charged }] = await eventually(async () => (await done(text)).every(({ ended }) => ended) && done(text))
        assert.equal(charged, true, submit)
        const { results } = await replicate.predictions.list()
        assert.ok(results.some(({ input }) => input.prompt === text), submit)
      }
    })
  })

  describe('Gemini', () => {
    it('answers with a picture, behind thoughts or not', async () => {
      for (const output of [undefined, 'thought']) {
        await mood({ when: { text: `paint ${output}` }, output })
        const { candidates } = await generate(`paint ${output}`)
        assert.equal(candidates[0].finishReason, 'STOP')
        const last = candidates[0].content.parts.findLast(({ inlineData, thought }) => inlineData && !thought)
        assert.deepEqual(Buffer.from(last.inlineData.data, 'base64').subarray(0, 24), png(8, 6, '00'.repeat(6)).subarray(0, 24))
      }
    })
    it('refuses as 200, before and after', async () => {
      await mood({ when: { text: 'block it' }, submit: 'refuse' })
      assert.equal((await generate('block it')).promptFeedback.blockReason, 'PROHIBITED_CONTENT')
      await mood({ when: { text: 'stop it' }, run: 'refuse' })
      assert.equal((await generate('stop it')).candidates[0].finishReason, 'IMAGE_SAFETY')
      assert.deepEqual((await done(' it')).filter(({ provider }) => provider === 'nano_banana').map(({ charged }) => charged), [false, false])
    })
    it('fails in its own words', async () => {
      for (const [submit, status] of [['401', 400], ['402', 400], ['403', 403], ['429', 429], ['500', 500], ['503', 503]]) {
        await mood({ when: { text: `fail ${submit}` }, submit })
        await assert.rejects(generate(`fail ${submit}`), (error) => error.status === status, submit)
      }
      await assert.rejects(generate('an old one', 'gemini-2.5-flash-image'), (error) => error.status === 404 && /is not found for API version v1beta/.test(error.message))
    })
  })

  describe('Model Studio', () => {
    const ask = (path, body, headers = {}) => fetch(base + path, { method: body ? 'POST' : 'GET', headers: { Authorization: 'Bearer sk-x', 'Content-Type': 'application/json', ...headers }, body: body && JSON.stringify(body) })
    const request = (prompt) => ({ ...vectors.request_sync, input: { messages: [{ role: 'user', content: [{ image: `data:image/jpeg;base64,${jpeg.toString('base64')}` }, { text: prompt }] }] } })
    const now = '/api/v1/services/aigc/multimodal-generation/generation', later = '/api/v1/services/aigc/image-generation/generation', enable = { 'X-DashScope-Async': 'enable' }
    /** What a value consists of, without what it says. */
    const form = (value) => Array.isArray(value) ? value.map(form) : value && typeof value === 'object' ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, form(value[name])])) : typeof value
    const like = (value, vector) => assert.deepEqual(form(value), form(vectors[vector]))

    it('answers in the form of the vectors', async () => {
      like(await (await ask(now, request('do it'))).json(), 'response_sync_200')
      await mood({ when: { text: 'fail it' }, run: 'refuse' })
      const created = await (await ask(later, request('later'), enable)).json(), failing = await (await ask(later, request('fail it'), enable)).json()
      like(created, 'async_create_200')
      const ended = (id) => eventually(async () => {
        const task = await (await ask(`/api/v1/tasks/${id}`)).json()
        return /SUCCEEDED|FAILED/.test(task.output.task_status) && task
      })
      const { usage: _, ...told } = vectors.task_succeeded_200_choices
      assert.deepEqual(form(await ended(created.output.task_id)), form(told))
      const { output } = await ended(failing.output.task_id)
      assert.deepEqual([output.task_status, output.code], ['FAILED', 'DataInspectionFailed'])
      like(await (await ask('/api/v1/tasks/unheard-of')).json(), 'task_unknown_200')
    })
    it('refuses in the form of the vectors', async () => {
      for (const [submit, status, vector] of [['401', 401, 'err_401'], ['422', 400, 'err_400'], ['refuse', 400, 'err_400_moderation'], ['403', 403, 'err_403_async_unsupported'], ['429', 429, 'err_429']]) {
        await mood({ when: { text: `refuse ${submit}!` }, submit })
        const answer = await ask(now, request(`refuse ${submit}!`))
        const body = await answer.json()
        assert.deepEqual([answer.status, body.code], [status, vectors[vector].code])
        like(body, vector)
      }
      assert.equal((await ask(now, request('both'), enable)).status, 403, 'what answers now does not answer later')
      assert.equal((await ask(now, { model: 'x' })).status, 400)
    })
  })
})
