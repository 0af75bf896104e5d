// SPDX-License-Identifier: Apache-2.0
import { useNavigate } from '@tanstack/react-router'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { useDeleteContact, useRestoreContact } from './queries'
import { refusal } from './refusal'

/** Deletes at once and offers to undo: nothing is asked, nothing is lost. */
export function useDelete() {
  const { t } = useI18n()
  const navigate = useNavigate()
  const remove = useDeleteContact()
  const restore = useRestoreContact()

  // Promises rather than callbacks: the page that asked is gone by the time the answer comes.
  async function undo(id: string, name: string) {
    try {
      await restore.mutateAsync(id)
      toast(t('contact.restored', { name }))
    } catch (error) {
      toast(t(refusal(error)), { bad: true })
    }
  }

  return async ({ id, name }: Contact) => {
    try {
      await remove.mutateAsync(id)
    } catch (error) {
      return toast(t(refusal(error)), { bad: true })
    }
    toast(t('contact.deleted', { name: name ?? '' }), {
      action: { label: t('ui.undo'), run: () => void undo(id, name ?? '') },
    })
    await navigate({ to: '/contacts' })
  }
}
