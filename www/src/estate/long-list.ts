// SPDX-License-Identifier: Apache-2.0
// The pages of a list that may be very long. When something changes, a short list is read again as a whole; of a long one the pages on
// the screen and the first, each from where it began to where the next one does. What is passed over is read again once it is scrolled to.
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { Page } from '#/api/types'
import { rowId } from './use-list-keys'

interface Row {
  id: string
}

interface Kept<R> extends Page<R> {
  /** Something has changed since it was read. */
  stale?: true
}

/** Rows of a page: of the first one, which somebody waits for, and of those that are read ahead. */
const FIRST = 50
const NEXT = 100
/** So many more are read of a page that may have grown. */
const GROWN = 50
/** A list of more pages is long. */
const SHORT = 4
const SETTLED = 150

const onScreen = (page: Page<Row>) => page.data.some(({ id }) => document.getElementById(rowId(id)))

/** Ends a page that was read again where the next one begins, so that the places of all behind it stay. */
function upTo<R extends Row>(next: Page<R>, before: Page<R>, now: Page<R>): Page<R> {
  const others = new Set(next.data.map(({ id }) => id))
  const end = now.data.findIndex(({ id }) => others.has(id))
  return end < 0
    ? now
    : { data: now.data.slice(0, end), pagination: { ...now.pagination, ...placeOf(before) } }
}

const placeOf = ({ pagination: { next_cursor, has_more } }: Page<unknown>) => ({ next_cursor, has_more })

type Read<R> = (cursor: string, limit: number, signal: AbortSignal) => Promise<Page<R>>

interface Context {
  client: QueryClient
  queryKey: QueryKey
  pageParam: string
  signal: AbortSignal
}

export const longList = <R extends Row>(read: Read<R>) => ({
  initialPageParam: '',
  getNextPageParam: (last: Kept<R>) =>
    last.pagination.has_more ? (last.pagination.next_cursor ?? undefined) : undefined,
  queryFn: async ({ client, queryKey, pageParam, signal }: Context): Promise<Kept<R>> => {
    const limit = pageParam ? NEXT : FIRST
    const list = client.getQueryData<InfiniteData<Kept<R>, string>>(queryKey)
    const at = list && list.pages.length > SHORT ? list.pageParams.indexOf(pageParam) : -1
    const page = list?.pages[at]
    if (!page) return read(pageParam, limit, signal)
    if (at > 0 && !onScreen(page)) {
      watch(client, queryKey)
      return page.stale ? page : { ...page, stale: true }
    }
    const next = list?.pages[at + 1]
    const now = await read(pageParam, limit + GROWN, signal)
    return next ? upTo(next, page, now) : now
  },
})

/** Long lists of which pages were passed over. */
const watched = new Map<string, () => void>()
let timer: ReturnType<typeof setTimeout> | undefined

function watch(client: QueryClient, queryKey: QueryKey) {
  if (watched.size === 0) window.addEventListener('scroll', settle, { passive: true })
  const name = JSON.stringify(queryKey)
  watched.set(name, () => {
    const pages = client.getQueryData<InfiniteData<Kept<Row>>>(queryKey)?.pages ?? []
    const passedOver = pages.filter((page) => page.stale)
    if (passedOver.length === 0) watched.delete(name)
    else if (passedOver.some(onScreen)) void client.invalidateQueries({ queryKey, exact: true })
    if (watched.size === 0) window.removeEventListener('scroll', settle)
  })
}

/** Once scrolling has come to rest. */
function settle() {
  clearTimeout(timer)
  timer = setTimeout(() => {
    for (const look of [...watched.values()]) look()
  }, SETTLED)
}
