// SPDX-License-Identifier: Apache-2.0
// stagefy-edit: each of its tools but enhance.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { edited, luma, refused, spread } from './edit_cases.js'
import { decoded, difference } from './edit_run.js'
import { at, bare, file, png, raw, save } from './make.js'
import { room, WALL, WINDOW } from './scenes.js'

const step = (tool, options) => [{ tool, options }]

/** A picture of `draw(x, y)` → [r, g, b], as a PNG. */
function drawn(name, width, height, draw) {
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels.set(draw(x, y), (y * width + x) * 3)
  return save('pngsave', bare(name, width, height, pixels), `${name}.png`)
}

describe('straighten', () => {
  it('turns clockwise, and cuts to the largest rectangle that is full', async () => {
    const white = save('pngsave', raw('paper', 900, 600, [255, 255, 255]), 'paper.png')
    for (const angle of [5, -5, 15, 0.5, 0]) {
      const out = await edited('turned', step('straighten', { angle }), white)
      const turn = Math.abs(angle) * Math.PI / 180, c = Math.cos(turn), s = Math.sin(turn)
      const wanted = [(900 * c - 600 * s) / (c * c - s * s), (600 * c - 900 * s) / (c * c - s * s)].map((v) => Math.floor(v + 1e-6))
      assert.deepEqual([out.width, out.height], wanted, `${angle}`)
      assert.ok(out.data.every((value) => value >= 254), 'nothing but paper')
    }
  })
  it('makes a line level that fell to the right', async () => {
    // falls 5 degrees from left to right
    const slope = Math.tan(5 * Math.PI / 180), path = drawn('horizon', 600, 400, (x, y) => y < 200 + (x - 300) * slope ? [230, 230, 230] : [30, 30, 30])
    const out = await edited('level', step('straighten', { angle: -5 }), path), edge = (x) => {
      let y = 0
      while (out.data[(y * out.width + x) * 3] > 130) y++
      return y
    }
    const [left, right] = [edge(20), edge(out.width - 20)]
    assert.ok(Math.abs(left - right) <= 1, `${left}, ${right}`)
  })
  it('brings four points to the corners', async () => {
    // a quadrilateral of four coloured fields, its corners 100 pixels of each other off the rectangle
    const corners = [[0.2, 0.1], [0.9, 0.2], [0.8, 0.9], [0.1, 0.8]], dots = [[200, 30, 30], [30, 180, 30], [30, 30, 200], [200, 200, 30]]
    const near = ([u, v], x, y) => Math.hypot(u * 800 - x, v * 600 - y) < 30
    const path = drawn('corners', 800, 600, (x, y) => dots[corners.findIndex((corner) => near(corner, x, y))] ?? [128, 128, 128])
    const out = await edited('rectangle', step('straighten', { corners }), path)
    const side = (a, b) => Math.hypot((corners[a][0] - corners[b][0]) * 800, (corners[a][1] - corners[b][1]) * 600)
    assert.deepEqual([out.width, out.height], [Math.round((side(0, 1) + side(3, 2)) / 2), Math.round((side(0, 3) + side(1, 2)) / 2)])
    const pixel = (x, y) => [...out.data.subarray((y * out.width + x) * 3, (y * out.width + x) * 3 + 3)]
    for (const [i, [x, y]] of [[3, 3], [out.width - 4, 3], [out.width - 4, out.height - 4], [3, out.height - 4]].entries())
      assert.ok(pixel(x, y).every((value, c) => Math.abs(value - dots[i][c]) < 30), `corner ${i}: ${pixel(x, y)}`)
  })
  it('refuses what is no view of a rectangle', async () => {
    const path = raw('paper', 90, 60, [255, 255, 255]), jpeg = save('jpegsave', path, 'paper.jpg')
    const why = 'the corners are not top left, top right, bottom right, bottom left, or lie too close'
    for (const corners of [[[0, 0], [0, 1], [1, 1], [1, 0]], [[0, 0], [1, 0], [0.2, 0.2], [0, 1]], [[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01]], Array(4).fill([0.5, 0.5])])
      await refused(step('straighten', { corners }), jpeg, 'bad_recipe', why)
    await refused(step('straighten', { corners: [[0, 0], [1, 0], [1, 1]] }), jpeg, 'bad_recipe', 'corners are four points')
    await refused(step('straighten', { angle: 16 }), jpeg, 'bad_recipe', 'a number is missing or out of its range')
    await refused(step('straighten', { angle: 1, corners: [[0, 0], [1, 0], [1, 1], [0, 1]] }), jpeg, 'bad_recipe', 'an option is not known')
  })
})

