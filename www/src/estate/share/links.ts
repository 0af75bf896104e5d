// SPDX-License-Identifier: Apache-2.0
// The links of a property: making one, who looked, revoking.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok } from '#/api/client'
import type { ShareLinkCreate, ShareLinkMade, ShareLinkSeen } from '#/api/types'

const key = (agencyId: string) => ['share-links', agencyId] as const

export const linksQuery = (agencyId: string, propertyId: string) =>
  queryOptions({
    queryKey: [...key(agencyId), propertyId],
    queryFn: async ({ signal }): Promise<ShareLinkSeen[]> => {
      const { data } = await ok(
        api.GET('/api/properties/{id}/share_links', { params: { path: { id: propertyId } }, signal }),
      )
      return data
    },
  })

function useRefresh() {
  const client = useQueryClient()
  const queryKey = key(useAgency().id)
  return () => client.invalidateQueries({ queryKey })
}

export function useMakeLink() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: ShareLinkCreate): Promise<ShareLinkMade> => ok(api.POST('/api/share_links', { body })),
    onSuccess: refresh,
  })
}

export function useRevokeLink() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.DELETE('/api/share_links/{id}', { params: { path: { id } } })),
    onSettled: refresh,
  })
}

export function useRestoreLink() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/share_links/{id}/restore', { params: { path: { id } } })),
    onSettled: refresh,
  })
}
