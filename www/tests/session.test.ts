// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it, vi } from 'vitest'

const answer = (status: number, body?: unknown) =>
  new Response(body === undefined ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  })
const tokens = (n: number, seconds = 600) => ({
  access_token: `token-${n}`,
  token_type: 'Bearer',
  expires_in: seconds,
})

/** A server that counts and answers; each test says how. */
const server = vi.fn<(request: Request) => Promise<Response>>()
const asked = () => server.mock.calls.map(([request]) => `${request.method} ${new URL(request.url).pathname}`)

async function fresh() {
  vi.resetModules()
  server.mockReset()
  vi.stubGlobal('fetch', (request: Request) => server(request))
  vi.stubGlobal('BroadcastChannel', undefined)
  vi.stubGlobal('navigator', { onLine: true })
  const client = await import('#/api/client')
  const local = await import('#/agency/session/local')
  client.identify({ getToken: (options) => local.localSession.getToken(options), agencyId: () => 'agency-1' })
  return { ...client, ...local }
}

describe('the local session', () => {
  beforeEach(() => vi.useRealTimers())

  it('refreshes once, however many ask', async () => {
    const { localSession } = await fresh()
    server.mockImplementation(async () => answer(200, tokens(1)))
    const all = await Promise.all([localSession.getToken(), localSession.getToken(), localSession.getToken()])
    expect(all).toEqual(['token-1', 'token-1', 'token-1'])
    expect(asked()).toEqual(['POST /api/auth/refresh'])
  })

  it('uses the token of sign-in until shortly before its end', async () => {
    const { localSession, signInLocally } = await fresh()
    server.mockImplementation(async (request) =>
      answer(200, new URL(request.url).pathname.endsWith('sign-in') ? tokens(1, 31) : tokens(2)),
    )
    await signInLocally('lea@example.lu', 'passwordpass')
    expect(await localSession.getToken()).toBe('token-1')
    vi.useFakeTimers({ now: Date.now() + 2000 })
    expect(await localSession.getToken()).toBe('token-2')
  })

  it('is over when the cookie is refused, and only away when the server is', async () => {
    const { localSession } = await fresh()
    server.mockImplementationOnce(async () => answer(401, { type: '/problems/unauthenticated' }))
    expect(await localSession.getToken()).toBeNull()
    server.mockImplementationOnce(async () => Promise.reject(new TypeError('network')))
    await expect(localSession.getToken()).rejects.toThrow('cannot be reached')
  })
})

describe('a request', () => {
  it('carries token and agency, and is sent once more with a newer token after 401', async () => {
    const { api, ok } = await fresh()
    let refreshed = 0
    const seen: (string | null)[] = []
    server.mockImplementation(async (request) => {
      if (new URL(request.url).pathname === '/api/auth/refresh') return answer(200, tokens(++refreshed))
      seen.push(request.headers.get('Authorization'))
      expect(request.headers.get('Agency-Id')).toBe('agency-1')
      return seen.length === 1
        ? answer(401, { type: '/problems/unauthenticated' })
        : answer(200, { id: 'me' })
    })
    expect(await ok(api.GET('/api/me'))).toEqual({ id: 'me' })
    expect(seen).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it('gives up after the second 401', async () => {
    const { api, ok } = await fresh()
    server.mockImplementation(async (request) =>
      new URL(request.url).pathname === '/api/auth/refresh'
        ? answer(200, tokens(1))
        : answer(401, { type: '/problems/unauthenticated', title: 'Not signed in' }),
    )
    await expect(ok(api.GET('/api/me'))).rejects.toMatchObject({ status: 401, code: 'unauthenticated' })
  })

  it('throws the problem with its field errors and its wait', async () => {
    const { api, ok } = await fresh()
    const errors = [{ pointer: '/price', code: 'out_of_range', params: { min: 0 } }]
    server.mockImplementation(async (request) =>
      new URL(request.url).pathname === '/api/auth/refresh'
        ? answer(200, tokens(1))
        : answer(422, {
            type: '/problems/validation',
            title: 'Invalid',
            status: 422,
            request_id: 'r1',
            errors,
          }),
    )
    await expect(ok(api.GET('/api/me'))).rejects.toMatchObject({ status: 422, errors, requestId: 'r1' })
  })
})
