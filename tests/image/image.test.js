// SPDX-License-Identifier: Apache-2.0
// stagefy-image, one picture at a time: right, or refused with a reason; with bounded time and memory either way.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { at, file, png, raw, save, vips, withExif } from './make.js'
import { pixel, run, seen } from './run.js'

// The costliest that is let in, 60 megapixels of 16 bits and interlaced, took 605 MB and 6 s when nobody else worked.
const MOST_MB = 900, MOST_S = 45
const corpus = (name) => readFileSync(new URL(`../fuzz/corpus/probe/${name}`, import.meta.url))

async function derived(path) {
  const done = await run(path)
  assert.deepEqual([done.status, done.signal, done.complaint], [0, null, ''])
  assert.equal(done.answer.rejected, undefined, JSON.stringify(done.answer))
  assert.ok(done.megabytes < MOST_MB && done.seconds < MOST_S, `${done.megabytes} MB, ${done.seconds} s`)
  return done
}

async function refused(path, rejected, detail) {
  const done = await run(path)
  assert.deepEqual([done.status, done.signal, done.complaint, done.answer], [0, null, '', { rejected, detail }])
  assert.ok(done.megabytes < MOST_MB && done.seconds < MOST_S, `${done.megabytes} MB, ${done.seconds} s`)
  return done
}

const sizes = ({ answer }) => Object.fromEntries(Object.entries(answer.variants).map(([name, { width, height }]) => [name, [width, height]]))
const near = (found, wanted, name) => assert.ok(wanted.every((value, i) => Math.abs(found[i] - value) <= 75), `${name}: ${found}, not ${wanted}`)
const DARK_RED = [90, 0, 0], RED = [220, 0, 0], DARK_BLUE = [0, 0, 90], BLUE = [0, 0, 220]

/** Top left, top right, bottom left, bottom right of every variant. */
function stands(...wanted) {
  for (const name of ['thumbnail', 'screen', 'cover']) {
    const at = seen(name)
    for (const [i, [x, y]] of [[0.2, 0.2], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]].entries()) near(at(x, y), wanted[i], `${name} ${x} ${y}`)
  }
}

const photo = raw('photo', 2700, 1500), small = raw('small', 900, 500)

describe('the variants', () => {
  it('fit into their boxes, the cover has its ratio', async () => {
    const done = await derived(save('jpegsave', photo, 'photo.jpg'))
    assert.deepEqual([done.answer.width, done.answer.height], [2700, 1500])
    assert.deepEqual(sizes(done), { thumbnail: [400, 222], screen: [2048, 1138], cover: [1200, 800] })
    stands(DARK_RED, DARK_BLUE, RED, BLUE)
    for (const [name, bytes] of Object.entries(done.files)) assert.equal(bytes.length, done.answer.variants[name].size)
  })
  it('are never larger than the picture', async () => {
    assert.deepEqual(sizes(await derived(save('jpegsave', raw('tiny', 90, 80), 'tiny.jpg'))), { thumbnail: [90, 80], screen: [90, 80], cover: [90, 60] })
    assert.deepEqual(sizes(await derived(file('dot.png', png(1, 1)))), { thumbnail: [1, 1], screen: [1, 1], cover: [1, 1] })
    assert.deepEqual(sizes(await derived(file('line.png', png(5000, 1)))), { thumbnail: [400, 1], screen: [2048, 1], cover: [1, 1] })
  })
  it('come with a picture of a few pixels, as an address', async () => {
    const { answer } = await derived(save('jpegsave', photo, 'photo.jpg'))
    assert.match(answer.placeholder, /^data:image\/webp;base64,[A-Za-z0-9+/]+=*$/)
    assert.ok(answer.placeholder.length < 200, answer.placeholder)
    file('tiny.webp', Buffer.from(answer.placeholder.split(',')[1], 'base64'))
    near(pixel('tiny', 0.9, 0.9).map((value) => Math.min(value, 220)), [60, 30, 220], 'placeholder')
  })
})

