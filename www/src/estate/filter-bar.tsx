// SPDX-License-Identifier: Apache-2.0
// The filters that are set, each as a short sentence to click on or take away, and a button to add one.
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { controls } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu, Popover } from '#/ui/overlay'
import classes from './filter-bar.module.css'
import { FilterEditor } from './filter-editors'
import { FILTER_KINDS, type FilterKind, isSet, type ListSearch, setFilters, without } from './filters'
import { statusKey } from './labels'

interface FilterBarProps {
  search: ListSearch
  onChange(search: ListSearch): void
}

export function FilterBar({ search, onChange }: FilterBarProps) {
  const { t } = useI18n()
  const [adding, setAdding] = useState<FilterKind>()
  const free = FILTER_KINDS.filter((kind) => !isSet(search, kind))
  const shown = setFilters(search)
  // The editor of a filter being added hangs on the button until its first value makes it a chip.
  const pending = adding && !shown.includes(adding) ? adding : undefined
  return (
    <div className={classes.chips}>
      {shown.map((kind) => (
        <Chip
          key={kind}
          kind={kind}
          search={search}
          onChange={onChange}
          open={adding === kind}
          setOpen={(open) => setAdding(open ? kind : undefined)}
        />
      ))}
      <Popover
        opened={pending !== undefined}
        onChange={(open) => !open && setAdding(undefined)}
        width={300}
        withRoles={false}
      >
        <Popover.Target>
          <span>
            <Menu position="bottom-start" width={220}>
              <Menu.Target>
                <button type="button" className={controls.chip} data-dashed>
                  <Icon name="plus" small />
                  {t('filter.add')}
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                {free.map((kind) => (
                  <Menu.Item key={kind} onClick={() => setTimeout(() => begin(kind))}>
                    {t(`filter.${kind}`)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </span>
        </Popover.Target>
        <Popover.Dropdown>
          {pending && (
            <FilterEditor
              kind={pending}
              search={search}
              onChange={onChange}
              onDone={() => setAdding(undefined)}
            />
          )}
        </Popover.Dropdown>
      </Popover>
    </div>
  )

  function begin(kind: FilterKind) {
    if (kind === 'photos') return onChange({ ...search, photos: 'none' })
    if (kind === 'deleted') return onChange({ ...search, deleted: 'only' })
    setAdding(kind)
  }
}

interface ChipProps extends FilterBarProps {
  kind: FilterKind
  open: boolean
  setOpen(open: boolean): void
}

function Chip({ kind, search, onChange, open, setOpen }: ChipProps) {
  const { t } = useI18n()
  const sentence = useSentence(kind, search)
  const editable = kind !== 'photos' && kind !== 'deleted'
  return (
    <span className={controls.chip} data-on>
      <Popover opened={open && editable} onChange={setOpen} width={300}>
        <Popover.Target>
          <button type="button" onClick={() => setOpen(!open)}>
            <span className={controls.cut}>{sentence}</span>
          </button>
        </Popover.Target>
        <Popover.Dropdown>
          <FilterEditor kind={kind} search={search} onChange={onChange} onDone={() => setOpen(false)} />
        </Popover.Dropdown>
      </Popover>
      <button
        type="button"
        aria-label={t('filter.remove', { filter: sentence })}
        onClick={() => onChange(without(search, kind))}
      >
        <Icon name="x" small />
      </button>
    </span>
  )
}

/** The filter in words: "Price: €500k to €1.5m". */
function useSentence(kind: FilterKind, search: ListSearch): string {
  const { t, fmt } = useI18n()
  const { currency } = useAgency()
  const names = useMemberNames()
  const named = (what: string) => t('filter.sentence', { name: t(`filter.${kind}`), what })
  const range = (min: string | undefined, max: string | undefined, show: (n: number) => string) =>
    named(
      min && max
        ? t('filter.between', { min: show(Number(min)), max: show(Number(max)) })
        : min
          ? t('filter.from', { min: show(Number(min)) })
          : t('filter.up-to', { max: show(Number(max)) }),
    )
  const many = (values: string | undefined, word: (value: string) => string) =>
    named(fmt.list((values ?? '').split(',').map(word), 'disjunction'))
  switch (kind) {
    case 'status':
      return many(search.status, (value) => t(statusKey(value as 'draft')))
    case 'type':
      return many(search.type, (value) => t(`type.${value as 'house'}`))
    case 'deal':
      return t(`transaction.${search.deal as 'sale'}`)
    case 'price':
      return range(search.price_min, search.price_max, (n) => fmt.shortMoney(n, currency ?? 'EUR'))
    case 'area':
      return range(search.area_min, search.area_max, fmt.area)
    case 'beds':
      return t('filter.beds-from', { count: Number(search.beds_min) })
    case 'city':
      return named(search.city ?? '')
    case 'agent':
      return named(
        search.agent === 'me'
          ? t('filter.me')
          : (memberName(names.get(search.agent ?? '')) ?? t('filter.somebody')),
      )
    case 'photos':
      return t('view.no-photos')
    case 'added':
      return t('filter.added-within', { days: Number(search.added) })
    case 'deleted':
      return t('filter.deleted')
  }
}
