// SPDX-License-Identifier: Apache-2.0
// What can be done with the view that is shown: keep what was changed, save it as another, and all that its menu has.
import { useState } from 'react'
import { preferencesOf, useMe, useRights, useUpdateMe } from '#/agency/me'
import type { SavedView } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button, IconButton } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import type { Dialect, Form, Search } from './form'
import { useChangeViews, useDeleteView, useRestoreView } from './queries'
import { NameView, SaveView } from './save-view'
import type { Views } from './use-views'
import classes from './views.module.css'

interface ViewActionsProps {
  dialect: Dialect
  views: Views
  /** What the address shows. */
  form: Form
  here: Search
  onShow(search: Search): void
}

export function ViewActions({ dialect, views, form, here, onShow }: ViewActionsProps) {
  const { t } = useI18n()
  const me = useMe()
  const { write, manage } = useRights()
  const change = useChangeViews(dialect.list)
  const { current, changed } = views
  const mayChange = (view: SavedView) =>
    view.author_id === me.id ? view.private || write : !view.private && manage
  const failed = { onError: () => toast(t('failed.other.text'), { bad: true }) }

  function keep(view: SavedView) {
    // null takes away what the view had and the address has no more
    const gone = Object.keys(view.filter).filter((key) => !(key in views.rest || key in form.filter))
    const filter = { ...Object.fromEntries(gone.map((key) => [key, null])), ...form.filter }
    change.mutate([{ id: view.id, body: { list: view.list, ...form, filter } }], failed)
  }

  return (
    <>
      {current && changed && mayChange(current) && (
        <Button small kind="bare" busy={change.isPending} onClick={() => keep(current)}>
          <span className={classes.save}>{t('view.keep')}</span>
        </Button>
      )}
      {(!current || changed) && (
        <SaveView
          dialect={dialect}
          form={{ ...form, filter: { ...views.rest, ...form.filter } }}
          onSaved={(view) => onShow({ ...here, saved: view.id })}
        />
      )}
      {current && (
        <ViewMenu
          dialect={dialect}
          view={current}
          views={views}
          mayChange={mayChange}
          onGone={() => onShow(views.usual ? { saved: 'none' } : {})}
        />
      )}
    </>
  )
}

interface ViewMenuProps {
  dialect: Dialect
  view: SavedView
  views: Views
  mayChange(view: SavedView): boolean
  onGone(): void
}

function ViewMenu({ dialect: { list }, view, views, mayChange, onGone }: ViewMenuProps) {
  const { t } = useI18n()
  const me = useMe()
  const { write } = useRights()
  const update = useUpdateMe()
  const change = useChangeViews(list)
  const remove = useDeleteView()
  const restore = useRestoreView()
  const [naming, setNaming] = useState(false)
  const may = mayChange(view)
  const isUsual = views.usual === view.id
  const failed = { onError: () => toast(t('failed.other.text'), { bad: true }) }

  const begin = (id: string | null) =>
    update.mutate({ preferences: { default_views: { ...preferencesOf(me).default_views, [list]: id } } })

  // Among those that stand together, all of which one may move: their places are numbered anew.
  const beside = views.all.filter((other) => other.private === view.private)
  const at = beside.indexOf(view)
  const orderable = beside.every(mayChange)
  function move(by: 1 | -1) {
    const order = beside.filter((other) => other !== view)
    order.splice(at + by, 0, view)
    const moved = order.flatMap(({ id, position }, n) =>
      position === n + 1 ? [] : [{ id, body: { position: n + 1 } }],
    )
    change.mutate(moved, failed)
  }

  async function forget() {
    onGone()
    if (isUsual) begin(null)
    try {
      await remove.mutateAsync(view.id)
    } catch {
      return toast(t('failed.other.text'), { bad: true })
    }
    toast(t('view.deleted', { name: view.name }), {
      action: { label: t('ui.undo'), run: () => restore.mutate(view.id) },
    })
  }

  return (
    <>
      {naming && (
        <NameView
          name={view.name}
          onClose={() => setNaming(false)}
          onName={(name) => change.mutateAsync([{ id: view.id, body: { name } }])}
        />
      )}
      <Menu width={260}>
        <Menu.Target>
          <IconButton small icon="more" label={t('view.menu', { name: view.name })} />
        </Menu.Target>
        <Menu.Dropdown>
          {may && (
            <Menu.Item leftSection={<Icon name="pen" small />} onClick={() => setNaming(true)}>
              {t('view.rename')}
            </Menu.Item>
          )}
          {may && write && (view.private || view.author_id === me.id) && (
            <Menu.Item
              leftSection={<Icon name={view.private ? 'contacts' : 'person'} small />}
              onClick={() => change.mutate([{ id: view.id, body: { private: !view.private } }], failed)}
            >
              {view.private ? t('view.share') : t('view.unshare')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="home" small />} onClick={() => begin(isUsual ? null : view.id)}>
            {isUsual ? t('view.not-first') : t('view.first')}
          </Menu.Item>
          {orderable && at > 0 && (
            <Menu.Item leftSection={<Icon name="left" small />} onClick={() => move(-1)}>
              {t('view.left')}
            </Menu.Item>
          )}
          {orderable && at < beside.length - 1 && (
            <Menu.Item leftSection={<Icon name="right" small />} onClick={() => move(1)}>
              {t('view.right')}
            </Menu.Item>
          )}
          {may && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<Icon name="trash" small />} onClick={() => void forget()}>
                {t('ui.delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
