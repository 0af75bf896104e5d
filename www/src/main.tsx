// SPDX-License-Identifier: Apache-2.0
import './app/theme.css'
import './app/frame.css'
import { startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { start } from './app/start'

const root = document.getElementById('app')
let language = navigator.language
try {
  language = localStorage.getItem('stagefy.language') ?? language
} catch {
  // Storage may be forbidden; the browser's language then decides.
}
// As a transition, so that React gives way to input between one piece of the first screen and the next.
void start(language).then(() => {
  if (root) startTransition(() => createRoot(root).render(<App />))
})
