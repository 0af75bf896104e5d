// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react'
import { memberName, useMembers } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { forms } from '#/ui/form'
import { Select } from '#/ui/select'
import type { LeadInList } from './use-lead-actions'

interface GiveDialogProps {
  lead: LeadInList
  onGive(to: string): Promise<unknown>
  onClose(): void
}

/** A lead goes to a colleague, who has it then and is told. */
export function GiveDialog({ lead, onGive, onClose }: GiveDialogProps) {
  const { t } = useI18n()
  const { data = [] } = useMembers()
  const others = data.filter((member) => member.role !== 'viewer' && member.user_id !== lead.assignee_id)
  const [to, setTo] = useState<string | null>(null)
  return (
    <Dialog open title={t('lead.give-of', { name: lead.name ?? '' })} onClose={onClose}>
      <form
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (to) void onGive(to).then(onClose)
        }}
      >
        <Select
          label={t('lead.give-to')}
          data-autofocus
          data={others.map((member) => ({
            value: member.user_id ?? '',
            label: memberName(member) ?? t('members.nameless'),
          }))}
          value={to}
          onChange={setTo}
        />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="main" disabled={!to}>
            {t('lead.give')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
