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

/** Gives way to input: asking for a screen's code is work too, on a phone, and it follows on reading the program's. */
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve))

/** Settles when there is a screen to show, and words on it: until then the frame of index.html stands. */
export async function start(language: string): Promise<void> {
  const words = chooseLocale(language)
  const [matchedRoutes] = router.getMatchedRoutes(location.pathname)
  const inside = matchedRoutes.some(({ id }) => id === insideRoute.id)
  const me =
    inside && sessionReady().then(() => (isSignedIn() ? queryClient.prefetchQuery(meQuery) : undefined))
  for (const route of matchedRoutes) {
    await nextTask()
    void ahead(router.loadRouteChunk(route))
  }
  await nextTask()
  await Promise.all([words, ahead(router.load()), me && ahead(me)])
}
