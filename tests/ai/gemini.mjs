// SPDX-License-Identifier: Apache-2.0
// Gemini's API: generateContent of image models, and their list.
import { randomUUID } from 'node:crypto'

const RETIRED = ['gemini-2.5-flash-image', 'gemini-3-pro-image-preview', 'gemini-3.1-flash-image-preview']
const said = (code, status, message, details) => ({ status: code, body: { error: { code, message, status, ...(details && { details }) } } })

export const errors = {
  400: () => said(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.'),
  401: () => said(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com', metadata: { service: 'generativelanguage.googleapis.com' } }]),
  402: () => said(400, 'FAILED_PRECONDITION', 'Please enable billing on project.'),
  403: () => said(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
  404: (mood, model) => said(404, 'NOT_FOUND', `models/${model} is not found for API version v1beta`),
  422: () => said(400, 'INVALID_ARGUMENT', 'Unable to process input image.'),
  429: (mood) => said(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota', [
    { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests', quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }] },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${mood.retry_after ?? 1}s` }]),
  500: () => said(500, 'INTERNAL', 'An internal error has occurred.', [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }]),
  503: () => said(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.', [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1s' }]),
  refuse: () => ({ status: 200, body: { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 270, totalTokenCount: 270 } } }),
}

export class Gemini {
  constructor({ work, key }) {
    Object.assign(this, { work, key })
  }

  async generate(about, image, mood) {
    const entry = this.work.submitted(about, mood), made = await this.work.edit(entry, image, mood)
    const usage = { usageMetadata: { promptTokenCount: 270, candidatesTokenCount: 1290, totalTokenCount: 1560 }, modelVersion: about.model, responseId: randomUUID() }
    const candidate = (how) => ({ entry, status: 200, body: { candidates: [{ ...how, index: 0 }], ...usage } })
    if (mood.run === 'refuse') return candidate({ finishReason: 'IMAGE_SAFETY', finishMessage: 'Unable to show the generated image.' })
    if (made.error?.startsWith('Input')) return errors[422]()
    if (made.error) return candidate({ content: { role: 'model', parts: [{ text: 'I can only describe it.' }] }, finishReason: 'NO_IMAGE' })
    const picture = { inlineData: { mimeType: made.type, data: made.bytes.toString('base64') } }
    const parts = mood.output === 'thought' ? [{ thought: true, text: 'First a draft.' }, { thought: true, inlineData: { mimeType: 'image/png', data: 'AAAA' } }, { ...picture, thoughtSignature: 'c2ln' }]
      : mood.output === 'none' ? [{ text: 'Here is the edited photo.' }]
      : mood.output === 'half' ? [{ inlineData: { mimeType: made.type, data: made.bytes.subarray(0, made.bytes.length / 2).toString('base64') } }]
      : [{ text: 'Here is the edited photo.' }, picture]
    return candidate({ content: { role: 'model', parts }, finishReason: 'STOP' })
  }

  answer(method, url, headers, given, submit) {
    if ((headers['x-goog-api-key'] ?? url.searchParams.get('key')) !== this.key) return errors[401]()
    const called = /^\/v1(?:beta)?\/models\/([^/:]+):generateContent$/.exec(url.pathname)
    if (method === 'GET' && url.pathname === '/v1beta/models') return { status: 200, body: { models: [{ name: 'models/gemini-3.1-flash-image', displayName: 'Nano Banana 2', supportedGenerationMethods: ['generateContent'] }] } }
    if (method !== 'POST' || !called) return null
    const model = decodeURIComponent(called[1]), contents = [given?.contents].flat(), parts = contents.flatMap((content) => content?.parts ?? [])
    const prompt = parts.map(({ text }) => text).filter(Boolean).join('\n'), inline = parts.map((part) => part.inlineData ?? part.inline_data).find(Boolean)
    if (RETIRED.includes(model)) return errors[404]({}, model)
    if (!prompt || !inline?.data || !/^image\//.test(inline.mimeType ?? inline.mime_type ?? '')) return errors[400]()
    const about = { provider: 'nano_banana', model, prompt }
    return submit(about, errors, (mood) => this.generate(about, `data:;base64,${inline.data}`, mood), 'submit')
  }
}
