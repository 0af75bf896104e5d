// SPDX-License-Identifier: Apache-2.0
// The views as tabs with their counts. A filter that is no view yet can be saved under a name.
import { useQueries } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { preferencesOf, type SavedView, useAgency, useMe, useUpdateMe } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { Button, IconButton } from '#/ui/control'
import { TextInput } from '#/ui/fields'
import { Icon } from '#/ui/icon'
import { Popover } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { plainClick } from './cards'
import { type ListSearch, sameView, setFilters, toQuery, validListSearch, viewPart } from './filters'
import { countQuery } from './queries'
import classes from './view-tabs.module.css'
import { BUILT_IN } from './views'

interface Tab {
  name: string
  search: ListSearch
  saved?: SavedView
}

export function ViewTabs({
  search,
  onChange,
}: {
  search: ListSearch
  onChange: (search: ListSearch) => void
}) {
  const { t, fmt } = useI18n()
  const router = useRouter()
  const me = useMe()
  const agency = useAgency()
  const saved = preferencesOf(me).views ?? []
  const tabs: Tab[] = [
    ...BUILT_IN.map(({ label, search: part }) => ({ name: t(label), search: part })),
    ...saved.map((view) => ({ name: view.name, search: validListSearch(view.search), saved: view })),
  ]
  const counts = useQueries({
    queries: tabs.map((tab) => countQuery(agency.id, toQuery(tab.search, me.id, new Date()))),
  })
  const current = tabs.find((tab) => sameView(tab.search, search))
  const searchOf = (tab: Tab): ListSearch => ({ ...tab.search, view: search.view })
  const canSave = !current && setFilters(search).length > 0
  return (
    <nav className={classes.views} aria-label={t('view.label')}>
      {tabs.map((tab, at) => (
        // Not a Link of the router: it counts every address that has a view's filters as that view.
        <a
          key={`${tab.saved ? 'own' : 'built-in'} ${tab.name}`}
          href={router.buildLocation({ to: '/properties', search: searchOf(tab) }).href}
          aria-current={tab === current ? 'page' : undefined}
          onClick={(event) =>
            plainClick(
              event,
              () => void router.navigate({ to: '/properties', search: searchOf(tab), resetScroll: false }),
            )
          }
        >
          {tab.name}
          {counts[at]?.data != null && <span className={classes.count}>{fmt.number(counts[at].data)}</span>}
        </a>
      ))}
      <span className={classes.push}>
        {canSave && <SaveView search={search} views={saved} />}
        {current?.saved && (
          <ForgetView view={current.saved} views={saved} onGone={() => onChange({ view: search.view })} />
        )}
      </span>
    </nav>
  )
}

function SaveView({ search, views }: { search: ListSearch; views: SavedView[] }) {
  const { t } = useI18n()
  const update = useUpdateMe()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300}>
      <Popover.Target>
        <Button small kind="bare" onClick={() => setOpen((now) => !now)}>
          <span className={classes.save}>
            <Icon name="bookmark" small />
            {t('view.save')}
          </span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault()
            const trimmed = name.trim()
            if (!trimmed) return
            const next = [
              ...views.filter((view) => view.name !== trimmed),
              { name: trimmed, search: viewPart(search) as Record<string, string> },
            ]
            update.mutate(
              { preferences: { views: next } },
              { onError: () => toast(t('failed.other.text'), { bad: true }) },
            )
            setOpen(false)
            setName('')
          }}
        >
          <TextInput
            label={t('view.name')}
            description={t('view.private')}
            maxLength={40}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" kind="main" disabled={!name.trim()}>
            {t('view.save')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

function ForgetView({ view, views, onGone }: { view: SavedView; views: SavedView[]; onGone: () => void }) {
  const { t } = useI18n()
  const update = useUpdateMe()
  return (
    <IconButton
      small
      icon="trash"
      label={t('view.forget', { name: view.name })}
      onClick={() => {
        update.mutate({ preferences: { views: views.filter((other) => other.name !== view.name) } })
        onGone()
        toast(t('view.forgotten', { name: view.name }), {
          action: { label: t('ui.undo'), run: () => update.mutate({ preferences: { views } }) },
        })
      }}
    />
  )
}
