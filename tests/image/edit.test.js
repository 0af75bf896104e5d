// SPDX-License-Identifier: Apache-2.0
// stagefy-edit: photos written again, and enhanced.
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { at, file, png, raw, save, vips, withExif } from './make.js'
import { edited, luma, near, refused, spread } from './edit_cases.js'
import { decoded, difference, edit } from './edit_run.js'
import { CABINET, FLOOR, room, WALL, WINDOW } from './scenes.js'

const ENHANCE = [{ tool: 'enhance' }]

/** What stands before the scan of a JPEG: [marker, bytes]. */
function segments(jpeg) {
  const out = []
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) out.push([jpeg[at + 1], jpeg.subarray(at + 4, at + 2 + jpeg.readUInt16BE(at + 2))])
  return out
}
const XMP = 'http://ns.adobe.com/xap/1.0/\0'
const applications = (jpeg) => segments(jpeg).filter(([marker]) => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe)

describe('a photo that is only written again', () => {
  it('keeps its colours: white is white', async () => {
    for (const colour of [[255, 255, 255], [128, 128, 128], [0, 0, 0], [200, 120, 40]]) {
      const out = await edited('same', [], save('jpegsave', raw('plain', 64, 48, colour), 'plain.jpg', '--Q', '100'))
      near(out.mean(), colour, 1.5, 'colour')
    }
  })
  it('is upright and in sRGB, and nothing but its pixels comes along', async () => {
    const turned = withExif(save('icc_transform', room('plain', { width: 300, height: 200 }), 'p3.jpg', 'p3'), 6)
    const out = await edited('upright', [], file('turned.jpg', turned))
    assert.deepEqual(out.answer, { width: 200, height: 300 })
    assert.deepEqual(applications(out.bytes), [])
    assert.doesNotMatch(out.bytes.toString('latin1'), /Exif|adobe|garden|ICC_PROFILE/)
  })
  it('fits into a box when one is asked for, and is never made larger', async () => {
    const path = room('box', { width: 1500, height: 1000 })
    assert.deepEqual((await edited('within', [], path, { side: 600 })).answer, { width: 600, height: 400 })
    assert.deepEqual((await edited('within', [], path, { side: 2048 })).answer, { width: 1500, height: 1000 })
  })
  it('is shown on white where it is transparent', async () => {
    near((await edited('glass', [], save('pngsave', raw('glass', 40, 40, [0, 0, 0, 0]), 'glass.png'))).mean(), [255, 255, 255], 1, 'paper')
  })
  it('a bomb, another type and half a picture are refused', async () => {
    await refused([], file('bomb.png', png(30000, 30000, { rows: 300 })), 'too_many_pixels', 'has too many pixels')
    await refused([], file('page.jpg', '<svg xmlns="http://www.w3.org/2000/svg"/>'), 'wrong_type', 'is of no known type')
    const jpeg = readFileSync(room('half'))
    await refused([], file('half.jpg', jpeg.subarray(0, jpeg.length / 2)), 'broken', 'ends too early')
  })
})

