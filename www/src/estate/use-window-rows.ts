// SPDX-License-Identifier: Apache-2.0
// A table of which only the rows on the screen are in the page: which those are, and how much room the others take.
import { useMediaQuery } from '@mantine/hooks'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

interface Options {
  count: number
  /** Pixels of a row. */
  height: number
  phoneHeight: number
  more: boolean
  loadMore(): void
  scroller: React.RefObject<((index: number) => void) | null>
}

/** From so many rows before the end on, the next ones are read. */
const AHEAD = 15

export function useWindowRows({ count, height, phoneHeight, more, loadMore, scroller }: Options) {
  const phone = useMediaQuery('(max-width: 720px)', undefined, { getInitialValueInEffect: false })
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = () => setTop((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => (phone ? phoneHeight : height),
    overscan: 12,
    scrollMargin: top,
  })
  const { measure } = virtual
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are taller on a phone
  useLayoutEffect(() => measure(), [measure, phone])
  scroller.current = (index) => virtual.scrollToIndex(index, { align: 'auto' })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)
  // each time: what was under way may have been given up for something else
  useEffect(() => {
    if (more && last && last.index >= count - AHEAD) loadMore()
  })
  return {
    body,
    items,
    above: items[0] ? items[0].start - top : 0,
    below: last ? virtual.getTotalSize() - (last.end - top) : 0,
  }
}
