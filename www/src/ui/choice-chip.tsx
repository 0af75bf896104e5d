// SPDX-License-Identifier: Apache-2.0
// A filter as a chip: it says what it asks for, and has its choices in a menu.
import { useI18n } from '#/app/i18n/i18n'
import { controls } from './control'
import { Icon } from './icon'
import { Menu } from './overlay'

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
