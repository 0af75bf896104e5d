// SPDX-License-Identifier: Apache-2.0
// Requests to the addresses that presign and media items give out, as a browser makes them: no token, no cookie, just the
// address. The store may be on another origin, and without TLS.
import http from 'node:http'
import https from 'node:https'
import { Answer } from './http.js'
import { CA } from './env.js'

const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent({ keepAlive: true, ca: CA }) }

/**
 * options: headers, body (bytes), chunked (no Content-Length), path (sent as it is, in place of the address's own: for paths that
 * no URL parser leaves alone).
 */
export function transfer(method, address, { headers = {}, body, chunked = false, path } = {}) {
  const url = new URL(address), { request } = url.protocol === 'https:' ? https : http
  const length = body === undefined || chunked ? {} : { 'Content-Length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const asked = request({
      method, host: url.hostname, port: url.port, path: path ?? url.pathname + url.search, agent: agents[url.protocol], timeout: 20000,
      headers: { ...length, ...(chunked ? { 'Transfer-Encoding': 'chunked' } : {}), ...headers },
    }, (message) => {
      const pieces = []
      message.on('data', (piece) => pieces.push(piece))
      message.on('end', () => resolve(new Answer(method, url.pathname, message, Buffer.concat(pieces))))
      message.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error(`${method} ${url.pathname}: no answer in time`)))
    asked.on('error', reject)
    asked.end(body)
  })
}
