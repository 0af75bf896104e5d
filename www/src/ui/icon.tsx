// SPDX-License-Identifier: Apache-2.0
// Every icon of the dashboard, drawn on a 24 unit grid with one stroke. Add a row to add one.
import { memo } from 'react'
import classes from './icon.module.css'

type Shape =
  | string
  | { path: string; circles?: [number, number, number][]; rects?: [number, number, number, number, number][] }

const SHAPES = {
  area: 'M4 9V4h5M20 15v5h-5M4 4l16 16',
  back: 'M19 12H5M11 6l-6 6 6 6',
  bed: { path: 'M3.5 18V7M3.5 14.5h17V18M20.5 14.5v-2a3 3 0 0 0-3-3H10v5', circles: [[6.7, 11, 1.6]] },
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15ZM10 20.5h4',
  bookmark: 'M6.5 4h11v16L12 16l-5.5 4Z',
  calendar: { path: 'M4 10h16M8.5 3.5v4M15.5 3.5v4', rects: [[4, 5.5, 16, 14.5, 2.5]] },
  camera: { path: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4Z', circles: [[12, 13, 3.5]] },
  chat: 'M20.5 12c0 4.2-3.8 7.5-8.5 7.5a9.6 9.6 0 0 1-3.6-.7L4 20l1.3-3.6A7 7 0 0 1 3.5 12C3.5 7.8 7.3 4.5 12 4.5s8.5 3.3 8.5 7.5Z',
  check: 'M5.5 12.5 l4.5 4.5 8.5-10',
  clock: { path: 'M12 7.5V12l3 2', circles: [[12, 12, 8.5]] },
  cloud: 'M4 4l16 16M9 6.6A6 6 0 0 1 18 11a4 4 0 0 1 2.4 6.4M16.5 18.5H7a4.5 4.5 0 0 1-.6-8.9',
  contacts: {
    path: 'M2.8 19.5c.6-3.5 3-5.5 6.2-5.5s5.6 2 6.2 5.5M15.5 5.2a3.5 3.5 0 0 1 0 6.6M17.8 14.5c1.9.8 3.1 2.5 3.5 5',
    circles: [[9, 8.5, 3.5]],
  },
  coin: {
    path: 'M12 7.5c.5 2.7 1.8 4 4.5 4.5-2.7.5-4 1.8-4.5 4.5-.5-2.7-1.8-4-4.5-4.5 2.7-.5 4-1.8 4.5-4.5Z',
    circles: [[12, 12, 8.5]],
  },
  copy: {
    path: 'M15.5 5.5a1.5 1.5 0 0 0-1.5-1H6A1.5 1.5 0 0 0 4.5 6v8a1.5 1.5 0 0 0 1 1.5',
    rects: [[8.5, 8.5, 11, 11, 2.5]],
  },
  cover: 'M12 4 l2.4 5 5.4.7-4 3.8 1 5.4-4.8-2.7-4.8 2.7 1-5.4-4-3.8 5.4-.7Z',
  deals: {
    path: '',
    rects: [
      [4, 4.5, 4.2, 15, 1.4],
      [10, 4.5, 4.2, 9, 1.4],
      [16, 4.5, 4.2, 12, 1.4],
    ],
  },
  down: 'M7 10 l5 5 5-5',
  enter: 'M19.5 5.5v6a3 3 0 0 1-3 3H5M9 10.5l-4 4 4 4',
  eye: {
    path: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z',
    circles: [[12, 12, 2.8]],
  },
  gear: {
    path: 'M4 7.5h9M17 7.5h3M4 16.5h3M11 16.5h9',
    circles: [
      [15, 7.5, 2],
      [9, 16.5, 2],
    ],
  },
  grid: {
    path: '',
    rects: [
      [4, 4, 7, 7, 1.5],
      [13, 4, 7, 7, 1.5],
      [4, 13, 7, 7, 1.5],
      [13, 13, 7, 7, 1.5],
    ],
  },
  grip: {
    path: '',
    circles: [
      [9, 6, 1],
      [15, 6, 1],
      [9, 12, 1],
      [15, 12, 1],
      [9, 18, 1],
      [15, 18, 1],
    ],
  },
  heart: 'M12 19.5S4 14.8 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3c0 5.5-8 10.2-8 10.2Z',
  home: 'M3.5 11.2 12 4l8.5 7.2M6 9.3V20h12V9.3M10 20v-5.5h4V20',
  image: { path: 'M4 17 l5-4 3.5 2.5L16 12l4.5 4', circles: [[9, 10, 1.5]], rects: [[3.5, 5, 17, 14, 2.5]] },
  key: { path: 'M11 12 l8.5-8.5M16 7l3 3', circles: [[8, 15, 4]] },
  leaf: 'M5 19c0-9 5-14 15-14 0 10-5 14-11 14-1.6 0-3-.5-4-1.5M5 19c2-4 5-6.5 9-8',
  leads: 'M4 13.5 6.5 5h11L20 13.5V19H4ZM4 13.5h5a3 3 0 0 0 6 0h5',
  left: 'M14.5 5.5 l-6.5 6.5 6.5 6.5',
  mail: { path: 'M4.5 7.5 l7.5 6 7.5-6', rects: [[3.5, 5.5, 17, 13, 2.5]] },
  monitor: { path: 'M8.5 20h7', rects: [[3.5, 5, 17, 11.5, 2]] },
  more: {
    path: '',
    circles: [
      [5.5, 12, 1.2],
      [12, 12, 1.2],
      [18.5, 12, 1.2],
    ],
  },
  move: 'M12 3.5v17M3.5 12h17M9.5 6 12 3.5 14.5 6M9.5 18l2.5 2.5 2.5-2.5M6 9.5 3.5 12 6 14.5M18 9.5l2.5 2.5-2.5 2.5',
  out: 'M13.5 4.5h-8v15h8M10 12h10M16.5 8.5 20 12l-3.5 3.5',
  pause: 'M9 6v12M15 6v12',
  pen: 'M4.5 19.5 l1-4.5L16 4.5l3.5 3.5L9 18.5Z',
  person: { path: 'M4.5 20c.8-3.9 3.8-6 7.5-6s6.7 2.1 7.5 6', circles: [[12, 8.5, 3.8]] },
  phone:
    'M5 4h3.5l1.8 4.5-2.3 1.7a11 11 0 0 0 5.8 5.8l1.7-2.3L20 15.5V19a1.5 1.5 0 0 1-1.6 1.5C10.5 20 4 13.5 3.5 5.6A1.5 1.5 0 0 1 5 4Z',
  pin: { path: 'M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0C5.5 15 12 21 12 21Z', circles: [[12, 10, 2.3]] },
  play: 'M8 5.5v13l10.5-6.5Z',
  plus: 'M12 5v14M5 12h14',
  retry: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15',
  right: 'M9.5 5.5 l6.5 6.5-6.5 6.5',
  search: { path: 'M16 16 l4.5 4.5', circles: [[11, 11, 6.5]] },
  share: 'M12 14.5V4M8 7.5 12 3.5l4 4M5.5 11.5v9h13v-9',
  sort: 'M7 5v14M7 19l-3-3M7 19l3-3M13 7h7.5M13 12h5.5M13 17h3.5',
  slide: 'M9 7 l-5 5 5 5M15 7l5 5-5 5',
  studio:
    'M12 3.5c.9 4.9 3.6 7.6 8.5 8.5-4.9.9-7.6 3.6-8.5 8.5-.9-4.9-3.6-7.6-8.5-8.5 4.9-.9 7.6-3.6 8.5-8.5Z',
  table: 'M4 6h16M4 12h16M4 18h16',
  tag: { path: 'M4 4h7l9 9-7 7-9-9Z', circles: [[8, 8, 1.2]] },
  tasks: { path: 'M8 12.3l2.7 2.7 5.3-5.6', circles: [[12, 12, 8.5]] },
  today: {
    path: 'M12 3.5v2M12 18.5v2M3.5 12h2M18.5 12h2M6 6l1.4 1.4M16.6 16.6 18 18M6 18l1.4-1.4M16.6 7.4 18 6',
    circles: [[12, 12, 3.8]],
  },
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4l.8-12.5M10.2 10.5v5.5M13.8 10.5v5.5',
  undo: 'M8.5 14.5 4 10l4.5-4.5M4 10h10a5.5 5.5 0 0 1 0 11h-3',
  up: 'M7 14 l5-5 5 5',
  updown: 'M8 9.5 l4-4 4 4M8 14.5l4 4 4-4',
  upload: 'M12 16V5M7.5 9 12 4.5 16.5 9M4.5 16v3.5h15V16',
  warn: 'M12 4 2.8 19.5h18.4ZM12 10v4.5M12 17v.1',
  x: 'M6.5 6.5 l11 11M17.5 6.5l-11 11',
} satisfies Record<string, Shape>

export type IconName = keyof typeof SHAPES

/** Decoration only: whatever it says must also stand in words or in the control's label. */
export const Icon = memo(function Icon({ name, small }: { name: IconName; small?: boolean }) {
  const found: Shape = SHAPES[name]
  const shape = typeof found === 'string' ? { path: found } : found
  return (
    <svg className={classes.icon} data-small={small || undefined} viewBox="0 0 24 24" aria-hidden="true">
      {shape.path && <path d={shape.path} />}
      {shape.circles?.map(([cx, cy, r]) => (
        <circle key={`${cx} ${cy}`} cx={cx} cy={cy} r={r} />
      ))}
      {shape.rects?.map(([x, y, width, height, rx]) => (
        <rect key={`${x} ${y}`} x={x} y={y} width={width} height={height} rx={rx} />
      ))}
    </svg>
  )
})
