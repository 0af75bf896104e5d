// SPDX-License-Identifier: Apache-2.0
// What the queue asks of the API, and what its refusals mean for a file. Each request names the agency that the files
// belong to: the one on the screen may be another by now.
import { api, ok } from '#/api/client'
import { ApiProblem, isStatus, Unreachable } from '#/api/problem'
import type { MediaItem } from '#/api/types'
import { TransferError } from './transfer'
import type { Entry, Failure, Slot } from './types'

/** Addresses for files of one property, in their order. */
export async function presign(batch: Entry[]): Promise<(Slot | undefined)[]> {
  const [first] = batch
  if (!first) return []
  const files = batch.map((entry) => ({
    filename: entry.name,
    content_type: entry.type,
    size: entry.size,
    ...(entry.sha256 ? { sha256: entry.sha256 } : {}),
  }))
  const answer = await ok(
    api.POST('/api/media/presign', {
      body: { property_id: first.propertyId, files },
      headers: { 'Agency-Id': first.agencyId },
    }),
  )
  return batch.map((_entry, at) => {
    const given = answer.files[at]
    if (!given) return undefined
    const { storage_key, method, url, headers, expires_at } = given
    return {
      storage_key,
      method,
      url,
      headers: headers as Record<string, string>,
      until: new Date(expires_at).getTime(),
    }
  })
}

/** Tells the server to keep what has arrived. The key makes a second telling harmless. */
export async function commit(entry: Entry, slot: Slot): Promise<MediaItem | undefined> {
  const { data } = await ok(
    api.POST('/api/media/commit', {
      body: { property_id: entry.propertyId, files: [{ storage_key: slot.storage_key }] },
      headers: { 'Agency-Id': entry.agencyId, 'Idempotency-Key': `commit ${slot.storage_key}`.slice(0, 255) },
    }),
  )
  return data[0]
}

/** Why the server does not want a file, by the code of its field error. */
const REFUSALS: Record<string, Failure> = {
  // Not there, or not as it was sent: the connection's fault, and worth another try.
  missing: 'connection',
  wrong_size: 'connection',
  wrong_digest: 'connection',
  expired: 'gone',
  not_found: 'gone',
  wrong_type: 'type',
  not_one_of: 'type',
  not_an_image: 'type',
  too_many_pixels: 'size',
  out_of_range: 'size',
}

/** Which files of a batch a refusal is about, by their place in it, and why. */
export function refusedFiles(error: unknown): Map<number, Failure> {
  const files = new Map<number, Failure>()
  if (!isStatus(error, 422)) return files
  for (const { pointer, code } of error.errors) {
    const at = /^\/files\/(\d+)/.exec(pointer)?.[1]
    if (at !== undefined) files.set(Number(at), REFUSALS[code] ?? 'refused')
  }
  return files
}

export function failureOf(error: unknown): Failure {
  if (error instanceof TransferError) return error.failure
  if (error instanceof Unreachable || isStatus(error, 401, 409, 429, 500, 502, 503, 504)) return 'connection'
  if (isStatus(error, 403)) return 'forbidden'
  if (isStatus(error, 413)) return 'size'
  return (error instanceof ApiProblem && REFUSALS[error.errors[0]?.code ?? '']) || 'refused'
}
