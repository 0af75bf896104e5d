// SPDX-License-Identifier: Apache-2.0
// Which entries of the ledger are looked at, as the address tells and as the server is asked.
import type { CreditTransaction } from '#/api/types'
import { addDays, momentOf, zonedOf } from '#/app/i18n/zoned'
import { only } from '#/app/search'

export const PERIODS = ['7', '30', '90', '365'] as const
export type Period = (typeof PERIODS)[number]
const USUAL: Period = '30'

export const TYPES = [
  'usage',
  'refund',
  'subscription',
  'purchase',
  'grant',
  'expiry',
  'adjustment',
] as const satisfies CreditTransaction['type'][]

export interface LedgerSearch {
  days?: string
  type?: string
  on?: string
  who?: string
  /** The entry that is looked at. */
  open?: string
}

export const validLedgerSearch = (search: Record<string, unknown>): LedgerSearch =>
  only(search, 'days', 'type', 'on', 'who', 'open')

export const periodOf = ({ days }: LedgerSearch): Period => PERIODS.find((period) => period === days) ?? USUAL

export const searchOf = (period: Period): string | undefined => (period === USUAL ? undefined : period)

/** What the list of entries is asked for: from the beginning of the period's first day where the agency is. */
export function toQuery(
  search: LedgerSearch,
  zone: string | undefined,
  now = new Date(),
): Record<string, string> {
  const first = addDays(zonedOf(now, zone).date, 1 - Number(periodOf(search)))
  return {
    'created_at[gte]': momentOf({ date: first, time: '00:00' }, zone).toISOString(),
    ...(search.type && { type: search.type }),
    ...(search.on && { operation_type: search.on }),
    ...(search.who && { user_id: search.who }),
  }
}
