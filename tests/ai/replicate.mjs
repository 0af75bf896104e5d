// SPDX-License-Identifier: Apache-2.0
// Replicate's API under /v1: predictions, their list, cancelling, the account, the webhooks' secret, and the webhooks.
import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'
import { Kept, pause, texts } from './work.mjs'

const PAGE = 100, TERMINAL = ['succeeded', 'failed', 'canceled', 'aborted']
const said = (status, title, detail) => ({ status, body: { ...(title && { title }), detail, status } })

export const errors = {
  400: () => said(400, 'Bad request', 'The request could not be read.'),
  401: () => said(401, 'Unauthenticated', 'You did not pass a valid authentication token'),
  402: () => said(402, 'Insufficient credit', 'You have insufficient credit to run this model.'),
  403: () => said(403, 'Forbidden', 'You do not have permission to perform this action.'),
  404: () => ({ status: 404, body: { detail: 'The requested resource could not be found.', status: 404 } }),
  422: () => ({ status: 422, body: { title: 'Input validation failed', detail: '- input: prompt is required\n', status: 422, invalid_fields: [{ type: 'required', field: 'input', description: 'prompt is required' }] } }),
  429: (mood) => ({ status: 429, headers: mood.retry_after ? { 'Retry-After': mood.retry_after } : {}, body: { detail: 'Request was throttled. Your rate limit resets in ~1s.', status: 429 } }),
  500: () => ({ status: 500, body: { detail: 'Internal server error', status: 500 } }),
  503: () => ({ status: 503, body: { title: 'Service unavailable', detail: 'Please try again later.', status: 503 } }),
}

export class Replicate {
  predictions = new Kept() // by id

  constructor({ work, token, secret }) {
    Object.assign(this, { work, token, secret })
  }

  /** What is known of a prediction, as the API tells it. */
  shown({ prediction }) {
    const id = prediction.id, base = `${this.work.base}/v1`
    return { ...prediction, urls: { get: `${base}/predictions/${id}`, cancel: `${base}/predictions/${id}/cancel`, web: `https://replicate.com/p/${id}` } }
  }

  async create(given, { model, version }, headers, mood, about) {
    const id = randomBytes(16).toString('hex').slice(0, 26), entry = this.work.submitted(about, mood)
    const kept = {
      entry, mood, webhook: given.webhook, events: given.webhook_events_filter ?? ['start', 'output', 'logs', 'completed'],
      prediction: { id, model, version: version ?? 'hidden', input: given.input, logs: '', output: null, data_removed: false, error: null, source: 'api', status: 'starting', created_at: new Date().toISOString() },
    }
    entry.ref = id
    this.predictions.set(id, kept)
    const ended = this.run(kept, Number.parseFloat(headers['cancel-after'] ?? 'Infinity') * 1000)
    const wait = /^wait(?:=(\d+))?$/.exec(headers.prefer ?? '')
    if (wait) await Promise.race([ended, pause(Math.min(60, Number(wait[1] ?? 60)) * 1000)])
    return { status: 201, body: this.shown(kept) }
  }

  /** Until it has ended; then the webhook is told. */
  async run(kept, limit) {
    const { prediction, entry, mood } = kept
    if ((mood.ms ?? 0) > limit) {
      await pause(limit)
      this.end(kept, { status: 'canceled' })
      return
    }
    setImmediate(() => TERMINAL.includes(prediction.status) || Object.assign(prediction, { status: 'processing', started_at: new Date().toISOString(), logs: 'step 3/20\n' }))
    const image = texts(prediction.input).find((text) => /^(https?:|data:)/.test(text))
    const made = await this.work.edit(entry, image, mood)
    if (TERMINAL.includes(prediction.status)) return // cancelled meanwhile: it ran, and is charged
    if (made.error) return this.end(kept, { status: 'failed', error: made.error })
    const address = mood.output === 'uri' ? `data:${made.type};base64,${made.bytes.toString('base64')}` : this.work.publish(made, mood)
    this.end(kept, { status: 'succeeded', output: mood.output === 'none' ? null : mood.output === 'removed' ? null : mood.output === 'array' ? [address] : mood.output === 'object' ? { seed: 7, image: address } : address,
      ...(mood.output === 'removed' && { data_removed: true, input: {} }), metrics: { predict_time: 0.5 } })
  }

  end(kept, how) {
    if (kept.prediction.status === 'canceled') return
    Object.assign(kept.prediction, how, { completed_at: new Date().toISOString() })
    if (kept.webhook && kept.events.includes('completed')) this.tell(kept).catch(() => {})
  }

