// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react'

/** The time, to the second as long as something runs down on the page, else to the half minute. */
export function useSecond(running: boolean): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), running ? 1000 : 30_000)
    return () => clearInterval(timer)
  }, [running])
  return now
}
