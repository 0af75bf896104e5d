// SPDX-License-Identifier: Apache-2.0
// One's notifications: queries, and what was read. The stream reads them again when something comes.
import {
  type InfiniteData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Notification, NotificationPreferences, Page } from '#/api/types'

const KEY = 'notifications'
const PAGE = 30

async function page(parameters: Record<string, string | number>): Promise<Page<Notification>> {
  return (await ok(
    api.GET('/api/notifications', { params: { query: query(parameters) } }),
  )) as Page<Notification>
}

/** How many are unread. */
export function useUnread(): number {
  const agency = useAgency()
  const { data } = useQuery({
    queryKey: [KEY, agency.id, 'unread'],
    queryFn: async () =>
      (await page({ 'read_at[null]': 'true', limit: 1, fields: 'id', count: 'exact' })).pagination.total ?? 0,
  })
  return data ?? 0
}

/** Newest first. */
export function useNotifications() {
  const agency = useAgency()
  return useInfiniteQuery({
    queryKey: [KEY, agency.id, 'list'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => page({ limit: PAGE, ...(pageParam && { cursor: pageParam }) }),
    getNextPageParam: (last) => last.pagination.next_cursor ?? undefined,
  })
}

type Lists = InfiniteData<Page<Notification>, string>

/** The lists as they will be when those were read. */
export function read(lists: Lists, isRead: (one: Notification) => boolean, at: string): Lists {
  return {
    ...lists,
    pages: lists.pages.map((each) => ({
      ...each,
      data: each.data.map((one) => (!one.read_at && isRead(one) ? { ...one, read_at: at } : one)),
    })),
  }
}

/** Shows at once what is then asked of the server; either way the server's word is read again. */
function useRead<What>(
  ask: (what: What) => Promise<unknown>,
  covers: (what: What, one: Notification) => boolean,
) {
  const agency = useAgency()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ask,
    onMutate: async (what: What) => {
      await client.cancelQueries({ queryKey: [KEY] })
      client.setQueryData<Lists>(
        [KEY, agency.id, 'list'],
        (lists) => lists && read(lists, (one) => covers(what, one), new Date().toISOString()),
      )
    },
    onSettled: () => client.invalidateQueries({ queryKey: [KEY] }),
  })
}

export const useReadOne = () =>
  useRead(
    (id: string) => ok(api.POST('/api/notifications/{id}/read', { params: { path: { id } } })),
    (id, one) => one.id === id,
  )

/** All up to a moment: what has come since nobody has seen. */
export const useReadAll = () =>
  useRead(
    (until: string) => ok(api.POST('/api/notifications/read-all', { body: { until } })),
    (until, one) => Date.parse(one.happened_at) <= Date.parse(until),
  )

export function usePreferences() {
  const agency = useAgency()
  return useQuery({
    queryKey: ['notification-preferences', agency.id],
    queryFn: () => ok(api.GET('/api/notification_preferences')),
  })
}

export type PreferenceChange = {
  mail_digest?: NotificationPreferences['mail_digest']
  kinds?: (Partial<NotificationPreferences['kinds'][number]> &
    Pick<NotificationPreferences['kinds'][number], 'kind'>)[]
}

/** The choice as it will be. */
export function changed(now: NotificationPreferences, change: PreferenceChange): NotificationPreferences {
  return {
    mail_digest: change.mail_digest ?? now.mail_digest,
    kinds: now.kinds.map((one) => ({ ...one, ...change.kinds?.find(({ kind }) => kind === one.kind) })),
  }
}

export function usePrefer() {
  const agency = useAgency()
  const client = useQueryClient()
  const key = ['notification-preferences', agency.id]
  return useMutation({
    // one after the other, so that the last click holds
    scope: { id: key.join(' ') },
    mutationFn: (body: PreferenceChange) => ok(api.PUT('/api/notification_preferences', { body })),
    onMutate: (change) => {
      client.setQueryData<NotificationPreferences>(key, (now) => now && changed(now, change))
    },
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  })
}
