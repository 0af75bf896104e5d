// SPDX-License-Identifier: Apache-2.0
// The saved views of a list, and which of them an address shows.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { preferencesOf, useAgency, useMe } from '#/agency/me'
import type { SavedView } from '#/api/types'
import { useEvent } from '#/ui/use-event'
import { type Dialect, type Form, layoutOf, type Search, sameForm, searchOf } from './form'
import { viewsQuery } from './queries'

/** In the address: no saved view, although there is one to begin with. */
export const NO_VIEW = 'none'

export interface Views {
  all: SavedView[]
  /** The one that the address names. */
  current: SavedView | undefined
  /** The address shows something else than the view holds. */
  changed: boolean
  /** Filters of the view that the address cannot say. */
  rest: Record<string, string>
  /** The one that the list begins with. */
  usual: string | undefined
  /** The address of a view. */
  of(view: SavedView): Search
}

export const viewForm = (view: SavedView): Form => ({
  filter: view.filter as Record<string, string>,
  sort: view.sort ?? null,
  columns: view.columns ?? [],
})

const NONE: SavedView[] = []
const NO_REST: Record<string, string> = {}

/** `replace` is called with the address of a view that was named alone, or is the one to begin with. */
export function useViews(dialect: Dialect, search: Search, replace: (search: Search) => void): Views {
  const usual = preferencesOf(useMe()).default_views?.[dialect.list] ?? undefined
  const { data: all = NONE } = useQuery(viewsQuery(useAgency().id, dialect.list))
  const of = (view: SavedView): Search => ({ ...searchOf(dialect, viewForm(view)).search, saved: view.id })
  const current = all.find(({ id }) => id === search.saved)

  const bare = Object.keys(search).every((name) => name === 'saved' || dialect.layout.includes(name))
  const named = bare ? all.find(({ id }) => id === (search.saved ?? usual)) : undefined
  const enter = useEvent((view: SavedView) => {
    const address = of(view)
    if (search.saved !== view.id || Object.keys(address).length > 1)
      replace({ ...layoutOf(dialect, search), ...address })
  })
  useEffect(() => {
    if (named) enter(named)
  }, [named, enter])

  const rest = useMemo(
    () => (current ? searchOf(dialect, viewForm(current)).rest : NO_REST),
    [dialect, current],
  )
  const changed = current !== undefined && !sameForm(dialect, search, of(current))
  return { all, current, changed, rest, usual, of }
}
