// SPDX-License-Identifier: Apache-2.0
// Reading and changing saved views.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Page, SavedView, SavedViewCreate, SavedViewUpdate } from '#/api/types'

const MOST = 200

const viewsKey = (agencyId: string) => ['saved-views', agencyId] as const

/** One's own first, then the team's, each in their order. */
const inOrder = (views: SavedView[]) => [
  ...views.filter((view) => view.private),
  ...views.filter((view) => !view.private),
]

export function viewsQuery(agencyId: string, list: SavedView['list']) {
  return queryOptions({
    queryKey: [...viewsKey(agencyId), list],
    staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const parameters = query({ list, limit: MOST })
      const page = await ok(api.GET('/api/saved_views', { params: { query: parameters }, signal }))
      return inOrder((page as Page<SavedView>).data)
    },
  })
}

function useRefresh() {
  const client = useQueryClient()
  const queryKey = viewsKey(useAgency().id)
  return () => client.invalidateQueries({ queryKey })
}

export function useSaveView() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ body, key }: { body: SavedViewCreate; key: string }) =>
      ok(api.POST('/api/saved_views', { body, headers: { 'Idempotency-Key': key } })) as Promise<SavedView>,
    onSuccess: refresh,
  })
}

interface Change {
  id: string
  body: SavedViewUpdate
}

/** Several at once: moving one moves others. All of them, or none. */
export function useChangeViews(list: SavedView['list']) {
  const client = useQueryClient()
  const { queryKey } = viewsQuery(useAgency().id, list)
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (changes: Change[]) =>
      ok(
        api.POST('/api/saved_views/batch', {
          body: { operations: changes.map((change) => ({ op: 'update' as const, ...change })) },
        }),
      ),
    onMutate: (changes) => {
      client.setQueryData(queryKey, (views) => {
        if (!views) return views
        const changed = views.map((view) => {
          const body = changes.find(({ id }) => id === view.id)?.body
          return body ? ({ ...view, ...body, filter: filterAfter(view, body) } as SavedView) : view
        })
        return inOrder(changed.sort((a, b) => a.position - b.position))
      })
    },
    onSettled: refresh,
  })
}

/** As the server puts it together: null takes a filter away. */
function filterAfter(view: SavedView, body: SavedViewUpdate): SavedView['filter'] {
  const filter = Object.entries({ ...view.filter, ...body.filter })
  return Object.fromEntries(filter.filter(([, value]) => value !== null))
}

export function useDeleteView() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/saved_views/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreView() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/saved_views/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}
