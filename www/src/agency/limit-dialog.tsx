// SPDX-License-Identifier: Apache-2.0
// How many credits a member may spend in a month.
import { useState } from 'react'
import type { Membership } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { NumberField, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { memberName, useChangeMember } from './members'

export function LimitDialog({ member, onClose }: { member: Membership; onClose(): void }) {
  const { t } = useI18n()
  const change = useChangeMember()
  const [limit, setLimit] = useState(member.credit_limit ?? null)
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)
  const name = memberName(member) ?? t('members.nameless')

  function submit() {
    outcome.clear()
    if (Number.isNaN(limit)) return outcome.refuse([{ pointer: '/credit_limit', code: 'number' }])
    change.mutate(
      { id: member.id, credit_limit: limit },
      {
        onError: outcome.fail,
        onSuccess: () => {
          onClose()
          toast(t('ui.saved'))
        },
      },
    )
  }

  return (
    <Dialog open title={t('credits.month-limit-of', { name })} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!change.isPending) submit()
        }}
      >
        <NumberField
          data-autofocus
          label={t('credits.month-limit')}
          description={t('credits.month-limit-why')}
          value={limit}
          onChange={setLimit}
          error={errorAt('/credit_limit')}
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="main" busy={change.isPending}>
            {t('ui.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
