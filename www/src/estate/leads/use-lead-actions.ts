// SPDX-License-Identifier: Apache-2.0
// Taking a lead, closing it, handing it on: each says what came of it, and what can be undone can be undone.
import { memberName, useMemberNames } from '#/agency/members'
import { ApiProblem, isStatus } from '#/api/problem'
import type { Lead, LeadUpdate } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { useClaimLead, useUpdateLead } from './queries'

export type LeadInList = Pick<Lead, 'id' | 'name' | 'assignee_id'>

export function useLeadActions() {
  const { t } = useI18n()
  const names = useMemberNames()
  const claim = useClaimLead()
  const update = useUpdateLead()

  function failed(error: unknown) {
    const [first] = error instanceof ApiProblem && isStatus(error, 409) ? error.errors : []
    const holder = first?.params?.name
    if (first?.code === 'closed') toast(t('lead.gone'), { bad: true })
    else if (first)
      toast(holder ? t('lead.taken', { name: String(holder) }) : t('lead.taken-somebody'), { bad: true })
    else toast(t(isStatus(error, 403) ? 'failed.forbidden.text' : 'failed.other.text'), { bad: true })
  }

  async function changed(lead: LeadInList, body: LeadUpdate, said: string, undo?: LeadUpdate) {
    try {
      await update.mutateAsync({ id: lead.id, body })
    } catch (error) {
      return failed(error)
    }
    toast(
      said,
      undo && {
        action: {
          label: t('ui.undo'),
          run: () => void update.mutateAsync({ id: lead.id, body: undo }).catch(failed),
        },
      },
    )
  }

  const name = (lead: LeadInList) => lead.name ?? ''
  return {
    /** The id of the one that is being claimed. */
    claiming: claim.isPending ? claim.variables : undefined,
    claim: async (lead: LeadInList) => {
      try {
        await claim.mutateAsync(lead.id)
      } catch (error) {
        return failed(error)
      }
      toast(t('lead.claimed', { name: name(lead) }))
    },
    close: (lead: LeadInList) =>
      changed(lead, { status: 'closed' }, t('lead.closed-toast', { name: name(lead) }), {
        status: lead.assignee_id ? 'claimed' : 'new',
      }),
    reopen: (lead: LeadInList) =>
      update
        .mutateAsync({ id: lead.id, body: { status: lead.assignee_id ? 'claimed' : 'new' } })
        .catch(failed),
    give: (lead: LeadInList, to: string) =>
      changed(
        lead,
        { assignee_id: to },
        t('lead.given', { name: memberName(names.get(to)) ?? t('members.nameless') }),
      ),
    putBack: (lead: LeadInList) =>
      changed(lead, { assignee_id: null }, t('lead.is-back', { name: name(lead) })),
  }
}
