// SPDX-License-Identifier: Apache-2.0
// Choosing a contact by typing a name; one that is not there yet can be added on the way.
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import { useContactSearch, useCreateContact } from './contacts'

const NEW = 'new'

interface ContactPickProps {
  value: string | null
  current?: Contact | null
  onChange(id: string | null, contact?: Contact): void
  label?: string
  error?: string
  autoFocus?: boolean
  /** What somebody is who is added here. */
  type?: Contact['type']
}

export function ContactPick({ value, current, onChange, label, error, autoFocus, type }: ContactPickProps) {
  const { t } = useI18n()
  const [text, setText] = useState(current?.name ?? '')
  const chosenName = current?.name
  useEffect(() => {
    // The name of the one chosen may arrive after the field.
    if (chosenName) setText(chosenName)
  }, [chosenName])
  const [asked] = useDebouncedValue(text === current?.name ? '' : text, 150)
  const { data: found = [] } = useContactSearch(asked)
  const create = useCreateContact(type)
  const known = current && !found.some((contact) => contact.id === current.id) ? [current, ...found] : found
  const name = text.trim()
  const exact = known.some((contact) => contact.name?.toLowerCase() === name.toLowerCase())
  const options = known.map((contact) => ({
    value: contact.id,
    label: contact.name ?? '',
  }))

  function choose(id: string | null) {
    if (id !== NEW)
      return onChange(
        id,
        known.find((contact) => contact.id === id),
      )
    create.mutate(
      { name, key: crypto.randomUUID() },
      {
        onSuccess: (contact) => onChange(contact.id, contact),
        onError: () => toast(t('failed.other.text'), { bad: true }),
      },
    )
  }

  return (
    <Select
      label={label}
      aria-label={label ? undefined : t('owner.title')}
      placeholder={t('owner.search')}
      searchable
      clearable
      autoFocus={autoFocus}
      searchValue={text}
      onSearchChange={setText}
      // The server has already searched, by more than the name.
      filter={({ options: all }) => all}
      nothingFoundMessage={t('owner.nobody')}
      data={name && !exact ? [...options, { value: NEW, label: t('owner.add', { name }) }] : options}
      value={value}
      onChange={choose}
      error={error}
    />
  )
}
