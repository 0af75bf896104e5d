// SPDX-License-Identifier: Apache-2.0
// What the agency can spend. The stream reads it again whenever it moves.
import { useQuery } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import { api, ok } from '#/api/client'
import type { Credits } from '#/api/types'

/** The beginning of the keys of all that credits change (`SHOWN_BY` in events/live.ts). */
export const KEY = 'credits'

export function useCredits() {
  const agency = useAgency()
  return useQuery<Credits>({
    queryKey: [KEY, agency.id, 'balance'],
    queryFn: ({ signal }) => ok(api.GET('/api/credits', { signal })),
  })
}
