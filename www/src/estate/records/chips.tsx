// SPDX-License-Identifier: Apache-2.0
// The filter that many lists have: whose records.
import { useMe } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { ChoiceChip } from '#/ui/choice-chip'

interface MemberChipProps {
  value: string | undefined
  onChange(value: string | undefined): void
  /** Stands for everybody, where oneself is meant without being said. */
  all?: string
}

/** Oneself, or a colleague. */
export function MemberChip({ value, onChange, all }: MemberChipProps) {
  const { t } = useI18n()
  const me = useMe()
  const { data: members = [] } = useMembers()
  return (
    <ChoiceChip
      label={t('filter.agent')}
      every={all ? undefined : t('records.everybody')}
      choices={[
        ...(all ? [{ value: all, label: t('records.everybody') }] : []),
        { value: 'me', label: t('filter.me') },
        ...members
          .filter(({ user_id, role }) => user_id !== me.id && role !== 'viewer')
          .map((member) => ({
            value: member.user_id ?? '',
            label: memberName(member) ?? t('members.nameless'),
          })),
      ]}
      value={value}
      usual={all && 'me'}
      onChange={onChange}
    />
  )
}
