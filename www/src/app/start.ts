// SPDX-License-Identifier: Apache-2.0
// What the first screen needs, asked for all at once. Left to itself each would wait for the one before: the words,
// then the session, then the screen's code, then who is signed in; on a phone's network every step is a journey.
import { meQuery } from '#/agency/me'
import { isSignedIn, sessionReady } from '#/agency/session/store'
import { chooseLocale } from './i18n/i18n'
import { queryClient } from './queries'
import { insideRoute, router } from './router'

/** What fails here fails again where it is needed, and is told there. */
const ahead = (work: Promise<unknown> | undefined) => work?.catch(() => undefined)

/** Settles when there are words to show. */
export function start(language: string): Promise<void> {
  const words = chooseLocale(language)
  const [matchedRoutes] = router.getMatchedRoutes(location.pathname)
  for (const route of matchedRoutes) void ahead(router.loadRouteChunk(route))
  if (matchedRoutes.some(({ id }) => id === insideRoute.id))
    void ahead(sessionReady().then(() => (isSignedIn() ? queryClient.prefetchQuery(meQuery) : undefined)))
  return words
}