describe('white_balance', () => {
  it('by hand: warmer, colder, more magenta, greener; brightness stays', async () => {
    const grey = save('jpegsave', raw('grey', 60, 40, [128, 128, 128]), 'grey.jpg', '--Q', '100')
    for (const [options, is] of [[{ temperature: 1 }, ([r, g, b]) => r > g && g > b], [{ temperature: -1 }, ([r, g, b]) => r < g && g < b],
      [{ tint: 1 }, ([r, g, b]) => r > g && b > g], [{ tint: -1 }, ([r, g, b]) => g > r && g > b]]) {
      const mean = (await edited('balanced', step('white_balance', options), grey)).mean()
      assert.ok(is(mean) && Math.abs(luma(mean) - 128) < 2, `${JSON.stringify(options)}: ${mean}`)
    }
  })
  it('by itself: takes a strong cast away, leaves white white', async () => {
    const before = decoded(room('cast', { exposure: 0.9, light: [0.72, 0.95, 1.3] })), after = await edited('balanced', step('white_balance', { auto: true }), at('cast.jpg'))
    assert.ok(spread(before.mean(...WALL)) > 30 && spread(after.mean(...WALL)) < 12, `${before.mean(...WALL)} → ${after.mean(...WALL)}`)
    const white = await edited('white', step('white_balance', { temperature: 1, tint: 1 }), save('jpegsave', raw('white', 60, 40, [255, 255, 255]), 'white.jpg'))
    assert.ok(white.mean().every((value) => value >= 254), `${white.mean()}`)
  })
  it('leaves a lawn green', async () => {
    const lawn = save('jpegsave', raw('lawn', 60, 40, [70, 140, 50]), 'lawn.jpg', '--Q', '100'), after = await edited('lawn', step('white_balance', { auto: true }), lawn)
    assert.ok(difference(decoded(lawn), after) < 2, `${after.mean()}`)
  })
})

describe('hdr_merge', () => {
  const LIGHTS = [0.25, 1, 4], rooms = () => LIGHTS.map((light, i) => room(`bracket${i}`, { width: 900, height: 600, exposure: 0.14 * light, outside: 0.5 * light }))
  let whole
  const brackets = (shift = 0) => (whole ??= rooms()).map((path, i) =>
    save('extract_area', path, `cut${i}-${shift}.png`, String(20 + shift * (i - 1)), String(20 - shift * (i - 1)), '860', '560'))
  it('has the room from the light one, and the window from the dark one', async () => {
    const paths = brackets(), [dark, , light] = paths.map(decoded), out = await edited('merged', step('hdr_merge'), paths)
    assert.deepEqual(out.answer, { width: 860, height: 560 })
    const [x0, y0, x1] = WINDOW, sky = [x0 + 0.03, y0 + 0.03, x1 - 0.03, 0.36]
    assert.ok(luma(light.mean(...sky)) > 250 && luma(out.mean(...sky)) < 225, `sky ${dark.mean(...sky)} → ${out.mean(...sky)}`)
    assert.ok(luma(dark.mean(...WALL)) < 60 && luma(out.mean(...WALL)) > 100, `wall ${dark.mean(...WALL)} → ${out.mean(...WALL)}`)
    assert.ok(luma(out.mean(...sky)) > luma(out.mean(...WALL)), 'the sky is still the brighter')
  })
  it('finds what a hand has moved, and cuts off what not all of them have', async () => {
    const still = await edited('still', step('hdr_merge'), brackets()), out = await edited('moved', step('hdr_merge'), brackets(7))
    assert.deepEqual([out.width, out.height], [846, 546])
    const same = decoded(save('extract_area', still.path, 'same.png', '7', '7', '846', '546'))
    assert.ok(difference(same, out) < 1.5, `${difference(same, out)}`)
  })
  it('wants two to five pictures of one size', async () => {
    const paths = brackets()
    await refused(step('hdr_merge'), paths.slice(1, 2), 'bad_recipe', 'the number of pictures does not fit the steps')
    await refused([{ tool: 'enhance' }, { tool: 'hdr_merge' }], paths, 'bad_recipe', 'the number of pictures does not fit the steps')
    await refused(step('hdr_merge'), [paths[0], file('small.png', png(300, 200))], 'wrong_type', 'is of another size than the first')
  })
})

