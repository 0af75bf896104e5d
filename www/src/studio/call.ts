// SPDX-License-Identifier: Apache-2.0
// The studio's part of the API.
import { api, ok } from '#/api/client'

interface Given {
  query?: Record<string, string | number | undefined>
  path?: Record<string, string>
  body?: unknown
  key?: string
  signal?: AbortSignal
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** One request; an answer that is no success is thrown as a problem. */
export async function call<Answer>(method: Method, address: string, given: Given = {}): Promise<Answer> {
  const { query, path, body, key, signal } = given
  const set = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  const send = api[method] as unknown as (address: string, options: unknown) => never
  return ok(
    send(address, {
      params: { query: Object.fromEntries(set), path },
      body,
      signal,
      headers: key ? { 'Idempotency-Key': key } : {},
    }),
  ) as Promise<Answer>
}
