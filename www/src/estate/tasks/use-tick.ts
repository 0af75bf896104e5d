// SPDX-License-Identifier: Apache-2.0
import { isStatus } from '#/api/problem'
import type { Task } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { useDeleteTask, useRestoreTask, useSetTaskStatus } from './queries'

/** What failed, where nothing is left on the page to say it. */
function useFailed() {
  const { t } = useI18n()
  return (error: unknown) =>
    toast(t(isStatus(error, 403) ? 'failed.forbidden.text' : 'failed.other.text'), { bad: true })
}

/** Ticks off, or takes that back; what was ticked off can be undone. */
export function useTick() {
  const { t } = useI18n()
  const set = useSetTaskStatus()
  const failed = useFailed()
  // Promises rather than callbacks: the row that asked is gone by the time the answer comes.
  const tick = async (task: Pick<Task, 'id' | 'title'>, status: 'open' | 'done') => {
    try {
      await set.mutateAsync({ id: task.id, status })
    } catch (error) {
      return failed(error)
    }
    if (status === 'done')
      toast(t('task.ticked', { title: task.title ?? '' }), {
        action: { label: t('ui.undo'), run: () => void tick(task, 'open') },
      })
  }
  return tick
}

/** Deletes at once and offers to undo. */
export function useDelete() {
  const { t } = useI18n()
  const remove = useDeleteTask()
  const restore = useRestoreTask()
  const failed = useFailed()
  return async ({ id, title }: Pick<Task, 'id' | 'title'>) => {
    try {
      await remove.mutateAsync(id)
    } catch (error) {
      return failed(error)
    }
    toast(t('task.deleted', { title: title ?? '' }), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(id).catch(failed) },
    })
  }
}
