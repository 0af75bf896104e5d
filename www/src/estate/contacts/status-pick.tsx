// SPDX-License-Identifier: Apache-2.0
// How far it has come with somebody; changed where it stands.
import type { Contact, ContactStatus } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import classes from './contacts.module.css'
import { STATUSES } from './filters'
import { useUpdateContact } from './queries'
import { refusal } from './refusal'

export function StatusPick({ contact, canWrite }: { contact: Contact; canWrite: boolean }) {
  const { t } = useI18n()
  const update = useUpdateContact()
  const status = contact.status ?? 'lead'
  const name = contact.name ?? ''
  if (!canWrite)
    return (
      <span className={classes.state} data-status={status}>
        {t(`contact.status.${status}`)}
      </span>
    )

  const set = (next: ContactStatus) =>
    update.mutateAsync({ id: contact.id, body: { status: next }, etag: null })

  async function choose(next: ContactStatus) {
    try {
      await set(next)
    } catch (error) {
      return toast(t(refusal(error)), { bad: true })
    }
    toast(t('contact.status-set', { name, status: t(`contact.status.${next}`) }), {
      action: { label: t('ui.undo'), run: () => void set(status).catch(() => undefined) },
    })
  }

  return (
    <span className={classes.state} data-status={status}>
      <select
        aria-label={t('contact.status-of', { name })}
        value={status}
        onChange={(event) => void choose(event.currentTarget.value as ContactStatus)}
      >
        {STATUSES.map((value) => (
          <option key={value} value={value}>
            {t(`contact.status.${value}`)}
          </option>
        ))}
      </select>
    </span>
  )
}
