// SPDX-License-Identifier: Apache-2.0
import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

class Source extends EventTarget {
  static all: Source[] = []
  onopen?: () => void
  onerror?: () => void
  closed = false
  constructor(readonly url: string) {
    super()
    Source.all.push(this)
  }
  close() {
    this.closed = true
  }
  tell(data: unknown) {
    this.dispatchEvent(new MessageEvent('changes', { data: JSON.stringify(data) }))
  }
}

let tickets = 0
const server = vi.fn(async () => Response.json({ ticket: `t${++tickets}`, expires_in: 60 }))
const last = () => Source.all.at(-1) as Source

async function start() {
  vi.resetModules()
  const client = new QueryClient()
  const { listen } = await import('#/events/live')
  for (const key of ['properties', 'contacts', 'media', 'me']) client.setQueryData([key, 'a'], 1)
  const stale = () =>
    client
      .getQueryCache()
      .getAll()
      .filter((query) => query.state.isInvalidated)
      .map((query) => query.queryKey[0])
  const stop = listen(client)
  await vi.advanceTimersByTimeAsync(0)
  last().onopen?.()
  await vi.advanceTimersByTimeAsync(1000)
  const staleAtFirst = stale()
  for (const { queryKey } of client.getQueryCache().getAll()) client.setQueryData(queryKey, 2)
  return { client, stale, staleAtFirst, stop }
}

describe('live', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('fetch', server)
    vi.stubGlobal('EventSource', Source)
    Source.all = []
    tickets = 0
  })
  afterEach(() => vi.useRealTimers())

  it('reads everything again once it listens, since nobody tells what was before', async () => {
    const { staleAtFirst, stop } = await start()
    expect(staleAtFirst).toEqual(['properties', 'contacts', 'media', 'me'])
    stop()
  })
  it('reads again what an event names, and nothing else', async () => {
    const { stale, stop } = await start()
    expect(last().url).toBe('/api/events/stream?ticket=t1')
    last().tell({ events: [{ type: 'media_item.ready', id: '1' }] })
    await vi.advanceTimersByTimeAsync(1000)
    expect(stale()).toEqual(['properties', 'media'])
    stop()
  })
  it('reads everything again when too much moved', async () => {
    const { stale, stop } = await start()
    last().tell({ all: true })
    await vi.advanceTimersByTimeAsync(1000)
    expect(stale()).toEqual(['properties', 'contacts', 'media', 'me'])
    stop()
  })
  it('comes back with another ticket, and reads everything again then', async () => {
    const { stale, stop } = await start()
    last().onerror?.()
    expect(Source.all[0]?.closed).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    expect(last().url).toBe('/api/events/stream?ticket=t2')
    expect(stale()).toEqual([])
    last().onopen?.()
    await vi.advanceTimersByTimeAsync(1000)
    expect(stale()).toHaveLength(4)
    stop()
  })
  it('asks more and more seldom while it is refused', async () => {
    const { stop } = await start()
    for (let i = 0; i < 20; i++) {
      last().onerror?.()
      await vi.advanceTimersByTimeAsync(100_000)
    }
    const before = tickets
    last().onerror?.()
    await vi.advanceTimersByTimeAsync(29_000)
    expect(tickets).toBe(before)
    stop()
  })
  it('is silent after it was stopped', async () => {
    const { stop } = await start()
    stop()
    expect(last().closed).toBe(true)
    await vi.advanceTimersByTimeAsync(100_000)
    expect(tickets).toBe(1)
  })
})
