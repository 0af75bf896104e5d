// SPDX-License-Identifier: Apache-2.0
// The agency's webhooks: queries and changes.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency, useRights } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { EventType, Page, WebhookDelivery, WebhookEndpoint } from '#/api/types'

/** Those that one asks for most; the others can be typed. */
export const COMMON: EventType[] = [
  'property.published',
  'property.created',
  'property.updated',
  'property.deleted',
  'media_item.ready',
  'contact.created',
  'contact.updated',
]

export interface EndpointDraft {
  url: string
  description: string
  events: string[]
}

const KEY = 'webhooks'
const DAYS = 7

export function useEndpoints() {
  const agency = useAgency()
  const { manage } = useRights()
  return useQuery({
    queryKey: [KEY, agency.id],
    enabled: manage,
    queryFn: async () =>
      (
        (await ok(
          api.GET('/api/webhook_endpoints', { params: { query: query({ limit: 200 }) } }),
        )) as Page<WebhookEndpoint>
      ).data,
  })
}

export function useDeliveries(endpoint: string) {
  return useQuery({
    queryKey: [KEY, 'log', endpoint],
    staleTime: 0,
    // While something is on its way, its end shows by itself.
    refetchInterval: (log) => (log.state.data?.some((row) => row.status === 'pending') ? 2000 : false),
    queryFn: async () =>
      (
        (await ok(
          api.GET('/api/webhook_deliveries', {
            params: { query: query({ endpoint_id: endpoint, limit: 100 }) },
          }),
        )) as Page<WebhookDelivery>
      ).data,
  })
}

function useRefresh() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: [KEY] })
}

const at = (id: string) => ({ params: { path: { id } } })

export function useAddEndpoint() {
  const refresh = useRefresh()
  return useMutation({
    // The answer holds the secret: nothing keeps it once the dialog is closed.
    gcTime: 0,
    mutationFn: ({ url, description, events }: EndpointDraft) =>
      ok(api.POST('/api/webhook_endpoints', { body: { url, description: description || null, events } })),
    onSuccess: refresh,
  })
}

export function useRotate() {
  return useMutation({
    gcTime: 0,
    mutationFn: (id: string) => ok(api.POST('/api/webhook_endpoints/{id}/rotate', { ...at(id), body: {} })),
  })
}

export function useSwitch() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
      ok(api.PATCH('/api/webhook_endpoints/{id}', { ...at(id), body: { enabled } })),
    onSettled: refresh,
  })
}

export function useTest() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/webhook_endpoints/{id}/test', at(id))),
    onSettled: refresh,
  })
}

export function useRemove() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/webhook_endpoints/{id}', at(id))),
    onSettled: refresh,
  })
}

export function useSendAgain() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/webhook_deliveries/{id}/replay', at(id))),
    onSettled: refresh,
  })
}

export function useSendMissing() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => {
      const now = Date.now()
      return ok(
        api.POST('/api/webhook_endpoints/{id}/replay', {
          ...at(id),
          body: {
            from: new Date(now - DAYS * 86_400_000).toISOString(),
            until: new Date(now).toISOString(),
          },
        }),
      )
    },
    onSettled: refresh,
  })
}
