// SPDX-License-Identifier: Apache-2.0
// What a filter asks for: a list to tick, a range, a word. Every change takes effect at once.
import { useMe } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import { areaUnit, fromDisplayArea, toDisplayArea } from '#/app/i18n/format'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { NumberField, TextInput } from '#/ui/fields'
import classes from './filter-bar.module.css'
import { type FilterKind, type ListSearch, type Parameter, STATUSES, TYPES } from './filters'
import { statusKey } from './labels'

interface EditorProps {
  search: ListSearch
  onChange(search: ListSearch): void
}

interface FilterEditorProps extends EditorProps {
  kind: FilterKind
  onDone(): void
}

export function FilterEditor({ kind, onDone, ...rest }: FilterEditorProps) {
  const { t } = useI18n()
  return (
    <form
      className={classes.editor}
      aria-label={t(`filter.${kind}`)}
      onSubmit={(event) => {
        event.preventDefault()
        onDone()
      }}
    >
      <Editor kind={kind} {...rest} />
      <Button type="submit" small>
        {t('ui.done')}
      </Button>
    </form>
  )
}

function Editor({ kind, ...rest }: EditorProps & { kind: FilterKind }) {
  const { t, fmt } = useI18n()
  switch (kind) {
    case 'status':
      return <Ticks {...rest} name="status" values={STATUSES} label={(v) => t(statusKey(v as 'draft'))} />
    case 'type':
      return <Ticks {...rest} name="type" values={TYPES} label={(v) => t(`type.${v as 'house'}`)} />
    case 'deal':
      return (
        <One {...rest} name="deal" values={['sale', 'rent']} label={(v) => t(`transaction.${v as 'sale'}`)} />
      )
    case 'added':
      return (
        <One
          {...rest}
          name="added"
          values={['7', '30', '90']}
          label={(v) => t('filter.added-within', { days: Number(v) })}
        />
      )
    case 'beds':
      return (
        <One
          {...rest}
          name="beds_min"
          values={['1', '2', '3', '4', '5']}
          label={(v) => t('filter.beds-from', { count: Number(v) })}
        />
      )
    case 'agent':
      return <Agents {...rest} />
    case 'price':
      return <Range {...rest} min="price_min" max="price_max" />
    case 'area':
      return (
        <Range
          {...rest}
          min="area_min"
          max="area_max"
          unit={areaUnit(fmt.units)}
          show={(n) => Math.round(toDisplayArea(n, fmt.units))}
          read={(n) => fromDisplayArea(n, fmt.units)}
        />
      )
    case 'city':
      return (
        <TextInput
          label={t('filter.city')}
          data-autofocus
          value={rest.search.city ?? ''}
          onChange={(event) =>
            rest.onChange({ ...rest.search, city: event.currentTarget.value || undefined })
          }
        />
      )
    default:
      return null
  }
}

interface ChoiceProps extends EditorProps {
  name: Parameter
  values: readonly string[]
  label(value: string): string
}

/** Any number of values, kept in the order of the list. */
function Ticks({ search, onChange, name, values, label }: ChoiceProps) {
  const chosen = search[name]?.split(',') ?? []
  return (
    <div className={classes.options}>
      {values.map((value, at) => (
        <label key={value}>
          <input
            type="checkbox"
            data-autofocus={at === 0 || undefined}
            checked={chosen.includes(value)}
            onChange={(event) => {
              const next = values.filter((v) =>
                v === value ? event.currentTarget.checked : chosen.includes(v),
              )
              onChange({ ...search, [name]: next.join(',') || undefined })
            }}
          />
          {label(value)}
        </label>
      ))}
    </div>
  )
}

function One({ search, onChange, name, values, label }: ChoiceProps) {
  return (
    <div className={classes.options} role="radiogroup">
      {values.map((value, at) => (
        <label key={value}>
          <input
            type="radio"
            data-autofocus={search[name] === value || (!search[name] && at === 0) || undefined}
            name={name}
            checked={search[name] === value}
            onChange={() => onChange({ ...search, [name]: value })}
          />
          {label(value)}
        </label>
      ))}
    </div>
  )
}

function Agents(props: EditorProps) {
  const { t } = useI18n()
  const me = useMe()
  const { data = [] } = useMembers()
  const others = data.filter((member) => member.user_id && member.user_id !== me.id)
  const name = (value: string) =>
    value === 'me'
      ? t('filter.me')
      : (memberName(others.find((member) => member.user_id === value)) ?? t('members.nameless'))
  return (
    <One
      {...props}
      name="agent"
      values={['me', ...others.map((member) => member.user_id ?? '')]}
      label={name}
    />
  )
}

interface RangeProps extends EditorProps {
  min: Parameter
  max: Parameter
  unit?: string
  show?(n: number): number
  read?(n: number): number
}

function Range({ search, onChange, min, max, unit, show = (n) => n, read = (n) => n }: RangeProps) {
  const { t } = useI18n()
  const field = (name: Parameter, label: string) => {
    const value = search[name]
    return (
      <NumberField
        label={unit ? `${label} (${unit})` : label}
        value={value === undefined ? null : show(Number(value))}
        data-autofocus={name === min || undefined}
        onChange={(n) => {
          if (n !== null && !(n >= 0)) return
          onChange({ ...search, [name]: n === null ? undefined : String(read(n)) })
        }}
      />
    )
  }
  return (
    <div className={classes.range}>
      {field(min, t('filter.min'))}
      {field(max, t('filter.max'))}
    </div>
  )
}
