// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint: sets theme and language from what this browser remembers, so nothing flashes,
// and has the language's words fetched beside the program. Who is signed in sees the frame of the dashboard at once.
;(() => {
  const root = document.documentElement
  let theme = 'auto'
  let language = navigator.language
  let inside = false
  try {
    theme = localStorage.getItem('stagefy.theme') || theme
    language = localStorage.getItem('stagefy.language') || language
    inside = localStorage.getItem('stagefy.session') !== null
  } catch {
    // Storage may be forbidden; the system's choice then stands.
  }
  const dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
  root.lang = language.startsWith('fr') ? 'fr' : 'en'
  const outside = /^\/(confirm|docs|forgot|invitation|reset|shared|sign-in|sign-up|visit)$/
  if (inside && !outside.test(location.pathname)) root.dataset.frame = ''
  const words = document.currentScript.dataset[root.lang]
  if (words)
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href: words }))
})()
