// SPDX-License-Identifier: Apache-2.0
// A bulk change in a sentence.

import { memberName } from '#/agency/members'
import type { Membership } from '#/api/types'
import type { Fmt } from '#/app/i18n/format'
import type { MessageKey, Translate } from '#/app/i18n/i18n'
import { fieldName, statusWord } from '../history/words'
import type { BulkChange, BulkTable } from './queries'

type Fields = Record<string, unknown>

interface Speaking {
  t: Translate
  fmt: Fmt
}

function valueWords(
  { t, fmt }: Speaking,
  table: string,
  field: string,
  value: unknown,
  members: Map<string, Membership>,
): string {
  if (value === null) return t('conflict.empty')
  if (field === 'owner_id' || field === 'assignee_id' || field === 'agent_id')
    return memberName(members.get(String(value))) ?? t('members.nameless')
  if (field === 'property_type') return t(`type.${value}` as MessageKey)
  if (field === 'type') return t(`contact-type.${value}` as MessageKey)
  if (field === 'priority') return t(`task.priority.${value}` as MessageKey)
  if (field === 'due_at') return fmt.date(String(value))
  if (field === 'status') return statusWord(t, table as BulkTable, String(value))
  return Array.isArray(value) ? value.join(', ') : String(value)
}

export function changeWords(speaking: Speaking, row: BulkChange, members: Map<string, Membership>): string[] {
  const { t } = speaking
  const change = row.change as { set?: Fields; add?: Fields; remove?: Fields; delete?: boolean }
  if (change.delete) return [t('history.deleted')]
  const words = (fields: Fields | undefined, key: 'bulk.set' | 'bulk.added' | 'bulk.removed') =>
    Object.entries(fields ?? {})
      .filter(([field]) => field !== 'all_day')
      .map(([field, value]) =>
        t(key, {
          field: fieldName(t, field),
          value: valueWords(speaking, row.table_name, field, value, members),
        }),
      )
  return [
    ...words(change.set, 'bulk.set'),
    ...words(change.add, 'bulk.added'),
    ...words(change.remove, 'bulk.removed'),
  ]
}
