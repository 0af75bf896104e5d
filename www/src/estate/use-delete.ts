// SPDX-License-Identifier: Apache-2.0
import { useNavigate } from '@tanstack/react-router'
import { useAgency } from '#/agency/me'
import { isStatus } from '#/api/problem'
import type { Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { nameOf } from './labels'
import { useDeleteProperty, useRestoreProperty } from './queries'

/** Deletes at once and offers to undo: nothing is asked, nothing is lost. */
export function useDelete() {
  const { t, language } = useI18n()
  const { id: agencyId } = useAgency()
  const navigate = useNavigate()
  const remove = useDeleteProperty(agencyId)
  const restore = useRestoreProperty(agencyId)
  const words = (error: unknown) => t(isStatus(error, 403) ? 'failed.forbidden.text' : 'failed.other.text')

  // Promises rather than callbacks: the row that asked is gone by the time the answer comes.
  async function undo(id: string, name: string) {
    try {
      await restore.mutateAsync(id)
      toast(t('property.restored', { name }))
    } catch (error) {
      toast(words(error), { bad: true })
    }
  }

  return async (property: Property, after: 'stay' | 'list' = 'stay') => {
    const name = nameOf(property, language)
    try {
      await remove.mutateAsync(property.id)
    } catch (error) {
      return toast(words(error), { bad: true })
    }
    toast(t('property.deleted', { name }), {
      action: { label: t('ui.undo'), run: () => void undo(property.id, name) },
    })
    if (after === 'list') await navigate({ to: '/properties' })
  }
}
