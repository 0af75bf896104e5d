// SPDX-License-Identifier: Apache-2.0
// The queue's place in IndexedDB: files wait here through a reload, a crash or a locked phone. Where the browser
// refuses storage (some private windows) the queue lives in memory and ends with the page.
import type { Entry } from './types'

const NAME = 'stagefy'
const STORE = 'uploads'

let opened: Promise<IDBDatabase | null> | null = null

function open(): Promise<IDBDatabase | null> {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1)
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => resolve(null)
      request.onblocked = () => resolve(null)
    } catch {
      resolve(null)
    }
  })
  return opened
}

async function run<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  const db = await open()
  if (!db) return undefined
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode)
    const request = work(transaction.objectStore(STORE))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}

export const disk = {
  all: async (): Promise<Entry[]> => (await run<Entry[]>('readonly', (store) => store.getAll())) ?? [],
  /** False when the browser has no room left; the file then stays in memory only. */
  put: async (entry: Entry): Promise<boolean> => {
    try {
      await run('readwrite', (store) => store.put(entry))
      return true
    } catch {
      return false
    }
  },
  remove: async (id: string): Promise<void> => {
    await run('readwrite', (store) => store.delete(id)).catch(() => undefined)
  },
}
