// SPDX-License-Identifier: Apache-2.0
// What the server says when it refuses: RFC 9457, with every broken rule.

export interface FieldError {
  pointer: string
  code: string
  params?: Record<string, unknown>
  detail?: string
}

export class ApiProblem extends Error {
  readonly status: number
  /** The last segment of the problem's type, such as "validation". */
  readonly code: string
  readonly errors: FieldError[]
  /** What else it says, such as `balance` and `required` of insufficient-credits. */
  readonly more: Record<string, unknown>
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
    this.more = problem
    this.code =
      String(problem.type ?? '')
        .split('/')
        .pop() ?? ''
    this.errors = Array.isArray(problem.errors) ? (problem.errors as FieldError[]) : []
    this.requestId = typeof problem.request_id === 'string' ? problem.request_id : undefined
    this.retryAfter = retryAfter
  }
}
