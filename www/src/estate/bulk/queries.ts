// SPDX-License-Identifier: Apache-2.0
// One change for many records: asking for it, following it to its end, undoing it. Promises rather than callbacks: the bar that
// asked is gone by the time the answer comes.
import { queryOptions, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from 'stagefy-client'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import { isStatus } from '#/api/problem'
import type { Page } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'

/** Those whose rows can be picked. */
export type BulkTable = 'properties' | 'contacts' | 'deals' | 'leads' | 'tasks'
export type BulkBody = Schemas['Bulk']
export type BulkChange = Required<Schemas['BulkChange']>

const LOOK_MS = 1000
const SHOWN = 50

export const bulkKey = (agencyId: string) => ['bulk', agencyId] as const

export function bulkQuery(agencyId: string) {
  return queryOptions<BulkChange[]>({
    queryKey: bulkKey(agencyId),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.some(isMoving) ? LOOK_MS : false),
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/bulk_changes', { params: { query: query({ limit: SHOWN }) }, signal }),
        )) as Page<BulkChange>
      ).data,
  })
}

const isUndoing = ({ undo }: BulkChange) => Boolean(undo && !undo.ended_at)
const isMoving = (row: BulkChange) => row.status === 'running' || isUndoing(row)

async function follow(id: string, isGoing: (row: BulkChange) => boolean): Promise<BulkChange> {
  // a little later each time: most end within a moment
  for (let pause = LOOK_MS / 8; ; pause = Math.min(2 * pause, LOOK_MS)) {
    const row = (await ok(api.GET('/api/bulk_changes/{id}', { params: { path: { id } } }))) as BulkChange
    if (!isGoing(row)) return row
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

export function useBulk() {
  const client = useQueryClient()
  const agency = useAgency()
  const { t } = useI18n()
  const refresh = (table: string) =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['today'] }),
      ...[table, 'activities', 'bulk', 'jobs'].map((key) =>
        client.invalidateQueries({ queryKey: [key, agency.id] }),
      ),
    ])

  function fail(error: unknown) {
    toast(t(isStatus(error, 403) ? 'failed.forbidden.text' : 'failed.other.text'), { bad: true })
  }

  async function undo(row: BulkChange) {
    try {
      await ok(api.POST('/api/bulk_changes/{id}/undo', { params: { path: { id: row.id } } }))
      void refresh(row.table_name)
      const done = await follow(row.id, isUndoing)
      await refresh(row.table_name)
      const left = (done.undo?.changed_since ?? 0) + (done.undo?.refused ?? 0)
      toast(t('bulk.undone', { count: done.undo?.undone ?? 0, left }))
    } catch (error) {
      fail(error)
    }
  }

  /** True: it is done or under way. */
  async function change(table: BulkTable, body: BulkBody): Promise<boolean> {
    let row: BulkChange
    try {
      row = (await ok(api.POST(`/api/${table}/bulk`, { body }))) as BulkChange
    } catch (error) {
      if (isStatus(error, 409)) {
        await refresh(table)
        toast(t('bulk.moved'), { bad: true })
      } else fail(error)
      return false
    }
    void refresh(table)
    void finish(row)
    return true
  }

  async function finish(begun: BulkChange) {
    try {
      if (begun.status === 'running') toast(t('bulk.begun', { count: begun.matched }))
      const row = begun.status === 'running' ? await follow(begun.id, isMoving) : begun
      await refresh(row.table_name)
      toast(t('bulk.done', { count: row.changed, refused: row.refused }), {
        bad: row.changed === 0 && row.refused > 0,
        action: row.changed > 0 ? { label: t('ui.undo'), run: () => void undo(row) } : undefined,
      })
    } catch (error) {
      fail(error)
    }
  }

  return { change, undo }
}
