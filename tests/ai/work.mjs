// SPDX-License-Identifier: Apache-2.0
// What the three have in common: pictures that are read, work that is done and counted, moods, and the files that results are in.
import { request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'
import { randomUUID } from 'node:crypto'
import { digest, edited } from './picture.mjs'

const KEPT = 50000, MOST = 32 * 1024 * 1024
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** All texts within a value. */
export const texts = (value) => typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(texts) : []

/** A map that forgets its oldest. */
export class Kept extends Map {
  set(key, value) {
    if (this.size >= KEPT) this.delete(this.keys().next().value)
    return super.set(key, value)
  }
}

export class Work {
  moods = [] // newest last; README.md says what is in one
  done = [] // what was submitted, in order
  files = new Kept() // by name: {bytes, type, mood}

  constructor({ base, ca }) {
    Object.assign(this, { base, ca })
  }

  /** The mood for a submission: the newest that fits and has times left. */
  mood(about) {
    const all = texts(about).concat(about.provider, about.model)
    const found = this.moods.findLast(({ when = {}, times = 1 }) => times > 0 && (!when.provider || when.provider === about.provider) &&
      (!when.model || when.model === about.model) && (!when.text || all.some((text) => text.includes(when.text))))
    if (!found) return {}
    found.times = (found.times ?? 1) - 1
    return found
  }

  /** A submission that reached us, whatever comes of it. `charged` is set when the work is done. */
  submitted(about, mood) {
    const entry = { number: this.done.length, at: Date.now(), charged: false, ended: false, ids: [...new Set(texts(about).flatMap((text) => text.match(UUID) ?? []))], mood, ...about }
    this.done.push(entry)
    return entry
  }

  fetch(url) {
    return new Promise((resolve) => {
      const request = (url.startsWith('https:') ? askHttps : askHttp)(url, { ca: this.ca }, (answer) => {
        const parts = []
        let size = 0
        answer.on('data', (part) => (size += part.length) > MOST ? request.destroy() : parts.push(part)).on('end', () => resolve(answer.statusCode === 200 ? Buffer.concat(parts) : null))
      })
      request.on('error', () => resolve(null)).setTimeout(20000, () => request.destroy()).end()
    })
  }

  /** The bytes that an address or a data: URI stands for; null: none. */
  async input(image) {
    if (typeof image !== 'string') return null
    if (image.startsWith('data:')) return Buffer.from(image.slice(image.indexOf(',') + 1), 'base64')
    return /^https?:/.test(image) ? this.fetch(image) : null
  }

  /** The work itself: {bytes, type}, or {error} in `entry` charged or not. */
  async edit(entry, image, mood) {
    await pause(mood.ms ?? 20)
    const bytes = await this.input(image)
    const out = bytes && edited(bytes, entry.prompt)
    if (bytes) entry.input = digest(bytes)
    entry.ended = true
    if (mood.run === 'fail' || mood.run === 'refuse' || !out) return { error: !out ? 'Input image could not be read' : mood.run === 'refuse' ? 'NSFW content detected. Try another prompt.' : 'Prediction interrupted; please retry (code: PA)' }
    entry.charged = true
    return mood.output === 'jpeg' ? { bytes, type: 'image/jpeg' } : { bytes: out, type: 'image/png' }
  }

  /** The address of a file with these bytes. */
  publish({ bytes, type }, mood) {
    const name = `${randomUUID()}.${type === 'image/jpeg' ? 'jpg' : 'png'}`
    this.files.set(name, { bytes, type, output: mood.output })
    return `${this.base}/files/${name}`
  }

  /** GET /files/NAME: as the mood of its submission has it. */
  file(name) {
    const file = this.files.get(name)
    if (!file || file.output === 'gone') return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>', type: 'application/xml' }
    const { bytes, type, output } = file
    if (output === 'page') return { status: 200, body: '<html><body>Sign in to continue</body></html>', type: 'text/html' }
    if (output === 'half') return { status: 200, body: bytes.subarray(0, bytes.length / 2), type }
    if (output === 'cut') return { status: 200, body: bytes, type, cut: true }
    return { status: 200, body: bytes, type }
  }
}
