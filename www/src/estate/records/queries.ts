// SPDX-License-Identifier: Apache-2.0
// The rows of a table, page by page.
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Page } from '#/api/types'
import { useEvent } from '#/ui/use-event'
import { longList } from '../long-list'

export type RecordTableName = 'deals' | 'tasks' | 'leads' | 'visits'

interface Options {
  /** The records that come with each row, as `include` names them. */
  include?: string
}

export function recordsQuery<Row extends { id: string }>(
  agencyId: string,
  table: RecordTableName,
  filter: Record<string, string>,
  { include }: Options,
) {
  return infiniteQueryOptions({
    // as other lists of the table, so that a change shows here too
    queryKey: [table, agencyId, 'list', 'rows', filter],
    ...longList((cursor, limit, signal) => {
      const count = cursor ? undefined : 'exact'
      const parameters = query({ ...filter, include, limit, cursor, count })
      return ok(api.GET(`/api/${table}`, { params: { query: parameters }, signal })) as unknown as Promise<
        Page<Row>
      >
    }),
  })
}

export function useRecords<Row extends { id: string }>(
  table: RecordTableName,
  filter: Record<string, string>,
  options: Options,
) {
  const list = useInfiniteQuery({
    ...recordsQuery<Row>(useAgency().id, table, filter, options),
    placeholderData: keepPreviousData,
  })
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])
  const loadMore = useEvent(() => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  })
  return {
    rows,
    total: list.data?.pages[0]?.pagination.total ?? rows.length,
    more: list.hasNextPage,
    loadMore,
    /** Nothing is known yet. */
    pending: list.data === undefined,
    error: list.error,
    isFetching: list.isFetching,
    retry: () => void list.refetch(),
  }
}
