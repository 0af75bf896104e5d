// SPDX-License-Identifier: Apache-2.0
// Whose contacts, which kind, state and tag, and in which order: each is a chip with its choices.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { ChoiceChip } from '#/ui/choice-chip'
import { Button, controls } from '#/ui/control'
import { TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Menu, Popover } from '#/ui/overlay'

import classes from './contacts.module.css'
import { type ContactSearch, DEFAULT_SORT, SORTS, type Sort, STATUSES, TYPES } from './filters'

interface ToolsProps {
  search: ContactSearch
  onChange(search: ContactSearch): void
}

export function Tools({ search, onChange }: ToolsProps) {
  const { t } = useI18n()
  const sort = (search.sort ?? DEFAULT_SORT) as Sort
  const either = <Value extends string>(
    name: 'type' | 'status' | 'who',
    choices: { value: Value; label: string }[],
  ) => {
    const current = choices.find(({ value }) => value === search[name])
    return (
      <ChoiceChip
        label={t(`contact.filter.${name}`)}
        every={t(`contact.every.${name}`)}
        choices={choices}
        value={current?.value}
        onChange={(value) => onChange({ ...search, [name]: value })}
      />
    )
  }
  return (
    <>
      <div className={classes.chips}>
        {either('who', [{ value: 'me', label: t('contact.mine') }])}
        {either(
          'type',
          TYPES.map((value) => ({ value, label: t(`contact-type.${value}`) })),
        )}
        {either(
          'status',
          STATUSES.map((value) => ({ value, label: t(`contact.status.${value}`) })),
        )}
        <TagChip value={search.tag} onChange={(tag) => onChange({ ...search, tag })} />
      </div>
      <Menu width={240} position="bottom-end">
        <Menu.Target>
          <Button small kind="bare" aria-label={t('list.sorted', { by: t(`contact.sort.${sort}`) })}>
            <Icon name="sort" small />
            <span className={classes.words}>{t(`contact.sort.${sort}`)}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {SORTS.map((choice) => (
            <Menu.Choice
              key={choice}
              checked={choice === sort}
              onChoose={() => onChange({ ...search, sort: choice === DEFAULT_SORT ? undefined : choice })}
            >
              {t(`contact.sort.${choice}`)}
            </Menu.Choice>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

function TagChip({
  value,
  onChange,
}: {
  value: string | undefined
  onChange(value: string | undefined): void
}) {
  const { t } = useI18n()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const label = t('contact.filter.tag')
  const close = (next: string | undefined) => {
    setOpen(false)
    onChange(next)
  }
  return (
    <Popover opened={open} onChange={setOpen} width={280}>
      <Popover.Target>
        <button
          type="button"
          className={controls.chip}
          data-on={value ? '' : undefined}
          onClick={() => {
            setText(value ?? '')
            setOpen((now) => !now)
          }}
        >
          <span className={controls.cut}>
            {value ? t('filter.sentence', { name: label, what: value }) : label}
          </span>
          <Icon name="down" small />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={`${forms.form} ${classes.editor}`}
          onSubmit={(event) => {
            event.preventDefault()
            close(text.trim() || undefined)
          }}
        >
          <TextInput
            label={label}
            data-autofocus
            autoComplete="off"
            autoCapitalize="none"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div className={forms.ends}>
            {value && <Button onClick={() => close(undefined)}>{t('contact.every.tag')}</Button>}
            <Button type="submit" kind="main">
              {t('ui.done')}
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
