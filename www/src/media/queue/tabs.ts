// SPDX-License-Identifier: Apache-2.0
// What the tabs of one browser tell each other about uploads.
import type { Entry } from './types'

export interface Progress {
  id: string
  step: Entry['step']
  sent: number
  failure?: Entry['failure']
}

type Message =
  | ({ kind: 'progress' } & Progress)
  | { kind: 'added' }
  | { kind: 'removed'; id: string }
  | { kind: 'retry'; id: string }
  | { kind: 'paused'; paused: boolean }
  | { kind: 'committed'; propertyId: string }

interface Receiver {
  progress(progress: Progress): void
  added(): void
  removed(id: string): void
  retry(id: string): void
  paused(paused: boolean): void
  committed(propertyId: string): void
}

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('stagefy.uploads')

export function publish(message: Message): void {
  channel?.postMessage(message)
}

export function receive(receiver: Receiver): void {
  if (!channel) return
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    switch (data.kind) {
      case 'progress':
        return receiver.progress(data)
      case 'added':
        return receiver.added()
      case 'removed':
        return receiver.removed(data.id)
      case 'retry':
        return receiver.retry(data.id)
      case 'paused':
        return receiver.paused(data.paused)
      case 'committed':
        return receiver.committed(data.propertyId)
    }
  }
}
