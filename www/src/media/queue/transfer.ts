// SPDX-License-Identifier: Apache-2.0
// Sending the bytes. XMLHttpRequest, because fetch tells nothing of an upload's progress.
import type { Failure, Slot } from './types'

export class TransferError extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure)
    this.failure = failure
  }
}

/** Without any progress for this long the connection counts as lost. */
const STALL_MS = 30_000

/** Signed with the address, and sent by the browser itself. */
const SET_BY_BROWSER = new Set(['host', 'content-length'])

export function transfer(
  slot: Slot,
  file: Blob,
  onProgress: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    let stall: ReturnType<typeof setTimeout>
    const alive = () => {
      clearTimeout(stall)
      stall = setTimeout(() => request.abort(), STALL_MS)
    }
    const end = (failure?: Failure) => {
      clearTimeout(stall)
      signal.removeEventListener('abort', stop)
      if (failure) reject(new TransferError(failure))
      else resolve()
    }
    const stop = () => request.abort()
    request.open(slot.method, slot.url)
    for (const [name, value] of Object.entries(slot.headers))
      if (!SET_BY_BROWSER.has(name.toLowerCase())) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => {
      alive()
      onProgress(event.loaded)
    }
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) end()
      else if (request.status === 413) end('size')
      else if (request.status === 401 || request.status === 403) end('gone')
      else end(request.status >= 500 ? 'connection' : 'refused')
    }
    request.onerror = () => end('connection')
    request.onabort = () => end('connection')
    signal.addEventListener('abort', stop)
    alive()
    request.send(file)
  })
}
