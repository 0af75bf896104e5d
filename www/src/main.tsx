// SPDX-License-Identifier: Apache-2.0
import './app/theme.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { chooseLocale } from './app/i18n/i18n'

const root = document.getElementById('app')
let language = navigator.language
try {
  language = localStorage.getItem('stagefy.language') ?? language
} catch {
  // Storage may be forbidden; the browser's language then decides.
}
void chooseLocale(language)
if (root) createRoot(root).render(<App />)