describe('what a photo says of its making', () => {
  const ALL = { source_type: 'compositeWithTrainedAlgorithmicMedia', credit: 'Ann & Bob <"agents">', alterations: ['VirtualStagingItemAddition', 'TwilightConversion'] }
  it('stands in one XMP packet', async () => {
    const out = await edited('marked', [], room('marks', { width: 90, height: 60 }), { marks: ALL })
    const [[marker, packet], ...more] = applications(out.bytes)
    assert.deepEqual([marker, more.length, packet.toString('latin1', 0, XMP.length)], [0xe1, 0, XMP])
    const xml = packet.toString('utf8', XMP.length)
    assert.match(xml, /Iptc4xmpExt:DigitalSourceType="http:\/\/cv\.iptc\.org\/newscodes\/digitalsourcetype\/compositeWithTrainedAlgorithmicMedia"/)
    assert.match(xml, /xmlns:Iptc4xmpExt="http:\/\/iptc\.org\/std\/Iptc4xmpExt\/2008-02-29\/"/)
    assert.match(xml, /photoshop:Credit="Ann &amp; Bob &lt;&quot;agents&quot;&gt;"/)
    assert.deepEqual([...xml.matchAll(/<rdf:li>(\w+)<\/rdf:li>/g)].map(([, word]) => word), ALL.alterations)
    assert.match(xml, /<dc:description>[^]*x-default">This picture was altered: VirtualStagingItemAddition, TwilightConversion</)
  })
  it('is well formed for a reader of XML', async () => {
    const out = await edited('marked', [], room('marks', { width: 90, height: 60 }), { marks: ALL })
    writeFileSync(at('packet.xml'), applications(out.bytes)[0][1].subarray(XMP.length))
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><metadata>${readFileSync(at('packet.xml'), 'utf8').replace(/<\?xpacket.*?\?>/g, '')}</metadata></svg>`
    writeFileSync(at('packet.svg'), svg)
    assert.doesNotThrow(() => vips('svgload', at('packet.svg'), at('packet.v')))
  })
  it('is nothing when there is nothing to say', async () => {
    const out = await edited('silent', ENHANCE, room('marks', { width: 90, height: 60 }), { marks: { source_type: null, credit: null, alterations: [] } })
    assert.deepEqual(applications(out.bytes), [])
  })
  it('is made of words alone', async () => {
    for (const marks of [{ source_type: 'a"b' }, { alterations: ['<x>'] }, { alterations: [null] }]) {
      const done = await edit([], [room('marks', { width: 90, height: 60 })], { marks })
      assert.deepEqual([done.status, done.answer, done.bytes.length], [1, null, 0], JSON.stringify(marks))
    }
  })
})

describe('enhance', () => {
  it('makes a dark room bright, keeps its black and its colours', async () => {
    const before = decoded(room('dark', { exposure: 0.16, outside: 0.25 })), after = await edited('bright', ENHANCE, at('dark.jpg'))
    assert.deepEqual([after.width, after.height], [before.width, before.height])
    assert.ok(luma(before.mean(...WALL)) < 95 && luma(after.mean(...WALL)) > 150, `wall ${before.mean(...WALL)} → ${after.mean(...WALL)}`)
    assert.ok(luma(after.mean(...CABINET)) < 75, `cabinet ${after.mean(...CABINET)}`)
    const [r, g, b] = after.mean(...FLOOR)
    assert.ok(r > g && g > b && (r - b) / r < 0.6, `floor ${r} ${g} ${b}`)
    assert.ok(spread(after.mean(...WALL)) < 22, `wall ${after.mean(...WALL)}`)
  })
  it('takes most of a blue cast away', async () => {
    const before = decoded(room('blue', { exposure: 0.8, light: [0.8, 0.98, 1.25] })), after = await edited('neutral', ENHANCE, at('blue.jpg'))
    const cast = (picture) => picture.mean(...WALL)[2] - picture.mean(...WALL)[0]
    assert.ok(cast(before) > 25 && Math.abs(cast(after)) < cast(before) * 0.4, `${cast(before)} → ${cast(after)}`)
  })
  it('lifts a backlit room, and does not clip the window', async () => {
    const before = decoded(room('backlit', { exposure: 0.1, outside: 0.85 })), after = await edited('lifted', ENHANCE, at('backlit.jpg'))
    assert.ok(luma(after.mean(...WALL)) > 1.8 * luma(before.mean(...WALL)), `wall ${before.mean(...WALL)} → ${after.mean(...WALL)}`)
    const [x0, y0, x1] = WINDOW, garden = [x0 + 0.02, 0.45, x1 - 0.02, 0.57], sky = [x0 + 0.02, y0 + 0.02, x1 - 0.02, 0.38]
    assert.ok(luma(after.mean(...garden)) < luma(after.mean(...sky)) - 40, `garden ${after.mean(...garden)}`)
    near(after.mean(...sky), before.mean(...sky), 6, 'sky')
    const clipped = (picture) => picture.data.reduce((n, value) => n + (value === 255), 0) / picture.data.length
    assert.ok(clipped(after) <= clipped(before) + 0.01, `${clipped(before)} → ${clipped(after)}`)
  })
  it('makes no halo beside a window: the wall is as even as before', async () => {
    room('backlit', { exposure: 0.1, outside: 0.85, noise: 0 })
    const after = await edited('lifted', ENHANCE, at('backlit.jpg')), before = decoded(at('backlit.jpg'))
    // beside the frame, and far from it, left of the window
    const ratio = (picture) => luma(picture.mean(0.5, 0.2, 0.52, 0.55)) / luma(picture.mean(0.4, 0.2, 0.42, 0.55))
    assert.ok(Math.abs(ratio(after) / ratio(before) - 1) < 0.05, `${ratio(before)} → ${ratio(after)}`)
  })
  it('hardly changes a good picture, and an enhanced one less than it did', async () => {
    const good = decoded(room('good')), once = await edited('once', ENHANCE, at('good.jpg'))
    assert.ok(difference(good, once) < 12, `${difference(good, once)}`)
    const dark = decoded(room('dim', { exposure: 0.4, light: [0.9, 1, 1.12] })), first = await edited('first', ENHANCE, at('dim.jpg')), second = await edited('second', ENHANCE, first.path)
    assert.ok(difference(first, second) < 0.35 * difference(dark, first), `${difference(dark, first)}, then ${difference(first, second)}`)
  })
  it('of strength 0 changes nothing but what JPEG does', async () => {
    const before = decoded(room('good')), after = await edited('zero', [{ tool: 'enhance', options: { strength: 0 } }], at('good.jpg'))
    assert.ok(difference(before, after) < 1.5, `${difference(before, after)}`)
  })
  it('of white paper and of a black night, which have nothing to find', async () => {
    for (const level of [0, 255]) {
      const out = await edited('blank', ENHANCE, save('jpegsave', raw('blank', 50, 40, [level, level, level]), 'blank.jpg', '--Q', '100'))
      near(out.mean(), [level, level, level], 1, `${level}`)
    }
    for (const [width, height] of [[1, 1], [3, 2000]]) assert.deepEqual((await edited('tiny', ENHANCE, file('tiny.png', png(width, height)))).answer, { width, height })
  })
  it('of 12 megapixels stays within 200 MB', async () => {
    const out = await edited('large', ENHANCE, save('resize', room('small', { exposure: 0.3 }), 'large.jpg', '3.54'))
    assert.deepEqual(out.answer, { width: 4248, height: 2832 })
  })
})

describe('recipes', () => {
  const path = () => room('recipe', { width: 60, height: 40 })
  it('that are not understood are refused', async () => {
    await refused([{ tool: 'sepia' }], path(), 'bad_recipe', 'a step names no tool that is known here')
    await refused({ tool: 'enhance' }, path(), 'bad_recipe', 'a recipe is a list of at most six steps')
    await refused(Array(7).fill(ENHANCE[0]), path(), 'bad_recipe', 'a recipe is a list of at most six steps')
    await refused([{ tool: 'enhance', options: { strength: 1.1 } }], path(), 'bad_recipe', 'a number is missing or out of its range')
    await refused([{ tool: 'enhance', options: { amount: 1 } }], path(), 'bad_recipe', 'an option is not known')
    await refused(ENHANCE, [path(), path()], 'bad_recipe', 'the number of pictures does not fit the steps')
  })
})