describe('upscale', () => {
  it('doubles both sides and changes no colour', async () => {
    const before = decoded(room('small', { width: 500, height: 300 })), out = await edited('large', step('upscale', { factor: 2 }), at('small.jpg'))
    assert.deepEqual([out.width, out.height], [1000, 600])
    assert.ok(out.mean().every((value, c) => Math.abs(value - before.mean()[c]) < 1), `${before.mean()} → ${out.mean()}`)
  })
  it('refuses what would get too many pixels', () => refused(step('upscale'), file('many.png', png(5000, 3200, { rows: 3200 })), 'too_many_pixels', 'would get too many pixels'))
})

describe('blur_private', () => {
  const BOX = [0.3, 0.4, 0.4, 0.2]
  // letters of a number plate, as stripes: black and white, one pattern or the other
  const plate = (name, pattern) => drawn(name, 1000, 500, (x, y) => {
    const inside = x >= 300 && x < 700 && y >= 200 && y < 300
    return inside ? Array(3).fill(pattern[Math.floor((x - 300) / 10) % pattern.length] ? 20 : 235) : [x >> 2, 120, 90]
  })
  it('leaves next to nothing of what was there: two plates become the same but for a level', async () => {
    const steps = step('blur_private', { boxes: [BOX] })
    const a = await edited('a', steps, plate('one', [1, 0, 1, 1, 0, 0, 1, 0])), b = await edited('b', steps, plate('two', [0, 1, 1, 0, 1, 0, 0, 1]))
    let most = 0
    for (let i = 0; i < a.data.length; i++) most = Math.max(most, Math.abs(a.data[i] - b.data[i]))
    assert.ok(most <= 255 / 7 + 3, `${most}`)
    const inside = [...Array(380).keys()].map((x) => a.data[(250 * 1000 + 310 + x) * 3])
    assert.ok(Math.max(...inside.slice(1).map((value, i) => Math.abs(value - inside[i]))) < 6, 'no edge is left')
  })
  it('leaves the rest alone, to the pixel', async () => {
    const path = plate('one', [1, 0]), before = decoded(path), after = await edited('hidden', step('blur_private', { boxes: [BOX] }), path)
    for (const part of [[0, 0, 1, 0.38], [0, 0.62, 1, 1], [0, 0, 0.28, 1], [0.72, 0, 1, 1]])
      assert.ok(after.mean(...part).every((value, c) => Math.abs(value - before.mean(...part)[c]) < 0.5), `${part}`)
  })
  it('reaches every pixel that a box touches, and a box of a pixel', async () => {
    const path = save('pngsave', raw('paper', 100, 100, [255, 255, 255]), 'paper.png')
    for (const boxes of [[[0, 0, 1, 1]], [[0.995, 0.995, 0.005, 0.005]], [[0, 0, 0.0001, 0.0001]], Array(40).fill([0.2, 0.2, 0.1, 0.1])])
      assert.equal((await edited('boxed', step('blur_private', { boxes }), path)).width, 100)
    await refused(step('blur_private', { boxes: [] }), path, 'bad_recipe', 'boxes are missing, or too many')
    await refused(step('blur_private', { boxes: Array(41).fill([0, 0, 0.1, 0.1]) }), path, 'bad_recipe', 'boxes are missing, or too many')
    await refused(step('blur_private', { boxes: [[0.5, 0.5, 0.6, 0.1]] }), path, 'bad_recipe', 'a box is empty or reaches beyond the picture')
  })
})

