// SPDX-License-Identifier: Apache-2.0
// Who is signed in on this page: asked once when it opens, then kept as a small store.
import { useSyncExternalStore } from 'react'
import { identify, ok, openApi } from '#/api/client'
import { localSession } from './local'
import type { Issuers, Session, SessionKind } from './session'

export type Standing = 'out' | 'in' | 'ended'

const HINT = 'stagefy.session'
const AGENCY = 'stagefy.agency'

let session: Session | null = null
let standing: Standing = 'out'
let started: Promise<void> | null = null
const listeners = new Set<() => void>()

function remember(kind: SessionKind | null) {
  try {
    if (kind) localStorage.setItem(HINT, kind)
    else localStorage.removeItem(HINT)
  } catch {
    // Without storage the next visit asks for sign-in again.
  }
}

function stand(next: Standing) {
  standing = next
  for (const listener of listeners) listener()
}

let issuersAsked: Promise<Issuers> | null = null

export function issuers(): Promise<Issuers> {
  issuersAsked ??= (ok(openApi.GET('/api/auth/issuers')) as Promise<Issuers>).catch((error) => {
    issuersAsked = null
    throw error
  })
  return issuersAsked
}

async function resume(): Promise<Session | null> {
  const kind = localStorage.getItem(HINT) as SessionKind | null
  if (kind === 'local') return (await localSession.getToken()) ? localSession : null
  const { clerk, supabase } = kind ? await issuers() : {}
  if (kind === 'supabase' && supabase) return (await import('./supabase')).resumeSupabase(supabase)
  if (kind === 'clerk' && clerk) return (await import('./clerk')).resumeClerk(clerk)
  return null
}

/** Settles once it is known whether somebody is signed in; does the work on the first call only. */
export function sessionReady(): Promise<void> {
  started ??= resume()
    .then((found) => {
      session = found
      stand(found ? 'in' : 'out')
    })
    .catch((error) => {
      started = null
      throw error
    })
  return started
}

export function signedIn(next: Session): void {
  session = next
  started = Promise.resolve()
  remember(next.kind)
  stand('in')
}

/** Says that Clerk's page is about to take over, so that the way back resumes there. */
export function expectReturn(kind: SessionKind): void {
  remember(kind)
}

export async function signOut(): Promise<void> {
  const ending = session
  session = null
  remember(null)
  stand('out')
  await ending?.signOut().catch(() => undefined)
}

export function sessionKind(): SessionKind | null {
  return session?.kind ?? null
}

export function isSignedIn(): boolean {
  return standing !== 'out'
}

export function useStanding(): Standing {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => standing,
  )
}

/** The agency this tab works in; a new tab starts with the last one chosen anywhere. */
export function chosenAgency(): string | null {
  try {
    return sessionStorage.getItem(AGENCY) ?? localStorage.getItem(AGENCY)
  } catch {
    return null
  }
}

export function chooseAgency(id: string | null): void {
  try {
    for (const storage of [sessionStorage, localStorage])
      if (id) storage.setItem(AGENCY, id)
      else storage.removeItem(AGENCY)
  } catch {
    // Without storage the server's own choice stands.
  }
}

identify({
  async getToken(options) {
    const token = (await session?.getToken(options)) ?? null
    if (session && !token && standing === 'in') stand('ended')
    return token
  },
  agencyId: chosenAgency,
})
