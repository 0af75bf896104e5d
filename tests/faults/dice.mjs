// SPDX-License-Identifier: Apache-2.0
// Random numbers from a seed, so that a run can be had again.

/** Numbers in [0, 1), always the same ones for a seed (mulberry32). */
export function dice(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = (random, list) => list[Math.floor(random() * list.length)]
