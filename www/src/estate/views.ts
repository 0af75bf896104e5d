// SPDX-License-Identifier: Apache-2.0
// Views of the list: ours, and those a person saved, which live in their preferences.
import type { MessageKey } from '#/app/i18n/i18n'
import type { ListSearch } from './filters'

export interface BuiltIn {
  label: MessageKey
  search: ListSearch
}

export const BUILT_IN: BuiltIn[] = [
  { label: 'view.all', search: {} },
  { label: 'view.mine', search: { agent: 'me' } },
  { label: 'view.new', search: { added: '7' } },
  { label: 'view.no-photos', search: { photos: 'none' } },
  { label: 'view.pending', search: { status: 'pending' } },
]
