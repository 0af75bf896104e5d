// SPDX-License-Identifier: Apache-2.0
// Sign-in with our own server. The access token lives in memory only; a refresh cookie that scripts cannot read
// brings a new one. The cookie changes with each use, so one tab at a time refreshes and tells the others.
import { ok, openApi } from '#/api/client'
import { isStatus } from '#/api/problem'
import type { Session } from './session'

interface Tokens {
  access_token: string
  expires_in: number
}

/** Seconds before its end from which a token is no longer used. */
const MARGIN = 30

let token: { value: string; until: number } | null = null
let refreshing: Promise<string | null> | null = null

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('stagefy.token')
if (channel)
  channel.onmessage = (event: MessageEvent<typeof token>) => {
    token = event.data
  }

function keep({ access_token, expires_in }: Tokens): string {
  token = { value: access_token, until: Date.now() + (expires_in - MARGIN) * 1000 }
  channel?.postMessage(token)
  return access_token
}

function forget() {
  token = null
  channel?.postMessage(null)
}

function alone<T>(work: () => Promise<T>): Promise<T> {
  return 'locks' in navigator ? (navigator.locks.request('stagefy.refresh', work) as Promise<T>) : work()
}

async function refresh(stale: string | null): Promise<string | null> {
  return alone(async () => {
    // Another tab may have refreshed while this one waited.
    if (token && token.value !== stale && token.until > Date.now()) return token.value
    try {
      return keep(await ok(openApi.POST('/api/auth/refresh')))
    } catch (error) {
      if (!isStatus(error, 400, 401, 403)) throw error
      forget()
      return null
    }
  })
}

export const localSession: Session = {
  kind: 'local',
  async getToken({ fresh = false } = {}) {
    if (!fresh && token && token.until > Date.now()) return token.value
    refreshing ??= refresh(token?.value ?? null).finally(() => {
      refreshing = null
    })
    return refreshing
  },
  async signOut() {
    forget()
    await ok(openApi.POST('/api/auth/sign-out'))
  },
}

export async function signInLocally(email: string, password: string): Promise<Session> {
  keep(await ok(openApi.POST('/api/auth/sign-in', { body: { email, password } })))
  return localSession
}

export interface NewAccount {
  email: string
  password: string
  full_name?: string
  agency_name?: string
  invitation?: string
  locale?: string
}

export async function signUpLocally(account: NewAccount): Promise<Session> {
  keep(await ok(openApi.POST('/api/auth/sign-up', { body: account })))
  return localSession
}
