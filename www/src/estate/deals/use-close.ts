// SPDX-License-Identifier: Apache-2.0
// What ends a deal or puts it elsewhere, each with its undo.
import { isStatus } from '#/api/problem'
import type { Deal } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { type Move, useDeleteDeal, useMoveDeal, useRestoreDeal, useUpdateDeal } from './queries'

export function useDealActions() {
  const { t } = useI18n()
  const update = useUpdateDeal()
  const move = useMoveDeal()
  const remove = useDeleteDeal()
  const restore = useRestoreDeal()
  const failed = (error: unknown) =>
    toast(t(isStatus(error, 403) ? 'failed.forbidden.text' : 'failed.other.text'), { bad: true })
  // Promises rather than callbacks: the card that asked is gone by the time the answer comes.
  const tried = async (run: () => Promise<unknown>, said?: string, undo?: () => Promise<unknown>) => {
    try {
      await run()
    } catch (error) {
      failed(error)
      return false
    }
    if (said) toast(said, undo && { action: { label: t('ui.undo'), run: () => void undo().catch(failed) } })
    return true
  }
  const reopen = (id: string) => () => update.mutateAsync({ id, body: { status: 'open' } })

  return {
    won: ({ id, title }: Deal) =>
      tried(
        () => update.mutateAsync({ id, body: { status: 'won' } }),
        t('deal.is-won', { title: title ?? '' }),
        reopen(id),
      ),
    lost: ({ id, title }: Deal, reason: string) =>
      tried(
        () => update.mutateAsync({ id, body: { status: 'lost', close_reason: reason } }),
        t('deal.is-lost', { title: title ?? '' }),
        reopen(id),
      ),
    move: (id: string, to: Move) => tried(() => move.mutateAsync({ id, to })),
    remove: ({ id, title }: Deal) =>
      tried(
        () => remove.mutateAsync(id),
        t('deal.deleted', { title: title ?? '' }),
        () => restore.mutateAsync(id),
      ),
  }
}
