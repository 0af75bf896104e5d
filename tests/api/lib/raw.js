// SPDX-License-Identifier: Apache-2.0
// Bytes over TLS as no HTTP client would send them.
import tls from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { BASE_URL, CA } from './env.js'

const base = new URL(BASE_URL)

/**
 * Sends a text, or several with 5 ms in between, and answers what came back until the server closes, which it does after the
 * last of them when that says so or is refused; or for `wait` ms. end: closes our side after the last.
 */
export function talk(texts, { end = false, wait = 15000 } = {}) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: base.hostname, port: base.port, ca: CA, servername: base.hostname })
    let got = ''
    const timer = setTimeout(() => socket.destroy(), wait)
    socket.setEncoding('latin1')
    socket.on('data', (text) => (got += text))
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(got)
    })
    socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(got) : reject(error)))
    socket.on('secureConnect', async () => {
      for (const text of [texts].flat()) {
        if (socket.destroyed) return
        socket.write(text, 'latin1')
        await sleep(5)
      }
      if (end) socket.end()
    })
  })
}
