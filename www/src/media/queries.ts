// SPDX-License-Identifier: Apache-2.0
// The pictures of one property in their order, and what can be done with them.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { MediaItem, Page } from '#/api/types'
import { propertiesKey } from '#/estate/queries'
import { isPreparing } from './picture'

/** One page of the API; a gallery beyond it is read page by page. */
const PAGE = 200
/** All that the screens show of a picture: the largest form is in no list that does not ask for it. */
const FIELDS: (keyof MediaItem)[] = [
  'type',
  'file_name',
  'width',
  'height',
  'note',
  'title',
  'tags',
  'is_favorite',
  'property_id',
  'position',
  'status',
  'url',
  'thumbnail_url',
  'cover_url',
  'screen_url',
  'placeholder',
  'rejection',
  'created_at',
  'original_id',
  'is_altered',
  'alterations',
  'original_url',
]

export const mediaKey = (agencyId: string, propertyId: string) => ['media', agencyId, propertyId] as const

async function fetchAll(propertyId: string, signal: AbortSignal): Promise<MediaItem[]> {
  const items: MediaItem[] = []
  let cursor: string | null | undefined
  do {
    const page = (await ok(
      api.GET('/api/media_items', {
        params: {
          query: query({
            property_id: propertyId,
            // an original that a result of the studio stands in front of is in no gallery
            'replaced_by[null]': 'true',
            sort: 'position',
            fields: FIELDS.join(),
            limit: PAGE,
            cursor: cursor ?? undefined,
          }),
        },
        signal,
      }),
    )) as Page<MediaItem>
    items.push(...page.data)
    cursor = page.pagination.has_more ? page.pagination.next_cursor : null
  } while (cursor)
  return items
}

export function mediaQuery(agencyId: string, propertyId: string) {
  return queryOptions({
    queryKey: mediaKey(agencyId, propertyId),
    queryFn: ({ signal }) => fetchAll(propertyId, signal),
    refetchInterval: ({ state }) => (state.data?.some((item) => isPreparing(item)) ? 2500 : false),
  })
}

export function useMedia(propertyId: string) {
  return useQuery(mediaQuery(useAgency().id, propertyId))
}

/** Changes the list on the screen at once and puts it back if the server refuses. */
function useOptimistic<Input>(
  propertyId: string,
  send: (input: Input) => Promise<unknown>,
  change: (items: MediaItem[], input: Input) => MediaItem[],
) {
  const client = useQueryClient()
  const { id: agencyId } = useAgency()
  const { queryKey } = mediaQuery(agencyId, propertyId)
  return useMutation({
    mutationFn: send,
    onMutate: async (input: Input) => {
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData(queryKey)
      if (before) client.setQueryData(queryKey, change(before, input))
      return { before }
    },
    onError: (_error, _input, context) => {
      if (context?.before) client.setQueryData(queryKey, context.before)
    },
    onSettled: () => {
      // The last of several quick changes fetches; the earlier ones would only bring back old order.
      if (client.isMutating({ mutationKey: ['media', propertyId] }) > 1) return
      void client.invalidateQueries({ queryKey })
      void client.invalidateQueries({ queryKey: propertiesKey(agencyId) })
    },
    mutationKey: ['media', propertyId],
    scope: { id: `media ${propertyId}` },
  })
}

export function useReorder(propertyId: string) {
  return useOptimistic<string[]>(
    propertyId,
    (ids) => ok(api.POST('/api/media/reorder', { body: { property_id: propertyId, ids } })),
    (items, ids) => {
      const places = new Map(ids.map((id, at) => [id, at]))
      return [...items].sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
    },
  )
}

export type MediaChange = Partial<Pick<MediaItem, 'note' | 'tags' | 'is_favorite' | 'title'>>

export function useUpdateMedia(propertyId: string) {
  return useOptimistic<{ id: string; changes: MediaChange }>(
    propertyId,
    ({ id, changes }) =>
      ok(api.PATCH('/api/media_items/{id}', { params: { path: { id } }, body: changes as never })),
    (items, { id, changes }) => items.map((item) => (item.id === id ? { ...item, ...changes } : item)),
  )
}

export function useDeleteMedia(propertyId: string) {
  return useOptimistic<string>(
    propertyId,
    (id) => ok(api.DELETE('/api/media_items/{id}', { params: { path: { id } } })),
    (items, id) => items.filter((item) => item.id !== id),
  )
}

export function useRestoreMedia(propertyId: string) {
  return useOptimistic<string>(
    propertyId,
    (id) => ok(api.POST('/api/media_items/{id}/restore', { params: { path: { id } } })),
    (items) => items,
  )
}
