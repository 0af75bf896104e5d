// SPDX-License-Identifier: Apache-2.0
// Where the line between before and after stands, in per cent from the left: by pointer and by keys.

const STEP = 2
const LEAP = 10

export const clamp = (value: number, low = 0, high = 100) => Math.min(high, Math.max(low, value))

/** Under a pointer, on a picture that begins at `left` and is `width` wide. */
export const positionAt = (x: number, { left, width }: { left: number; width: number }): number =>
  width > 0 ? clamp(Math.round(((x - left) / width) * 100)) : 50

/** After a key, or undefined when the key is none of the slider's. */
export function afterKey(position: number, key: string, leap = false): number | undefined {
  const step = leap ? LEAP : STEP
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return clamp(position - step)
    case 'ArrowRight':
    case 'ArrowUp':
      return clamp(position + step)
    case 'PageDown':
      return clamp(position - LEAP)
    case 'PageUp':
      return clamp(position + LEAP)
    case 'Home':
      return 0
    case 'End':
      return 100
  }
}
