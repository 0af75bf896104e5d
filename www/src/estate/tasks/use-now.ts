// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react'

/** The time, to the minute: what is late becomes so on a page that stays open. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
