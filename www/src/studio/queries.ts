// SPDX-License-Identifier: Apache-2.0
// What the studio reads and changes. The stream names projects and photos that moved (SHOWN_BY in events/live.ts); while something
// runs it is asked for besides, since not every per cent is told.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { isStatus } from '#/api/problem'
import type { Page } from '#/api/types'
import { propertiesKey } from '#/estate/queries'
import { isLive } from './batches'
import { call } from './call'
import type { EditRequest, Project, Quote, StudioMedia, Tools } from './types'

const UNDER_WAY = 2500
const NEWEST = 100

/** The beginning of the keys of all that projects change. */
export const PROJECTS = 'projects'

export function useTools() {
  const agency = useAgency()
  return useQuery({
    queryKey: ['studio-tools', agency.id],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => call<Tools>('GET', '/api/ai/tools', { signal }),
  })
}

/** The newest of a property, or of all. */
export function useProjects(propertyId: string | undefined) {
  const agency = useAgency()
  return useQuery<Project[]>({
    queryKey: [PROJECTS, agency.id, 'list', propertyId ?? null],
    refetchInterval: ({ state }) => (state.data?.some(isLive) ? UNDER_WAY : false),
    queryFn: async ({ signal }) =>
      (
        await call<Page<Project>>('GET', '/api/projects', {
          query: { property_id: propertyId, sort: '-created_at', limit: NEWEST },
          signal,
        })
      ).data,
  })
}

export function useProject(id: string | undefined) {
  const agency = useAgency()
  return useQuery<Project>({
    queryKey: [PROJECTS, agency.id, 'one', id],
    enabled: Boolean(id),
    refetchInterval: ({ state }) => (state.data && isLive(state.data) ? UNDER_WAY : false),
    queryFn: ({ signal }) => call<Project>('GET', '/api/projects/{id}', { path: { id: id ?? '' }, signal }),
  })
}

const MEDIA_FIELDS = [
  'type',
  'file_name',
  'title',
  'width',
  'height',
  'status',
  'url',
  'thumbnail_url',
  'cover_url',
  'screen_url',
  'placeholder',
  'property_id',
  'created_at',
  'review',
  'is_altered',
  'alterations',
  'original_id',
  'replaced_by',
  'project_id',
  'provenance',
].join()

/** Pictures by their ids: results, and what they were made of. */
export function usePictures(ids: readonly string[]) {
  const agency = useAgency()
  const wanted = [...new Set(ids)].sort()
  return useQuery({
    queryKey: ['media', agency.id, 'studio', wanted],
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const pages: StudioMedia[] = []
      for (let i = 0; i < wanted.length; i += 200)
        pages.push(
          ...(
            await call<Page<StudioMedia>>('GET', '/api/media_items', {
              query: { 'id[in]': wanted.slice(i, i + 200).join(), fields: MEDIA_FIELDS, limit: 200 },
              signal,
            })
          ).data,
        )
      return new Map(pages.map((item) => [item.id, item]))
    },
  })
}

/** What became of a photo: the original and all that was made of it, oldest first. */
export function useHistory(originalId: string | undefined) {
  const agency = useAgency()
  return useQuery({
    queryKey: ['media', agency.id, 'history', originalId],
    enabled: Boolean(originalId),
    queryFn: async ({ signal }) => {
      const query = { fields: MEDIA_FIELDS, limit: 200 }
      const [first, made] = await Promise.all([
        call<Page<StudioMedia>>('GET', '/api/media_items', {
          query: { ...query, 'id[in]': originalId },
          signal,
        }),
        call<Page<StudioMedia>>('GET', '/api/media_items', {
          query: { ...query, original_id: originalId, sort: 'created_at' },
          signal,
        }),
      ])
      return [...first.data, ...made.data]
    },
  })
}

/** What a run would cost, as the server reckons it. Keyed under credits, so that it is read again when they move. */
export function useQuote(request: EditRequest | undefined) {
  const agency = useAgency()
  return useQuery({
    queryKey: ['credits', agency.id, 'quote', request],
    enabled: Boolean(request),
    retry: (count, error) => count < 2 && !isStatus(error, 402, 403, 404, 409, 422),
    queryFn: ({ signal }) => call<Quote>('POST', '/api/ai/quote', { body: request, signal }),
  })
}

/** All that a change of a project shows in. */
export function useRefresh() {
  const client = useQueryClient()
  const agency = useAgency()
  return () => {
    for (const key of [PROJECTS, 'media', 'credits', 'jobs', 'today', 'studio-spend'])
      void client.invalidateQueries({ queryKey: [key] })
    void client.invalidateQueries({ queryKey: propertiesKey(agency.id) })
  }
}

export interface Started {
  projects: Project[]
  held: number
  available: number
}

interface Run {
  /** Of this wish: asked again, it is not done twice. */
  key: string
  body: unknown
}

function useRun(address: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ key, body }: Run) => call<Started>('POST', address, { key, body }),
    onSettled: refresh,
  })
}

export const useEdit = () => useRun('/api/ai/photo-edit')
export const useFilm = () => useRun('/api/ai/video')
export const useRunTemplate = () => useRun('/api/ai/template')

interface Decision {
  id: string
  media_id?: string
}

export function useDecide(what: 'accept' | 'reject' | 'cancel' | 'retry') {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ id, media_id }: Decision) =>
      call<Project>('POST', `/api/projects/{id}/${what}`, {
        path: { id },
        body: media_id ? { media_id } : undefined,
        key: what === 'retry' ? crypto.randomUUID() : undefined,
      }),
    onSettled: refresh,
  })
}

/** The original back in its place; the result waits to be looked at again. */
export function useRestoreOriginal() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) =>
      call<StudioMedia>('POST', '/api/media_items/{id}/restore_original', { path: { id } }),
    onSettled: refresh,
  })
}

/** A result that was rejected waits to be decided on again. */
export function useLookAgain() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (id: string) =>
      call<StudioMedia>('PATCH', '/api/media_items/{id}', { path: { id }, body: { review: 'pending' } }),
    onSettled: refresh,
  })
}

export interface Spend {
  data: { property_id: string | null; credits: number; runs: number }[]
}

/** What was spent on each property in so many days. */
export function useSpend(days: number) {
  const agency = useAgency()
  return useQuery({
    queryKey: ['studio-spend', agency.id, days],
    queryFn: ({ signal }) => call<Spend>('GET', '/api/ai/spend', { query: { days }, signal }),
  })
}
