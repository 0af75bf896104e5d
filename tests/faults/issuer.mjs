// SPDX-License-Identifier: Apache-2.0
// Clerk's key set, from a server of ours that can go away. It counts who asks.
import http from 'node:http'
import { clerk } from '../api/lib/tokens.js'

export class Issuer {
  asked = 0
  away = false
  constructor(port) {
    this.port = port
    this.server = http.createServer((request, response) => {
      this.asked++
      if (this.away) return request.socket.destroy()
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(clerk.jwks))
    })
  }
  listen() {
    return new Promise((resolve, reject) => this.server.once('error', reject).listen(this.port, '127.0.0.1', resolve))
  }
  leave() {
    this.away = true
  }
  back() {
    this.away = false
  }
  close() {
    this.server.close()
    this.server.closeAllConnections()
  }
}
