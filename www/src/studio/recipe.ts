// SPDX-License-Identifier: Apache-2.0
// A recipe: tools in their order, each with its options; what it lacks before it can be run, and what it costs.
import type { EditPhotos } from '#/api/types'
import type { OptionSchema, Options, OptionsSchema, RecipeStep, Tool } from './types'

export interface Step {
  tool: string
  options: Options
}

export const MAX_STEPS = 6
export const MAX_PHOTOS = 50
export const MAX_VARIANTS = 4
export const BRACKETS = { least: 2, most: 5 }

/** Options that are marked on the photo itself. */
export const MARKS = ['boxes', 'corners', 'x'] as const
export type Mark = (typeof MARKS)[number]

export function defaultsOf(schema: OptionsSchema): Options {
  const given = Object.entries(schema.properties ?? {}).filter(([, option]) => option.default !== undefined)
  return Object.fromEntries(given.map(([name, option]) => [name, option.default]))
}

/** Put at the end, or taken out. */
export function toggleTool(steps: Step[], tool: Tool): Step[] {
  if (steps.some((step) => step.tool === tool.name)) return steps.filter((step) => step.tool !== tool.name)
  if (steps.length >= MAX_STEPS) return steps
  const step = { tool: tool.name, options: defaultsOf(tool.options) }
  // several exposures are one photo only once they are merged
  return tool.input === 'brackets' ? [step, ...steps] : [...steps, step]
}

export function moveStep(steps: Step[], from: number, to: number): Step[] {
  const moved = [...steps]
  const [step] = moved.splice(from, 1)
  if (!step || to < 0 || to > moved.length) return steps
  moved.splice(to, 0, step)
  return moved
}

/** Undefined takes it away. */
export const setOption = (steps: Step[], tool: string, name: string, value: unknown): Step[] =>
  steps.map((step) => {
    if (step.tool !== tool) return step
    const { [name]: _before, ...others } = step.options
    return { ...step, options: value === undefined ? others : { ...others, [name]: value } }
  })

const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

export function lacking(step: Step, schema: OptionsSchema): string[] {
  return (schema.required ?? []).filter((name) => isEmpty(step.options[name]))
}

export type Obstacle =
  | { why: 'no-photo' | 'no-tool' | 'too-many' | 'brackets-first' | 'brackets-count' }
  | { why: 'lacking'; tool: string; option: string }
  | { why: 'one-photo' | 'unavailable'; tool: string }

export const toolOf = (tools: Tool[], name: string): Tool | undefined =>
  tools.find((tool) => tool.name === name)

/** Whether one result is made of all photos. */
export const isMerged = (steps: RecipeStep[], tools: Tool[]): boolean =>
  steps.some((step) => toolOf(tools, step.tool)?.input === 'brackets')

/** What a step marks on the photo: right for this one photo alone. */
export const marksOf = (step: RecipeStep): Mark | undefined =>
  MARKS.find((mark) => step.options && !isEmpty(step.options[mark]))

/** What stands in the way of running it, if anything does. */
export function obstacleOf(steps: Step[], tools: Tool[], photos: number): Obstacle | undefined {
  if (photos === 0) return { why: 'no-photo' }
  if (steps.length === 0) return { why: 'no-tool' }
  if (photos > MAX_PHOTOS) return { why: 'too-many' }
  for (const [at, step] of steps.entries()) {
    const tool = toolOf(tools, step.tool)
    if (!tool?.available) return { why: 'unavailable', tool: step.tool }
    if (tool.input === 'brackets') {
      if (at > 0) return { why: 'brackets-first' }
      if (photos < BRACKETS.least || photos > BRACKETS.most) return { why: 'brackets-count' }
    }
    if (marksOf(step) && photos > 1) return { why: 'one-photo', tool: step.tool }
    const [option] = lacking(step, tool.options)
    if (option) return { why: 'lacking', tool: step.tool, option }
  }
}

/** Only what somebody else makes comes out differently a second time. */
export const canVary = (steps: Step[], tools: Tool[]): boolean =>
  steps.some((step) => {
    const provider = toolOf(tools, step.tool)?.provider
    return provider !== undefined && provider !== null && provider !== 'local'
  })

export interface Line {
  tool: string
  /** Of one photo, one variant. */
  price: number
  /** How many photos, and variants of each. */
  count: number
}

export function linesOf(steps: Step[], tools: Tool[], photos: number, variants: number): Line[] {
  const results = isMerged(steps, tools) ? Math.min(photos, 1) : photos
  return steps.map((step) => ({
    tool: step.tool,
    price: toolOf(tools, step.tool)?.price ?? 0,
    count: results * variants,
  }))
}

export const sumOf = (lines: Line[]): number =>
  lines.reduce((sum, { price, count }) => sum + price * count, 0)

export function requestOf(
  steps: Step[],
  tools: Tool[],
  mediaIds: string[],
  variants: number,
  propertyId: string,
): EditPhotos {
  return {
    media_ids: mediaIds,
    recipe: steps.map(({ tool, options }) => ({ tool, options })),
    property_id: propertyId,
    ...(variants > 1 && canVary(steps, tools) && { variants }),
  }
}

export type Control = 'choice' | 'text' | 'slider' | 'switch' | 'boxes' | 'corners' | 'spot' | 'none'

/** What an option is set with. */
export function controlOf(name: string, option: OptionSchema): Control {
  if (name === 'boxes' || name === 'corners') return name
  // the other half of a place on the photo
  if (name === 'y') return 'none'
  if (name === 'x') return 'spot'
  if (option.enum) return 'choice'
  if (option.type === 'boolean') return 'switch'
  if (option.type === 'number' || option.type === 'integer')
    return option.minimum !== undefined && option.maximum !== undefined && option.minimum < option.maximum
      ? 'slider'
      : 'none'
  return option.type === 'string' ? 'text' : 'none'
}

/** How far one press of a key moves a slider: about forty of them from end to end, on round figures. */
export function stepOf({ type, minimum = 0, maximum = 1 }: OptionSchema): number {
  if (type === 'integer') return 1
  const wanted = (maximum - minimum) / 40
  const power = 10 ** Math.floor(Math.log10(wanted))
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= wanted * 0.999) ?? power
}
