// SPDX-License-Identifier: Apache-2.0
import { MutationCache, QueryClient } from '@tanstack/react-query'
import { onReach } from '#/api/network'
import { ApiProblem } from '#/api/problem'
import { tellShort } from '#/billing/short'

/** Only what may go away by itself is tried again: no connection, an overloaded or restarting server. */
function worthRetrying(failures: number, error: Error): boolean {
  if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) return false
  return failures < 2
}

export const queryClient = new QueryClient({
  // whatever it was that could not be paid for, one dialog says what is missing and where it can be had
  mutationCache: new MutationCache({ onError: tellShort }),
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      gcTime: 10 * 60_000,
      retry: worthRetrying,
      retryDelay: (attempt) => 600 * 2 ** attempt,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

onReach((reach) => {
  if (reach === 'ok')
    void queryClient.refetchQueries({ predicate: (query) => query.state.status === 'error' })
})
