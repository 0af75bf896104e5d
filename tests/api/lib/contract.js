// SPDX-License-Identifier: Apache-2.0
// Whether an answer is one that openapi.json declares: its status for that operation, its content type, its body by the
// schema, its headers. Stricter than a consumer may be: a member that is not declared is a fault too.
import assert from 'node:assert/strict'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { send } from './http.js'

/** The document with its objects closed; in it what is sent is closed already, and problems are open on purpose. */
function closed(node) {
  if (Array.isArray(node)) return node.map(closed)
  if (node === null || typeof node !== 'object') return node
  const copy = Object.fromEntries(Object.entries(node).map(([name, child]) => [name, closed(child)]))
  return copy.type === 'object' && copy.properties && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy
}

class Contract {
  #ajv = new Ajv({ strict: false, allErrors: true })
  #checks = new Map()

  constructor(document) {
    this.document = document
    formats.default(this.#ajv)
    this.#ajv.addFormat('idn-email', /^[^@\s]+@[^@\s]+$/) // ajv-formats knows US-ASCII alone
    this.#ajv.addSchema({ components: { schemas: closed(document.components.schemas) } }, 'api')
    this.paths = Object.keys(document.paths).map((template) => ({ template, segments: template.split('/') }))
  }

  resolve(node) {
    return node?.$ref ? node.$ref.slice(2).split('/').reduce((at, name) => at[name], this.document) : node
  }

  /** The operation that answers, or undefined where there is none. */
  operation(method, path) {
    const segments = path.split('?')[0].split('/')
    const fitting = this.paths.filter((p) => p.segments.length === segments.length &&
      p.segments.every((s, i) => s === segments[i] || (s.startsWith('{') && segments[i] !== '')))
    // words before ids, as the router has it
    const words = (p) => p.segments.map((s) => (s.startsWith('{') ? '0' : '1')).join('')
    const [best] = fitting.sort((a, b) => words(b).localeCompare(words(a)))
    return best && { template: best.template, declared: this.document.paths[best.template][method === 'HEAD' ? 'get' : method.toLowerCase()] }
  }

  #check(schema) {
    const key = JSON.stringify(schema)
    if (!this.#checks.has(key)) this.#checks.set(key, this.#ajv.compile(JSON.parse(key.replaceAll('"#/components', '"api#/components'))))
    return this.#checks.get(key)
  }

  assertAsDeclared(answer) {
    const { template, declared } = this.operation(answer.method, answer.path) ?? {}
    if (!declared) return
    const response = this.resolve(declared.responses[answer.status])
    assert.ok(response, `${answer.method} ${template} does not declare ${answer.status}: ${answer}`)
    for (const [name, reference] of Object.entries(response.headers ?? {})) {
      const header = this.resolve(reference), value = answer.headers[name.toLowerCase()]
      assert.ok(!header.required || value !== undefined, `${answer.method} ${template} ${answer.status} lacks ${name}: ${answer}`)
      if (value === undefined) continue
      const check = this.#check(header.schema), typed = header.schema.type === 'integer' ? Number(value) : value
      assert.ok(check(typed), `${name}: ${value} of ${answer.method} ${template} ${answer.status}: ${this.#ajv.errorsText(check.errors)}`)
    }
    if (answer.method === 'HEAD') return
    if (!response.content) return assert.equal(answer.text, '', `${answer.method} ${template} ${answer.status} declares no body`)
    const body = response.content[answer.type?.split(';')[0]]
    assert.ok(body, `${answer.method} ${template} ${answer.status} is declared as ${Object.keys(response.content)}, not ${answer.type}`)
    const check = this.#check(body.schema)
    if (!check(/[/+]json/.test(answer.type) ? answer.json : answer.text)) assert.fail(`${this.#ajv.errorsText(check.errors)} in ${answer}`)
  }
}

let contract
/** Of the instance that is tested; read from it once. */
export const theContract = () => (contract ??= send('GET', '/api/openapi.json').then((answer) => new Contract(answer.json)))
