// SPDX-License-Identifier: Apache-2.0
// What the studio reads and changes. The stream names projects and photos that moved (SHOWN_BY in events/live.ts); while something
// runs it is asked for besides, since not every per cent is told.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import { isStatus } from '#/api/problem'
import type {
  EditPhotos,
  EditQuote,
  FilmRequest,
  MediaItem,
  Page,
  StudioSpend,
  TemplateRun,
} from '#/api/types'
import { propertiesKey } from '#/estate/queries'
import { isPreparing } from '#/media/picture'
import { isLive } from './batches'
import type { Project, Tools } from './types'

const UNDER_WAY = 2500
const NEWEST = 100
/** Ids that an address has room for. */
const AT_ONCE = 100

/** The beginning of the keys of all that projects change. */
export const PROJECTS = 'projects'

export function useTools() {
  const agency = useAgency()
  return useQuery<Tools>({
    queryKey: ['studio-tools', agency.id],
    staleTime: 5 * 60_000,
    // what a tool can be told is left open by the document
    queryFn: async ({ signal }) => (await ok(api.GET('/api/ai/tools', { signal }))) as unknown as Tools,
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
        (await ok(
          api.GET('/api/projects', {
            params: { query: query({ property_id: propertyId, sort: '-created_at', limit: NEWEST }) },
            signal,
          }),
        )) as Page<Project>
      ).data,
  })
}

export function useProject(id: string | undefined) {
  const agency = useAgency()
  return useQuery<Project>({
    queryKey: [PROJECTS, agency.id, 'one', id],
    enabled: Boolean(id),
    refetchInterval: ({ state }) => (state.data && isLive(state.data) ? UNDER_WAY : false),
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/projects/{id}', { params: { path: { id: id ?? '' } }, signal }))) as Project,
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

async function pictures(find: Record<string, string>, signal: AbortSignal): Promise<MediaItem[]> {
  const parameters = query({ ...find, fields: MEDIA_FIELDS, limit: AT_ONCE })
  const page = await ok(api.GET('/api/media_items', { params: { query: parameters }, signal }))
  return (page as Page<MediaItem>).data
}

/** Pictures by their ids: results, and what they were made of. */
export function usePictures(ids: readonly string[]) {
  const agency = useAgency()
  const wanted = [...new Set(ids)].sort()
  return useQuery<Map<string, MediaItem>>({
    queryKey: ['media', agency.id, 'studio', wanted],
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      [...(state.data?.values() ?? [])].some((item) => isPreparing(item)) ? UNDER_WAY : false,
    queryFn: async ({ signal }) => {
      const found = new Map<string, MediaItem>()
      for (let i = 0; i < wanted.length; i += AT_ONCE)
        for (const item of await pictures({ 'id[in]': wanted.slice(i, i + AT_ONCE).join() }, signal))
          found.set(item.id, item)
      return found
    },
  })
}

/** What became of a photo: the original and all that was made of it, oldest first. */
export function useHistory(originalId: string) {
  const agency = useAgency()
  return useQuery({
    queryKey: ['media', agency.id, 'history', originalId],
    queryFn: async ({ signal }) => {
      const [first, made] = await Promise.all([
        pictures({ 'id[in]': originalId }, signal),
        pictures({ original_id: originalId, sort: 'created_at' }, signal),
      ])
      return [...first, ...made]
    },
  })
}

/** What a run would cost, as the server reckons it. Keyed under credits, so that it is read again when they move. */
export function useQuote(request: EditPhotos | undefined) {
  const agency = useAgency()
  return useQuery<EditQuote>({
    queryKey: ['credits', agency.id, 'quote', request],
    enabled: Boolean(request),
    retry: (count, error) => count < 2 && !isStatus(error, 402, 403, 404, 409, 422),
    queryFn: ({ signal }) => ok(api.POST('/api/ai/quote', { body: request as EditPhotos, signal })),
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

interface Run<Body> {
  /** Of this wish: asked again, it is not done twice. */
  key: string
  body: Body
}

function useRun<Body>(send: (run: Body, headers: { 'Idempotency-Key': string }) => Promise<unknown>) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: ({ key, body }: Run<Body>) => send(body, { 'Idempotency-Key': key }),
    onSettled: refresh,
  })
}

export const useEdit = () =>
  useRun((body: EditPhotos, headers) => ok(api.POST('/api/ai/photo-edit', { body, headers })))

export const useFilm = () =>
  useRun((body: FilmRequest, headers) => ok(api.POST('/api/ai/video', { body, headers })))

export const useRunTemplate = () =>
  useRun((body: TemplateRun, headers) => ok(api.POST('/api/ai/template', { body, headers })))

interface Decision {
  id: string
  media_id: string
}

function useChange<Given>(send: (given: Given) => Promise<unknown>) {
  const refresh = useRefresh()
  return useMutation({ mutationFn: send, onSettled: refresh })
}

export const useAccept = () =>
  useChange(({ id, media_id }: Decision) =>
    ok(api.POST('/api/projects/{id}/accept', { params: { path: { id } }, body: { media_id } })),
  )

export const useReject = () =>
  useChange(({ id, media_id }: Decision) =>
    ok(api.POST('/api/projects/{id}/reject', { params: { path: { id } }, body: { media_id } })),
  )

export const useCancel = () =>
  useChange((id: string) => ok(api.POST('/api/projects/{id}/cancel', { params: { path: { id } } })))

export const useRetry = () =>
  useChange((id: string) => ok(api.POST('/api/projects/{id}/retry', { params: { path: { id } } })))

/** Out of sight; what it made stays. */
export const usePutAway = () =>
  useChange((id: string) => ok(api.DELETE('/api/projects/{id}', { params: { path: { id } } })))

export const useBringBack = () =>
  useChange((id: string) => ok(api.POST('/api/projects/{id}/restore', { params: { path: { id } } })))

/** The original back in its place; the result waits to be looked at again. */
export const useRestoreOriginal = () =>
  useChange((id: string) =>
    ok(api.POST('/api/media_items/{id}/restore_original', { params: { path: { id } } })),
  )

/** A result that was rejected waits to be decided on again. */
export const useLookAgain = () =>
  useChange((id: string) =>
    ok(api.PATCH('/api/media_items/{id}', { params: { path: { id } }, body: { review: 'pending' } })),
  )

/** What was spent on each property in so many days. */
export function useSpend(days: number) {
  const agency = useAgency()
  return useQuery<StudioSpend>({
    queryKey: ['studio-spend', agency.id, days],
    queryFn: ({ signal }) => ok(api.GET('/api/ai/spend', { params: { query: query({ days }) }, signal })),
  })
}
