// SPDX-License-Identifier: Apache-2.0
// Lists of the platform, each a page at a time: the next one begins behind the last row of the one before.
import {
  type InfiniteData,
  keepPreviousData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query'
import { api, ok, query } from '#/api/client'

/** The beginning of the keys of all that is read here. */
export const KEY = 'platform'

type Parameters = Record<string, string | undefined>

const READ = {
  agencies: async (wanted: Parameters) =>
    (await ok(api.GET('/api/platform_agencies', { params: { query: query(wanted) } }))).data,
  users: async (wanted: Parameters) =>
    (await ok(api.GET('/api/platform_users', { params: { query: query(wanted) } }))).data,
  subscriptions: async (wanted: Parameters) =>
    (await ok(api.GET('/api/platform_subscriptions', { params: { query: query(wanted) } }))).data,
  payments: async (wanted: Parameters) =>
    (await ok(api.GET('/api/platform_payments', { params: { query: query(wanted) } }))).data,
  webhooks: async (wanted: Parameters) =>
    (await ok(api.GET('/api/platform_webhooks', { params: { query: query(wanted) } }))).data,
  audit: async (wanted: Parameters) =>
    (await ok(api.GET('/api/platform_audit_log', { params: { query: query(wanted) } }))).data,
}

export type Name = keyof typeof READ
export type Row<Of extends Name> = Awaited<ReturnType<(typeof READ)[Of]>>[number]

/** What the server answers at once; a page that is shorter is the last one. */
const FULL: Record<Name, number> = {
  agencies: 50,
  users: 50,
  subscriptions: 50,
  payments: 50,
  webhooks: 50,
  audit: 100,
}

export type Listed<One> = UseInfiniteQueryResult<InfiniteData<One[]>>

export function useList<Of extends Name>(name: Of, wanted: Parameters = {}): Listed<Row<Of>> {
  return useInfiniteQuery({
    queryKey: [KEY, name, wanted],
    initialPageParam: '',
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      READ[name]({ ...wanted, before: pageParam || undefined }) as Promise<Row<Of>[]>,
    getNextPageParam: (last) =>
      last.length >= FULL[name] ? String((last.at(-1) as { id: string | number }).id) : undefined,
  })
}

export function usePlatformPlans() {
  return useQuery({
    queryKey: [KEY, 'plans'],
    queryFn: async () => (await ok(api.GET('/api/platform_plans'))).data,
  })
}
export type PlatformPlan = NonNullable<ReturnType<typeof usePlatformPlans>['data']>[number]

/** What plans can entitle to. */
export function useFeatures() {
  return useQuery({
    queryKey: ['features'],
    queryFn: async () => (await ok(api.GET('/api/features'))).data,
  })
}

export function usePriceLists() {
  return useQuery({
    queryKey: [KEY, 'prices'],
    queryFn: async () => (await ok(api.GET('/api/platform_feature_costs'))).data,
  })
}
export type PriceList = NonNullable<ReturnType<typeof usePriceLists>['data']>[number]

export function useEvent(id: string) {
  return useQuery({
    queryKey: [KEY, 'webhook', id],
    queryFn: () => ok(api.GET('/api/platform_webhooks/{id}', { params: { path: { id } } })),
  })
}
