// SPDX-License-Identifier: Apache-2.0
// Pictures: what came in is looked at as far as needed to know that it could be read, and what goes out is a PNG made from it.
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

export const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** {width, height} of a whole JPEG; null: these bytes are none. */
export function sizeOfJpeg(bytes) {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8 || bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) return null
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const kind = bytes[at + 1]
    if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
  }
  return null
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind), data]), out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(data.length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(crc32(body), body.length + 4)
  return out
}

/** A PNG: a gradient between two colours that `seed` (hex) names. */
export function png(width, height, seed) {
  const [from, to] = [0, 6].map((at) => [0, 2, 4].map((i) => parseInt(seed.slice(at + i, at + i + 2), 16)))
  const rows = Buffer.alloc(height * (1 + 3 * width)), head = Buffer.alloc(13)
  for (let y = 0, at = 0; y < height; y++) {
    const share = y / height
    at++ // no filter
    for (let x = 0; x < width; x++) for (let c = 0; c < 3; c++) rows[at++] = from[c] + (to[c] - from[c]) * share
  }
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))])
}

/** What a model makes of a JPEG: as wide as `most` at most, in its proportions, in colours that its bytes and the prompt name. null: unreadable. */
export function edited(bytes, prompt, most = 640) {
  const size = sizeOfJpeg(bytes)
  if (!size) return null
  const scale = Math.min(1, most / Math.max(size.width, size.height))
  return png(Math.max(1, Math.round(size.width * scale)), Math.max(1, Math.round(size.height * scale)), digest(Buffer.concat([bytes, Buffer.from(prompt)])))
}
