// SPDX-License-Identifier: Apache-2.0
// Clients that are slow, stop in the middle, read nothing, or close their half: nobody else shall notice.
import tls from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { CA } from '../api/lib/env.js'

const EACH = 40

function connect(port) {
  const socket = tls.connect({ port, host: 'localhost', ca: CA, servername: 'localhost', allowHalfOpen: true })
  socket.on('error', () => socket.destroy())
  return socket
}

const head = (method, path, token, more = '') => `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n${more}`
const BODY = 'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"name":'

/** What each of them sends before it does nothing more. */
const kinds = {
  'half a request line': (socket) => socket.write('GET /api/con'),
  'half a head': (socket, token) => socket.write(head('GET', '/api/contacts', token)),
  'half a body': (socket, token) => socket.write(head('POST', '/api/contacts', token, BODY)),
  'never reads': (socket, token) => (socket.pause(), socket.write(head('GET', '/api/contacts?limit=100', token, '\r\n').repeat(20))),
  'closes its half': (socket, token) => socket.end(head('GET', '/api/contacts?limit=100', token, '\r\n')),
  'goes away': (socket, token) => socket.write(head('GET', '/api/contacts?limit=100', token, '\r\n'), () => socket.destroy()),
}

export default [
  {
    name: 'slow and half-closed clients', bars: { failed: 0, gap: 1000 },
    run: async ({ person, port, scale }) => {
      const sockets = []
      try {
        for (const begin of Object.values(kinds))
          for (let i = 0; i < EACH; i++) {
            const socket = connect(port)
            sockets.push(socket)
            socket.on('secureConnect', () => begin(socket, person.token))
          }
        await sleep(2000 * scale)
      } finally {
        for (const socket of sockets) socket.destroy()
      }
    },
  },
]
