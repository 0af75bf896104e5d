// SPDX-License-Identifier: Apache-2.0
// The views of a list as tabs, with their counts where the list has some: ours, one's own, the team's. What is done with one
// is fetched when there is something to do.
import { type UseQueryOptions, useQueries } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useI18n, withWords } from '#/app/i18n/i18n'
import { Spoken } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { plainClick } from '../plain-click'
import { type Dialect, formOf, layoutOf, type Search, sameForm, searchOf } from './form'
import { NO_VIEW, type Views, viewForm } from './use-views'
import classes from './views.module.css'

const ViewActions = lazy(withWords(() => import('./view-actions').then((m) => ({ default: m.ViewActions }))))

export interface BuiltIn {
  name: string
  search: Search
}

interface ViewTabsProps {
  dialect: Dialect
  builtIn: BuiltIn[]
  views: Views
  search: Search
  onChange(search: Search): void
  /** How many rows a view has. */
  countOf?(search: Search, rest: Record<string, string>): object
}

const NOTHING = { queryKey: ['no-count'], enabled: false }

export function ViewTabs({ dialect, builtIn, views, search, onChange, countOf }: ViewTabsProps) {
  const { t, fmt } = useI18n()
  const router = useRouter()
  const to = dialect.path
  const shown = layoutOf(dialect, search)
  const tabs = [
    ...builtIn.map(({ name, search: part }) => ({
      key: `built-in ${name}`,
      name,
      search: views.usual && Object.keys(part).length === 0 ? { saved: NO_VIEW } : part,
      rest: {},
      view: undefined,
    })),
    ...views.all.map((view) => ({
      key: view.id,
      name: view.name,
      search: views.of(view),
      rest: searchOf(dialect, viewForm(view)).rest,
      view,
    })),
  ]
  const counts = useQueries({
    queries: tabs.map(
      (tab) => (countOf?.(tab.search, tab.rest) ?? NOTHING) as UseQueryOptions<number | null>,
    ),
  })
  const current = views.current
    ? tabs.find(({ view }) => view === views.current)
    : tabs.find((tab) => !tab.view && sameForm(dialect, tab.search, search))
  const form = formOf(dialect, search)
  const asks = !sameForm(dialect, {}, search)
  return (
    <nav className={classes.views} aria-label={t('view.label')}>
      {tabs.map((tab, at) => {
        const address = { ...shown, ...tab.search }
        const mark = tab === current && views.changed
        return (
          // Not a Link of the router: it counts every address that has a view's filters as that view.
          <a
            key={tab.key}
            href={router.buildLocation({ to, search: address as never }).href}
            aria-current={tab === current ? 'page' : undefined}
            onClick={(event) =>
              plainClick(
                event,
                () => void router.navigate({ to, search: address as never, resetScroll: false }),
              )
            }
          >
            {tab.view && !tab.view.private && <Icon name="contacts" small />}
            {tab.name}
            {tab.view && !tab.view.private && <Spoken>{t('view.team')}</Spoken>}
            {counts[at]?.data != null && (
              <span className={classes.count}>{fmt.number(counts[at].data ?? 0)}</span>
            )}
            {mark && (
              <span className={classes.changed} title={t('view.changed')}>
                <Spoken>{t('view.changed')}</Spoken>
              </span>
            )}
          </a>
        )
      })}
      {(views.current || (asks && !current)) && (
        <span className={classes.push}>
          <Suspense fallback={null}>
            <ViewActions
              key={views.current?.id}
              dialect={dialect}
              views={views}
              form={form}
              onShow={(next) => onChange({ ...shown, ...next })}
              here={search}
            />
          </Suspense>
        </span>
      )}
    </nav>
  )
}
