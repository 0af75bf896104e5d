// SPDX-License-Identifier: Apache-2.0
// The tabs, and what the address holds of them.
import { only } from '#/app/search'

export const TABS = [
  'agencies',
  'people',
  'plans',
  'prices',
  'subscriptions',
  'payments',
  'inbox',
  'work',
  'audit',
] as const
export type Tab = (typeof TABS)[number]

export interface PlatformSearch {
  tab?: string
  /** What is looked for. */
  q?: string
  state?: string
  /** The event that is looked at. */
  open?: string
}

export const validPlatformSearch = (search: Record<string, unknown>): PlatformSearch =>
  only(search, 'tab', 'q', 'state', 'open')

export const tabOf = ({ tab }: PlatformSearch): Tab => TABS.find((one) => one === tab) ?? 'agencies'

export interface TabProps {
  search: PlatformSearch
  onChange(search: PlatformSearch): void
}
