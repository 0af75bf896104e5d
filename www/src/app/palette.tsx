// SPDX-License-Identifier: Apache-2.0
// ⌘K: go somewhere, create, find a record. Places work without a connection; the last used stand first.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useId, useRef, useState } from 'react'
import { useSwitchAgency } from '#/agency/agency-switcher'
import { useAgency, useMe, useRights } from '#/agency/me'
import { api, ok } from '#/api/client'
import type { Hit } from '#/api/types'
import { inLanguage } from '#/estate/labels'
import { controls, Kbd } from '#/ui/control'
import { Icon, type IconName } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import { useI18n } from './i18n/i18n'
import classes from './palette.module.css'
import { matches, rank, remembered, rememberUse } from './palette-rank'
import { PLACES } from './rail'

interface Command {
  id: string
  label: string
  hint?: string
  icon?: IconName
  picture?: string | null
  keys?: string
  run(): void
}

interface PaletteProps {
  onClose(): void
  onHelp(): void
}

export function Palette({ onClose, onHelp }: PaletteProps) {
  const { t } = useI18n()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const dialog = useRef<HTMLDialogElement>(null)
  const listId = useId()
  const commands = useCommands(onHelp)
  const [asked] = useDebouncedValue(text.trim(), 140)
  const found = useFound(asked)
  const [recent] = useState(remembered)
  const shown = [
    ...rank(
      commands.filter((command) => matches(command.label, text)),
      text,
      recent,
    ),
    ...found,
  ]
  const current = shown[Math.min(at, shown.length - 1)]

  useEffect(() => {
    const before = document.activeElement
    const box = dialog.current
    if (box && !box.open) box.showModal()
    // A dialog that is taken out of the page gives the focus back to nobody by itself.
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])

  function run(command: Command | undefined) {
    if (!command) return
    rememberUse(command.id)
    onClose()
    command.run()
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it, which the dialog does by itself
    <dialog
      ref={dialog}
      className={classes.box}
      aria-modal="true"
      aria-label={t('shell.find')}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className={classes.inside}>
        <div className={classes.field}>
          <Icon name="search" />
          <input
            autoFocus
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={current && `${listId}-${current.id}`}
            aria-label={t('shell.find')}
            placeholder={t('palette.hint')}
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value)
              setAt(0)
            }}
            onKeyDown={(event) => {
              const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
              if (by && shown.length)
                setAt((now) => (Math.min(now, shown.length - 1) + by + shown.length) % shown.length)
              else if (event.key === 'Enter' && !event.nativeEvent.isComposing) run(current)
              else return
              event.preventDefault()
            }}
          />
          <Kbd>esc</Kbd>
        </div>
        <div id={listId} role="listbox" aria-label={t('shell.find')} className={classes.list}>
          {shown.map((command) => (
            <Row
              key={command.id}
              id={`${listId}-${command.id}`}
              command={command}
              current={command === current}
              onPoint={() => setAt(shown.indexOf(command))}
              onRun={() => run(command)}
            />
          ))}
          {shown.length === 0 && <p className={classes.none}>{t('palette.none')}</p>}
        </div>
      </div>
    </dialog>
  )
}

interface RowProps {
  id: string
  command: Command
  current: boolean
  onPoint(): void
  onRun(): void
}

function Row({ id, command, current, onPoint, onRun }: RowProps) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (current) ref.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the current option
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field runs the current option
    <div
      ref={ref}
      id={id}
      role="option"
      aria-selected={current}
      className={classes.row}
      onPointerMove={onPoint}
      onClick={onRun}
    >
      {command.icon ? (
        <span className={classes.icon}>
          <Icon name={command.icon} />
        </span>
      ) : (
        <Photo className={classes.photo} src={command.picture} alt="" />
      )}
      <span className={controls.cut}>{command.label}</span>
      {command.hint && <small className={controls.cut}>{command.hint}</small>}
      {command.keys && <Kbd>{command.keys}</Kbd>}
    </div>
  )
}

function useCommands(onHelp: () => void): Command[] {
  const { t } = useI18n()
  const router = useRouter()
  const me = useMe()
  const { manage, write } = useRights()
  const switchTo = useSwitchAgency()
  const go = (to: string) => () => void router.navigate({ to })
  return [
    ...(write
      ? [
          { id: 'new', label: t('list.new'), icon: 'plus' as const, keys: 'C', run: go('/properties/new') },
          { id: 'new-contact', label: t('contact.new'), icon: 'plus' as const, run: go('/contacts/new') },
        ]
      : []),
    ...PLACES.filter((place) => !place.for || manage).map((place) => ({
      id: place.to,
      label: t('palette.go', { place: t(place.label) }),
      icon: place.icon,
      run: go(place.to),
    })),
    {
      id: 'profile',
      label: t('palette.go', { place: t('account.profile') }),
      icon: 'person',
      run: go('/profile'),
    },
    ...me.agencies
      .filter((agency) => agency.id !== me.agency?.id)
      .map((agency) => ({
        id: `agency-${agency.id}`,
        label: t('palette.switch', { agency: agency.name }),
        icon: 'updown' as const,
        run: () => void switchTo(agency.id),
      })),
    { id: 'help', label: t('shell.help'), icon: 'key', keys: '?', run: onHelp },
  ]
}

/** Where a record's page is, and its sign; a property shows its picture instead. */
const RECORDS = {
  properties: { to: '/properties/$id', icon: undefined },
  contacts: { to: '/contacts/$id', icon: 'person' },
  deals: { to: '/deals/$id', icon: 'deals' },
} as const

function useFound(text: string): Command[] {
  const { language } = useI18n()
  const agency = useAgency()
  const router = useRouter()
  const { data } = useQuery({
    queryKey: ['palette', agency.id, text],
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/api/search', { params: { query: { q: text } }, signal }))).data as Hit[],
  })
  if (text.length < 2) return []
  return (data ?? []).flatMap(({ type, id, name, title, detail, thumbnail_url }) => {
    if (!(type in RECORDS)) return []
    const { to, icon } = RECORDS[type as keyof typeof RECORDS]
    const titled = inLanguage(title, language)
    return {
      id,
      label: titled ?? name ?? '',
      hint: [titled && name, detail].filter(Boolean).join(', '),
      icon,
      picture: thumbnail_url,
      run: () => void router.navigate({ to, params: { id } }),
    }
  })
}