describe('words', () => {
  const grey = () => save('jpegsave', raw('grey', 900, 600, [128, 128, 128]), 'grey.jpg', '--Q', '100')
  const changed = (picture, ...part) => Math.abs(luma(picture.mean(...part)) - 128) > 0.4
  it('of a watermark stand in their corner and nowhere else', async () => {
    const corners = { top_left: [0, 0, 0.3, 0.15], top_right: [0.7, 0, 1, 0.15], bottom_left: [0, 0.85, 0.3, 1], bottom_right: [0.7, 0.85, 1, 1] }
    for (const corner of Object.keys(corners)) {
      const out = await edited('marked', step('watermark', { text: 'Haus & Hof <1>', corner }), grey())
      assert.deepEqual(Object.keys(corners).filter((name) => changed(out, ...corners[name])), [corner])
      assert.ok(out.data.some((value) => value > 200), 'white letters')
    }
  })
  it('of a caption stand on a dark band at the bottom, or at the top', async () => {
    const bottom = await edited('caption', step('caption_text', { text: 'Séjour de 42 m²' }), grey()), top = await edited('caption', step('caption_text', { text: 'Séjour de 42 m²', place: 'top' }), grey())
    assert.deepEqual([changed(bottom, 0, 0, 1, 0.2), changed(bottom, 0, 0.9, 1, 1), changed(top, 0, 0, 1, 0.1), changed(top, 0, 0.8, 1, 1)], [false, true, true, false])
    assert.ok(luma(bottom.mean(0.9, 0.97, 1, 1)) < 70 && bottom.data.some((value) => value > 240))
  })
  it('of every script that the fonts have are drawn behind the closed cage, at any size', async () => {
    for (const [width, height] of [[300, 200], [3000, 2000]]) {
      const path = save('jpegsave', raw('grey', width, height, [128, 128, 128]), 'grey.jpg')
      const seen = []
      for (const text of ['Haus', 'Σπίτι', 'Дом', 'Տուն', 'בית', 'منزل', 'სახლი']) {
        const out = await edited('script', step('watermark', { text, corner: 'top_left' }), path)
        assert.ok(changed(out, 0, 0, 0.3, 0.15), text)
        seen.push(out.bytes.toString('latin1'))
      }
      assert.equal(new Set(seen).size, seen.length, 'none of them is the same box')
    }
  })
  it('that are long are broken and made smaller; those of one word too', async () => {
    for (const text of ['w'.repeat(120), 'ein Wort '.repeat(13)]) {
      const out = await edited('long', step('caption_text', { text }), save('jpegsave', raw('narrow', 200, 400, [128, 128, 128]), 'narrow.jpg'))
      assert.ok(!changed(out, 0, 0, 1, 0.4), text)
    }
  })
  it('that cannot be drawn are refused', async () => {
    const why = 'the text is missing, too long, or has characters that cannot be drawn', path = grey()
    for (const text of ['', '   ', 'x'.repeat(61), 'a\nb', 'a\u202eb', 7]) await refused(step('watermark', { text }), path, 'bad_recipe', why)
    await refused(step('watermark', { text: 'x', corner: 'middle' }), path, 'bad_recipe', 'a word is not one of those that are known')
  })
})

describe('pictures of any shape', () => {
  const boxes = [[0, 0, 1, 1], [0.5, 0.5, 0.1, 0.1]], corners = [[0.1, 0], [0.9, 0.1], [1, 1], [0, 0.9]]
  const all = [['enhance'], ['straighten', { angle: 15 }], ['straighten', { corners }], ['white_balance', {}], ['upscale'], ['blur_private', { boxes }],
    ['watermark', { text: 'Haus' }], ['caption_text', { text: 'Haus am Hang' }]]
  for (const [width, height] of [[1, 1], [2, 3], [4000, 1], [1, 4000], [301, 7]])
    it(`${width} × ${height}`, async () => {
      const path = file('shape.png', png(width, height, { colour: 2 }))
      for (const [tool, options] of all) assert.ok((await edited('shape', [{ tool, options }], path)).width >= 1, tool)
      assert.deepEqual((await edited('shape', step('hdr_merge'), [path, path])).answer, { width, height })
    })
})

describe('several steps', () => {
  it('are done in their order, and the picture is encoded once', async () => {
    const out = await edited('recipe', [{ tool: 'enhance' }, ...step('straighten', { angle: 2 }), ...step('caption_text', { text: 'After' })], room('steps'))
    const turn = 2 * Math.PI / 180, c = Math.cos(turn), s = Math.sin(turn)
    assert.deepEqual([out.width, out.height], [(1200 * c - 800 * s) / (c * c - s * s), (800 * c - 1200 * s) / (c * c - s * s)].map(Math.floor))
    assert.ok(luma(out.mean(0.9, 0.98, 1, 1)) < luma(out.mean(0.9, 0.7, 1, 0.75)), 'the band is the last')
  })
})
