// SPDX-License-Identifier: Apache-2.0
import { useAgency, useMe, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'

/** Where people see their own records alone, another's is there because it is shared. */
export function SharedTag({ ownerId }: { ownerId: string | undefined }) {
  const { t } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const { manage } = useRights()
  const names = useMemberNames()
  if (manage || agency.record_visibility !== 'owner' || !ownerId || ownerId === me.id) return null
  return <Tag>{t('colleagues.tag', { name: memberName(names.get(ownerId)) ?? t('members.nameless') })}</Tag>
}
