// SPDX-License-Identifier: Apache-2.0
// Choosing a property by typing part of its title, address or reference.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Page, Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Select } from '#/ui/select'
import { nameOf, placeOf } from './labels'
import { propertiesKey, propertyQuery } from './queries'

interface PropertyPickProps {
  value: string | null
  onChange(id: string | null, property?: Property): void
  label: string
  error?: string
  required?: boolean
}

export function PropertyPick({ value, onChange, label, error, required }: PropertyPickProps) {
  const { t, language } = useI18n()
  const agency = useAgency()
  const [text, setText] = useState('')
  const { data: tagged } = useQuery({ ...propertyQuery(agency.id, value ?? ''), enabled: Boolean(value) })
  const current = value ? tagged?.data : undefined
  const chosenName = current && labelOf(current)
  useEffect(() => {
    // The name of the one chosen may arrive after the field.
    if (chosenName) setText(chosenName)
  }, [chosenName])
  const [asked] = useDebouncedValue(text === chosenName ? '' : text, 150)
  const { data: found = [] } = useQuery({
    queryKey: [...propertiesKey(agency.id), 'search', asked],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const q = asked.trim()
      const parameters = query({ q, limit: 20, sort: q ? undefined : '-updated_at' })
      return (
        (await ok(api.GET('/api/properties', { params: { query: parameters }, signal }))) as Page<Property>
      ).data
    },
  })
  const known = current && !found.some(({ id }) => id === current.id) ? [current, ...found] : found

  function labelOf(property: Property): string {
    return [nameOf(property, language), placeOf(property, language)].filter(Boolean).join(' · ')
  }

  return (
    <Select
      label={label}
      placeholder={t('property.search')}
      searchable
      clearable
      required={required}
      searchValue={text}
      onSearchChange={setText}
      // The server has already searched, by more than what is shown.
      filter={({ options: all }) => all}
      nothingFoundMessage={t('property.none-found')}
      data={known.map((property) => ({ value: property.id, label: labelOf(property) }))}
      value={value}
      onChange={(id) =>
        onChange(
          id,
          known.find((property) => property.id === id),
        )
      }
      error={error}
    />
  )
}
