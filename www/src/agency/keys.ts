// SPDX-License-Identifier: Apache-2.0
// The agency's API keys: queries and changes.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ok, query, tagged } from '#/api/client'
import type { ApiKey, Page } from '#/api/types'
import { useAgency, useRights } from './me'

export const LIFETIMES = ['30', '90', '365', 'none'] as const
export type Lifetime = (typeof LIFETIMES)[number]

export interface KeyDraft {
  name: string
  mode: 'live' | 'test'
  scopes: string[]
  addresses: string[]
  sites: string[]
  lifetime: Lifetime
}

/** What the words before the colon are called; others are shown as they are. */
export const SCOPE_WORDS = [
  'activities',
  'contacts',
  'deals',
  'media',
  'properties',
  'search',
  'tasks',
] as const
export const isScopeWord = (word: string): word is (typeof SCOPE_WORDS)[number] =>
  (SCOPE_WORDS as readonly string[]).includes(word)

/** properties:read, properties:write → ['properties', ['read', 'write']] */
export function byWord(scopes: string[]): [string, string[]][] {
  const words = new Map<string, string[]>()
  for (const scope of scopes) {
    const [word = '', right = ''] = scope.split(':')
    words.set(word, [...(words.get(word) ?? []), right])
  }
  return [...words]
}

export type KeyState = 'live' | 'test' | 'expired' | 'revoked'

export function stateOf(key: Pick<ApiKey, 'mode' | 'expires_at' | 'revoked_at'>, now = Date.now()): KeyState {
  if (key.revoked_at) return 'revoked'
  if (key.expires_at && new Date(key.expires_at).getTime() <= now) return 'expired'
  return key.mode ?? 'live'
}

export function expiryOf(lifetime: Lifetime, now = Date.now()): string | null {
  return lifetime === 'none' ? null : new Date(now + Number(lifetime) * 86_400_000).toISOString()
}

export function useKeys() {
  const agency = useAgency()
  const { manage } = useRights()
  return useQuery({
    queryKey: ['api-keys', agency.id],
    enabled: manage,
    queryFn: async () =>
      ((await ok(api.GET('/api/api_keys', { params: { query: query({ limit: 200 }) } }))) as Page<ApiKey>)
        .data,
  })
}

/** The agency with the version that it was read at. */
export function useSettings() {
  const { id } = useAgency()
  return useQuery({
    queryKey: ['agency', id],
    queryFn: () => tagged(api.GET('/api/agencies/{id}', { params: { path: { id } } })),
    // What is being edited was read once; it is read again only after saving.
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useSaveSites() {
  const { id } = useAgency()
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ sites, etag }: { sites: string[]; etag: string | null }) =>
      ok(
        api.PATCH('/api/agencies/{id}', {
          params: { path: { id } },
          body: { allowed_origins: sites },
          headers: etag ? { 'If-Match': etag } : {},
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['agency', id] }),
  })
}

export function useScopes() {
  return useQuery({
    queryKey: ['api-key-scopes'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await ok(api.GET('/api/api_keys/scopes'))).data,
  })
}

export function useKeyLog(id: string) {
  return useQuery({
    queryKey: ['api-key-log', id],
    staleTime: 0,
    queryFn: async () =>
      (await ok(api.GET('/api/api_keys/{id}/requests', { params: { path: { id } } }))).data,
  })
}

function useRefresh() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['api-keys'] })
}

export function useMakeKey() {
  const refresh = useRefresh()
  return useMutation({
    // The answer holds the secret: nothing keeps it once the dialog is closed.
    gcTime: 0,
    mutationFn: (draft: KeyDraft) =>
      ok(
        api.POST('/api/api_keys', {
          body: {
            name: draft.name,
            mode: draft.mode,
            scopes: draft.scopes,
            allowed_addresses: draft.addresses,
            allowed_origins: draft.sites,
            expires_at: expiryOf(draft.lifetime),
          },
        }),
      ),
    onSuccess: refresh,
  })
}

export function useRevokeKey() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/api_keys/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useResetSandbox() {
  return useMutation({ mutationFn: () => ok(api.POST('/api/api_keys/sandbox/reset')) })
}
