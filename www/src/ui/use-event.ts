// SPDX-License-Identifier: Apache-2.0
import { useCallback, useRef } from 'react'

/** A function that stays the same and always does what the latest render says: rows given it need not render again. */
export function useEvent<Arguments extends unknown[]>(run: (...given: Arguments) => void) {
  const latest = useRef(run)
  latest.current = run
  return useCallback((...given: Arguments) => latest.current(...given), [])
}
