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
  return (property: Property, after: 'stay' | 'list' = 'stay') => {
    const name = nameOf(property, language)
    remove.mutate(property.id, {
      onSuccess: () => {
        if (after === 'list') void navigate({ to: '/properties' })
        toast(t('property.deleted', { name }), {
          action: {
            label: t('ui.undo'),
            run: () =>
              restore.mutate(property.id, {
                onSuccess: () => toast(t('property.restored', { name })),
                onError: () => toast(t('failed.other.text'), { bad: true }),
              }),
          },
        })
      },
      onError: (error) =>
        toast(t(isStatus(error, 403) ? 'failed.forbidden.text' : 'failed.other.text'), { bad: true }),
    })
  }
}
