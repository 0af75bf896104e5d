// SPDX-License-Identifier: Apache-2.0
// Filters as chips: each says what it asks for, and has its choices in a menu.
import { useMe } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { controls } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'

interface ChoiceChipProps<Value extends string> {
  label: string
  /** What it says when none is chosen; undefined: one always is. */
  every?: string
  choices: readonly { value: Value; label: string }[]
  value: Value | undefined
  /** Holds unless another is chosen: nothing to tell of. */
  usual?: Value
  onChange(value: Value | undefined): void
}

export function ChoiceChip<Value extends string>({
  label,
  every,
  choices,
  value,
  usual,
  onChange,
}: ChoiceChipProps<Value>) {
  const { t } = useI18n()
  const current = choices.find((choice) => choice.value === value)
  const told = current && current.value !== usual ? current : undefined
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <button type="button" className={controls.chip} data-on={told ? '' : undefined}>
          {told ? t('filter.sentence', { name: label, what: told.label }) : label}
          <Icon name="down" small />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {every && (
          <Menu.Choice checked={!current} onChoose={() => onChange(undefined)}>
            {every}
          </Menu.Choice>
        )}
        {choices.map((choice) => (
          <Menu.Choice
            key={choice.value}
            checked={choice.value === value}
            onChoose={() => onChange(choice.value)}
          >
            {choice.label}
          </Menu.Choice>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

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
