// SPDX-License-Identifier: Apache-2.0
// A request as somebody fills it in, as the line for a terminal, and as it is sent.
import type { Operation } from './document'

export interface Filled {
  /** By the parameter's place and name: "path id", "query limit". */
  values: Record<string, string>
  body?: string
}

export const keyOf = (parameter: { in: string; name: string }) => `${parameter.in} ${parameter.name}`

export function addressOf(operation: Operation, { values }: Filled): string {
  const search = new URLSearchParams()
  let path = operation.path
  for (const parameter of operation.parameters ?? []) {
    const value = values[keyOf(parameter)] ?? ''
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value))
    else if (parameter.in === 'query' && value !== '') search.set(parameter.name, value)
  }
  return search.size > 0 ? `${path}?${search}` : path
}

export function headersOf(operation: Operation, { values, body }: Filled): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const parameter of operation.parameters ?? []) {
    const value = values[keyOf(parameter)]
    if (parameter.in === 'header' && value) headers[parameter.name] = value
  }
  if (body) headers['Content-Type'] = 'application/json'
  return headers
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** For a shell; the token stays a variable, so that it lands in no history. */
export function curlOf(operation: Operation, server: string, filled: Filled): string {
  const lines = [`curl ${quoted(server.replace(/\/$/, '') + addressOf(operation, filled))}`]
  if (operation.method !== 'GET') lines[0] = `curl -X ${operation.method} ${(lines[0] ?? '').slice(5)}`
  if (operation.guarded) lines.push('-H "Authorization: Bearer $TOKEN"')
  for (const [name, value] of Object.entries(headersOf(operation, filled)))
    lines.push(`-H ${quoted(`${name}: ${value}`)}`)
  if (filled.body) lines.push(`-d ${quoted(filled.body)}`)
  return lines.join(' \\\n  ')
}

export interface Sent {
  status: number
  ms: number
  requestId: string | null
  etag: string | null
  text: string
}

export async function send(operation: Operation, filled: Filled, token: string): Promise<Sent> {
  const began = performance.now()
  const response = await fetch(addressOf(operation, filled), {
    method: operation.method,
    headers: { ...headersOf(operation, filled), ...(token && { Authorization: `Bearer ${token}` }) },
    body: filled.body || undefined,
    credentials: 'omit',
  })
  const text = await response.text()
  const shown = response.headers.get('Content-Type')?.includes('json') ? pretty(text) : text
  const { status, headers } = response
  const ms = Math.round(performance.now() - began)
  return { status, ms, requestId: headers.get('Request-Id'), etag: headers.get('ETag'), text: shown }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
