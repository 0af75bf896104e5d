// SPDX-License-Identifier: Apache-2.0
// Where an id can stand in a request, read from openapi.json: in the path, in the body at any depth, in filters, in Agency-Id.
import { includePathsOf, resolve } from './openapi.js'

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** A copy of `value` with `id` at the path of names and indexes. */
function put(value, [step, ...rest], id) {
  if (step === undefined) return id
  const copy = Array.isArray(value) ? [...value] : { ...value }
  copy[step] = put(copy[step] ?? (typeof rest[0] === 'number' ? [] : {}), rest, id)
  return copy
}

/** The paths of all texts that name a record: by their format, or, for texts of other forms, by their example. */
function* inSchema(schema, example, path = []) {
  const s = resolve(schema)
  for (const part of [...(s?.anyOf ?? []), ...(s?.oneOf ?? []), ...(s?.allOf ?? [])]) yield* inSchema(part, example, path)
  if (s?.properties) for (const [name, child] of Object.entries(s.properties)) yield* inSchema(child, example?.[name] ?? resolve(child).examples?.[0], [...path, name])
  else if (s?.items) yield* inSchema(s.items, Array.isArray(example) ? example[0] : undefined, [...path, 0])
  else if (s?.format === 'uuid' || (typeof example === 'string' && UUID.test(example))) yield { path, text: example, isId: s?.format === 'uuid' || UUID.exec(example)[0] === example }
}

/**
 * Every place of an operation: {name, request(base, id)}. base is {path, query, json, options}, a request that would do; request() is
 * one like it with `id` in this place. isId: false where the id stands in a longer text, such as a storage key.
 */
export function placesOf({ path, operation, parameters }) {
  const places = []
  // a change is a number, and stands behind its record
  for (const [whole, name] of [...path.matchAll(/\{(\w+)\}/g)].filter(([, name]) => name !== 'change'))
    places.push({ name: `path ${name}`, isId: name !== 'external_ref', request: (base, id) => ({ ...base, path: base.path.replace(base.params[name], encodeURIComponent(id)) }), whole })
  for (const parameter of parameters.filter((p) => p.in === 'query')) {
    const of = parameter.name.replace(/\[.*/, '')
    const whose = parameters.find((p) => p.name === of && p.in === 'query')
    if (whose?.schema.format === 'uuid' && !parameter.name.endsWith('[null]'))
      places.push({ name: `query ${parameter.name}`, isId: true, request: (base, id) => ({ ...base, query: { ...base.query, [parameter.name]: id } }) })
  }
  if (parameters.some((p) => p.name === 'Agency-Id'))
    places.push({ name: 'header Agency-Id', isId: true, request: (base, id) => ({ ...base, options: { agencyId: id } }) })
  const content = operation.requestBody?.content['application/json']
  if (content) {
    const example = resolve(Object.values(content.examples ?? {})[0])?.value
    for (const { path: steps, isId, text } of inSchema(content.schema, example))
      places.push({ name: `body /${steps.join('/')}`, isId, text, request: (base, id) => ({ ...base, json: put(base.json, steps, id) }) })
  }
  return places
}

/** The example of the body that the document has, or undefined. */
export const exampleBody = ({ operation }) => resolve(Object.values(operation.requestBody?.content['application/json'].examples ?? {})[0])?.value

/** The paths that `include` takes where it is a parameter. */
export function includesOf({ operation, parameters }) {
  if (!parameters.some((p) => p.name === 'include')) return []
  const answer = resolve(operation.responses['200']?.content?.['application/json'].schema)
  return includePathsOf(resolve(answer?.properties?.data?.items ?? answer)).map((path) => path.map(({ name }) => name).join('.'))
}
