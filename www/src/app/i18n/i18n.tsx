// SPDX-License-Identifier: Apache-2.0
// The reader's language: which words are loaded, and t() and fmt for the components. Only those of the chosen language are
// fetched, and in two parts: what the first screens say, and the rest with the first screen or dialog behind them. Language,
// region format, units and time zone come from preferences and agency.
import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react'
import type rest from './catalogue.en'
import type first from './first.en'
import { type Fmt, makeFormats, type Units } from './format'
import { formatMessage, type Params } from './message'

type FirstKey = keyof typeof first
type RestKey = keyof typeof rest
export type MessageKey = FirstKey | RestKey
type Words = Partial<Record<MessageKey, string>>
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
  words: Words | null
}

let state: State = { locale: 'en-GB', units: 'metric', words: null }
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

const load: Record<
  Language,
  {
    first(): Promise<{ default: Record<FirstKey, string> }>
    rest(): Promise<{ default: Record<RestKey, string> }>
  }
> = {
  en: { first: () => import('./first.en'), rest: () => import('./catalogue.en') },
  fr: { first: () => import('./first.fr'), rest: () => import('./catalogue.fr') },
}

/** Whether anything behind the first screens has been asked for. */
let all = false
/** What is shown when it settles; one choice after the other, so that the last one stays. */
let settled: Promise<void> = Promise.resolve()

async function wordsOf(language: Language): Promise<Words> {
  const { first, rest } = load[language]
  const part = await first()
  // asked only now: a screen may have come to want the rest meanwhile
  return all ? { ...part.default, ...(await rest()).default } : part.default
}

async function show(locale: string): Promise<void> {
  const words = await wordsOf(languageOf(locale))
  document.documentElement.lang = locale
  set({ locale, words })
}

function after(work: () => Promise<void>): Promise<void> {
  settled = settled.catch(() => undefined).then(work)
  return settled
}

export function chooseLocale(tag: string): Promise<void> {
  const locale = knownLocale(tag)
  return after(async () => {
    await show(locale)
    try {
      localStorage.setItem('stagefy.language', locale)
    } catch {
      // Private windows may refuse; the choice then lives as long as the page.
    }
  })
}

/** Settles when all words are there. */
function allWords(): Promise<void> {
  if (all) return settled
  all = true
  // on their way at once, beside what else is being fetched
  void load[languageOf(document.documentElement.lang)].rest().catch(() => undefined)
  const shown = after(() => show(state.locale))
  shown.catch(() => {
    all = false
  })
  return shown
}

/** For what is fetched when it is needed, behind the first screens: its code, and the words for it. */
export const withWords =
  <Module,>(fetchCode: () => Promise<Module>) =>
  async (): Promise<Module> => {
    const [code] = await Promise.all([fetchCode(), allWords()])
    return code
  }

/** A word that is not there yet comes with the rest, and whoever shows it is shown anew. */
function say({ words, locale }: State, key: MessageKey, params?: Params): string {
  const message = words?.[key]
  if (message !== undefined) return formatMessage(message, locale, params)
  if (words) void allWords().catch(() => undefined)
  return ''
}

export function chooseFormats(next: { units?: Units; timeZone?: string }): void {
  if (next.units === state.units && next.timeZone === state.timeZone) return
  set(next)
}

/** For code outside components, such as what a background upload announces. */
export const translate: Translate = (key, params) => say(state, key, params)

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
    const { words, locale, units, timeZone } = current
    if (!words) return null
    return {
      t: (key, params) => say(current, key, params),
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
