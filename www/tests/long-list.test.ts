// SPDX-License-Identifier: Apache-2.0
import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Page } from '#/api/types'
import { longList } from '#/estate/long-list'

interface Row {
  id: string
  version: number
}

/** What the server has, and from where to which row it was asked. */
let there: Row[]
let asked: string[]
/** The rows on the screen, and what is told of scrolling. */
let shown: Set<string>
let scroll: (() => void) | undefined

const id = (n: number) => `r${String(n).padStart(5, '0')}`
const read = async (cursor: string, limit: number): Promise<Page<Row>> => {
  const rows = there.filter((row) => row.id > cursor)
  const data = rows.slice(0, limit)
  asked.push(`${cursor || 'top'}+${limit}`)
  return {
    data: structuredClone(data),
    pagination: { limit, has_more: rows.length > limit, next_cursor: data.at(-1)?.id ?? null },
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  there = Array.from({ length: 2000 }, (_, n) => ({ id: id(n + 1), version: 1 }))
  asked = []
  shown = new Set()
  vi.stubGlobal('document', { getElementById: (name: string) => (shown.has(name.slice(4)) ? {} : null) })
  vi.stubGlobal('window', {
    addEventListener: (_: string, listener: () => void) => {
      scroll = listener
    },
    removeEventListener: () => {
      scroll = undefined
    },
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function listOf(pages: number) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 1000 } } })
  const options = { queryKey: ['rows'], ...longList<Row>(read) }
  const observer = new InfiniteQueryObserver(client, options as never)
  const stop = observer.subscribe(() => undefined)
  await vi.advanceTimersByTimeAsync(0)
  for (let page = 1; page < pages; page++) await observer.fetchNextPage()
  asked = []
  const rows = () =>
    (client.getQueryData(['rows']) as { pages: Page<Row>[] }).pages.flatMap((page) => page.data)
  const changed = async () => {
    void client.invalidateQueries()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { rows, changed, stop }
}

it('reads a short list again as a whole', async () => {
  const { rows, changed, stop } = await listOf(3)
  expect(rows().length).toBe(250)
  await changed()
  expect(asked).toEqual(['top+50', 'r00050+100', 'r00150+100'])
  stop()
})

it('reads of a long one the first page and those on the screen', async () => {
  const { rows, changed, stop } = await listOf(12)
  expect(rows().length).toBe(1150)
  shown = new Set([id(640), id(655)])
  for (const n of [3, 400, 645, 1000]) there[n - 1] = { id: id(n), version: 2 }
  await changed()
  expect(asked).toEqual(['top+100', 'r00550+150', 'r00650+150'])
  expect(
    rows()
      .filter((row) => row.version === 2)
      .map((row) => row.id),
  ).toEqual([id(3), id(645)])
  expect(rows().length).toBe(1150)
  stop()
})

it('keeps each row once when rows come and go on the screen', async () => {
  const { rows, changed, stop } = await listOf(12)
  shown = new Set([id(640)])
  there = there.filter((row) => row.id !== id(600) && row.id !== id(650))
  there.splice(
    there.findIndex((row) => row.id === id(640)),
    0,
    ...['a', 'b', 'c'].map((letter) => ({ id: `${id(639)}${letter}`, version: 1 })),
  )
  await changed()
  expect(asked).toEqual(['top+100', 'r00550+150'])
  const ids = rows().map((row) => row.id)
  expect(ids).toEqual(there.slice(0, 1151).map((row) => row.id))
  stop()
})

it('reads what was passed over once it is scrolled to', async () => {
  const { rows, changed, stop } = await listOf(12)
  shown = new Set([id(640)])
  there[999] = { id: id(1000), version: 2 }
  await changed()
  expect(rows()[999]?.version).toBe(1)
  asked = []
  shown = new Set([id(700)])
  scroll?.()
  shown = new Set([id(1001)])
  scroll?.()
  await vi.advanceTimersByTimeAsync(200)
  expect(asked).toEqual(['top+100', 'r00950+150'])
  expect(rows()[999]?.version).toBe(2)
  asked = []
  scroll?.()
  await vi.advanceTimersByTimeAsync(200)
  expect(asked).toEqual([])
  stop()
})
