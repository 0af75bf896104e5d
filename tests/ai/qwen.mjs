// SPDX-License-Identifier: Apache-2.0
// Model Studio's API (DashScope) for Qwen's image models: answers now, tasks, cancelling.
import { randomUUID } from 'node:crypto'
import { Kept } from './work.mjs'

const NOW = '/api/v1/services/aigc/multimodal-generation/generation', LATER = '/api/v1/services/aigc/image-generation/generation'
const said = (status, code, message) => ({ status, body: { code, message, request_id: randomUUID() } })

export const errors = {
  400: () => said(400, 'InvalidParameter', 'num_images_per_prompt must be 1'),
  401: () => said(401, 'InvalidApiKey', 'Invalid API-key provided.'),
  402: () => said(400, 'Arrearage', 'Access denied, please make sure your account is in good standing.'),
  403: () => said(403, 'AccessDenied', 'current user api does not support asynchronous calls'),
  404: () => said(404, 'ModelNotFound', 'Model not exist.'),
  422: () => said(400, 'InvalidParameter', 'The image is too small.'),
  429: (mood) => ({ ...said(429, 'Throttling.RateQuota', 'Requests rate limit exceeded, please try again later.'), headers: { 'Retry-After': mood.retry_after ?? '1' } }),
  500: (mood) => ({ ...said(500, 'InternalError', 'An internal error has occured.'), headers: { 'Retry-After': mood.retry_after ?? '1' } }),
  503: (mood) => ({ ...said(503, 'ServiceUnavailable', 'Service is unavailable.'), headers: { 'Retry-After': mood.retry_after ?? '1' } }),
  refuse: () => said(400, 'DataInspectionFailed', 'Input data may contain inappropriate content.'),
}

/** China's time, as they write it. */
const chinaTime = (ms = Date.now()) => new Date(ms + 8 * 3600e3).toISOString().replace('T', ' ').replace('Z', '')

export class Qwen {
  tasks = new Kept() // by id

  constructor({ work, key }) {
    Object.assign(this, { work, key })
  }

  output(made, mood) {
    const image = this.work.publish(made, mood)
    return { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: mood.output === 'none' ? [{ text: 'There is nothing to change.' }] : [{ image }] } }] }
  }

  async now(about, image, mood) {
    const entry = this.work.submitted(about, mood), made = await this.work.edit(entry, image, mood)
    if (made.error) return mood.run === 'refuse' ? errors.refuse() : made.error.startsWith('Input') ? said(400, 'InvalidParameter', made.error) : errors[500](mood)
    return { entry, status: 200, body: { request_id: randomUUID(), output: this.output(made, mood), usage: { image_count: 1, width: 640, height: 480 } } }
  }

  later(about, image, mood) {
    const task_id = randomUUID(), entry = this.work.submitted(about, mood), task = { task_id, task_status: 'PENDING', submit_time: chinaTime() }
    entry.ref = task_id
    this.tasks.set(task_id, { task, mood })
    setImmediate(async () => {
      if (task.task_status === 'CANCELED') return
      Object.assign(task, { task_status: 'RUNNING', scheduled_time: chinaTime() })
      const made = await this.work.edit(entry, image, mood)
      const how = made.error ? { task_status: 'FAILED', code: mood.run === 'refuse' ? 'DataInspectionFailed' : 'InternalError', message: made.error }
        : mood.output === 'older' ? { task_status: 'SUCCEEDED', results: [{ url: this.work.publish(made, mood) }], task_metrics: { TOTAL: 1, SUCCEEDED: 1, FAILED: 0 } }
        : { task_status: 'SUCCEEDED', ...this.output(made, mood) }
      Object.assign(task, how, { end_time: chinaTime() })
    })
    return { status: 200, body: { request_id: randomUUID(), output: { task_id, task_status: 'PENDING' } } }
  }

  task(id, verb, method) {
    const kept = this.tasks.get(id), task = kept?.task ?? { task_id: id, task_status: 'UNKNOWN' }
    if (verb === 'cancel' && method === 'POST') {
      if (task.task_status !== 'PENDING') return said(400, 'UnsupportedOperation', 'Failed to cancel the task, please confirm if the task is in PENDING status.')
      task.task_status = 'CANCELED'
      return { status: 200, body: { request_id: randomUUID() } }
    }
    const odd = kept?.mood.polls?.shift()
    if (odd === 'garbage') return { status: 200, raw: '<html>maintenance</html>' }
    if (odd === 'half') return { status: 200, body: { output: task }, half: true }
    if (odd === 'drop') return { drop: true }
    return odd ? errors[odd]({}) : { status: 200, body: { request_id: randomUUID(), output: task } }
  }

  answer(method, url, headers, given, submit) {
    const [, , , kind, id, verb] = url.pathname.split('/')
    if (headers.authorization !== `Bearer ${this.key}`) return errors[401]()
    if (kind === 'tasks' && id) return this.task(id, verb, method)
    if (method !== 'POST' || ![NOW, LATER].includes(url.pathname)) return null
    const [message, ...more] = given?.input?.messages ?? [], content = Array.isArray(message?.content) ? message.content : []
    const images = content.filter(({ image }) => image), prompts = content.filter(({ text }) => text)
    if (!given?.model || more.length > 0 || message?.role !== 'user' || images.length < 1 || images.length > 3 || prompts.length !== 1) return said(400, 'InvalidParameter', 'The input messages do not conform to the service requirements.')
    if ((given.parameters?.n ?? 1) !== 1 && given.model === 'qwen-image-edit') return errors[400]()
    const later = headers['x-dashscope-async'] === 'enable'
    if (later !== (url.pathname === LATER)) return errors[403]()
    const about = { provider: 'qwen', model: given.model, prompt: prompts[0].text }
    return submit(about, errors, (mood) => later ? this.later(about, images[0].image, mood) : this.now(about, images[0].image, mood), 'submit')
  }
}
