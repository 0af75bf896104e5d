// SPDX-License-Identifier: Apache-2.0
// What every case of stagefy-edit looks at: that it ended well, in bounded time and memory, and what came of it.
import assert from 'node:assert/strict'
import { decoded, edit } from './edit_run.js'
import { file } from './make.js'

const MOST_MB = 200, MOST_S = 60

/** What became of them, as a file of that name and decoded. */
export async function edited(name, steps, paths, order) {
  const done = await edit(steps, [paths].flat(), order)
  assert.deepEqual([done.status, done.signal, done.complaint], [0, null, ''])
  assert.equal(done.answer.rejected, undefined, JSON.stringify(done.answer))
  assert.ok(done.megabytes < MOST_MB && done.seconds < MOST_S, `${done.megabytes} MB, ${done.seconds} s`)
  const path = file(`${name}.jpg`, done.bytes), picture = decoded(path)
  assert.deepEqual(done.answer, { width: picture.width, height: picture.height })
  return { ...done, path, ...picture }
}

export async function refused(steps, paths, rejected, detail) {
  const done = await edit(steps, [paths].flat())
  assert.deepEqual([done.status, done.signal, done.complaint, done.answer, done.bytes.length], [0, null, '', { rejected, detail }, 0])
}

export const near = (found, wanted, most, name) => assert.ok(found.every((value, i) => Math.abs(value - wanted[i]) <= most), `${name}: ${found}, not ${wanted}`)
export const spread = (colour) => Math.max(...colour) - Math.min(...colour)
export const luma = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b
