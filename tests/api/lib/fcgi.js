// SPDX-License-Identifier: Apache-2.0
// A FastCGI client on the workers' own socket: what nginx would never send.
import net from 'node:net'
import { FCGI_SOCKET } from './env.js'

const [BEGIN, PARAMS, STDIN, STDOUT, END] = [1, 4, 5, 6, 3]

function record(type, content, id = 1) {
  const body = Buffer.from(content)
  const head = Buffer.from([1, type, id >> 8, id & 255, body.length >> 8, body.length & 255, 0, 0])
  return Buffer.concat([head, body])
}

const size = (n) => (n < 128 ? Buffer.from([n]) : Buffer.from([(n >>> 24) | 128, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]))

export function params(list) {
  return Buffer.concat(list.flatMap(([name, value]) => {
    const [n, v] = [Buffer.from(name), Buffer.from(value)]
    return [size(n.length), size(v.length), n, v]
  }))
}

/** The parameters as nginx sends them; a list, since a name may come twice. */
export const asNginx = (method, uri, more = [], address = '127.0.0.1') => [['REQUEST_METHOD', method], ['REQUEST_URI', uri], ['REMOTE_ADDR', address],
  ['REQUEST_ID', '0123456789abcdef0123456789abcdef'], ...more]

/** list: parameters; body: bytes that really come. Answers what the worker wrote, and whether it ended the request in order. */
export function exchange(list, body = '', { endStdin = true, wait = 20000, raw, path = FCGI_SOCKET } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path)
    let got = Buffer.alloc(0)
    const timer = setTimeout(() => socket.destroy(), wait)
    socket.on('data', (bytes) => {
      got = Buffer.concat([got, bytes])
    })
    socket.on('error', (error) => (['ECONNRESET', 'EPIPE'].includes(error.code) ? undefined : reject(error)))
    socket.on('close', () => {
      clearTimeout(timer)
      let text = '', ended = false
      for (let at = 0; at + 8 <= got.length; ) {
        const length = got.readUInt16BE(at + 4), padding = got[at + 6]
        if (got[at + 1] === STDOUT) text += got.subarray(at + 8, at + 8 + length).toString('utf8')
        if (got[at + 1] === END) ended = true
        at += 8 + length + padding
      }
      const [head, ...rest] = text.split('\r\n\r\n')
      resolve({ status: Number(/^Status: (\d+)/.exec(head)?.[1]), head, body: rest.join('\r\n\r\n'), ended })
    })
    if (raw) return socket.end(raw)
    const packed = params(list), pieces = []
    for (let at = 0; at < packed.length; at += 60000) pieces.push(record(PARAMS, packed.subarray(at, at + 60000)))
    const parts = [record(BEGIN, [0, 1, 0, 0, 0, 0, 0, 0]), ...pieces, record(PARAMS, '')]
    if (body.length > 0) parts.push(record(STDIN, body))
    if (endStdin) parts.push(record(STDIN, ''))
    socket.write(Buffer.concat(parts))
    return undefined
  })
}
