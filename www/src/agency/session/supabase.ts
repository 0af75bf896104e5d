// SPDX-License-Identifier: Apache-2.0
// Sign-in with a Supabase project. Loaded only when the server says that one is configured.
import { GoTrueClient } from '@supabase/auth-js'
import type { Issuers, Session } from './session'

type Config = NonNullable<Issuers['supabase']>

let client: GoTrueClient | null = null

function connect({ url, publishable_key }: Config): GoTrueClient {
  client ??= new GoTrueClient({
    url: `${url.replace(/\/$/, '')}/auth/v1`,
    headers: { apikey: publishable_key },
    storageKey: 'stagefy.supabase',
    detectSessionInUrl: false,
  })
  return client
}

function sessionOf(auth: GoTrueClient): Session {
  return {
    kind: 'supabase',
    async getToken({ fresh = false } = {}) {
      const { data, error } = fresh ? await auth.refreshSession() : await auth.getSession()
      if (error?.status === 0) throw error
      return data.session?.access_token ?? null
    },
    async signOut() {
      await auth.signOut({ scope: 'local' })
    },
  }
}

export async function resumeSupabase(config: Config): Promise<Session | null> {
  const auth = connect(config)
  const { data } = await auth.getSession()
  return data.session ? sessionOf(auth) : null
}

/** Null when email and password do not belong together. */
export async function signInWithSupabase(
  config: Config,
  email: string,
  password: string,
): Promise<Session | null> {
  const auth = connect(config)
  const { error } = await auth.signInWithPassword({ email, password })
  if (error?.status === 400) return null
  if (error) throw error
  return sessionOf(auth)
}
