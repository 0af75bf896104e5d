// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { boundsOf, type Document, exampleOf, find, operationsOf, typeOf } from '#/docs/document'
import { addressOf, curlOf } from '#/docs/request'

const document = {
  servers: [{ url: 'https://crm.example' }],
  tags: [],
  paths: {
    '/api/things/{id}': {
      patch: {
        operationId: 'updateThing',
        summary: 'Change a thing',
        description: '',
        tags: ['things'],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'price[gte]', in: 'query', schema: { type: 'number' } },
          { $ref: '#/components/parameters/If-Match' },
        ],
        requestBody: {
          content: { 'application/json': { examples: { Thing: { $ref: '#/components/examples/Thing' } } } },
        },
        responses: {},
      },
    },
    '/api/live': {
      get: {
        operationId: 'live',
        summary: 'Alive',
        description: '',
        tags: ['platform'],
        responses: {},
        security: [],
      },
    },
  },
  components: {
    schemas: {},
    parameters: { 'If-Match': { name: 'If-Match', in: 'header', schema: { type: 'string' } } },
    examples: { Thing: { value: { name: "Josée's" } } },
  },
} as unknown as Document

const [update, live] = operationsOf(document) as [never, never]

describe('the document', () => {
  it('gives operations with their parameters followed, and says which need a token', () => {
    expect(operationsOf(document).map(({ method, path, guarded }) => [method, path, guarded])).toEqual([
      ['PATCH', '/api/things/{id}', true],
      ['GET', '/api/live', false],
    ])
    expect(operationsOf(document)[0]?.parameters?.map((one) => one.name)).toEqual([
      'id',
      'price[gte]',
      'If-Match',
    ])
  })

  it('is searched by all words, in any order', () => {
    const ids = (words: string) => find(operationsOf(document), words).map((one) => one.operationId)
    expect(ids('thing patch')).toEqual(['updateThing'])
    expect(ids('')).toEqual(['updateThing', 'live'])
    expect(ids('thing live')).toEqual([])
  })

  it('has examples behind references', () => {
    expect(exampleOf(document, operationsOf(document)[0]?.requestBody?.content)).toEqual({ name: "Josée's" })
    expect(exampleOf(document, undefined)).toBeUndefined()
  })
})

describe('schemas in a few words', () => {
  it.each([
    [{ type: ['string', 'null'], format: 'uuid' }, 'uuid | null', undefined],
    [{ type: 'array', items: { $ref: '#/components/schemas/Thing' } }, 'Thing[]', 'Thing'],
    [{ anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] }, 'Thing | null', 'Thing'],
    [{ type: 'integer' }, 'integer', undefined],
  ])('%j is %s', (schema, text, reference) => {
    expect(typeOf(schema)).toEqual(reference ? { text, reference } : { text })
  })

  it('say what a value must keep to', () => {
    expect(boundsOf({ type: 'string', maxLength: 40 })).toEqual(['0–40'])
    expect(boundsOf({ enum: ['a', 'b', null] })).toEqual(['a · b'])
    expect(boundsOf({ minimum: 0, maximum: 9 })).toEqual(['0 … 9'])
  })
})

describe('a request', () => {
  it('has its values in path and query, escaped', () => {
    expect(addressOf(update, { values: { 'path id': 'a/b', 'query price[gte]': '5' } })).toBe(
      '/api/things/a%2Fb?price%5Bgte%5D=5',
    )
  })

  it('is a line for a terminal that no quote can leave, and holds no token', () => {
    const line = curlOf(update, 'https://crm.example/', {
      values: { 'path id': '1', 'header If-Match': '"3"' },
      body: `{"name":"Josée's"}`,
    })
    expect(line).toBe(
      [
        `curl -X PATCH 'https://crm.example/api/things/1'`,
        `-H "Authorization: Bearer $TOKEN"`,
        `-H 'If-Match: "3"'`,
        `-H 'Content-Type: application/json'`,
        `-d '{"name":"Josée'\\''s"}'`,
      ].join(' \\\n  '),
    )
    expect(curlOf(live, 'https://crm.example', { values: {} })).toBe(`curl 'https://crm.example/api/live'`)
  })
})
