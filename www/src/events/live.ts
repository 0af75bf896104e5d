// SPDX-License-Identifier: Apache-2.0
// What others change shows here without a reload: one stream of events a tab. An event names what moved; what shows it is
// read again. Nothing is kept for who is not listening, so after each connecting everything shown is read again.
import type { QueryClient } from '@tanstack/react-query'
import { api, ok } from '#/api/client'
import { onReach } from '#/api/network'
import type { EventType } from '#/api/types'

type Thing = EventType extends infer Name
  ? Name extends `${infer Before}.${string}`
    ? Before
    : never
  : never

/** The beginnings of the keys of all queries that show such a thing. */
const SHOWN_BY: Record<Thing, string[]> = {
  activity: ['activities'],
  agency: ['agency', 'me'],
  api_key: ['api-keys'],
  buyer_request: ['contacts', 'matches'],
  contact: ['contacts', 'tasks', 'deals', 'visits', 'today'],
  contact_consent: ['contacts'],
  contact_email: ['contacts'],
  contact_phone: ['contacts'],
  conversation: ['conversations'],
  credits: ['credits'],
  deal: ['deals'],
  deal_party: ['deals'],
  deal_stage: ['deals'],
  // with these comes a job: a mail to send, pictures to make small
  import: ['imports'],
  invitation: ['invitations', 'jobs'],
  lead: ['leads', 'today'],
  lead_rule: ['lead-rules'],
  media_item: ['media', 'properties', 'jobs'],
  membership: ['members', 'me'],
  message: ['conversations', 'activities'],
  message_template: ['message-templates'],
  // some of them tell of leads that no event of theirs tells of
  notification: ['notifications', 'leads', 'today'],
  payment: ['payments', 'subscription', 'credits'],
  project: ['projects', 'media', 'jobs', 'today', 'studio-spend'],
  property: ['properties', 'palette', 'tasks', 'deals', 'leads', 'matches', 'visits', 'today'],
  // what comes into sight, or is out of it, with all that hangs on it
  record_share: [
    'record-shares',
    'properties',
    'contacts',
    'deals',
    'tasks',
    'media',
    'activities',
    'conversations',
    'today',
  ],
  saved_view: ['saved-views'],
  share_link: ['share-links'],
  subscription: ['subscription', 'me', 'credits'],
  // opened again, it is no longer told of
  task: ['tasks', 'activities', 'today'],
  template: ['templates'],
  visit: ['visits', 'activities', 'today'],
  webhook_endpoint: ['webhooks'],
}

interface Changes {
  events?: { type: EventType; id: string }[]
  /** Too much to list. */
  all?: boolean
}

/** What came within this time is read again in one go. */
const GATHER = 150
const SOON = 500
const LATE = 60_000

function readAgain(client: QueryClient, changes: Changes) {
  if (changes.all) return void client.invalidateQueries()
  const keys = new Set(changes.events?.flatMap(({ type }) => SHOWN_BY[type.split('.')[0] as Thing] ?? []))
  void client.invalidateQueries({ predicate: (query) => keys.has(String(query.queryKey[0])) })
}

function gatherer(client: QueryClient) {
  let waiting: Changes | undefined
  return (changes: Changes) => {
    if (!waiting)
      setTimeout(() => {
        readAgain(client, waiting ?? {})
        waiting = undefined
      }, GATHER)
    waiting = {
      all: waiting?.all || changes.all,
      events: [...(waiting?.events ?? []), ...(changes.events ?? [])],
    }
  }
}

/** Listens until the answer is called. */
export function listen(client: QueryClient): () => void {
  const gather = gatherer(client)
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wait = SOON
  let ended = false

  function again() {
    source?.close()
    source = undefined
    clearTimeout(timer)
    // not all at the same moment, when it was the server that went
    timer = setTimeout(connect, wait * (0.5 + Math.random()))
    wait = Math.min(wait * 2, LATE)
  }

  async function connect() {
    try {
      const { ticket } = await ok(api.POST('/api/events/ticket'))
      if (ended) return
      source = new EventSource(`/api/events/stream?ticket=${encodeURIComponent(ticket)}`)
    } catch {
      if (!ended) again()
      return
    }
    source.onopen = () => {
      wait = SOON
      gather({ all: true }) // also the first time: what is shown was read before, and others may have changed it since
    }
    source.onerror = again
    source.addEventListener('changes', (event) => gather(JSON.parse(event.data)))
  }

  const forget = onReach((reach) => {
    if (reach !== 'ok' || source) return
    wait = SOON
    again()
  })
  void connect()
  return () => {
    ended = true
    forget()
    clearTimeout(timer)
    source?.close()
  }
}
