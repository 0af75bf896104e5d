// SPDX-License-Identifier: Apache-2.0
// The views that every list of properties begins with.
import type { MessageKey } from '#/app/i18n/i18n'
import type { ListSearch } from './filters'

interface BuiltIn {
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
