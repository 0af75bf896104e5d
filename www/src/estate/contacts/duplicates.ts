// SPDX-License-Identifier: Apache-2.0
// The same person twice: who may be, and putting the two together.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Contact, Page } from '#/api/types'
import { contactsKey } from './queries'

/** More pairs than these are not shown at once. */
const SHOWN = 20
const FIELDS = 'id,name,username,email,phone,phone_raw,type,status,notes,tags,owner_id,created_at'

/** The fields of which one of the two values stays. */
export const CHOSEN = ['name', 'type', 'status', 'phone', 'email', 'notes'] as const
export type Chosen = (typeof CHOSEN)[number]

export interface Pair {
  kept: Contact
  other: Contact
  reasons: string[]
}

export function duplicatesQuery(agencyId: string) {
  return queryOptions({
    queryKey: [...contactsKey(agencyId), 'duplicates'],
    queryFn: async ({ signal }): Promise<Pair[]> => {
      const pairs = (
        await ok(api.GET('/api/contacts/duplicates', { params: { query: { limit: SHOWN } }, signal }))
      ).data
      if (pairs.length === 0) return []
      const ids = [...new Set(pairs.flatMap((pair) => [pair.contact_id, pair.other_id]))].join(',')
      const parameters = query({ 'id[in]': ids, fields: FIELDS, limit: 2 * SHOWN })
      const page = (await ok(
        api.GET('/api/contacts', { params: { query: parameters }, signal }),
      )) as Page<Contact>
      const known = new Map(page.data.map((contact) => [contact.id, contact]))
      return pairs.flatMap(({ contact_id, other_id, reasons }) => {
        const [kept, other] = [known.get(contact_id), known.get(other_id)]
        return kept && other ? [{ kept, other, reasons }] : []
      })
    },
  })
}

/** Fields that both have, and differently; a gap is filled from the other one by itself. */
export const differing = ({ kept, other }: Pair): Chosen[] =>
  CHOSEN.filter((name) => kept[name] && other[name] && kept[name] !== other[name])

function useRefreshAll() {
  const client = useQueryClient()
  // whatever pointed to one contact points to another
  return () => client.invalidateQueries()
}

export function useMerge() {
  const refresh = useRefreshAll()
  return useMutation({
    mutationFn: ({ id, other_id, fields }: { id: string; other_id: string; fields: Chosen[] }) =>
      ok(api.POST('/api/contacts/{id}/merge', { params: { path: { id } }, body: { other_id, fields } })),
    onSettled: refresh,
  })
}

export function useUnmerge() {
  const refresh = useRefreshAll()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/contacts/{id}/unmerge', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

interface Two {
  id: string
  other_id: string
}

/** They are two people; or, taken back, perhaps not. */
export function useDismiss() {
  const client = useQueryClient()
  const { queryKey } = duplicatesQuery(useAgency().id)
  return useMutation({
    mutationFn: ({ id, other_id, undo }: Two & { undo?: boolean }) => {
      const options = { params: { path: { id } }, body: { other_id } }
      return undo
        ? ok(api.POST('/api/contacts/{id}/undismiss_duplicate', options))
        : ok(api.POST('/api/contacts/{id}/dismiss_duplicate', options))
    },
    onMutate: ({ id, other_id, undo }) => {
      if (undo) return
      client.setQueryData(queryKey, (pairs) =>
        pairs?.filter((pair) => pair.kept.id !== id || pair.other.id !== other_id),
      )
    },
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
}
