// SPDX-License-Identifier: Apache-2.0
// The jobs that one has asked for, and the agency's or the platform's queue: queries and changes. How far a job is is told by no
// event (src/jobs/README.md of the server): it is asked for while something is under way and somebody looks.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency, useMe } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Job, Page, Property, Queue } from '#/api/types'
import { isLive } from './groups'

const KEY = 'jobs'
const QUEUE = 'queue'
const LOOKED_AT = 1000
const UNDER_WAY = 4000
const HOUR = 3_600_000
const FIELDS: (keyof Job)[] = [
  'kind',
  'status',
  'progress',
  'step',
  'error',
  'attempts',
  'cancel_asked',
  'about_table',
  'about_id',
  'property_id',
  'run_at',
  'created_at',
  'ended_at',
]

/** Two days, by the hour, so that the address is the same for a while. */
const since = () => new Date((Math.floor(Date.now() / HOUR) - 48) * HOUR).toISOString()

export function useMyJobs(looking: boolean) {
  const me = useMe()
  const agency = useAgency()
  return useQuery<Job[]>({
    queryKey: [KEY, agency.id, me.id],
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(isLive) ? (looking ? LOOKED_AT : UNDER_WAY) : false),
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/jobs', {
            params: {
              query: query({
                enqueued_by: me.id,
                'created_at[gte]': since(),
                fields: FIELDS.join(),
                limit: 200,
              }),
            },
            signal,
          }),
        )) as Page<Job>
      ).data,
  })
}

/** The addresses of properties, by id. */
export function useAddresses(ids: string[]) {
  const agency = useAgency()
  const wanted = [...new Set(ids)].sort()
  return useQuery<Map<string, string>>({
    queryKey: ['properties', agency.id, 'addresses', wanted],
    enabled: wanted.length > 0,
    placeholderData: (before) => before,
    queryFn: async () => {
      const page = (await ok(
        api.GET('/api/properties', {
          params: { query: query({ 'id[in]': wanted.join(), fields: 'address', limit: 200 }) },
        }),
      )) as Page<Property>
      return new Map(page.data.map(({ id, address }) => [id, address ?? '']))
    },
  })
}

function useRefresh() {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: [KEY] }),
      client.invalidateQueries({ queryKey: [QUEUE] }),
    ])
}

type Ids = { id: string }[]

/** Several at once, as long as they are few; what has ended meanwhile is none of our business. */
async function each(jobs: Ids, send: (id: string) => Promise<unknown>) {
  const answers: PromiseSettledResult<unknown>[] = []
  for (let i = 0; i < jobs.length; i += 5)
    answers.push(...(await Promise.allSettled(jobs.slice(i, i + 5).map(({ id }) => send(id)))))
  const refused = answers.find((answer) => answer.status === 'rejected')
  if (refused && answers.every((answer) => answer.status === 'rejected')) throw refused.reason
}

export function useCancel() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (jobs: Ids) =>
      each(jobs, (id) => ok(api.POST('/api/jobs/{id}/cancel', { params: { path: { id } } }))),
    onSettled: refresh,
  })
}

export function useRetry(of: Whose = 'agency') {
  const refresh = useRefresh()
  const path = of === 'agency' ? '/api/jobs/{id}/retry' : '/api/platform_jobs/{id}/retry'
  return useMutation({
    mutationFn: (jobs: Ids) => each(jobs, (id) => ok(api.POST(path, { params: { path: { id } } }))),
    onSettled: refresh,
  })
}

export type Whose = 'agency' | 'platform'

export function useQueue(of: Whose) {
  const me = useMe()
  return useQuery<Queue>({
    queryKey: [QUEUE, of, me.agency?.id],
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.kinds.some(({ waiting, running }) => waiting + running > 0) ? 5000 : 20_000,
    queryFn: ({ signal }): Promise<Queue> =>
      ok(
        of === 'agency'
          ? api.GET('/api/jobs/summary', { signal })
          : api.GET('/api/platform_jobs', { signal }),
      ),
  })
}

export function useRetryKind(of: Whose) {
  const refresh = useRefresh()
  const path = of === 'agency' ? '/api/jobs/retry' : '/api/platform_jobs/retry'
  return useMutation({
    mutationFn: (body: { kind: string; expected: number }) => ok(api.POST(path, { body })),
    onSettled: refresh,
  })
}
