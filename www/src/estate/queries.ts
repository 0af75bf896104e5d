// SPDX-License-Identifier: Apache-2.0
// Reading and changing properties. A record is kept with its ETag, so a change can say which version it saw.
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { api, ok, query, tagged } from '#/api/client'
import type {
  Page,
  Property,
  PropertyCreate,
  PropertyPrice,
  PropertyRow,
  PropertyUpdate,
  Publishing,
  RecordChange,
} from '#/api/types'
import { longList } from './long-list'

export const propertiesKey = (agencyId: string) => ['properties', agencyId] as const

export function listQuery(agencyId: string, filter: Record<string, string>) {
  return infiniteQueryOptions({
    queryKey: [...propertiesKey(agencyId), 'list', filter],
    ...longList((cursor, limit, signal) => {
      const count = cursor ? undefined : 'exact'
      const parameters = query({ ...filter, limit, include: 'cover_media', cursor, count })
      return ok(api.GET('/api/properties', { params: { query: parameters }, signal })) as Promise<
        Page<PropertyRow>
      >
    }),
  })
}

export function countQuery(agencyId: string, filter: Record<string, string>) {
  const { sort: _sort, ...rest } = filter
  return queryOptions({
    queryKey: [...propertiesKey(agencyId), 'count', rest],
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const page = (await ok(
        api.GET('/api/properties', {
          params: { query: query({ ...rest, limit: 1, fields: 'id', count: 'exact' }) },
          signal,
        }),
      )) as Page<PropertyRow>
      return page.pagination.total ?? null
    },
  })
}

export interface Tagged<Row> {
  data: Row
  etag: string | null
}

/** Without included records: an answer with them has no ETag, since they change by themselves. */
export function propertyQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...propertiesKey(agencyId), 'one', id],
    queryFn: ({ signal }) =>
      tagged(api.GET('/api/properties/{id}', { params: { path: { id } }, signal })) as Promise<
        Tagged<Property>
      >,
  })
}

/** Tables whose records may be changed by two people at once. */
export type ConflictTable = 'properties' | 'contacts' | 'deals' | 'tasks' | 'visits'

/** Who changed it, newest first, up to the version that is known here. */
export function changesQuery(
  agencyId: string,
  table: ConflictTable,
  id: string,
  version: number | undefined,
) {
  return queryOptions({
    queryKey: [table, agencyId, 'changes', id, version],
    queryFn: async ({ signal }) => {
      const params = { query: { table, id } }
      return (await ok(api.GET('/api/changes', { params, signal }))).data as RecordChange[]
    },
  })
}

/** The row as some list on this page already has it, to show something of the right shape at once. */
export function seenRow(client: QueryClient, agencyId: string, id: string): PropertyRow | undefined {
  const lists = client.getQueriesData<{ pages: Page<PropertyRow>[] }>({
    queryKey: [...propertiesKey(agencyId), 'list'],
  })
  for (const [, list] of lists)
    for (const page of list?.pages ?? []) {
      const row = page.data.find((candidate) => candidate.id === id)
      if (row) return row
    }
  return undefined
}

/** What a draft lacks; asked again with every change of it or of its photos. */
export function publishingQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...propertiesKey(agencyId), 'publishing', id],
    queryFn: ({ signal }) =>
      ok(
        api.GET('/api/properties/{id}/publishing', { params: { path: { id } }, signal }),
      ) as Promise<Publishing>,
  })
}

export function pricesQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...propertiesKey(agencyId), 'prices', id],
    queryFn: async ({ signal }) =>
      (
        (await ok(api.GET('/api/properties/{id}/prices', { params: { path: { id } }, signal }))) as {
          data: PropertyPrice[]
        }
      ).data,
  })
}

export function useCreateProperty(agencyId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ body, key }: { body: PropertyCreate; key: string }) =>
      ok(api.POST('/api/properties', { body, headers: { 'Idempotency-Key': key } })) as Promise<Property>,
    onSuccess: () => void client.invalidateQueries({ queryKey: propertiesKey(agencyId) }),
  })
}

interface Change {
  id: string
  body: PropertyUpdate
  /** The version this change was made on; null overwrites whatever is there. */
  etag: string | null
}

export function useUpdateProperty(agencyId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body, etag }: Change) =>
      ok(
        api.PATCH('/api/properties/{id}', {
          params: { path: { id } },
          body,
          headers: etag ? { 'If-Match': etag } : {},
        }),
      ) as Promise<Property>,
    onMutate: async ({ id, body }) => {
      const { queryKey } = propertyQuery(agencyId, id)
      await client.cancelQueries({ queryKey })
      const before = client.getQueryData(queryKey)
      if (before) client.setQueryData(queryKey, { ...before, data: { ...before.data, ...body } as Property })
      return { before }
    },
    onError: (_error, { id }, context) => {
      if (context?.before) client.setQueryData(propertyQuery(agencyId, id).queryKey, context.before)
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: propertiesKey(agencyId) })
      // its timeline tells of it
      void client.invalidateQueries({ queryKey: ['activities', agencyId] })
    },
  })
}

export function useDeleteProperty(agencyId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/properties/{id}', { params: { path: { id } } })),
    onSuccess: (_data, id) => {
      client.removeQueries({ queryKey: propertyQuery(agencyId, id).queryKey })
      void client.invalidateQueries({ queryKey: propertiesKey(agencyId) })
    },
  })
}

export function useRestoreProperty(agencyId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/properties/{id}/restore', { params: { path: { id } } })),
    onSettled: () => void client.invalidateQueries({ queryKey: propertiesKey(agencyId) }),
  })
}
