// SPDX-License-Identifier: Apache-2.0
// What the dashboard asks of whoever signs people in: our own server, Clerk or Supabase.

export type SessionKind = 'local' | 'clerk' | 'supabase'

export interface Session {
  readonly kind: SessionKind
  /** A bearer token for the API; `fresh` asks for a newer one than the last. Null when the session has ended. */
  getToken(options?: { fresh?: boolean }): Promise<string | null>
  signOut(): Promise<void>
}

/** What GET /api/auth/issuers says: which ways to sign in this installation offers. */
export interface Issuers {
  local?: { sign_up?: boolean } | null
  clerk?: { publishable_key: string; frontend_api?: string } | null
  supabase?: { url: string; publishable_key: string } | null
}
