// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { Bone } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { LeadCard } from './lead-card'
import { leadQuery } from './queries'
import { useSecond } from './use-second'

/** One lead, where a table has no room for what one does with it. */
export function LeadDialog({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(leadQuery(useAgency().id, id))
  const now = useSecond(data?.status === 'offered')
  return (
    <Dialog open title={t('lead.dialog')} onClose={onClose}>
      {data ? (
        <ul>
          <LeadCard lead={data} now={now} first />
        </ul>
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={160} />
      )}
    </Dialog>
  )
}
