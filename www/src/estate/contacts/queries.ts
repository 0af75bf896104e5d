// SPDX-License-Identifier: Apache-2.0
// Reading and changing contacts and what is part of them. A record is kept with its ETag, so a change can say which version
// it saw.
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query, tagged } from '#/api/client'
import type {
  BuyerRequest,
  BuyerRequestCreate,
  BuyerRequestUpdate,
  Contact,
  ContactConsent,
  ContactCreate,
  ContactEmail,
  ContactPhone,
  ContactUpdate,
  Deal,
  Page,
  Property,
} from '#/api/types'
import { longList } from '../long-list'
import type { Tagged } from '../queries'

export const contactsKey = (agencyId: string) => ['contacts', agencyId] as const

export function listQuery(agencyId: string, filter: Record<string, string>) {
  return infiniteQueryOptions({
    queryKey: [...contactsKey(agencyId), 'list', filter],
    ...longList((cursor, limit, signal) => {
      const parameters = query({ ...filter, limit, cursor, count: cursor ? undefined : 'exact' })
      return ok(api.GET('/api/contacts', { params: { query: parameters }, signal })) as Promise<Page<Contact>>
    }),
  })
}

export function contactQuery(agencyId: string, id: string) {
  return queryOptions({
    queryKey: [...contactsKey(agencyId), 'one', id],
    queryFn: ({ signal }) =>
      tagged(api.GET('/api/contacts/{id}', { params: { path: { id } }, signal })) as Promise<Tagged<Contact>>,
  })
}

/** What is part of a contact or points to it; the oldest of its parts first. */
const OF = {
  emails: { path: '/api/contact_emails', sort: 'created_at' },
  phones: { path: '/api/contact_phones', sort: 'created_at' },
  consents: { path: '/api/contact_consents', sort: '-created_at' },
  requests: { path: '/api/buyer_requests', sort: '-created_at' },
  deals: { path: '/api/deals', sort: '-created_at' },
  properties: { path: '/api/properties', sort: '-created_at' },
} as const

interface OfRows {
  emails: ContactEmail
  phones: ContactPhone
  consents: ContactConsent
  requests: BuyerRequest
  deals: Deal
  properties: Property
}

/** More than these are not shown on the page. */
const SHOWN = 50

export function ofContactQuery<What extends keyof typeof OF>(agencyId: string, what: What, id: string) {
  const { path, sort } = OF[what]
  return queryOptions({
    queryKey: [
      what === 'deals' || what === 'properties' ? what : 'contacts',
      agencyId,
      'of-contact',
      what,
      id,
    ],
    queryFn: async ({ signal }) => {
      const parameters = query({ contact_id: id, sort, limit: SHOWN })
      const page = await ok(api.GET(path, { params: { query: parameters }, signal }))
      return (page as Page<OfRows[What]>).data
    },
  })
}

function useRefresh() {
  const client = useQueryClient()
  const queryKey = contactsKey(useAgency().id)
  return () => client.invalidateQueries({ queryKey })
}

export function useNewContact() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ body, key }: { body: ContactCreate; key: string }) =>
      ok(api.POST('/api/contacts', { body, headers: { 'Idempotency-Key': key } })) as Promise<Contact>,
    onSuccess: refresh,
  })
}

interface Change {
  id: string
  body: ContactUpdate
  /** The version this change was made on; null overwrites whatever is there. */
  etag: string | null
}

/** Shows a change wherever the contact is shown: at once, and again should a reading that was under way undo it. */
async function show(client: QueryClient, agencyId: string, { id, body }: Change) {
  const apply = () => {
    client.setQueryData(
      contactQuery(agencyId, id).queryKey,
      (found) => found && { ...found, data: { ...found.data, ...body } as Contact },
    )
    client.setQueriesData<InfiniteData<Page<Contact>>>(
      { queryKey: [...contactsKey(agencyId), 'list'] },
      (list) =>
        list && {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            data: page.data.map((row) => (row.id === id ? ({ ...row, ...body } as Contact) : row)),
          })),
        },
    )
  }
  apply()
  await client.cancelQueries({ queryKey: contactsKey(agencyId) })
  apply()
}

