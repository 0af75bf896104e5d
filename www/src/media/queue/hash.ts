// SPDX-License-Identifier: Apache-2.0
// SHA-256 of a file, in hexadecimal. Large files are read in a worker, so that typing stays quick.

/** From here on a worker does it. */
const LARGE = 4 * 1024 * 1024
/** WebCrypto needs the whole file in memory at once; beyond this the server computes it alone. */
const LIMIT = 256 * 1024 * 1024

export function hex(digest: ArrayBuffer): string {
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

let worker: Worker | null = null
let asked = 0
const answers = new Map<number, (digest: string | null) => void>()

function inWorker(file: Blob): Promise<string | null> {
  if (!worker) {
    worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = (event: MessageEvent<{ id: number; digest: string | null }>) => {
      answers.get(event.data.id)?.(event.data.digest)
      answers.delete(event.data.id)
    }
    worker.onerror = () => {
      for (const answer of answers.values()) answer(null)
      answers.clear()
      worker = null
    }
  }
  const id = ++asked
  return new Promise((resolve) => {
    answers.set(id, resolve)
    worker?.postMessage({ id, file })
  })
}

/** Null when it cannot be computed here (no secure context, a file too large or gone); it is optional for the API. */
export async function sha256(file: Blob): Promise<string | null> {
  if (!globalThis.crypto?.subtle || file.size > LIMIT) return null
  if (file.size > LARGE && typeof Worker !== 'undefined') return inWorker(file)
  try {
    return hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  } catch {
    return null
  }
}
