// SPDX-License-Identifier: Apache-2.0
// The signed-in person with their agency, and what their role lets them do.
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { api, ok } from '#/api/client'
import { isStatus } from '#/api/problem'
import type { Agency, Me, Role } from '#/api/types'
import { chooseFormats, chooseLocale, knownLocale, type Language } from '#/app/i18n/i18n'
import { chooseAgency, chosenAgency } from './session/store'

export type Theme = 'auto' | 'light' | 'dark'

/** What we keep in the preferences object; other keys in it are left alone. */
export interface Preferences {
  theme?: Theme
  units?: 'metric' | 'imperial'
  /** The saved view that a list begins with; null takes it away. */
  default_views?: Record<string, string | null>
}

export type MeUpdate = Partial<
  Pick<Me, 'full_name' | 'username' | 'phone' | 'brokerage' | 'market' | 'use_case'>
> & {
  locale?: string
  preferences?: Preferences
  last_agency_id?: string
}

export const preferencesOf = (me: Me): Preferences => (me.preferences ?? {}) as Preferences

/** Square feet where the agency's country counts so, unless the person chose. */
export function unitsOf(me: Me): 'metric' | 'imperial' {
  return preferencesOf(me).units ?? (me.agency?.country === 'US' ? 'imperial' : 'metric')
}

function follow(me: Me) {
  chooseFormats({ units: unitsOf(me), timeZone: me.agency?.time_zone })
}

async function fetchMe(): Promise<Me> {
  try {
    return await ok(api.GET('/api/me'))
  } catch (error) {
    // The remembered agency may be one that this person has left, or never was in.
    if (!chosenAgency() || !isStatus(error, 403, 404)) throw error
    chooseAgency(null)
    return ok(api.GET('/api/me'))
  }
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: 5 * 60_000,
  queryFn: async () => {
    const me = await fetchMe()
    follow(me)
    if (me.locale) await chooseLocale(knownLocale(me.locale))
    return me
  },
})

export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** The agency worked in; the shell shows its screens only once there is one. */
export function useAgency(): Agency {
  const { agency } = useMe()
  if (!agency) throw new Error('no agency chosen')
  return agency
}

/** What the person's role allows; the server decides again on every request. */
export function rightsOf(me: Me): { write: boolean; manage: boolean; own: boolean; role: Role | null } {
  const role = me.membership?.role ?? null
  const platform = me.role === 'admin' && !role
  const manage = platform || role === 'owner' || role === 'admin'
  return { role, manage, own: role === 'owner', write: manage || role === 'agent' }
}

export function useRights() {
  return rightsOf(useMe())
}

export function useUpdateMe() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (changes: MeUpdate) => ok(api.PATCH('/api/me', { body: changes as never })) as Promise<Me>,
    onMutate: (changes) => {
      const before = client.getQueryData(meQuery.queryKey)
      if (before && changes.preferences)
        client.setQueryData(meQuery.queryKey, {
          ...before,
          preferences: { ...before.preferences, ...changes.preferences },
        })
      return { before }
    },
    onError: (_error, _changes, context) => {
      if (context?.before) client.setQueryData(meQuery.queryKey, context.before)
    },
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me)
      follow(me)
      if (me.locale) void chooseLocale(knownLocale(me.locale))
    },
  })
}

export function otherLanguage(language: Language): Language {
  return language === 'en' ? 'fr' : 'en'
}
