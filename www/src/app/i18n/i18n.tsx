// SPDX-License-Identifier: Apache-2.0
// The reader's language: which catalogue is loaded, and t() and fmt for the components. Only the chosen
// catalogue is fetched. Language, region format, units and time zone come from preferences and agency.
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react'
import type en from './catalogue.en'
import { type Fmt, makeFormats, type Units } from './format'
import { formatMessage, type Params } from './message'

export type MessageKey = keyof typeof en
export type Catalogue = Record<MessageKey, string>
export type Language = 'en' | 'fr'
export type Translate = (key: MessageKey, params?: Params) => string

export const LANGUAGES: { code: Language; locale: string; name: string }[] = [
  { code: 'en', locale: 'en-GB', name: 'English' },
  { code: 'fr', locale: 'fr-LU', name: 'Français' },
]

interface State {
  locale: string
  units: Units
  timeZone?: string
  catalogue: Catalogue | null
}

let state: State = { locale: 'en-GB', units: 'metric', catalogue: null }
const listeners = new Set<() => void>()

function set(next: Partial<State>) {
  state = { ...state, ...next }
  for (const listener of listeners) listener()
}

export function languageOf(locale: string): Language {
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en'
}

/** A locale of ours for any language tag: "fr" and "fr-FR" keep their region, "fr" alone becomes fr-LU. */
export function knownLocale(tag: string | null | undefined): string {
  const fallback = LANGUAGES[0]?.locale ?? 'en-GB'
  if (!tag) return fallback
  const language = languageOf(tag)
  const region = tag.split('-')[1]
  const same = tag.toLowerCase().startsWith(language)
  if (same && region) return `${language}-${region.toUpperCase()}`
  return LANGUAGES.find((known) => known.code === language)?.locale ?? fallback
}

const load: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./catalogue.en'),
  fr: () => import('./catalogue.fr'),
}

export async function chooseLocale(tag: string): Promise<void> {
  const locale = knownLocale(tag)
  const language = languageOf(locale)
  const { default: catalogue } = await load[language]()
  try {
    localStorage.setItem('stagefy.language', locale)
  } catch {
    // Private windows may refuse; the choice then lives as long as the page.
  }
  document.documentElement.lang = locale
  set({ locale, catalogue })
}

export function chooseFormats(next: { units?: Units; timeZone?: string }): void {
  if (next.units === state.units && next.timeZone === state.timeZone) return
  set(next)
}

/** For code outside components, such as what a background upload announces. */
export const translate: Translate = (key, params) =>
  state.catalogue ? formatMessage(state.catalogue[key], state.locale, params) : ''

export interface I18n {
  t: Translate
  fmt: Fmt
  locale: string
  language: Language
}

const Context = createContext<I18n | null>(null)

export function I18nProvider({ children }: { children: ReactNode }) {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )
  const value = useMemo<I18n | null>(() => {
    const { catalogue, locale, units, timeZone } = current
    if (!catalogue) return null
    return {
      t: (key, params) => formatMessage(catalogue[key], locale, params),
      fmt: makeFormats({ locale, units, timeZone }),
      locale,
      language: languageOf(locale),
    }
  }, [current])
  return value && <Context value={value}>{children}</Context>
}

export function useI18n(): I18n {
  const value = useContext(Context)
  if (!value) throw new Error('useI18n outside I18nProvider')
  return value
}
