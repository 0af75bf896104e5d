// SPDX-License-Identifier: Apache-2.0
// Reading and changing tasks. A tick shows at once; the server decides, and lists are read again.
import {
  type InfiniteData,
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query, tagged } from '#/api/client'
import type { Page, Task, TaskCreate, TaskRow, TaskUpdate } from '#/api/types'

const PAGE = 100
const DONE_SHOWN = 50

export const tasksKey = (agencyId: string) => ['tasks', agencyId] as const

/** Those about a record. */
export type About = Partial<Record<'property_id' | 'contact_id', string>>
/** Which tasks: parameters of the API. */
type Filter = Partial<Record<string, string>>

/** What is to be done, the first due first; what has no date last. */
export function openQuery(agencyId: string, about: Filter) {
  return infiniteQueryOptions({
    queryKey: [...tasksKey(agencyId), 'list', 'open', about],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET('/api/tasks', {
          params: {
            query: query({
              ...about,
              status: 'open',
              sort: 'due_at',
              include: 'property,contact',
              limit: PAGE,
              cursor: pageParam,
              count: pageParam ? undefined : 'exact',
            }),
          },
          signal,
        }),
      ) as Promise<Page<TaskRow>>,
    getNextPageParam: (last) => (last.pagination.has_more ? last.pagination.next_cursor : undefined),
  })
}

/** What was done since then, the last first. */
export function doneQuery(agencyId: string, about: Filter, since: string) {
  return infiniteQueryOptions({
    queryKey: [...tasksKey(agencyId), 'list', 'done', about, since],
    initialPageParam: '',
    queryFn: ({ signal }) =>
      ok(
        api.GET('/api/tasks', {
          params: {
            query: query({
              ...about,
              status: 'done',
              'done_at[gte]': since,
              sort: '-done_at',
              include: 'property,contact',
              limit: DONE_SHOWN,
            }),
          },
          signal,
        }),
      ) as Promise<Page<TaskRow>>,
    getNextPageParam: () => undefined,
  })
}

/** One task with its notes and its ETag. */
export function taskQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...tasksKey(agencyId), 'one', id],
    queryFn: ({ signal }) =>
      tagged(api.GET('/api/tasks/{id}', { params: { path: { id } }, signal })) as Promise<{
        data: Task
        etag: string | null
      }>,
  })
}

type Lists = InfiniteData<Page<TaskRow>>

function useLists() {
  const client = useQueryClient()
  const key = tasksKey(useAgency().id)
  return {
    refresh: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: key }),
        client.invalidateQueries({ queryKey: ['today'] }),
      ]),
    /** Shows a change in every list that has the task: at once, and again should a reading that was under way undo it. */
    show: async (id: string, change: Partial<Task>) => {
      const apply = () =>
        client.setQueriesData<Lists>({ queryKey: [...key, 'list'] }, (lists) =>
          lists
            ? {
                ...lists,
                pages: lists.pages.map((page) => ({
                  ...page,
                  data: page.data.map((row) => (row.id === id ? { ...row, ...change } : row)),
                })),
              }
            : lists,
        )
      apply()
      await client.cancelQueries({ queryKey: [...key, 'list'] })
      apply()
    },
  }
}

export function useCreateTask() {
  const { refresh } = useLists()
  return useMutation({
    mutationFn: ({ body, key }: { body: TaskCreate; key: string }) =>
      ok(api.POST('/api/tasks', { body, headers: { 'Idempotency-Key': key } })) as Promise<Task>,
    onSuccess: refresh,
  })
}

export function useSetTaskStatus() {
  const { refresh, show } = useLists()
  return useMutation({
    mutationFn: ({ id, status }: { id: string; status: 'open' | 'done' }) =>
      ok(api.PATCH('/api/tasks/{id}', { params: { path: { id } }, body: { status } })) as Promise<Task>,
    onMutate: ({ id, status }) => show(id, { status }),
    onSettled: refresh,
  })
}

export function useUpdateTask() {
  const { refresh } = useLists()
  return useMutation({
    mutationFn: ({ id, body, etag }: { id: string; body: TaskUpdate; etag: string | null }) =>
      ok(
        api.PATCH('/api/tasks/{id}', {
          params: { path: { id } },
          body,
          headers: etag ? { 'If-Match': etag } : {},
        }),
      ) as Promise<Task>,
    onSettled: refresh,
  })
}

export function useDeleteTask() {
  const { refresh } = useLists()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/tasks/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreTask() {
  const { refresh } = useLists()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/tasks/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}
