// SPDX-License-Identifier: Apache-2.0
// Saved templates: queries and changes.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Page, StudioTemplateCreate } from '#/api/types'
import type { Template } from './types'

/** The beginning of the keys of all that templates change. */
const TEMPLATES = 'templates'

export function useTemplates() {
  const agency = useAgency()
  return useQuery({
    queryKey: [TEMPLATES, agency.id, 'list'],
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/templates', {
            params: { query: query({ sort: '-created_at', limit: 200 }) },
            signal,
          }),
        )) as Page<Template>
      ).data,
  })
}

/** What a service would be told, as the server puts it together. */
export function usePreview(id: string | undefined, variables: Record<string, string>) {
  const agency = useAgency()
  return useQuery({
    queryKey: [TEMPLATES, agency.id, 'preview', id, variables],
    enabled: Boolean(id),
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) =>
      ok(
        api.POST('/api/templates/{id}/preview', {
          params: { path: { id: id ?? '' } },
          body: { variables },
          signal,
        }),
      ),
  })
}

function useChange<Given, Answer>(send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: [TEMPLATES] }),
  })
}

interface Save {
  id: string | undefined
  body: StudioTemplateCreate
  /** Of this template: made again, it is not made twice. */
  key: string
}

export const useSaveTemplate = () =>
  useChange(
    async ({ id, body, key }: Save) =>
      (await ok(
        id
          ? api.PATCH('/api/templates/{id}', { params: { path: { id } }, body })
          : api.POST('/api/templates', { body, headers: { 'Idempotency-Key': key } }),
      )) as Template,
  )

export const useDeleteTemplate = () =>
  useChange((id: string) => ok(api.DELETE('/api/templates/{id}', { params: { path: { id } } })))

export const useRestoreTemplate = () =>
  useChange((id: string) => ok(api.POST('/api/templates/{id}/restore', { params: { path: { id } } })))
