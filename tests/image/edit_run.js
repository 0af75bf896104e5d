// SPDX-License-Identifier: Apache-2.0
// One run of stagefy-edit: what it answered and wrote, how long it took and how much memory it had at most.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { at, shown } from './make.js'
import { highest } from './run.js'

/** steps over the pictures of those paths; the order's other members in `order`. */
export async function edit(steps, paths, order = {}) {
  writeFileSync(at('order'), JSON.stringify({ steps, inputs: paths.length, side: 0, marks: {}, ...order }))
  const fds = [openSync(at('order'), 'r'), openSync(at('edited.jpg'), 'w'), ...paths.map((path) => openSync(path, 'r'))]
  const from = performance.now()
  const child = spawn(process.env.STAGEFY_EDIT, [], { stdio: [fds[0], 'pipe', 'pipe', ...fds.slice(1)], env: {} })
  let said = '', complaint = '', megabytes = 0
  child.stdout.on('data', (text) => { said += text })
  child.stderr.on('data', (text) => { complaint += text })
  const look = setInterval(() => { megabytes = Math.max(megabytes, highest(child.pid)) }, 2)
  const [status, signal] = await new Promise((done) => child.on('close', (...how) => done(how)))
  clearInterval(look)
  fds.forEach((fd) => closeSync(fd))
  return { answer: said === '' ? null : JSON.parse(said), status, signal, complaint, bytes: readFileSync(at('edited.jpg')), megabytes,
    seconds: (performance.now() - from) / 1000 }
}

/** The pixels of a file, and the mean of each channel over a part of it. */
export function decoded(path) {
  const { width, height, channels, data } = shown(path)
  assert.equal(channels, 3)
  return { width, height, data, mean: (x0 = 0, y0 = 0, x1 = 1, y1 = 1) => mean(data, width, [x0 * width, y0 * height, x1 * width, y1 * height].map(Math.round)) }
}

function mean(data, width, [x0, y0, x1, y1]) {
  const sum = [0, 0, 0]
  for (let y = y0; y < y1; y++)
    for (let x = x0; x < x1; x++) for (let c = 0; c < 3; c++) sum[c] += data[(y * width + x) * 3 + c]
  return sum.map((value) => value / ((x1 - x0) * (y1 - y0)))
}

/** How far two pictures of one size are from each other, in levels of 255. */
export function difference(a, b) {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i] - b.data[i])
  return sum / a.data.length
}
