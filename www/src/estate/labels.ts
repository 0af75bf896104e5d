// SPDX-License-Identifier: Apache-2.0
// How a property is called and how its values read, in the reader's language.
import type { Property, PropertyStatus, Transaction } from '#/api/types'
import type { Fmt } from '#/app/i18n/format'
import type { Language, MessageKey } from '#/app/i18n/i18n'

type Words = Record<string, string> | null | undefined

/** The text in the reader's language, else in any language it is written in. */
export function inLanguage(words: unknown, language: Language): string | undefined {
  const known = (words ?? {}) as NonNullable<Words>
  return known[language] || Object.values(known).find(Boolean)
}

/** A property's name: its title, else its address. */
export function nameOf(property: Property, language: Language): string {
  return inLanguage(property.title, language) ?? property.address ?? property.reference ?? ''
}

/** Street and place, without saying again what the name already says. */
export function placeOf(property: Property, language: Language): string {
  const name = nameOf(property, language)
  return [property.address, property.city].filter((part) => part && part !== name).join(', ')
}

/** What a rented home is called when it is "sold" differs. */
export function statusKey(status: PropertyStatus | undefined, transaction?: Transaction): MessageKey {
  const known = status ?? 'draft'
  if (transaction === 'rent' && known === 'sold') return 'status.let'
  if (transaction === 'rent' && known === 'active') return 'status.active-rent'
  return `status.${known}`
}

export function priceOf(property: Property, fmt: Fmt): string | undefined {
  return property.price == null ? undefined : fmt.money(property.price, property.currency ?? 'EUR')
}

/** The letter of the certificate, or that none is needed. */
export function energyOf(value: string, t: (key: MessageKey) => string): string {
  return value === 'exempt' ? t('energy.exempt') : value
}

/** Whole days that a property has been ours. */
export function daysOf(property: Property, now = Date.now()): number {
  const since = property.published_at ?? property.created_at
  return since ? Math.max(0, Math.floor((now - new Date(since).getTime()) / 86_400_000)) : 0
}
