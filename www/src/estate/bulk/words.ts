// SPDX-License-Identifier: Apache-2.0
// A bulk change in a sentence.

import { memberName } from '#/agency/members'
import type { Membership } from '#/api/types'
import type { MessageKey, Translate } from '#/app/i18n/i18n'
import { fieldName } from '../history/words'
import { statusKey } from '../labels'
import type { BulkChange } from './queries'

type Fields = Record<string, unknown>

function valueWords(
  t: Translate,
  table: string,
  field: string,
  value: unknown,
  members: Map<string, Membership>,
): string {
  if (value === null) return t('conflict.empty')
  if (field === 'owner_id') return memberName(members.get(String(value))) ?? t('members.nameless')
  if (field === 'property_type') return t(`type.${value}` as MessageKey)
  if (field === 'type') return t(`contact-type.${value}` as MessageKey)
  if (field === 'status' && table === 'properties') return t(statusKey(value as never))
  if (field === 'status' && table === 'contacts') return t(`contact.status.${value}` as MessageKey)
  return Array.isArray(value) ? value.join(', ') : String(value)
}

export function changeWords(t: Translate, row: BulkChange, members: Map<string, Membership>): string[] {
  const change = row.change as { set?: Fields; add?: Fields; remove?: Fields; delete?: boolean }
  if (change.delete) return [t('history.deleted')]
  const words = (fields: Fields | undefined, key: 'bulk.set' | 'bulk.added' | 'bulk.removed') =>
    Object.entries(fields ?? {}).map(([field, value]) =>
      t(key, { field: fieldName(t, field), value: valueWords(t, row.table_name, field, value, members) }),
    )
  return [
    ...words(change.set, 'bulk.set'),
    ...words(change.add, 'bulk.added'),
    ...words(change.remove, 'bulk.removed'),
  ]
}
