// SPDX-License-Identifier: Apache-2.0
// What somebody is looking for, as the form has it and as the API does; and in words.
import type { BuyerRequest, PropertyType, Transaction } from '#/api/types'
import type { Fmt } from '#/app/i18n/format'
import type { Translate } from '#/app/i18n/i18n'

export interface RequestValues {
  transaction: Transaction
  property_types: string[]
  places: string[]
  budget_min: number | null
  budget_max: number | null
  currency: string
  bedrooms_min: number | null
  living_area_min: number | null
  features: string[]
  note: string
}

export function toValues(request: BuyerRequest | undefined, currency: string): RequestValues {
  return {
    transaction: request?.transaction ?? 'sale',
    property_types: request?.property_types ?? [],
    places: request?.places ?? [],
    budget_min: request?.budget_min ?? null,
    budget_max: request?.budget_max ?? null,
    currency: request?.currency ?? currency,
    bedrooms_min: request?.bedrooms_min ?? null,
    living_area_min: request?.living_area_min ?? null,
    features: request?.features ?? [],
    note: request?.note ?? '',
  }
}

export const toBody = (values: RequestValues) => ({ ...values, note: values.note.trim() || null })

/** "House or apartment, Remich, €600k to €850k, 3 bedrooms or more": one phrase for each thing asked for. */
export function phrases(request: BuyerRequest, t: Translate, fmt: Fmt): string[] {
  const { budget_min: least, budget_max: most } = request
  const money = (amount: number) => fmt.shortMoney(amount, request.currency ?? 'EUR')
  const types = (request.property_types ?? []).map((type) => t(`type.${type as PropertyType}`))
  return [
    types.length ? fmt.list(types, 'disjunction') : t('request.any-type'),
    (request.places ?? []).length ? fmt.list(request.places ?? [], 'disjunction') : t('request.anywhere'),
    least != null && most != null
      ? t('filter.between', { min: money(least), max: money(most) })
      : most != null
        ? t('filter.up-to', { max: money(most) })
        : least != null
          ? t('filter.from', { min: money(least) })
          : '',
    request.bedrooms_min ? t('filter.beds-from', { count: request.bedrooms_min }) : '',
    request.living_area_min ? t('filter.from', { min: fmt.area(request.living_area_min) }) : '',
    ...(request.features ?? []),
  ].filter(Boolean)
}
