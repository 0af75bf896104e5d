// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Job } from '../src/api/types'
import { groupsOf, isShown, signOf } from '../src/jobs/groups'
import { KINDS } from '../src/jobs/kinds'

const START = Date.parse('2026-05-12T09:30:00Z')
let made = 0
/** Newest first, as the list has them: each is a second older than the one before. */
const job = (more: Partial<Job> = {}): Job => {
  made++
  return {
    id: `j${made}`,
    kind: 'media.derive',
    status: 'completed',
    progress: more.status === 'completed' || !more.status ? 100 : 0,
    property_id: 'p1',
    created_at: new Date(START - made * 1000).toISOString(),
    ended_at:
      more.status === 'pending' || more.status === 'processing' ? null : new Date(START).toISOString(),
    ...more,
  } as Job
}

describe('groupsOf', () => {
  it('makes one of the photos that were added to a property together', () => {
    const [group, ...others] = groupsOf([
      job({ status: 'pending' }),
      job({ status: 'processing', progress: 50, step: 'making' }),
      job(),
      job(),
    ])
    expect(others).toEqual([])
    expect(group).toMatchObject({ state: 'running', done: 2, ratio: 0.625, step: 'making', endedAt: null })
    expect(group?.live).toHaveLength(2)
  })
  it('keeps apart other properties, other kinds, other times, and what belongs to none', () => {
    const alone = { property_id: null, kind: 'mail.send' }
    const groups = groupsOf([
      job(),
      job({ property_id: 'p2' }),
      job({ kind: 'media.other' }),
      job(alone),
      job(alone),
      job({ created_at: new Date(START - 3_600_000).toISOString() }),
    ])
    expect(groups).toHaveLength(6)
  })
  it('is named by its first job, so that it stays while others are added', () => {
    const [second, first] = [job(), job()]
    expect(groupsOf([second, first])[0]?.id).toBe(first.id)
  })
  it.each([
    [['pending', 'pending'], 'waiting'],
    [['pending', 'completed'], 'running'],
    [['processing', 'failed'], 'running'],
    [['failed', 'completed'], 'failed'],
    [['cancelled', 'completed'], 'completed'],
    [['cancelled', 'cancelled'], 'cancelled'],
  ] as const)('%s is %s', (statuses, state) => {
    expect(groupsOf(statuses.map((status) => job({ status })))[0]?.state).toBe(state)
  })
  it('ended when the last of it did', () => {
    const late = new Date(START + 5000).toISOString()
    expect(groupsOf([job(), job({ ended_at: late }), job()])[0]?.endedAt).toBe(late)
  })
})

it('what has ended is shown for a day, or until it is put away; what is live always', () => {
  const none = new Set<string>()
  const ended = job()
  expect(isShown(ended, none, START + 1000)).toBe(true)
  expect(isShown(ended, none, START + 86_400_001)).toBe(false)
  expect(isShown(ended, new Set([ended.id]), START + 1000)).toBe(false)
  const live = job({ status: 'pending' })
  expect(isShown(live, new Set([live.id]), START + 9e9)).toBe(true)
})

it('the button tells of what is under way, then of failures, then of the rest', () => {
  const of = (...statuses: Job['status'][]) =>
    signOf(groupsOf(statuses.map((status) => job({ status, property_id: null }))))
  expect(of()).toBe(undefined)
  expect(of('completed', 'cancelled')).toBe('completed')
  expect(of('completed', 'failed')).toBe('failed')
  expect(of('failed', 'pending')).toBe('waiting')
  expect(of('failed', 'pending', 'processing')).toBe('running')
})

it('every kind of job of the server has a name', () => {
  const root = join(__dirname, '..', '..', 'src')
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.c'),
  )
  const kinds = sources.flatMap((path) => {
    const [, rows = ''] =
      /struct job_kind \w+\[\] = \{(.*?)\};/s.exec(readFileSync(join(root, path), 'utf8')) ?? []
    return [...rows.matchAll(/\.name = "([^"]+)"/g)].map(([, name]) => name)
  })
  expect([...KINDS].sort()).toEqual(kinds.sort())
})
