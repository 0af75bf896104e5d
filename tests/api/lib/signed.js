// SPDX-License-Identifier: Apache-2.0
// Addresses of the local store, signed by somebody else than the workers.
import { createHmac } from 'node:crypto'
import { BASE_URL } from './env.js'
import { options } from './options.js'

/** An address as the workers sign them. promise: in their order. */
export function signed(key, promise, secret = options.SECRET_KEYS) {
  const text = (value) => `${Buffer.byteLength(String(value))}:${value}`
  const message = ['stagefy local store address 1', text(key), ...Object.entries(promise).map(([name, value]) => `${name}=${text(value)}`)]
  const query = Object.entries(promise).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  const head = message[0] + '\n' + message.slice(1).join('\n')
  return `${BASE_URL}/storage/${key}?${query}&sig=${createHmac('sha256', secret).update(head).digest('base64url')}`
}
