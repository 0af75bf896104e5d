// SPDX-License-Identifier: Apache-2.0
// One run of stagefy-film: what it answered, wrote, and said meanwhile of how far it was.
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { at } from './make.js'

/** `during` is called with the process every tenth of a second. */
export async function film(order, paths, during = () => {}) {
  writeFileSync(at('order'), JSON.stringify({ photos: paths.length, ...order }))
  const fds = [openSync(at('order'), 'r'), openSync(at('made.mp4'), 'w'), openSync(at('progress'), 'w+'), ...paths.map((path) => openSync(path, 'r'))]
  const child = spawn(process.env.STAGEFY_FILM, [], { stdio: [fds[0], 'pipe', 'pipe', ...fds.slice(1)], env: {} })
  let said = '', complaint = ''
  const progress = [], byte = Buffer.alloc(1)
  child.stdout.on('data', (text) => { said += text })
  child.stderr.on('data', (text) => { complaint += text })
  const look = () => {
    if (readSync(fds[2], byte, 0, 1, 0) === 1 && byte[0] !== progress.at(-1)) progress.push(byte[0])
  }
  const watch = setInterval(() => {
    look()
    during(child)
  }, 100)
  const [status, signal] = await new Promise((done) => child.on('close', (...how) => done(how)))
  clearInterval(watch)
  look()
  fds.forEach((fd) => closeSync(fd))
  return { answer: said === '' ? null : JSON.parse(said), status, signal, complaint, progress, bytes: readFileSync(at('made.mp4')) }
}
