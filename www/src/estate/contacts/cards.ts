// SPDX-License-Identifier: Apache-2.0
// Contacts as vCards: a telephone that is given one asks whether to add it to its contacts. 3.0, which all of them read.
import { api, ok, query } from '#/api/client'
import type { Contact } from '#/api/types'
import { save } from '#/ui/save'

const TYPE = 'text/vcard'
const VERSION = '3.0'

export async function saveCard({ id, name }: Contact): Promise<void> {
  const params = { path: { id }, query: { version: VERSION } } as const
  const text = await ok(api.GET('/api/contacts/{id}/vcf', { params, parseAs: 'text' }))
  save(text as string, TYPE, `${(name ?? '').replace(/[^\p{L}\p{N} .-]/gu, '').trim() || 'contact'}.vcf`)
}

/** All that a list shows, not the page alone. */
export async function saveCards(filter: Record<string, string | number | undefined>): Promise<void> {
  const { limit: _limit, include: _include, fields: _fields, count: _count, ...rest } = filter
  const params = { query: query({ ...rest, version: VERSION }) }
  save((await ok(api.GET('/api/contacts.vcf', { params, parseAs: 'text' }))) as string, TYPE, 'contacts.vcf')
}
