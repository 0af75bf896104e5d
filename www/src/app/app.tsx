// SPDX-License-Identifier: Apache-2.0
// Everything that stands around the routes: queries, language, theme, toasts.
import { createTheme, localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { Toasts } from '#/ui/toast'
import { I18nProvider } from './i18n/i18n'
import { queryClient } from './queries'
import { router } from './router'

const theme = createTheme({ cursorType: 'pointer', respectReducedMotion: true })
const colorScheme = localStorageColorSchemeManager({ key: 'stagefy.theme' })

/** The server puts a new nonce into the page each time; styles made by libraries carry it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
if (nonce) setNonce(nonce)

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={colorScheme}
      withCssVariables={false}
      withGlobalClasses={false}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <I18nProvider>
          <RouterProvider router={router} />
          <Toasts />
        </I18nProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
