// SPDX-License-Identifier: Apache-2.0
// The typed client: paths, parameters, bodies and answers are those of the server's OpenAPI document.
import createFetchClient, { type Client as FetchClient } from 'openapi-fetch'
import { ApiProblem } from './problem.js'
import type { components, paths } from './schema.js'

export { ApiProblem, type FieldError } from './problem.js'
export type { components, paths } from './schema.js'
export type Schemas = components['schemas']
export type Client = FetchClient<paths>

export interface Options {
  /** The installation, such as https://crm.example. */
  baseUrl: string
  /** A bearer token, or what gives one for each request. */
  token?: string | (() => string | null | Promise<string | null>)
  /** Which agency, for a caller that belongs to several. */
  agencyId?: string
  credentials?: RequestCredentials
  /** In place of the platform's own: for time limits, retries, tests. */
  fetch?: (request: Request) => Promise<Response>
}

export function createClient({ baseUrl, token, agencyId, credentials, fetch }: Options): Client {
  const client = createFetchClient<paths>({ baseUrl, credentials, fetch })
  client.use({
    async onRequest({ request }) {
      const bearer = typeof token === 'function' ? await token() : token
      if (bearer) request.headers.set('Authorization', `Bearer ${bearer}`)
      if (agencyId && !request.headers.has('Agency-Id')) request.headers.set('Agency-Id', agencyId)
      return request
    },
  })
  return client
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's body; a problem is thrown. */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await tagged(call)).data
}

/** The answer's body with the ETag that a later write sends back as If-Match. */
export async function tagged<T>(call: Promise<Answer<T>>): Promise<{ data: T; etag: string | null }> {
  const { data, error, response } = await call
  if (!response.ok) {
    const wait = Number(response.headers.get('Retry-After'))
    throw new ApiProblem(response.status, error, Number.isFinite(wait) ? wait : undefined)
  }
  return { data: data as T, etag: response.headers.get('ETag') }
}

interface Page<Row> {
  data: Row[]
  pagination: { next_cursor: string | null }
}

/** All rows of a list, page by page: `rows((cursor) => client.GET('/api/properties', { params: { query: { cursor } } }))`. */
export async function* rows<Row>(page: (cursor?: string) => Promise<Answer<Page<Row>>>): AsyncGenerator<Row> {
  let cursor: string | undefined
  do {
    const { data, pagination } = await ok(page(cursor))
    yield* data
    cursor = pagination.next_cursor ?? undefined
  } while (cursor !== undefined)
}
