// SPDX-License-Identifier: Apache-2.0
// The product's own description of itself, as the loops over it need it.
import { ask } from './http.js'

export const document = (await ask('GET', '/api/openapi.json')).json
const METHODS = ['get', 'post', 'put', 'patch', 'delete']

export const resolve = (node) => (node?.$ref ? node.$ref.slice(2).split('/').reduce((at, name) => at[name], document) : node)

/** Every operation: {path, method, operation, isPublic, parameters}. */
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.filter((method) => item[method]).map((method) => ({
    path, method: method.toUpperCase(), operation: item[method], isPublic: item[method].security !== undefined && !item[method].security.some((way) => way.bearer),
    parameters: (item[method].parameters ?? []).map(resolve),
  })))

/** The methods of a path, as the header Allow must list them. */
export function allowed(path) {
  const methods = METHODS.filter((method) => document.paths[path][method]).map((m) => m.toUpperCase())
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort()
}

const schemaOf = (content) => resolve(content?.['application/json']?.schema)

/** Parameters that every list has, whatever its fields are called: a saved view has a field named sort. */
const common = Object.keys(document.components.parameters)

/** "listCreditTransactions" of /api/credits/transactions; most are their path. */
const tableOf = (path) => path.includes('/', 5) ? document.paths[path].get.operationId.slice('list'.length).replace(/\B[A-Z]/g, '_$&').toLowerCase() : path.slice('/api/'.length)

/** Tables: {name, path, schema, create, update, list, readOnly}. fieldFilters are those of the filters that ask for a field. create and update are undefined where there is no such operation;
 *  What platform admins alone read is none of them.
 *  action: POST is one of its own, so a batch has no create. */
export const resources = Object.keys(document.paths).filter((path) => document.paths[`${path}/{id}`]?.get && !path.startsWith('/api/platform_')).map((path) => {
  const one = document.paths[`${path}/{id}`]
  const schema = schemaOf(one.get.responses['200'].content)
  const filters = (document.paths[path].get?.parameters ?? []).map(resolve).filter((p) => p.in === 'query')
  return {
    name: tableOf(path), path, schema,
    create: schemaOf(document.paths[path].post?.requestBody?.content),
    action: document.paths[path].post?.requestBody?.content['application/json'].schema.$ref?.endsWith('Request') ?? false,
    update: schemaOf(one.patch?.requestBody?.content),
    removes: Boolean(one.delete),
    restores: Boolean(document.paths[`${path}/{id}/restore`]),
    batches: Boolean(document.paths[`${path}/batch`]),
    byRef: Boolean(document.paths[`${path}/by_ref/{external_ref}`]),
    filters,
    fieldFilters: filters.filter((p) => !common.includes(p.name) && schema.properties[p.name.replace(/\[.*/, '')]),
    readOnly: Object.entries(schema.properties).filter(([, p]) => p.readOnly).map(([name]) => name),
  }
})

/** What `include` can bring to a row of a schema: {name, many, schema}. */
export const relationsOf = (schema) => Object.entries(schema.properties)
  .filter(([, p]) => p.description?.startsWith('With include='))
  .map(([name, p]) => ({ name, many: Boolean(p.properties), schema: resolve(p.properties?.data.items ?? p.anyOf[0]) }))

/** Every path that `include` takes there: lists of relations, one or two long. Below a relation to many there is none to many again. */
export const includePathsOf = (schema) => relationsOf(schema).flatMap((first) =>
  [[first], ...relationsOf(first.schema).filter((second) => !(first.many && second.many)).map((second) => [first, second])])

/** The parameters that an operation's query cannot do without, as their examples. */
export const neededQuery = ({ parameters }) => Object.fromEntries(parameters.filter((p) => p.in === 'query' && p.required).map((p) => [p.name, p.example]))
