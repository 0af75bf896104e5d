// SPDX-License-Identifier: Apache-2.0
// Puts each text that a browser asks for beside itself compressed, as nginx gives it out (gzip_static, brotli_static).
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const FOLDER = join('dist', 'assets')
const TEXT = /\.(js|css|svg|json)$/
/** What fits in a packet or two gains nothing. */
const SMALLEST = 1024

const ways = {
  br: (text) =>
    promisify(brotliCompress)(text, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    }),
  gz: (text) => promisify(gzip)(text, { level: 9 }),
}

const files = readdirSync(FOLDER, { recursive: true })
  .map((name) => join(FOLDER, name))
  .filter((file) => TEXT.test(file) && statSync(file).size > SMALLEST)

// Side by side: the work is done by as many threads as Node has for it.
await Promise.all(
  files.flatMap((file) => {
    const text = readFileSync(file)
    return Object.entries(ways).map(async ([suffix, compress]) =>
      writeFileSync(`${file}.${suffix}`, await compress(text)),
    )
  }),
)
