// SPDX-License-Identifier: Apache-2.0
// Tools, their options and what went wrong, as people call them. What the server offers and nobody here knows is told as it is.
import type { Fmt } from '#/app/i18n/format'
import type { Translate } from '#/app/i18n/i18n'
import type { OptionSchema, RecipeStep } from './types'

/** In the order of the cards. */
export const TOOLS = [
  'enhance',
  'virtual_staging',
  'declutter',
  'day_to_dusk',
  'sky_replace',
  'lawn_green',
  'straighten',
  'white_balance',
  'hdr_merge',
  'blur_private',
  'renovate',
  'place_object',
  'upscale',
  'watermark',
  'caption_text',
  'video',
] as const

const OPTIONS = [
  'angle',
  'auto',
  'boxes',
  'corner',
  'corners',
  'keep',
  'place',
  'room',
  'sky',
  'strength',
  'style',
  'temperature',
  'text',
  'tint',
  'what',
  'x',
] as const

const CHOICES = [
  'bathroom',
  'bedroom',
  'bottom',
  'bottom_left',
  'bottom_right',
  'child_room',
  'classic',
  'clear_blue',
  'dining_room',
  'farmhouse',
  'home_office',
  'industrial',
  'kitchen',
  'light_clouds',
  'living_room',
  'mid_century',
  'minimal',
  'modern',
  'scandinavian',
  'sunset',
  'terrace',
  'top',
  'top_left',
  'top_right',
] as const

/** The server's closed list. */
export const REASONS = [
  'refused',
  'throttled',
  'overloaded',
  'timed_out',
  'answer_lost',
  'bad_answer',
  'model_retired',
  'not_configured',
  'input_unusable',
  'output_unusable',
  'provider_failed',
  'cancelled',
  'original_gone',
] as const

function among<Known extends string>(known: readonly Known[], name: unknown): name is Known {
  return (known as readonly unknown[]).includes(name)
}

const plain = (name: string) => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const toolName = (t: Translate, name: string): string =>
  among(TOOLS, name) ? t(`studio.tool.${name}`) : plain(name)

export const toolWhat = (t: Translate, name: string): string =>
  among(TOOLS, name) ? t(`studio.what.${name}`) : ''

export const optionName = (t: Translate, name: string): string =>
  among(OPTIONS, name) ? t(`studio.option.${name}`) : plain(name)

export const choiceName = (t: Translate, value: string): string =>
  among(CHOICES, value) ? t(`studio.choice.${value}`) : plain(value)

/** Why something was not made; that nothing was charged stands beside it. */
export const reasonText = (t: Translate, code: string | null | undefined): string =>
  t(`studio.reason.${among(REASONS, code) ? code : 'other'}`)

/** "Enhance, then virtual staging" */
export const recipeName = (t: Translate, fmt: Fmt, recipe: readonly RecipeStep[]): string =>
  fmt.list(recipe.map(({ tool }) => toolName(t, tool)))

/** Degrees, times, or how far towards either end in per cent. */
export function amountText(
  t: Translate,
  fmt: Fmt,
  name: string,
  option: OptionSchema,
  value: number,
): string {
  if (name === 'angle') return t('studio.degrees', { angle: fmt.number(value, 1) })
  if (option.type === 'integer') return fmt.number(value)
  return (option.minimum ?? 0) < 0 ? fmt.change(value) : fmt.percent(value)
}

export const PROVIDERS: Record<string, { name: string; option: string }> = {
  replicate: { name: 'Replicate', option: 'REPLICATE_TOKEN' },
  qwen: { name: 'Qwen', option: 'DASHSCOPE_KEY' },
  nano_banana: { name: 'Gemini', option: 'GEMINI_KEY' },
}
