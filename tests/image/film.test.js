// SPDX-License-Identifier: Apache-2.0
// stagefy-film: what its films are like, frame by frame, and what its children may do.
import { before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { film } from './film_run.js'
import { at, file, png, raw, save, vips } from './make.js'

const RED = [200, 30, 30], GREEN = [30, 160, 40], BLUE = [30, 40, 190]
const photo = (name, colour, width = 1500, height = 1000) => save('jpegsave', raw(name, width, height, colour), `${name}.jpg`, '--Q', '95')
// dark up to three quarters of its width, and light behind
const edge = (name) => {
  vips('join', raw('dark', 1500, 1125, [20, 20, 20]), raw('light', 500, 1125, [230, 230, 230]), at('edge.v'), 'horizontal')
  return save('jpegsave', at('edge.v'), `${name}.jpg`, '--Q', '98')
}
const order = (more) => ({ format: '16:9', seconds: 2, title: null, captions: [], ...more })

async function filmed(name, what, paths) {
  const done = await film(order(what), paths)
  assert.deepEqual([done.status, done.signal, done.complaint], [0, null, ''])
  assert.equal(done.answer.rejected, undefined, JSON.stringify(done.answer))
  return { ...done, path: file(`${name}.mp4`, done.bytes) }
}

async function refused(what, paths, rejected, detail) {
  const done = await film(order(what), paths)
  assert.deepEqual([done.status, done.signal, done.complaint, done.answer, done.bytes.length], [0, null, '', { rejected, detail }, 0])
}

const probed = (path) => JSON.parse(execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-show_format', '-of', 'json', path]))

/** Those pictures of the film, each as { pixel(x, y) } of parts of its sides. */
function frames(path, numbers, width, height) {
  const which = numbers.map((n) => `eq(n\\,${n})`).join('+')
  const bytes = execFileSync('ffmpeg', ['-loglevel', 'error', '-i', path, '-vf', `select=${which}`, '-fps_mode', 'passthrough', '-frames:v', String(numbers.length), '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'],
    { maxBuffer: 2 ** 28 })
  assert.equal(bytes.length, width * height * 3 * numbers.length)
  return numbers.map((_, i) => {
    const data = bytes.subarray(i * width * height * 3, (i + 1) * width * height * 3)
    return { data, pixel: (x, y) => [...data.subarray((Math.floor(y * height) * width + Math.floor(x * width)) * 3).subarray(0, 3)] }
  })
}
/** Of each of those pictures: brightness along its middle row, in the right half. */
function rows(path, numbers) {
  const filter = `select=between(n\\,${numbers[0]}\\,${numbers.at(-1)}),format=gray,crop=900:1:1000:540`
  const bytes = execFileSync('ffmpeg', ['-loglevel', 'error', '-i', path, '-vf', filter, '-fps_mode', 'passthrough', '-frames:v', String(numbers.length), '-f', 'rawvideo', '-'])
  assert.equal(bytes.length, 900 * numbers.length)
  return numbers.map((_, i) => [...bytes.subarray(i * 900, (i + 1) * 900)])
}
const near = (found, wanted, most, name) => assert.ok(found.every((value, i) => Math.abs(value - wanted[i]) <= most), `${name}: ${found}, not ${wanted}`)

describe('a film', () => {
  const what = { title: 'Haus am Hang', captions: [null, 'Grün'] }
  let photos, plain, titled
  before(async () => {
    photos = [photo('red', RED), photo('green', GREEN), photo('blue', BLUE, 1000, 1500)]
    plain = await filmed('plain', {}, photos)
    titled = await filmed('titled', what, photos.slice(0, 2))
  })

  it('is H.264 of 25 pictures a second, its index first, and says nothing else', () => {
    const { answer, bytes, path } = plain, { streams: [video], format } = probed(path)
    assert.deepEqual(answer, { width: 1920, height: 1080, frames: 150 })
    assert.deepEqual([video.codec_name, video.pix_fmt, video.profile, video.width, video.height, video.r_frame_rate, video.nb_read_frames, video.color_space, video.color_range, video.has_b_frames],
      ['h264', 'yuv420p', 'High', 1920, 1080, '25/1', '150', 'bt709', 'tv', 0])
    assert.deepEqual([format.nb_streams, Number(format.duration), Object.keys(format.tags).sort()], [1, 6, ['compatible_brands', 'major_brand', 'minor_version']])
    assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'))
    assert.doesNotMatch(bytes.toString('latin1'), /Lavf|Lavc|x264/)
  })
  it('has each photo in its time and its colour, and fades from one into the next', () => {
    const shown = frames(plain.path, [0, 30, 49, 57, 66, 120, 149], 1920, 1080).map(({ pixel }) => pixel(0.5, 0.5))
    for (const [i, wanted] of [[0, RED], [1, RED], [2, RED], [4, GREEN], [5, BLUE], [6, BLUE]]) near(shown[i], wanted, 6, `picture ${i}`)
    near(shown[3], RED.map((value, c) => (value + GREEN[c]) / 2), 12, 'in between')
  })
  it('is upright or square when it is asked to be', async () => {
    for (const [format, width, height] of [['9:16', 1080, 1920], ['1:1', 1080, 1080]]) {
      const done = await filmed('shaped', { format }, photos.slice(0, 2)), { streams: [video] } = probed(done.path)
      assert.deepEqual([video.width, video.height, done.answer.frames], [width, height, 100])
      const [{ pixel }] = frames(done.path, [10], width, height)
      for (const [x, y] of [[0.001, 0.001], [0.999, 0.001], [0.001, 0.999], [0.999, 0.999]]) near(pixel(x, y), RED, 6, `${format} is filled`)
    }
  })
  it('is filled by photos of any shape', async () => {
    const paths = [[1, 1], [3000, 20], [20, 3000]].map(([width, height]) => photo('shape', BLUE, width, height)).map((path, i) => file(`shape${i}.jpg`, readFileSync(path)))
    const done = await filmed('filled', { format: '1:1' }, paths)
    for (const [i, { pixel }] of frames(done.path, [20, 80, 120], 1080, 1080).entries())
      for (const [x, y] of [[0.001, 0.001], [0.5, 0.5], [0.999, 0.999]]) near(pixel(x, y), BLUE, 8, `photo ${i}`)
  })
  it('is the same to the byte each time', async () => {
    assert.ok((await filmed('again', what, photos.slice(0, 2))).bytes.equals(titled.bytes))
  })
  it('begins with its title, and has a caption below its photo alone', () => {
    assert.equal(titled.answer.frames, (3 + 2 + 2) * 25)
    const white = ({ data }, from, to) => {
      let n = 0
      for (let i = Math.floor(from * 1080) * 1920 * 3; i < to * 1080 * 1920 * 3; i += 3) n += Math.min(data[i], data[i + 1], data[i + 2]) > 200
      return n
    }
    const [title, first, second] = frames(titled.path, [10, 100, 160], 1920, 1080)
    assert.ok(white(title, 0.4, 0.6) > 1000 && title.pixel(0.05, 0.05)[0] < RED[0] / 2, 'large letters on what is dark')
    assert.equal(white(first, 0, 1), 0)
    assert.ok(white(second, 0.8, 1) > 300 && white(second, 0, 0.8) === 0)
  })
  it('moves evenly, in less than pixels', async () => {
    // an edge goes outwards as the photo grows: where it is, to a part of a pixel, by how much of a row is dark
    const done = await filmed('moving', { seconds: 4 }, [edge('edge'), photos[0]]), numbers = Array.from({ length: 60 }, (_, i) => 20 + i)
    const places = rows(done.path, numbers).map((row) => row.reduce((light, value) => light + (value - 20) / 210, 0))
    const steps = places.slice(1).map((place, i) => places[i] - place), mean = steps.reduce((a, b) => a + b) / steps.length
    assert.ok(mean > 0.1 && mean < 1.5, `${mean}`)
    assert.ok(steps.every((value) => Math.abs(value - mean) < 0.25), `${steps.map((value) => value.toFixed(2))}`)
  })
  it('tells how far it is', () => {
    const { progress } = plain
    assert.ok(progress.length >= 3 && progress.every((value, i) => i === 0 || value >= progress[i - 1]) && progress.at(-1) === 100, `${progress}`)
  })
})

describe('ffmpeg', () => {
  it('runs in a cage, with a pipe, a file in memory and the log as all that it has', async () => {
    const seen = new Map()
    await film(order({}), [photo('red', RED), photo('green', GREEN)], ({ pid }) => {
      try {
        const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
        const status = readFileSync(`/proc/${child}/status`, 'utf8'), field = (name) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)[1]
        if (field('Name') !== 'ffmpeg' || field('Threads') === '1') return // on its way up it reads libraries
        seen.set('fields', ['Seccomp', 'NoNewPrivs'].map(field))
        seen.set('files', readdirSync(`/proc/${child}/fd`).map((fd) => readlinkSync(`/proc/${child}/fd/${fd}`)))
        seen.set('environment', readFileSync(`/proc/${child}/environ`, 'utf8'))
      } catch { /* it has ended, or has not begun */ }
    })
    assert.deepEqual(seen.get('fields'), ['2', '1'])
    const [input, output, log, ...more] = seen.get('files')
    assert.match(input, /^pipe:/)
    assert.equal(output, '/memfd:h264 (deleted)')
    assert.ok(more.every((file) => [input, output, log].includes(file)), `${more}`) // ffmpeg reads from a copy
    assert.equal(seen.get('environment'), '')
  })
})

describe('what is refused', () => {
  it('one photo, too many, other formats, long texts', async () => {
    const path = photo('red', RED), many = 'a film is of 2 to 40 photos, each shown for 2 to 6 seconds', text = 'a text is too long, or has characters that cannot be drawn'
    await refused({}, [path], 'bad_recipe', many)
    await refused({ seconds: 1 }, [path, path], 'bad_recipe', many)
    await refused({ seconds: 7 }, [path, path], 'bad_recipe', many)
    await refused({ format: '4:3' }, [path, path], 'bad_recipe', 'a format is 16:9, 9:16 or 1:1')
    await refused({ title: 'x'.repeat(121) }, [path, path], 'bad_recipe', text)
    await refused({ captions: ['a\nb'] }, [path, path], 'bad_recipe', text)
    await refused({ captions: ['a', 'b', 'c'] }, [path, path], 'bad_recipe', text)
  })
  it('what is no JPEG, or no whole one', async () => {
    const path = photo('red', RED)
    await refused({}, [path, file('other.png', png(20, 20))], 'wrong_type', 'is no JPEG')
    await refused({}, [path, file('half.jpg', readFileSync(path).subarray(0, 5000))], 'broken', 'ends too early')
  })
})
