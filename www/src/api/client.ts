// SPDX-License-Identifier: Apache-2.0
// The typed client. Every request carries the session's token and the chosen agency, has a time limit, and is
// sent once more when the token turned out to be too old.
import { createClient } from 'stagefy-client'
import { lostServer, sawServer } from './network'
import { Unreachable } from './problem'

export { ok, tagged } from 'stagefy-client'

interface Identity {
  /** The bearer token, a newer one than the last when `fresh`, or null when nobody is signed in. */
  getToken(options?: { fresh?: boolean }): Promise<string | null>
  agencyId(): string | null
}

const TIME_LIMIT = 15_000
/** Requests for which the server reads whole files. */
const LONG: Record<string, number> = { '/api/media/commit': 40_000 }
let identity: Identity = { getToken: async () => null, agencyId: () => null }

export function identify(next: Identity): void {
  identity = next
}

function withIdentity(request: Request, token: string | null): Request {
  const copy = new Request(request.clone(), {
    signal: AbortSignal.any([
      request.signal,
      AbortSignal.timeout(LONG[new URL(request.url).pathname] ?? TIME_LIMIT),
    ]),
  })
  if (token) copy.headers.set('Authorization', `Bearer ${token}`)
  const agency = identity.agencyId()
  if (token && agency && !copy.headers.has('Agency-Id')) copy.headers.set('Agency-Id', agency)
  return copy
}

async function reach(request: Request): Promise<Response> {
  try {
    const response = await fetch(request)
    if (response.status === 502 || response.status === 504) lostServer()
    else sawServer()
    return response
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    lostServer()
    throw new Unreachable(cause)
  }
}

async function send(request: Request): Promise<Response> {
  const token = await identity.getToken()
  const response = await reach(withIdentity(request, token))
  if (response.status !== 401 || !token) return response
  const newer = await identity.getToken({ fresh: true })
  return newer ? reach(withIdentity(request, newer)) : response
}

const baseUrl = typeof location === 'undefined' ? 'http://localhost' : location.origin

export const api = createClient({ baseUrl, fetch: send })

/** For requests that need no session, or that make one: sign-in, refresh, what an invitation is for. */
export const openApi = createClient({
  baseUrl,
  credentials: 'same-origin',
  fetch: (request) => reach(withIdentity(request, null)),
})

/** Query parameters whose names the document may spell in its own way, such as `price[gte]`. */
export function query(parameters: Record<string, string | number | undefined>): never {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(set) as never
}
