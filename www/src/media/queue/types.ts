// SPDX-License-Identifier: Apache-2.0
// A file on its way to a property's gallery, and the steps it goes through.

export type Step =
  /** Nothing happened yet, or it goes on after a pause or reload. */
  | 'waiting'
  /** The server gave an address; the bytes are on their way. */
  | 'sending'
  /** The bytes are there; the server is told to keep them. */
  | 'committing'
  | 'done'
  | 'failed'

export type Failure = 'connection' | 'refused' | 'forbidden' | 'type' | 'size' | 'storage' | 'gone'

export interface Slot {
  storage_key: string
  method: string
  url: string
  headers: Record<string, string>
  /** Milliseconds since 1970. */
  until: number
}

/** What is kept in the browser's database, the file itself included. */
export interface Entry {
  id: string
  userId: string
  agencyId: string
  propertyId: string
  name: string
  type: string
  size: number
  file: Blob
  addedAt: number
  step: Step
  sha256?: string
  slot?: Slot
  /** The bytes are in the store: only the commit is missing. */
  arrived?: boolean
  failure?: Failure
}

/** What the screen shows of an entry. */
export interface Upload extends Omit<Entry, 'file' | 'slot'> {
  sent: number
  preview: string | null
}
