// SPDX-License-Identifier: Apache-2.0
// Saved templates: queries and changes.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import type { Page } from '#/api/types'
import { call } from './call'
import type { RecipeStep, Template, Variable } from './types'

/** The beginning of the keys of all that templates change. */
const TEMPLATES = 'templates'

export function useTemplates() {
  const agency = useAgency()
  return useQuery({
    queryKey: [TEMPLATES, agency.id, 'list'],
    queryFn: async ({ signal }) =>
      (
        await call<Page<Template>>('GET', '/api/templates', {
          query: { sort: '-created_at', limit: 200 },
          signal,
        })
      ).data,
  })
}

export interface Preview {
  prompt: string
  unknown: string[]
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
      call<Preview>('POST', '/api/templates/{id}/preview', {
        path: { id: id ?? '' },
        body: { variables },
        signal,
      }),
  })
}

export interface TemplateChange {
  name: string
  description: string | null
  prompt_template: string | null
  variables: Variable[]
  recipe: RecipeStep[]
  is_public: boolean
}

function useChange<Given, Answer>(send: (given: Given) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: [TEMPLATES] }),
  })
}

export const useSaveTemplate = () =>
  useChange(({ id, body }: { id: string | undefined; body: TemplateChange }) =>
    id
      ? call<Template>('PATCH', '/api/templates/{id}', { path: { id }, body })
      : call<Template>('POST', '/api/templates', { body, key: crypto.randomUUID() }),
  )

export const useDeleteTemplate = () =>
  useChange((id: string) => call<void>('DELETE', '/api/templates/{id}', { path: { id } }))

export const useRestoreTemplate = () =>
  useChange((id: string) => call<Template>('POST', '/api/templates/{id}/restore', { path: { id } }))
