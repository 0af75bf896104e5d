// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a request: the server said so (ApiProblem) or could not be reached (Unreachable).
import { ApiProblem } from 'stagefy-client'

export { ApiProblem }

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