export function useUpdateContact() {
  const agency = useAgency()
  const client = useQueryClient()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, body, etag }: Change) =>
      ok(
        api.PATCH('/api/contacts/{id}', {
          params: { path: { id } },
          body,
          headers: etag ? { 'If-Match': etag } : {},
        }),
      ) as Promise<Contact>,
    onMutate: (change) => show(client, agency.id, change),
    onSettled: refresh,
  })
}

export function useDeleteContact() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/contacts/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreContact() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/contacts/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

/** A way to reach somebody: an address or a number. */
export type WayKind = 'emails' | 'phones'

export function useAddWay(kind: WayKind) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({
      contactId: contact_id,
      value,
      label,
      key,
    }: {
      contactId: string
      value: string
      label: string | null
      key: string
    }) => {
      const headers = { 'Idempotency-Key': key }
      return kind === 'emails'
        ? ok(api.POST('/api/contact_emails', { body: { contact_id, email: value, label }, headers }))
        : ok(api.POST('/api/contact_phones', { body: { contact_id, phone: value, label }, headers }))
    },
    onSuccess: refresh,
  })
}

export function usePreferWay(kind: WayKind) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => {
      const options = { params: { path: { id } }, body: { is_primary: true } }
      return kind === 'emails'
        ? ok(api.PATCH('/api/contact_emails/{id}', options))
        : ok(api.PATCH('/api/contact_phones/{id}', options))
    },
    onSettled: refresh,
  })
}

export function useRemoveWay(kind: WayKind) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => {
      const options = { params: { path: { id } } }
      return kind === 'emails'
        ? ok(api.DELETE('/api/contact_emails/{id}', options))
        : ok(api.DELETE('/api/contact_phones/{id}', options))
    },
    onSettled: refresh,
  })
}

export function useRestoreWay(kind: WayKind) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => {
      const options = { params: { path: { id } } }
      return kind === 'emails'
        ? ok(api.POST('/api/contact_emails/{id}/restore', options))
        : ok(api.POST('/api/contact_phones/{id}/restore', options))
    },
    onSettled: refresh,
  })
}

export function useAddConsent() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({
      key,
      ...body
    }: {
      key: string
      contact_id: string
      purpose: NonNullable<ContactConsent['purpose']>
      method: NonNullable<ContactConsent['method']>
      wording: string | null
    }) => ok(api.POST('/api/contact_consents', { body, headers: { 'Idempotency-Key': key } })),
    onSuccess: refresh,
  })
}

/** `at`: when it was taken back; null: it holds after all. */
export function useWithdraw() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, at }: { id: string; at: string | null }) =>
      ok(api.PATCH('/api/contact_consents/{id}', { params: { path: { id } }, body: { withdrawn_at: at } })),
    onSettled: refresh,
  })
}

function useRefreshMatches() {
  const client = useQueryClient()
  const agency = useAgency()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: contactsKey(agency.id) }),
      client.invalidateQueries({ queryKey: ['matches', agency.id] }),
    ])
}

export function useAddRequest() {
  const refresh = useRefreshMatches()
  return useMutation({
    mutationFn: ({ key, ...body }: BuyerRequestCreate & { key: string }) =>
      ok(api.POST('/api/buyer_requests', { body, headers: { 'Idempotency-Key': key } })),
    onSuccess: refresh,
  })
}

export function useUpdateRequest() {
  const refresh = useRefreshMatches()
  return useMutation({
    mutationFn: ({ id, body }: { id: string; body: BuyerRequestUpdate }) =>
      ok(api.PATCH('/api/buyer_requests/{id}', { params: { path: { id } }, body })),
    onSettled: refresh,
  })
}

export function useRemoveRequest() {
  const refresh = useRefreshMatches()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/buyer_requests/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreRequest() {
  const refresh = useRefreshMatches()
  return useMutation({
    mutationFn: (id: string) =>
      ok(api.POST('/api/buyer_requests/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}
