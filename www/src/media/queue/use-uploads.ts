// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { useAgency } from '#/agency/me'
import { propertiesKey } from '#/estate/queries'
import { mediaKey } from '../queries'
import { onCommitted, uploads } from './queue'
import { secondsLeft, sumUp } from './rules'

/** The uploads of one property, their sum, and about how long they still take. */
export function useUploads(propertyId: string) {
  const all = useSyncExternalStore(uploads.subscribe, uploads.get)
  const paused = useSyncExternalStore(uploads.subscribe, uploads.paused)
  const list = useMemo(() => all.filter((upload) => upload.propertyId === propertyId), [all, propertyId])
  const sum = sumUp(list)
  const samples = useRef<{ at: number; sent: number }[]>([])
  const [left, setLeft] = useState<number | null>(null)
  const { sent, size, busy } = sum
  useEffect(() => {
    if (!busy || paused) {
      samples.current = []
      return setLeft(null)
    }
    const now = Date.now()
    const kept = samples.current.filter((sample) => now - sample.at < 8000 && sample.sent <= sent)
    samples.current = [...kept, { at: now, sent }]
    setLeft(secondsLeft(samples.current, size - sent))
  }, [sent, size, busy, paused])
  return { list, sum, left, paused }
}

/** Fetches the gallery anew when one of its files has arrived. */
export function useRefreshOnArrival(propertyId: string): void {
  const client = useQueryClient()
  const { id: agencyId } = useAgency()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = onCommitted((_item, arrived) => {
      if (arrived !== propertyId) return
      // Several files often arrive together; one fetch shows them all.
      clearTimeout(timer)
      timer = setTimeout(() => {
        void client.invalidateQueries({ queryKey: mediaKey(agencyId, propertyId) })
        void client.invalidateQueries({ queryKey: propertiesKey(agencyId) })
      }, 400)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [client, agencyId, propertyId])
}
