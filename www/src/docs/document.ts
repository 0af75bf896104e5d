// SPDX-License-Identifier: Apache-2.0
// The server's OpenAPI document as the explorer reads it: no more of the standard than the document uses.

export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: (string | null)[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  required?: string[]
  readOnly?: boolean
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
  pattern?: string
}

export interface Parameter {
  $ref?: string
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: Schema
  example?: unknown
}

interface Reference {
  $ref?: string
}

export interface Media {
  schema?: Schema
  example?: unknown
  examples?: Record<string, Reference & { value?: unknown }>
}

export interface Response extends Reference {
  description: string
  content?: Record<string, Media>
}

interface Described {
  operationId: string
  summary: string
  description: string
  tags: string[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response>
  security?: unknown[]
}

export interface Document {
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

export interface Operation extends Described {
  method: string
  path: string
  /** Needs a token. */
  guarded: boolean
}

/** What a reference leads to, or the thing itself. */
export function follow<T extends Reference>(document: Document, node: T): T {
  if (!node.$ref) return node
  let at: unknown = document
  for (const name of node.$ref.slice(2).split('/')) at = (at as Record<string, unknown>)[name]
  return at as T
}

export const nameOf = (reference: string) => reference.slice(reference.lastIndexOf('/') + 1)

export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      guarded:
        operation.security === undefined || operation.security.some((way) => 'bearer' in (way as object)),
      parameters: (operation.parameters ?? []).map((parameter) => follow(document, parameter)),
    })),
  )
}

/** Those that have every word somewhere in what they are called. */
export function find(operations: Operation[], words: string): Operation[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return operations.filter((operation) => {
    const { method, path, operationId, summary, tags } = operation
    const text = [method, path, operationId, summary, ...tags].join(' ').toLowerCase()
    return wanted.every((word) => text.includes(word))
  })
}

/** The examples of a body: the first one for each content type. */
export function exampleOf(document: Document, content: Record<string, Media> | undefined): unknown {
  const media = Object.values(content ?? {})[0]
  if (!media) return undefined
  if ('example' in media) return media.example
  const first = Object.values(media.examples ?? {})[0]
  return first && follow(document, first).value
}

/** "string or null", "list of Property": a schema in a few words; `reference` is what it leads to. */
export function typeOf(schema: Schema): { text: string; reference?: string } {
  if (schema.$ref) return { text: nameOf(schema.$ref), reference: nameOf(schema.$ref) }
  if (schema.anyOf) {
    const parts = schema.anyOf.map(typeOf)
    return {
      text: parts.map((part) => part.text).join(' | '),
      reference: parts.find((part) => part.reference)?.reference,
    }
  }
  const types = [schema.type ?? 'any'].flat()
  const rest = types.filter((type) => type !== 'null')
  if (rest.length === 0) return { text: 'null' }
  const null_ = rest.length < types.length ? ' | null' : ''
  if (rest[0] === 'array' && schema.items) {
    const inner = typeOf(schema.items)
    return { text: `${inner.text}[]${null_}`, reference: inner.reference }
  }
  return { text: `${schema.format ?? rest.join(' | ')}${null_}` }
}

/** What a value must keep to, as short marks. */
export function boundsOf(schema: Schema): string[] {
  const { minimum, maximum, minLength, maxLength, maxItems, pattern } = schema
  return [
    schema.enum?.filter((value) => value !== null).join(' · ') ?? '',
    minimum !== undefined || maximum !== undefined ? `${minimum ?? ''} … ${maximum ?? ''}` : '',
    minLength !== undefined || maxLength !== undefined ? `${minLength ?? 0}–${maxLength ?? '∞'}` : '',
    maxItems !== undefined ? `≤ ${maxItems}` : '',
    pattern ?? '',
  ].filter(Boolean)
}
