// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { batchesOf } from '../src/studio/batches'
import { all, among, extend, NONE, placeAfter, toggle } from '../src/studio/picks'
import { namedIn, valuesOf, variablesOf } from '../src/studio/prompt'
import {
  canVary,
  controlOf,
  linesOf,
  moveStep,
  obstacleOf,
  requestOf,
  type Step,
  setOption,
  stepOf,
  sumOf,
  toggleTool,
} from '../src/studio/recipe'
import { arrow, boxBetween, growBox, isWhole, moveBox, moveCorner, WHOLE } from '../src/studio/shapes'
import { afterKey, positionAt } from '../src/studio/slider'
import type { Project, Tool } from '../src/studio/types'

const tool = (name: string, more: Partial<Tool> = {}): Tool => ({
  name,
  input: 'photo',
  alters: false,
  alteration: null,
  provider: 'local',
  model: null,
  available: true,
  reason: null,
  price: 0,
  options: { properties: {} },
  ...more,
})

const enhance = tool('enhance', {
  options: { properties: { strength: { type: 'number', minimum: 0, maximum: 1, default: 0.7 } } },
})
const staging = tool('virtual_staging', {
  alters: true,
  provider: 'replicate',
  price: 6,
  options: { properties: { room: { type: 'string', enum: ['bedroom'] } }, required: ['room'] },
})
const merge = tool('hdr_merge', { input: 'brackets' })
const blur = tool('blur_private', {
  options: { properties: { boxes: { type: 'array' } }, required: ['boxes'] },
})
const dusk = tool('day_to_dusk', { available: false, reason: 'no_provider', provider: null, price: 4 })
const tools = [enhance, staging, merge, blur, dusk]
const step = (name: string, options = {}): Step => ({ tool: name, options })

describe('the line between before and after', () => {
  it('stands under the pointer, and never beside the picture', () => {
    const frame = { left: 100, width: 200 }
    expect([100, 200, 300, 20, 900].map((x) => positionAt(x, frame))).toEqual([0, 50, 100, 0, 100])
  })
  it('moves by keys, further with Shift and with Page, and no further than its ends', () => {
    expect(afterKey(50, 'ArrowRight')).toBe(52)
    expect(afterKey(50, 'ArrowLeft', true)).toBe(40)
    expect(afterKey(50, 'PageUp')).toBe(60)
    expect(afterKey(99, 'ArrowUp')).toBe(100)
    expect(afterKey(1, 'ArrowDown')).toBe(0)
    expect([afterKey(50, 'Home'), afterKey(50, 'End')]).toEqual([0, 100])
  })
  it('leaves other keys to others', () => expect(afterKey(50, 'Tab')).toBeUndefined())
})

describe('photos are chosen', () => {
  const order = ['a', 'b', 'c', 'd', 'e']
  it('one by one, in the order of the gallery', () => {
    const picks = toggle(toggle(NONE, 'd', order), 'b', order)
    expect(picks).toEqual({ chosen: ['b', 'd'], anchor: 'b' })
    expect(toggle(picks, 'd', order).chosen).toEqual(['b'])
  })
  it('up to another one with Shift, either way, the first one staying where it was', () => {
    const from = toggle(NONE, 'c', order)
    const forth = extend(from, 'e', order)
    expect(forth).toEqual({ chosen: ['c', 'd', 'e'], anchor: 'c' })
    expect(extend(forth, 'b', order).chosen).toEqual(['b', 'c', 'd', 'e'])
  })
  it('one alone with Shift, where none came before', () =>
    expect(extend(NONE, 'b', order)).toEqual({ chosen: ['b'], anchor: 'b' }))
  it('all, as many as may be', () => expect(all(NONE, order, 3).chosen).toEqual(['a', 'b', 'c']))
  it('but not what is gone', () =>
    expect(among({ chosen: ['a', 'x'], anchor: 'x' }, order)).toEqual({ chosen: ['a'], anchor: null }))
  it('by keys that go along rows and columns, and stop at the edge', () => {
    expect(placeAfter('ArrowRight', 0, 5, 2)).toBe(1)
    expect(placeAfter('ArrowDown', 1, 5, 2)).toBe(3)
    expect(placeAfter('ArrowDown', 4, 5, 2)).toBe(4)
    expect(placeAfter('ArrowLeft', 0, 5, 2)).toBe(0)
    expect(placeAfter('End', 0, 5, 2)).toBe(4)
    expect(placeAfter('Enter', 0, 5, 2)).toBeUndefined()
  })
})

