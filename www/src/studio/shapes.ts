// SPDX-License-Identifier: Apache-2.0
// Marks on a photo, in parts of its width and height from its upper left corner: boxes, four corners, one spot.

export type Point = [x: number, y: number]
export type Box = [x: number, y: number, width: number, height: number]

export const MAX_BOXES = 40
/** Nothing smaller can be taken hold of. */
const LEAST = 0.02

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value))
/** Four decimals are finer than a pixel of any photo. */
const round = (value: number) => Math.round(value * 10_000) / 10_000

export const point = (x: number, y: number): Point => [round(within(x, 0, 1)), round(within(y, 0, 1))]

/** Between two places, whichever of them came first; undefined when that is next to nothing. */
export function boxBetween(a: Point, b: Point): Box | undefined {
  const [left, top] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])]
  const [width, height] = [Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])]
  if (width < LEAST || height < LEAST) return undefined
  return [round(left), round(top), round(width), round(height)]
}

/** Stays on the photo whole. */
export function moveBox([x, y, width, height]: Box, dx: number, dy: number): Box {
  return [round(within(x + dx, 0, 1 - width)), round(within(y + dy, 0, 1 - height)), width, height]
}

export function growBox([x, y, width, height]: Box, dx: number, dy: number): Box {
  return [x, y, round(within(width + dx, LEAST, 1 - x)), round(within(height + dy, LEAST, 1 - y))]
}

export const FRESH_BOX: Box = [0.4, 0.4, 0.2, 0.2]

/** Upper left, upper right, lower right, lower left. */
export const WHOLE: Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]

/** A corner stays in its own quarter of the photo, so that four of them are always a shape that can be made straight. */
export function moveCorner(corners: Point[], at: number, to: Point): Point[] {
  const [left, top] = [at === 0 || at === 3, at < 2]
  const x = within(to[0], left ? 0 : 0.55, left ? 0.45 : 1)
  const y = within(to[1], top ? 0 : 0.55, top ? 0.45 : 1)
  return corners.map((corner, i) => (i === at ? point(x, y) : corner))
}

export const isWhole = (corners: Point[]): boolean =>
  corners.every(([x, y], i) => x === WHOLE[i]?.[0] && y === WHOLE[i]?.[1])

/** How far an arrow key moves a mark: a little, with Shift much. */
export function arrow(key: string, far: boolean): Point | undefined {
  const by = far ? 0.05 : 0.01
  const ways: Record<string, Point> = {
    ArrowLeft: [-by, 0],
    ArrowRight: [by, 0],
    ArrowUp: [0, -by],
    ArrowDown: [0, by],
  }
  return ways[key]
}
