// SPDX-License-Identifier: Apache-2.0
// What the studio reads of the API, where the document leaves open what an object holds.
import type { MediaItem, Project as ProjectRow, StudioTemplate, StudioTools } from '#/api/types'

/** One option of a tool, as JSON Schema says it. */
export interface OptionSchema {
  type: 'string' | 'number' | 'integer' | 'boolean' | 'array'
  enum?: string[]
  minimum?: number
  maximum?: number
  maxLength?: number
  default?: unknown
}

export interface OptionsSchema {
  properties?: Record<string, OptionSchema>
  required?: string[]
}

export type Options = Record<string, unknown>

export interface RecipeStep {
  tool: string
  options?: Options
}

export type Tool = Omit<StudioTools['tools'][number], 'options'> & { options: OptionsSchema }
export type Provider = StudioTools['providers'][number]

export interface Tools {
  tools: Tool[]
  providers: Provider[]
}

export type Project = Omit<ProjectRow, 'recipe'> & { recipe: RecipeStep[] }

/** How a picture was made. */
export interface Provenance {
  project_id?: string
  steps?: { tool: string; options?: Options; provider?: string; model?: string; prompt?: string }[]
}

export const provenanceOf = (item: MediaItem): Provenance => (item.provenance ?? {}) as Provenance

export interface Variable {
  name: string
  label: string
  default?: string
  choices?: string[]
}

export type Template = Omit<StudioTemplate, 'recipe' | 'variables'> & {
  recipe: RecipeStep[]
  variables: Variable[]
}
