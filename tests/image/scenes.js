// SPDX-License-Identifier: Apache-2.0
// Rooms as a camera sees them, reckoned in light: walls, floor, a window, a dark cabinet, a red cushion; then exposure, the colour of
// the light, noise, and the camera's curve. The same every time.
import { bare, save } from './make.js'

// parts of width and height; what they reflect, of 1
const THINGS = [
  { name: 'wall', box: [0, 0, 1, 0.7], colour: [0.62, 0.6, 0.56] },
  { name: 'floor', box: [0, 0.7, 1, 1], colour: [0.3, 0.19, 0.11] },
  { name: 'cabinet', box: [0.05, 0.4, 0.2, 0.8], colour: [0.03, 0.03, 0.035] },
  { name: 'cushion', box: [0.25, 0.6, 0.33, 0.72], colour: [0.45, 0.06, 0.05] },
  { name: 'frame', box: [0.53, 0.13, 0.87, 0.62], colour: [0.82, 0.82, 0.8] },
]
export const WINDOW = [0.55, 0.16, 0.85, 0.59], WALL = [0.22, 0.05, 0.5, 0.35], FLOOR = [0.4, 0.75, 0.95, 0.95], CABINET = [0.07, 0.45, 0.18, 0.75]

const encode = (v) => v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055

function* chance() {
  for (let seed = 20260307; ;) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    yield seed / 2 ** 32 - 0.5
  }
}

const within = ([x0, y0, x1, y1], x, y) => x >= x0 && x < x1 && y >= y0 && y < y1

/** A path of a JPEG. `exposure` of the room, `outside` of what is seen through the window, `light`: its red, green and blue. */
export function room(name, { width = 1200, height = 800, exposure = 1, outside = 1.2, light = [1, 1, 1], noise = 0.004 } = {}) {
  const pixels = Buffer.alloc(width * height * 3), random = chance()
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const u = x / width, v = y / height, through = within(WINDOW, u, v)
      const { colour } = THINGS.findLast(({ box }) => within(box, u, v))
      // brighter towards the window, with planks on the floor and a pattern on the wall that is hardly seen
      const shade = exposure * (0.75 + 0.35 * u) * (v > 0.7 ? 1 - 0.12 * (Math.floor(u * 40 + v * 20) % 2) : 1 + 0.03 * Math.sin(u * 90))
      for (let c = 0; c < 3; c++, i++) {
        const lit = through ? outside * [0.75, 0.9, 1][c] * (v < 0.4 ? 1.4 : 0.35) : colour[c] * shade * light[c]
        const noisy = lit + noise * Math.sqrt(lit + 0.001) * 3.4 * random.next().value
        pixels[i] = Math.round(255 * Math.min(1, Math.max(0, encode(Math.max(0, noisy)))))
      }
    }
  return save('jpegsave', bare(name, width, height, pixels), `${name}.jpg`, '--Q', '95')
}
