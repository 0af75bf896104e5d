// SPDX-License-Identifier: Apache-2.0
import { hex } from './hash'

self.onmessage = async (event: MessageEvent<{ id: number; file: Blob }>) => {
  const { id, file } = event.data
  let digest: string | null = null
  try {
    digest = hex(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  } catch {
    // The file is gone or too large; the upload itself will say so.
  }
  self.postMessage({ id, digest })
}
