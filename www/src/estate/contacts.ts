// SPDX-License-Identifier: Apache-2.0
// The few things the other screens ask of contacts: find one, read one, add one by name.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Contact, Page } from '#/api/types'
import { contactQuery } from './contacts/queries'

export function useContact(id: string | null | undefined) {
  const agency = useAgency()
  return useQuery({
    ...contactQuery(agency.id, id ?? ''),
    enabled: Boolean(id),
    select: (found) => found.data,
  })
}

export function useContactSearch(text: string) {
  const agency = useAgency()
  return useQuery({
    queryKey: ['contacts', agency.id, 'search', text],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const parameters = query({ q: text.trim(), limit: 20, sort: text.trim() ? undefined : '-updated_at' })
      return (
        (await ok(api.GET('/api/contacts', { params: { query: parameters }, signal }))) as Page<Contact>
      ).data
    },
  })
}

export function useCreateContact(type: Contact['type'] = 'seller') {
  const client = useQueryClient()
  const agency = useAgency()
  return useMutation({
    mutationFn: ({ name, key }: { name: string; key: string }) =>
      ok(
        api.POST('/api/contacts', { body: { name, type }, headers: { 'Idempotency-Key': key } }),
      ) as Promise<Contact>,
    onSuccess: () => client.invalidateQueries({ queryKey: ['contacts', agency.id] }),
  })
}
