// SPDX-License-Identifier: Apache-2.0
// What the studio's part of the API answers and takes.
import type { MediaItem } from '#/api/types'

/** One option of a tool, as JSON Schema says it. */
export interface OptionSchema {
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array'
  enum?: string[]
  minimum?: number
  maximum?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  default?: unknown
}

export interface OptionsSchema {
  properties?: Record<string, OptionSchema>
  required?: string[]
}

export interface Tool {
  name: string
  /** A photo each, or several that become one: exposures of one view. */
  input: 'photo' | 'brackets' | 'photos'
  alters: boolean
  alteration: string | null
  provider: string | null
  model: string | null
  available: boolean
  reason: 'no_provider' | 'retired' | null
  price: number
  options: OptionsSchema
}

export interface Provider {
  name: string
  configured: boolean
}

export interface Tools {
  tools: Tool[]
  providers: Provider[]
}

export type Options = Record<string, unknown>

export interface RecipeStep {
  tool: string
  options?: Options
}

export interface EditRequest {
  media_ids: string[]
  recipe?: RecipeStep[]
  variants?: number
  property_id?: string
  template_id?: string
  variables?: Record<string, string>
}

export interface Quote {
  total: number
  photos: number
  available_after: number
  steps: { tool: string; price: number; provider: string | null }[]
}

export type ProjectStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'

export interface Project {
  id: string
  /** Those of one request have it in common. */
  batch_id: string
  name: string
  type: 'photo_edit' | 'video' | 'template'
  status: ProjectStatus
  credit_cost: number
  recipe: RecipeStep[]
  variants: number
  progress: number
  step: string | null
  error_code: string | null
  error_message: string | null
  media_id: string | null
  media_ids: string[]
  property_id: string | null
  template_id: string | null
  result_asset_ids: string[]
  owner_id: string | null
  created_at: string
  completed_at: string | null
}

/** How a picture was made. */
export interface Provenance {
  project_id?: string
  steps?: { tool: string; options?: Options; provider?: string; model?: string; prompt?: string }[]
}

/** A picture with what the studio knows of it. */
export interface StudioMedia extends MediaItem {
  project_id?: string | null
  original_id?: string | null
  replaced_by?: string | null
  is_altered?: boolean
  alterations?: string[]
  provenance?: Provenance | null
}

export interface Variable {
  name: string
  label: string
  default?: string
  choices?: string[]
}

export interface Template {
  id: string
  name: string
  type: string
  description: string | null
  prompt_template: string | null
  recipe: RecipeStep[]
  variables: Variable[]
  is_public: boolean
  usage_count: number
  agency_id?: string
  owner_id: string | null
  updated_at: string
}