describe('what pictures are like', () => {
  it('each of the eight ways in which a camera is held', async () => {
    const plain = save('jpegsave', small, 'plain.jpg'), views = [
      [DARK_RED, DARK_BLUE, RED, BLUE], [DARK_BLUE, DARK_RED, BLUE, RED], [BLUE, RED, DARK_BLUE, DARK_RED], [RED, BLUE, DARK_RED, DARK_BLUE],
      [DARK_RED, RED, DARK_BLUE, BLUE], [RED, DARK_RED, BLUE, DARK_BLUE], [BLUE, DARK_BLUE, RED, DARK_RED], [DARK_BLUE, BLUE, DARK_RED, RED]]
    for (const [i, view] of views.entries()) {
      const { answer } = await derived(file('turned.jpg', withExif(plain, i + 1)))
      assert.deepEqual([answer.width, answer.height], i < 4 ? [900, 500] : [500, 900])
      stands(...view)
    }
  })
  it('nothing but pixels comes along: no place, no words, no profile', async () => {
    const done = await derived(file('private.jpg', withExif(save('icc_transform', small, 'p3.jpg', 'p3'), 1)))
    for (const [name, bytes] of Object.entries(done.files)) {
      assert.equal(bytes.toString('latin1', 12, 16), 'VP8 ', name)
      assert.doesNotMatch(bytes.toString('latin1'), /Exif|EXIF|xmp|garden|ICCP/, name)
    }
  })
  it('CMYK, and colours by a profile, become sRGB', async () => {
    for (const profile of ['cmyk', 'p3']) {
      await derived(save('icc_transform', small, `${profile}.jpg`, profile))
      near(pixel('screen', 0.2, 0.8), [225, 30, 30], profile)
    }
  })
  it('white without a profile stays white', async () => {
    await derived(save('jpegsave', raw('white', 300, 200, [255, 255, 255]), 'white.jpg', '--Q', '100'))
    for (const name of ['thumbnail', 'screen', 'cover']) assert.ok(pixel(name, 0.5, 0.5).every((value) => value >= 254), `${pixel(name, 0.5, 0.5)}`)
  })
  it('grey, 16 bits, palette, transparent', async () => {
    vips('colourspace', small, at('wide.v'), 'rgb16')
    await derived(save('pngsave', at('wide.v'), 'wide.png'))
    stands(DARK_RED, DARK_BLUE, RED, BLUE)
    await derived(save('pngsave', small, 'palette.png', '--palette'))
    stands(DARK_RED, DARK_BLUE, RED, BLUE)
    vips('colourspace', small, at('grey.v'), 'b-w')
    await derived(save('jpegsave', at('grey.v'), 'grey.jpg'))
    const grey = pixel('screen', 0.2, 0.8)
    assert.ok(Math.max(...grey) - Math.min(...grey) < 5, `${grey}`)
    const done = await derived(save('pngsave', raw('glass', 300, 200, [10, 200, 30, 128]), 'glass.png'))
    assert.equal(pixel('thumbnail', 0.5, 0.5).length, 4)
    assert.equal(done.files.screen.toString('latin1', 12, 16), 'VP8X')
    assert.equal(done.files.screen[20], 0x10, 'transparency and nothing else')
  })
  it('progressive, interlaced, WebP of both kinds, HEIC', async () => {
    for (const path of [save('jpegsave', small, 'progressive.jpg', '--interlace'), save('pngsave', small, 'interlaced.png', '--interlace'),
      save('webpsave', small, 'lossy.webp'), save('webpsave', small, 'lossless.webp', '--lossless')]) {
      await derived(path)
      stands(DARK_RED, DARK_BLUE, RED, BLUE)
    }
    const turned = await derived(file('turned.heic', corpus('turned.heic')))
    assert.deepEqual([turned.answer.width, turned.answer.height], [48, 64])
  })
  it('a JPEG with a hole in its scan, as browsers show it', async () => {
    const jpeg = readFileSync(save('jpegsave', small, 'plain.jpg'))
    await derived(file('holed.jpg', Buffer.concat([jpeg.subarray(0, jpeg.length / 2), Buffer.from([0xff, 0xd9])])))
    near(pixel('screen', 0.2, 0.2), DARK_RED, 'what is there')
  })
  it('a film of pictures is shown as its first', async () => {
    assert.deepEqual(sizes(await derived(file('animated.webp', corpus('animated.webp')))).screen, [12, 8])
    const control = Buffer.alloc(8)
    control.writeUInt32BE(2, 0)
    assert.deepEqual(sizes(await derived(file('animated.png', png(40, 30, { extra: [['acTL', control]] })))).screen, [40, 30])
  })
  it('the largest that is let in', async () => {
    // the costliest way to say them in ./dev prove images
    const costly = process.env.IMAGES_ALL ? { depth: 16, colour: 6, interlaced: true } : {}
    assert.deepEqual(sizes(await derived(file('large.png', png(7740, 7740, costly)))).screen, [2048, 2048])
  })
})

describe('what is no picture, or not whole', () => {
  it('a PNG of 900 megapixels in a hundred kilobytes', async () => {
    const bytes = png(30000, 30000, { rows: 3000 })
    assert.ok(bytes.length < 200_000)
    const done = await refused(file('bomb.png', bytes), 'too_many_pixels', 'has too many pixels')
    assert.ok(done.megabytes < 64, `${done.megabytes} MB`)
  })
  it('an SVG, a GIF, a PDF and nothing at all under another name', async () => {
    await refused(file('image.jpg', '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'wrong_type', 'is of no known type')
    await refused(file('image.png', 'GIF89a\x01\0\x01\0\0\0\0;'), 'wrong_type', 'is of no known type')
    await refused(file('image.jpg', corpus('plain.pdf')), 'wrong_type', 'is no picture')
    await refused(file('image.jpg', ''), 'wrong_type', 'is empty')
  })
  it('a picture that is an archive or a page too', async () => {
    const jpeg = readFileSync(save('jpegsave', photo, 'plain.jpg'))
    await refused(file('both.jpg', Buffer.concat([jpeg, Buffer.from('PK\x05\x06'), Buffer.alloc(18)])), 'wrong_type', 'is of two types at once')
    const comment = Buffer.from('<script>alert(1)</script>')
    await refused(file('page.jpg', Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, comment.length + 2]), comment, jpeg.subarray(2)])),
      'wrong_type', 'is of two types at once')
  })
  it('cut off, wherever', async () => {
    const jpeg = readFileSync(save('jpegsave', photo, 'plain.jpg'))
    for (const part of [0.1, 0.5, 0.99]) await refused(file('cut.jpg', jpeg.subarray(0, jpeg.length * part)), 'broken', 'ends too early')
    await refused(file('short.png', png(400, 400, { rows: 100 })), 'broken', 'is damaged')
  })
})

describe('the machine', () => {
  it('a descriptor that is no file, or one that is missing, is no fault of the picture', async () => {
    const done = await run('/dev/null')
    assert.deepEqual([done.status, done.answer, done.complaint], [1, null, 'stagefy-image: the picture must be a file on descriptor 0\n'])
  })
})
