// SPDX-License-Identifier: Apache-2.0
// The way of a file: presign, the bytes straight to the store, commit.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from './database.js'
import { assertProblem } from './http.js'
import { transfer } from './transfer.js'

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

const TYPES = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', heic: 'image/heic', pdf: 'application/pdf', avif: 'image/avif' }

/** A file of tests/fuzz/corpus/probe: {name, bytes, type}. */
export function sample(name) {
  const bytes = readFileSync(new URL(`../../fuzz/corpus/probe/${name}`, import.meta.url))
  return { name, bytes, type: TYPES[name.split('.').pop()] }
}

/** Other bytes under the sample's name and type. */
export const altered = (name, change) => {
  const file = sample(name)
  return { ...file, bytes: change(file.bytes) }
}

/** What presign is told of a file. */
export const announced = ({ name, bytes, type }, more = {}) => ({ filename: name, content_type: type, size: bytes.length, ...more })

/** The answer's files, each with the `file` that it is for. */
export async function presign(person, files, target = {}) {
  const answer = await person.post('/api/media/presign', { ...target, files: files.map((file) => announced(file, file.more)) })
  assert.equal(answer.status, 200, String(answer))
  return answer.json.files.map((slot, i) => ({ ...slot, file: files[i] }))
}

export const put = (slot, bytes = slot.file.bytes) => transfer(slot.method, slot.url, { headers: slot.headers, body: bytes })

export async function putAll(slots) {
  for (const slot of slots) {
    const answer = await put(slot)
    assert.ok(answer.status === 200 || answer.status === 201, String(answer))
  }
}

export const commit = (person, slots, target = {}, options = {}) =>
  person.post('/api/media/commit', { ...target, files: slots.map(({ storage_key, commit: more }) => ({ storage_key, ...more })) }, options)

/** Presigned and uploaded, not committed. */
export async function uploaded(person, files, target) {
  const slots = await presign(person, files, target)
  await putAll(slots)
  return slots
}

/** The media items of files that went all the way. A store that is slow for a moment is asked again, as its answer says. */
export async function upload(person, files, target) {
  const slots = await uploaded(person, files, target)
  let answer = await commit(person, slots, target)
  for (let i = 0; i < 3 && answer.status === 503; i++) {
    assertProblem(answer, 503, 'storage-unavailable')
    await sleep(1000)
    answer = await commit(person, slots, target)
  }
  assert.equal(answer.status, 200, String(answer))
  return answer.json.data
}

/** An item without what media.derive adds to it in its own time. */
export const asCommitted = ({ updated_at, thumbnail_url, cover_url, screen_url, placeholder, ...item }) => item

/** Where a commit will put the file: no client is told. */
export const finalKey = async ({ storage_key }) =>
  (await sql(`select final_key from internal.uploads where storage_key = :'storage_key'`, { storage_key }))[0][0]

/** How many media items there are, deleted or not, of files that were sent under these keys: an upload's id becomes the item's. */
export const itemsOf = async (slots) => {
  const ids = slots.map(({ storage_key }) => storage_key.split('/').pop()).join(',')
  return Number((await sql(`select count(*) from public.media_items where id = any (('{' || :'ids' || '}')::uuid[])`, { ids }))[0][0])
}