describe('a recipe', () => {
  it('takes a tool with its usual options at its end, and gives it back', () => {
    const steps = toggleTool(toggleTool([], staging), enhance)
    expect(steps).toEqual([step('virtual_staging'), step('enhance', { strength: 0.7 })])
    expect(toggleTool(steps, staging)).toEqual([step('enhance', { strength: 0.7 })])
  })
  it('begins with what makes one photo of several', () =>
    expect(toggleTool([step('enhance')], merge).map((one) => one.tool)).toEqual(['hdr_merge', 'enhance']))
  it('has six steps at most', () => {
    const six = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => step(name))
    expect(toggleTool(six, enhance)).toBe(six)
  })
  it('is put into another order, within its ends', () => {
    const three = [step('a'), step('b'), step('c')]
    expect(moveStep(three, 2, 0).map((one) => one.tool)).toEqual(['c', 'a', 'b'])
    expect(moveStep(three, 0, 3)).toBe(three)
    expect(moveStep(three, 0, -1)).toBe(three)
  })
  it('keeps an option until it is taken away', () => {
    const set = setOption([step('virtual_staging')], 'virtual_staging', 'room', 'bedroom')
    expect(set[0]?.options).toEqual({ room: 'bedroom' })
    expect(setOption(set, 'virtual_staging', 'room', undefined)[0]?.options).toEqual({})
  })
  it.each([
    [[step('enhance')], 0, { why: 'no-photo' }],
    [[], 2, { why: 'no-tool' }],
    [[step('enhance')], 51, { why: 'too-many' }],
    [[step('virtual_staging')], 1, { why: 'lacking', tool: 'virtual_staging', option: 'room' }],
    [[step('day_to_dusk')], 1, { why: 'unavailable', tool: 'day_to_dusk' }],
    [[step('hdr_merge')], 1, { why: 'brackets-count' }],
    [[step('hdr_merge')], 6, { why: 'brackets-count' }],
    [[step('enhance'), step('hdr_merge')], 3, { why: 'brackets-first' }],
    [[step('blur_private', { boxes: [] })], 1, { why: 'lacking', tool: 'blur_private', option: 'boxes' }],
    [[step('blur_private', { boxes: [[0, 0, 1, 1]] })], 2, { why: 'one-photo', tool: 'blur_private' }],
    [[step('hdr_merge'), step('enhance')], 3, undefined],
    [[step('virtual_staging', { room: 'bedroom' })], 50, undefined],
  ])('%j of %d photos: %j', (steps, photos, obstacle) =>
    expect(obstacleOf(steps, tools, photos)).toEqual(obstacle),
  )
  it('costs each step of each photo in each variant', () => {
    const lines = linesOf([step('enhance'), step('virtual_staging')], tools, 3, 2)
    expect(lines).toEqual([
      { tool: 'enhance', price: 0, count: 6 },
      { tool: 'virtual_staging', price: 6, count: 6 },
    ])
    expect(sumOf(lines)).toBe(36)
  })
  it('counts several exposures as the one photo they become', () =>
    expect(
      linesOf([step('hdr_merge'), step('virtual_staging')], tools, 4, 1).map((line) => line.count),
    ).toEqual([1, 1]))
  it('can come out differently only where a provider makes it', () => {
    expect(canVary([step('enhance')], tools)).toBe(false)
    expect(canVary([step('enhance'), step('virtual_staging')], tools)).toBe(true)
    expect(requestOf([step('enhance')], tools, ['m'], 3, 'p')).toEqual({
      media_ids: ['m'],
      property_id: 'p',
      recipe: [step('enhance')],
    })
    expect(requestOf([step('virtual_staging')], tools, ['m'], 3, 'p').variants).toBe(3)
  })
})