  /** The webhook, as its mood has it. */
  async tell(kept) {
    const { webhook: how } = kept.mood, now = this.shown(kept), id = `msg_${randomUUID()}`
    if (how === 'never') return
    if (how === 'late') await pause(kept.mood.late_ms ?? 1500)
    if (how === 'forged') return void (await this.post(kept, now, id, randomBytes(24)))
    if (how === 'unsigned') return void (await this.post(kept, now, id, null))
    if (how === 'another') return void (await this.post(kept, { ...now, id: randomBytes(13).toString('hex') }, id))
    if (how === 'half') return void (await this.post(kept, JSON.stringify(now).slice(0, 60), id))
    await this.post(kept, now, id)
    if (how === 'twice') await this.post(kept, now, id)
    if (how === 'reordered') await this.post(kept, { ...now, status: 'processing', output: null, completed_at: undefined }, `msg_${randomUUID()}`)
  }

  /** Signed as Standard Webhooks has it, three times if need be. */
  async post(kept, body, id, key = Buffer.from(this.secret.slice(6), 'base64')) {
    const text = typeof body === 'string' ? body : JSON.stringify(body), timestamp = String(Math.floor(Date.now() / 1000))
    const signature = key && `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64')}`
    const headers = { 'Content-Type': 'application/json', 'User-Agent': 'Replicate/1.0', 'webhook-id': id, 'webhook-timestamp': timestamp, ...(signature && { 'webhook-signature': signature }) }
    for (let tries = 0; tries < 3; tries++) {
      const status = await this.deliver(kept.webhook, headers, text);
      (kept.told ??= []).push(status)
      if (status >= 200 && status < 500) return
      await pause(300 * (tries + 1))
    }
  }

  deliver(url, headers, text) {
    return new Promise((resolve) => {
      const request = (url.startsWith('https:') ? askHttps : askHttp)(url, { method: 'POST', ca: this.work.ca, headers: { ...headers, 'Content-Length': Buffer.byteLength(text) } }, (answer) => answer.resume().on('end', () => resolve(answer.statusCode)))
      request.on('error', () => resolve(0)).setTimeout(10000, () => request.destroy()).end(text)
    })
  }

  list(cursor) {
    const all = [...this.predictions.values()].filter(({ mood, prediction }) => Date.now() - Date.parse(prediction.created_at) >= (mood.lag_ms ?? 0)).reverse()
    const from = cursor ? Number(Buffer.from(cursor, 'base64url')) : 0, at = (n) => `${this.work.base}/v1/predictions?cursor=${Buffer.from(String(n)).toString('base64url')}`
    return { status: 200, body: { previous: from > 0 ? at(Math.max(0, from - PAGE)) : null, next: all.length > from + PAGE ? at(from + PAGE) : null, results: all.slice(from, from + PAGE).map((kept) => this.shown(kept)) } }
  }

  one(id, verb, method) {
    const kept = this.predictions.get(id)
    if (!kept) return errors[404]()
    if (verb === 'cancel' && method === 'POST') {
      if (!TERMINAL.includes(kept.prediction.status)) this.end(kept, { status: 'canceled' })
      return { status: 200, body: this.shown(kept) }
    }
    const odd = kept.mood.polls?.shift()
    if (odd === 'garbage') return { status: 200, raw: '<html>maintenance</html>' }
    if (odd === 'half') return { status: 200, body: this.shown(kept), half: true }
    if (odd === 'drop') return { drop: true }
    return odd ? errors[odd]({}) : { status: 200, body: this.shown(kept) }
  }

  /** Null: no such path. `submit` is given what a submission is about, and does the rest. */
  answer(method, url, headers, given, submit) {
    const path = url.pathname.slice('/v1'.length).split('/').slice(1)
    if (headers.authorization !== `Bearer ${this.token}` && headers.authorization !== `Token ${this.token}`) return errors[401]()
    if (method === 'GET' && path[0] === 'account') return { status: 200, body: { type: 'organization', username: 'example', name: 'Example', github_url: '' } }
    if (method === 'GET' && path.join('/') === 'webhooks/default/secret') return { status: 200, body: { key: this.secret } }
    if (method === 'GET' && path[0] === 'predictions' && path.length === 1) return this.list(url.searchParams.get('cursor'))
    if (path[0] === 'predictions' && path[1]) return this.one(path[1], path[2], method)
    if (method !== 'POST' || path.at(-1) !== 'predictions') return null
    const model = path[0] === 'predictions' ? given?.version : `${path[1]}/${path[2]}`
    if (!given?.input || typeof given.input !== 'object' || !model) return errors[422]()
    const about = { provider: 'replicate', model, prompt: String(given.input.prompt ?? ''), input_texts: texts(given.input), webhook: given.webhook ?? null }
    return submit(about, errors, (mood) => this.create(given, { model, version: path[0] === 'predictions' ? given.version : undefined }, headers, mood, about), 'run')
  }
}
