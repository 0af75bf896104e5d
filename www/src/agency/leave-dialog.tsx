// SPDX-License-Identifier: Apache-2.0
// Leaving the agency, or removing somebody: cannot be undone, so it says what goes where before it happens.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Membership } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import { useMe } from './me'
import { memberName, useHoldings, useLeave, useMembers } from './members'
import { chooseAgency } from './session/store'

export function LeaveDialog({ member, onClose }: { member: Membership; onClose: () => void }) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const client = useQueryClient()
  const { data: members } = useMembers()
  const { data: holdings = [] } = useHoldings(member.user_id ?? '')
  const leave = useLeave()
  const [successor, setSuccessor] = useState<string | null>(null)
  const outcome = useOutcome({ 409: t('leave.last-owner') })
  const errorAt = useFieldError(outcome.errors)
  const self = member.id === me.membership?.id
  const name = memberName(member) ?? t('members.nameless')
  const agency = me.agency?.name ?? ''
  const others = members?.filter((other) => other.id !== member.id && other.role !== 'viewer') ?? []

  function submit() {
    outcome.clear()
    leave.mutate(
      { id: member.id, successor },
      {
        onError: outcome.fail,
        onSuccess: () => {
          onClose()
          toast(t(self ? 'leave.left' : 'leave.removed', { name, agency }))
          if (!self) return
          chooseAgency(null)
          void client.resetQueries()
        },
      },
    )
  }

  return (
    <Dialog open title={t(self ? 'leave.title-self' : 'leave.title', { name, agency })} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (!leave.isPending) submit()
        }}
      >
        <p>{t(self ? 'leave.text-self' : 'leave.text', { name, agency })}</p>
        {holdings.length > 0 && (
          <p>
            {t('leave.holds', {
              what: fmt.list(holdings.map(([table, count]) => t(`leave.holds.${table}`, { count }))),
            })}
          </p>
        )}
        <Select
          label={t('leave.successor')}
          description={t('leave.successor-why')}
          data={others.map((other) => ({
            value: other.id,
            label: memberName(other) ?? t('members.nameless'),
          }))}
          value={successor}
          onChange={setSuccessor}
          clearable
          error={errorAt('/successor_id')}
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="bad" busy={leave.isPending}>
            {t(self ? 'leave.do-self' : 'leave.do', { agency })}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