describe('an option', () => {
  it.each([
    ['room', { type: 'string', enum: ['a'] }, 'choice'],
    ['text', { type: 'string', maxLength: 60 }, 'text'],
    ['auto', { type: 'boolean' }, 'switch'],
    ['strength', { type: 'number', minimum: 0, maximum: 1 }, 'slider'],
    ['factor', { type: 'integer', minimum: 2, maximum: 2 }, 'none'],
    ['boxes', { type: 'array' }, 'boxes'],
    ['corners', { type: 'array' }, 'corners'],
    ['x', { type: 'number', minimum: 0, maximum: 1 }, 'spot'],
    ['y', { type: 'number', minimum: 0, maximum: 1 }, 'none'],
  ] as const)('%s %j is set with: %s', (name, option, control) =>
    expect(controlOf(name, option as never)).toBe(control),
  )
  it('moves in round steps', () => {
    expect(stepOf({ type: 'number', minimum: -15, maximum: 15 })).toBe(1)
    expect(stepOf({ type: 'number', minimum: 0, maximum: 1 })).toBeCloseTo(0.05)
    expect(stepOf({ type: 'number', minimum: -1, maximum: 1 })).toBeCloseTo(0.05)
    expect(stepOf({ type: 'integer', minimum: 2, maximum: 6 })).toBe(1)
  })
})

describe('marks on a photo', () => {
  it('a box lies between two places, and is none when they are next to each other', () => {
    expect(boxBetween([0.6, 0.7], [0.2, 0.3])).toEqual([0.2, 0.3, 0.4, 0.4])
    expect(boxBetween([0.5, 0.5], [0.505, 0.9])).toBeUndefined()
  })
  it('a box stays on the photo', () => {
    expect(moveBox([0.5, 0.5, 0.4, 0.4], 0.5, -0.9)).toEqual([0.6, 0, 0.4, 0.4])
    expect(growBox([0.5, 0.5, 0.4, 0.4], 0.5, -0.9)).toEqual([0.5, 0.5, 0.5, 0.02])
  })
  it('corners stay in their quarters', () => {
    expect(moveCorner(WHOLE, 0, [0.9, 0.2])[0]).toEqual([0.45, 0.2])
    expect(moveCorner(WHOLE, 2, [0.9, 0.2])[2]).toEqual([0.9, 0.55])
    expect(isWhole(WHOLE)).toBe(true)
    expect(isWhole(moveCorner(WHOLE, 1, [0.9, 0.1]))).toBe(false)
  })
  it('arrow keys move a little, with Shift much', () => {
    expect(arrow('ArrowUp', false)).toEqual([0, -0.01])
    expect(arrow('ArrowRight', true)).toEqual([0.05, 0])
    expect(arrow('Enter', false)).toBeUndefined()
  })
})

describe('projects', () => {
  const project = (id: string, batch_id: string, more: Partial<Project> = {}) =>
    ({ id, batch_id, status: 'completed', progress: 100, ...more }) as Project
  it('that were asked for together are one', () => {
    const [batch, ...others] = batchesOf([
      project('c', '1', { status: 'processing', progress: 50 }),
      project('x', '2'),
      project('b', '1', { status: 'failed', progress: 20 }),
      project('a', '1'),
    ])
    expect(others.map(({ id }) => id)).toEqual(['2'])
    expect(batch).toMatchObject({ id: '1', ended: 2 })
    expect(batch?.ratio).toBeCloseTo(5 / 6)
    expect(batch?.live.map(({ id }) => id)).toEqual(['c'])
    expect(batch?.failed.map(({ id }) => id)).toEqual(['b'])
  })
})

describe('the variables of a template', () => {
  it('are those that its text names, each once', () =>
    expect(namedIn('{{style}} sofa, {{ floor_colour }} floor, {{style}}, {{Bad}}, {single}')).toEqual([
      'style',
      'floor_colour',
    ]))
  it('keep what was said of them, and go with the text', () => {
    const known = [
      { name: 'style', label: 'Style', default: 'modern' },
      { name: 'old', label: 'Old', default: '' },
    ]
    expect(variablesOf('{{style}} {{floor_colour}}', known)).toEqual([
      known[0],
      { name: 'floor_colour', label: 'Floor colour', default: '' },
    ])
  })
  it('say what they usually say until told otherwise', () =>
    expect(
      valuesOf(
        [
          { name: 'style', label: '', default: 'modern' },
          { name: 'floor', label: '', default: 'oak' },
          { name: 'wall', label: '' },
        ],
        { floor: 'stone' },
      ),
    ).toEqual({ style: 'modern', floor: 'stone', wall: '' }))
})
