// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a request: the server said so (ApiProblem) or could not be reached (Unreachable).
import type { FieldError } from './types'

export class ApiProblem extends Error {
  readonly status: number
  /** The last segment of the problem's type, such as "validation". */
  readonly code: string
  readonly errors: FieldError[]
  readonly requestId?: string
  /** Seconds the server asks to wait, with 429 and 503. */
  readonly retryAfter?: number

  constructor(status: number, body: unknown, retryAfter?: number) {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
    super(
      typeof problem.detail === 'string' && problem.detail ? problem.detail : String(problem.title ?? status),
    )
    this.name = 'ApiProblem'
    this.status = status
    this.code =
      String(problem.type ?? '')
        .split('/')
        .pop() ?? ''
    this.errors = Array.isArray(problem.errors) ? (problem.errors as FieldError[]) : []
    this.requestId = typeof problem.request_id === 'string' ? problem.request_id : undefined
    this.retryAfter = retryAfter
  }
}

export class Unreachable extends Error {
  /** True when the request may have reached the server: whether it took effect is unknown. */
  readonly unknown: boolean

  constructor(cause: unknown) {
    super('the server cannot be reached', { cause })
    this.name = 'Unreachable'
    this.unknown = cause instanceof DOMException && cause.name === 'TimeoutError'
  }
}

export function isStatus(error: unknown, ...status: number[]): error is ApiProblem {
  return error instanceof ApiProblem && status.includes(error.status)
}
