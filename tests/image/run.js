// SPDX-License-Identifier: Apache-2.0
// One run of stagefy-image: what it said and wrote, how long it took and how much memory it had at most.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { at, shown } from './make.js'

const VARIANTS = ['thumbnail', 'screen', 'cover']

export const highest = (pid) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
  } catch {
    return 0 // it has ended
  }
}

export async function run(path) {
  const input = openSync(path, 'r'), outputs = VARIANTS.map((name) => openSync(at(`${name}.webp`), 'w'))
  const from = performance.now()
  const child = spawn(process.env.STAGEFY_IMAGE, [], { stdio: [input, 'pipe', 'pipe', ...outputs] })
  let said = '', complaint = '', megabytes = 0
  child.stdout.on('data', (text) => { said += text })
  child.stderr.on('data', (text) => { complaint += text })
  const look = setInterval(() => { megabytes = Math.max(megabytes, highest(child.pid)) }, 2)
  const [status, signal] = await new Promise((done) => child.on('close', (...how) => done(how)))
  clearInterval(look)
  for (const fd of [input, ...outputs]) closeSync(fd)
  const files = Object.fromEntries(VARIANTS.map((name) => [name, readFileSync(at(`${name}.webp`))]))
  return { answer: said === '' ? null : JSON.parse(said), status, signal, complaint, files, megabytes, seconds: (performance.now() - from) / 1000 }
}

/** Looks at one of the forms: the pixel at those parts of its width and height. */
export function seen(name) {
  const { width, height, channels, data } = shown(at(`${name}.webp`))
  return (x, y) => [...data.subarray((Math.floor(height * y) * width + Math.floor(width * x)) * channels).subarray(0, channels)]
}

export const pixel = (name, x, y) => seen(name)(x, y)
