// SPDX-License-Identifier: Apache-2.0
// Pictures that were made for this: by the vips command from raw pixels, and byte by byte where no program would make them.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

export const folder = mkdtempSync(join(tmpdir(), 'stagefy-image-'))
process.on('exit', () => rmSync(folder, { recursive: true }))

export const vips = (...args) => execFileSync('vips', args, { stdio: ['ignore', 'pipe', 'pipe'] }).toString()
export const at = (name) => join(folder, name)

/** Writes the bytes; answers the path. */
export function file(name, bytes) {
  writeFileSync(at(name), bytes)
  return at(name)
}

// left half red, right half blue; above the middle both are darker: so every turn of it is another picture
function quarters(width, height) {
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels[(y * width + x) * 3 + (x < width / 2 ? 0 : 2)] = y < height / 2 ? 90 : 220
  return pixels
}

const MAGIC = 0xb6a6f208, HEADER = 64, SRGB = 22

/** Bare pixels as vips' own file, byte by byte: a start of the command would take longer than most of what is tested. */
export function bare(name, width, height, pixels) {
  const header = Buffer.alloc(HEADER)
  header.writeUInt32BE(MAGIC, 0)
  for (const [i, value] of [width, height, pixels.length / width / height, 8, 0, 0, SRGB].entries()) header.writeInt32LE(value, 4 + 4 * i)
  for (const offset of [32, 36]) header.writeFloatLE(1, offset) // pixels a millimetre
  return file(`${name}.v`, Buffer.concat([header, pixels]))
}

/** What a picture shows, its channels as bytes: { width, height, channels, data }. */
export function shown(path) {
  vips('copy', path, at('shown.v'))
  const bytes = readFileSync(at('shown.v')), [width, height, channels] = [4, 8, 12].map((offset) => bytes.readInt32LE(offset))
  return { width, height, channels, data: bytes.subarray(HEADER, HEADER + width * height * channels) }
}

/** A raw picture for vips: the quarters, or one colour without them. */
export const raw = (name, width, height, colour) =>
  bare(name, width, height, colour ? Buffer.alloc(width * height * colour.length, Buffer.from(colour)) : quarters(width, height))

/** vips SAVER FROM TO OPTIONS; answers the path. */
export function save(saver, from, name, ...options) {
  vips(saver, from, at(name), ...options)
  return at(name)
}

const chunk = (type, data) => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]), out = Buffer.alloc(8)
  out.writeUInt32BE(data.length, 0)
  out.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([out.subarray(0, 4), body, out.subarray(4)])
}

// x and y of the first pixel of each pass, and how far it is to the next
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]]

/** A PNG of nothing; of the rows that it says it has, `rows` are there. */
export function png(width, height, { depth = 8, colour = 0, rows = height, interlaced = false, extra = [] } = {}) {
  const header = Buffer.alloc(13), row = (pixels) => 1 + Math.ceil(pixels * { 0: 1, 2: 3, 6: 4 }[colour] * depth / 8)
  const size = !interlaced ? row(width) * rows
    : ADAM7.reduce((sum, [x, y, dx, dy]) => sum + row(Math.ceil((width - x) / dx)) * Math.ceil((height - y) / dy), 0)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = depth
  header[9] = colour
  header[12] = Number(interlaced)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), ...extra.map(([type, data]) => chunk(type, data)),
    chunk('IDAT', deflateSync(Buffer.alloc(size))), chunk('IEND', Buffer.alloc(0))])
}

/** A JPEG with an Exif block in front: how it is turned, where it was taken, and words that nobody else should read. */
export function withExif(path, orientation) {
  const tiff = Buffer.concat([Buffer.from('MM\0*\0\0\0\x08\0\x02', 'latin1'),
    Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]), // Orientation
    Buffer.from([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38]), // GPS
    Buffer.alloc(4), Buffer.from([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, 0x4e, 0, 0, 0]), Buffer.alloc(4)])
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const xmp = Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/">secret garden</x:xmpmeta>', 'latin1')
  const segment = (body) => Buffer.concat([Buffer.from([0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255]), body])
  const jpeg = readFileSync(path)
  return Buffer.concat([jpeg.subarray(0, 2), segment(exif), segment(xmp), jpeg.subarray(2)])
}
