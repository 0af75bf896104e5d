// SPDX-License-Identifier: Apache-2.0
// Jobs as one looks at them: a hundred photos that were added together are one thing. No screen and no network here.
import type { Job } from '#/api/types'

export type State = 'waiting' | 'running' | 'failed' | 'completed' | 'cancelled'

export interface Group {
  id: string
  kind: string
  propertyId: string | null
  aboutTable: string | null
  jobs: Job[]
  state: State
  /** Of all that it consists of. */
  ratio: number
  done: number
  step: string | null
  /** What failed, newest first. */
  failed: Job[]
  live: Job[]
  since: string
  endedAt: string | null
}

const DAY = 86_400_000
/** Jobs further apart were not asked for together. */
const TOGETHER = 10 * 60_000

const at = (time: string | null | undefined) => new Date(time ?? 0).getTime()
export const isLive = (job: Job) => job.status === 'pending' || job.status === 'processing'

/** What has ended stays for a day, or until it is put away. */
export function isShown(job: Job, putAway: ReadonlySet<string>, now = Date.now()): boolean {
  return isLive(job) || (!putAway.has(job.id) && now - at(job.ended_at) < DAY)
}

function stateOf(jobs: Job[]): State {
  if (jobs.some((job) => job.status === 'processing')) return 'running'
  if (jobs.some((job) => job.status === 'pending'))
    return jobs.some((job) => job.status === 'completed') ? 'running' : 'waiting'
  if (jobs.some((job) => job.status === 'failed')) return 'failed'
  return jobs.every((job) => job.status === 'cancelled') ? 'cancelled' : 'completed'
}

function makeGroup(jobs: Job[]): Group {
  const [newest] = jobs as [Job]
  const oldest = jobs.at(-1) ?? newest
  const live = jobs.filter(isLive)
  const done = jobs.filter((job) => job.status === 'completed').length
  const progress = jobs.reduce((sum, job) => sum + (isLive(job) ? job.progress : 100), 0)
  return {
    // the first of them stays the first while others are added
    id: oldest.id,
    kind: newest.kind,
    propertyId: newest.property_id ?? null,
    aboutTable: newest.about_table ?? null,
    jobs,
    state: stateOf(jobs),
    ratio: progress / (100 * jobs.length),
    done,
    step: jobs.find((job) => job.status === 'processing')?.step ?? null,
    failed: jobs.filter((job) => job.status === 'failed'),
    live,
    since: oldest.created_at,
    endedAt: live.length
      ? null
      : jobs.reduce(
          (last, job) => (at(job.ended_at) > at(last) ? (job.ended_at ?? last) : last),
          oldest.created_at,
        ),
  }
}

/** `jobs` is in the order of the list: newest first. So are the groups. */
export function groupsOf(jobs: Job[]): Group[] {
  const groups: Job[][] = []
  const open = new Map<string, Job[]>()
  for (const job of jobs) {
    const key = job.property_id ? `${job.kind} ${job.property_id}` : job.id
    const group = open.get(key)
    const last = group?.at(-1)
    if (group && last && at(last.created_at) - at(job.created_at) < TOGETHER) group.push(job)
    else {
      const made = [job]
      open.set(key, made)
      groups.push(made)
    }
  }
  return groups.map(makeGroup)
}

/** What the button in the bar tells of all groups: the worst that one can do something about, then what is under way. */
export function signOf(groups: Group[]): State | undefined {
  const order: State[] = ['running', 'waiting', 'failed', 'completed', 'cancelled']
  return order.find((state) => groups.some((group) => group.state === state))
}
