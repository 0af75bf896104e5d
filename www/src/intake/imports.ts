// SPDX-License-Identifier: Apache-2.0
// Imports as the server has them: begun with a file, moved on step by step, undone. While a job is at one, it is looked at again.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok, query } from '#/api/client'
import type { Import, ImportMapping, Job, Page } from '#/api/types'
import { transfer } from '#/media/queue/transfer'

export type Table = 'contacts' | 'properties'
export interface Column {
  name: string
  samples: string[]
}
export interface Entry {
  column: string
  field: string
}
/** Of a bundle: how many lines of a table, and what becomes of them. */
export interface OfTable {
  table: string
  row_count: number
  new_count: number
  changed_count: number
  same_count: number
  wrong_count: number
}
export interface Reason {
  field: string | null
  code: string
  detail: string
}
export interface Row {
  n: number
  cells: Record<string, unknown>
  reasons: Reason[]
}

/** What the server takes for JSON it does not describe further. */
export const columnsOf = (one: Import) => (one.columns ?? []) as unknown as Column[]
export const tablesOf = (one: Import) => (one.tables ?? []) as unknown as OfTable[]
export const isBundle = (one: Import) => one.into_table === 'bundle'
export const mappingOf = (one: Import) => (one.mapping ?? []) as unknown as Entry[]

const BUSY = ['analysing', 'previewing', 'running']
const LOOKED_AT = 700
export const isBusy = (one: Import | undefined) => BUSY.includes(one?.status ?? '')

export const importQuery = (agencyId: string, id: string) =>
  queryOptions({
    queryKey: ['imports', agencyId, id],
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/imports/{id}', { params: { path: { id } }, signal }))) as Import,
    refetchInterval: ({ state }) => (isBusy(state.data) ? LOOKED_AT : false),
  })

export const pastQuery = (agencyId: string, table: Table) =>
  queryOptions({
    queryKey: ['imports', agencyId, 'of', table],
    queryFn: async ({ signal }) =>
      (
        (await ok(
          api.GET('/api/imports', {
            params: { query: query({ 'into_table[in]': `${table},bundle`, limit: 50 }) },
            signal,
          }),
        )) as Page<Import>
      ).data,
  })

/** The first rows that cannot be taken. */
export const wrongQuery = (agencyId: string, id: string, version: string) =>
  queryOptions({
    queryKey: ['imports', agencyId, id, 'wrong', version],
    queryFn: async ({ signal }) => {
      const parameters = { path: { id }, query: { outcome: 'wrong' as const } }
      const { data } = await ok(api.GET('/api/imports/{id}/rows', { params: parameters, signal }))
      return data as unknown as Row[]
    },
  })

export function useJob(id: string | null | undefined) {
  return useQuery({
    queryKey: ['jobs', 'of-import', id],
    enabled: Boolean(id),
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/jobs/{id}', { params: { path: { id: id ?? '' } }, signal }))) as Job,
    refetchInterval: ({ state }) =>
      state.data && ['completed', 'failed', 'cancelled'].includes(state.data.status) ? false : LOOKED_AT,
  })
}

/** Telephones and spreadsheets name their files' types in many ways, or not at all. */
function typeOf(file: File): string {
  if (/\.vcf$/i.test(file.name)) return 'text/vcard'
  return /\.(nd)?jsonl?$/i.test(file.name) ? 'application/x-ndjson' : 'text/csv'
}

const HEAD_BYTES = 256 * 1024

/** A bundle says in each line of which table it is. */
export async function startsBundle(file: Blob): Promise<boolean> {
  const head = await file.slice(0, HEAD_BYTES).text()
  const line =
    head
      .replace(/^\uFEFF/, '')
      .trimStart()
      .split('\n', 1)[0] ?? ''
  if (!line.startsWith('{')) return false
  try {
    return typeof (JSON.parse(line) as { table?: unknown }).table === 'string'
  } catch {
    return false
  }
}

interface Begin {
  file: File
  table: Table
  onProgress(sent: number): void
  signal: AbortSignal
}

async function begin({ file, table, onProgress, signal }: Begin): Promise<Import> {
  const bundle = await startsBundle(file)
  const entry = {
    filename: file.name,
    content_type: bundle ? 'application/x-ndjson' : typeOf(file),
    size: file.size,
  }
  const { files } = await ok(api.POST('/api/media/presign', { body: { purpose: 'import', files: [entry] } }))
  const slot = files[0]
  if (!slot) throw new Error('no address to upload to')
  await transfer(slot as never, file, onProgress, signal)
  const path = bundle
    ? '/api/imports'
    : table === 'contacts'
      ? '/api/contacts/import'
      : '/api/properties/import'
  const body = { file_name: file.name.slice(-200), storage_key: slot.storage_key }
  return (await ok(api.POST(path, { body }))) as Import
}

function useShow() {
  const client = useQueryClient()
  const agency = useAgency()
  return (one: Import) => {
    client.setQueryData(importQuery(agency.id, one.id).queryKey, one)
    void client.invalidateQueries({ queryKey: ['imports', agency.id, 'of'] })
  }
}

export function useBegin() {
  const show = useShow()
  return useMutation({ mutationFn: begin, onSuccess: show })
}

export type Step = 'preview' | 'run'

export function useAsk(id: string) {
  const show = useShow()
  return useMutation({
    mutationFn: async ({ step, body }: { step: Step; body: ImportMapping }) => {
      const path = step === 'run' ? '/api/imports/{id}/run' : '/api/imports/{id}/preview'
      return (await ok(api.POST(path, { params: { path: { id } }, body }))) as Import
    },
    onSuccess: show,
  })
}

export function useAnalyse(id: string) {
  const show = useShow()
  return useMutation({
    mutationFn: async (body: Record<string, unknown>) =>
      (await ok(
        api.POST('/api/imports/{id}/analyse', { params: { path: { id } }, body: body as never }),
      )) as Import,
    onSuccess: show,
  })
}

export function useUndo(id: string) {
  const show = useShow()
  return useMutation({
    mutationFn: async () =>
      (await ok(api.POST('/api/imports/{id}/undo', { params: { path: { id } } }))) as Import,
    onSuccess: show,
  })
}

export const useCancel = () =>
  useMutation({
    mutationFn: (id: string) => ok(api.POST('/api/jobs/{id}/cancel', { params: { path: { id } } })),
  })

/** The wrong rows in the columns of the file, or its lines, with reasons. */
export const failedFile = (id: string) =>
  ok(api.GET('/api/imports/{id}/failed', { params: { path: { id } }, parseAs: 'text' })) as Promise<string>
