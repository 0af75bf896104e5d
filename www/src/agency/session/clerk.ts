// SPDX-License-Identifier: Apache-2.0
// Sign-in with Clerk, on Clerk's own pages: this only goes there and takes up the session on the way back. Loaded
// only when the server says that Clerk is configured. The build of the SDK that fetches no further code is used.
import { Clerk } from '@clerk/clerk-js/no-rhc'
import type { Issuers, Session } from './session'

type Config = NonNullable<Issuers['clerk']>

/** The few things asked of the SDK. */
interface ClerkClient {
  load(options?: object): Promise<void>
  session: { getToken(options?: { skipCache?: boolean }): Promise<string | null> } | null | undefined
  redirectToSignIn(options: {
    signInForceRedirectUrl: string
    signUpForceRedirectUrl: string
  }): Promise<unknown>
  signOut(): Promise<unknown>
}

let loaded: Promise<ClerkClient> | null = null

function load({ publishable_key }: Config): Promise<ClerkClient> {
  loaded ??= (async () => {
    const clerk = new Clerk(publishable_key) as unknown as ClerkClient
    await clerk.load()
    return clerk
  })().catch((error) => {
    loaded = null
    throw error
  })
  return loaded
}

export async function resumeClerk(config: Config): Promise<Session | null> {
  const clerk = await load(config)
  if (!clerk.session) return null
  return {
    kind: 'clerk',
    getToken: async ({ fresh = false } = {}) => (await clerk.session?.getToken({ skipCache: fresh })) ?? null,
    signOut: async () => {
      await clerk.signOut()
    },
  }
}

/** Leaves for Clerk's sign-in page, which comes back to `next`. */
export async function goToClerk(config: Config, next: string): Promise<void> {
  const clerk = await load(config)
  const back = new URL(next, location.origin).href
  await clerk.redirectToSignIn({ signInForceRedirectUrl: back, signUpForceRedirectUrl: back })
}
