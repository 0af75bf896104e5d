// SPDX-License-Identifier: Apache-2.0
// What can be paid for, as people call it, and what an entry of the ledger says.
import type { CreditTransaction } from '#/api/types'
import type { Translate } from '#/app/i18n/i18n'
import { toolName } from '#/studio/names'

/** As the server's `public.operation_type`. */
export const OPERATIONS = [
  'AI_TEXT_CHAT',
  'AI_IMAGE_GENERATION',
  'AI_VIDEO_GENERATION',
  'ADMIN_ADJUSTMENT',
  'PROJECT_CREATION',
  'PRD_GENERATION',
  'SCHEMA_GENERATION',
  'FLOWCHART_GENERATION',
  'TASK_GENERATION',
  'PLAN_GENERATION',
  'WORKSPACE_BLUEPRINT',
  'FEATURE_SEGMENTATION',
] as const satisfies CreditTransaction['operation_type'][]

/** What new work spends; the others stand in ledgers that were brought along. */
export const CURRENT = ['AI_TEXT_CHAT', 'AI_IMAGE_GENERATION', 'AI_VIDEO_GENERATION'] as const

/** Whether people are to see its price: not of what only old ledgers tell of. */
export const isOffered = (key: string) =>
  CURRENT.some((one) => one === key) || !OPERATIONS.some((one) => one === key)

/** A name that nobody here knows is told as it is. */
export function operationName(t: Translate, key: string): string {
  const [, tool] = /^studio\.(.+)$/.exec(key) ?? []
  if (tool) return toolName(t, tool)
  const known = OPERATIONS.find((one) => one === key)
  return known ? t(`credits.on.${known}`) : key
}

/** Why credits came or went. */
export function entryName(t: Translate, entry: CreditTransaction): string {
  const name = entry.operation_type && operationName(t, entry.operation_type)
  if (entry.type === 'usage' && name) return name
  if (entry.type === 'refund' && name) return t('credits.given-back', { name })
  return t(`credits.type.${entry.type}`)
}

/** What was noted of what the work was done on. */
export function aboutOf({ details }: Pick<CreditTransaction, 'details'>): {
  media?: string
  property?: string
} {
  const { media_id, property_id } = (details ?? {}) as Record<string, unknown>
  return {
    media: typeof media_id === 'string' ? media_id : undefined,
    property: typeof property_id === 'string' ? property_id : undefined,
  }
}
