// SPDX-License-Identifier: Apache-2.0
// Whether something was refused because credits, or the plan, do not go so far. The shell shows it (short-dialog.tsx).
import { useSyncExternalStore } from 'react'
import { ApiProblem } from '#/api/problem'

let short: ApiProblem | undefined
const listeners = new Set<() => void>()

function set(next: ApiProblem | undefined) {
  short = next
  for (const listener of listeners) listener()
}

export const isShort = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && (error.code === 'insufficient-credits' || error.code === 'plan-limit')

/** To be told of every error; most are none of this. */
export function tellShort(error: unknown): void {
  if (isShort(error)) set(error)
}

export const forgetShort = () => set(undefined)

export const useShort = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => short,
  )
