// SPDX-License-Identifier: Apache-2.0
// The options of one step: chips for a choice, a slider for an amount, marks on the photo for places.
import { useId } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button, controls } from '#/ui/control'
import { TextInput } from '#/ui/fields'
import { amountText, choiceName, optionName, toolName } from './names'
import classes from './options.module.css'
import { controlOf, type Mark, type Step, stepOf } from './recipe'
import type { OptionSchema, Tool } from './types'

/** Finer than the rest: a horizon one degree off is seen. */
const FINER: Record<string, number> = { angle: 0.1 }

export interface FieldsProps {
  step: Step
  tool: Tool
  /** How many photos are chosen: marks are right for one alone. */
  photos: number
  /** What is being marked on the photo for this step. */
  marking: Mark | undefined
  onMark(mark: Mark | undefined): void
  onChange(name: string, value: unknown): void
}

export function OptionFields(props: FieldsProps) {
  const { t } = useI18n()
  const { step, tool, onChange } = props
  const shown = Object.entries(tool.options.properties ?? {}).filter(
    ([name, option]) => controlOf(name, option) !== 'none',
  )
  if (!shown.length) return null
  return (
    <fieldset
      className={classes.fields}
      aria-label={t('studio.options-of', { name: toolName(t, tool.name) })}
    >
      {shown.map(([name, option]) => {
        const common = {
          name,
          option,
          value: step.options[name],
          onChange: (value: unknown) => onChange(name, value),
        }
        switch (controlOf(name, option)) {
          case 'choice':
            return <Chips key={name} {...common} required={tool.options.required?.includes(name)} />
          case 'switch':
            return <Switch key={name} {...common} />
          case 'slider':
            return step.options.auto === true || (name === 'angle' && step.options.corners) ? null : (
              <Amount key={name} {...common} />
            )
          case 'text':
            return (
              <TextInput
                key={name}
                label={optionName(t, name)}
                maxLength={option.maxLength}
                value={typeof common.value === 'string' ? common.value : ''}
                onChange={(event) => onChange(name, event.currentTarget.value || undefined)}
              />
            )
          default:
            return <Marks key={name} {...props} name={name as Mark} />
        }
      })}
    </fieldset>
  )
}

interface FieldProps {
  name: string
  option: OptionSchema
  value: unknown
  onChange(value: unknown): void
}

/** One of a few, all to be seen. What need not be chosen can be let go of again. */
function Chips({ name, option, value, required, onChange }: FieldProps & { required?: boolean }) {
  const { t } = useI18n()
  const id = useId()
  return (
    <div className={classes.field}>
      <span id={id} className={classes.name}>
        {optionName(t, name)}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand beside it */}
      <div role="group" aria-labelledby={id} className={classes.chips}>
        {option.enum?.map((choice) => (
          <button
            key={choice}
            type="button"
            className={controls.chip}
            data-on={choice === value ? '' : undefined}
            aria-pressed={choice === value}
            onClick={() => onChange(choice === value && !required ? undefined : choice)}
          >
            {choiceName(t, choice)}
          </button>
        ))}
      </div>
    </div>
  )
}

function Switch({ name, value, onChange }: FieldProps) {
  const { t } = useI18n()
  return (
    <label className={classes.switch}>
      <input
        type="checkbox"
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {optionName(t, name)}
    </label>
  )
}

function Amount({ name, option, value, onChange }: FieldProps) {
  const { t, fmt } = useI18n()
  const id = useId()
  const { minimum = 0, maximum = 1 } = option
  const given =
    typeof value === 'number' ? value : typeof option.default === 'number' ? option.default : minimum
  const amount = typeof value === 'number' || minimum >= 0 ? given : 0
  const text = amountText(t, fmt, name, option, amount)
  return (
    <div className={classes.field}>
      <span className={classes.pair}>
        <label htmlFor={id} className={classes.name}>
          {optionName(t, name)}
        </label>
        <output htmlFor={id}>{text}</output>
      </span>
      <input
        id={id}
        type="range"
        className={classes.range}
        min={minimum}
        max={maximum}
        step={FINER[name] ?? stepOf(option)}
        value={amount}
        aria-valuetext={text}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  )
}

/** Boxes, corners and spots are marked on the photo that is looked at; here stands what there is of them. */
function Marks({ name, step, photos, marking, onMark, onChange }: FieldsProps & { name: Mark }) {
  const { t } = useI18n()
  const value = step.options[name]
  const count = Array.isArray(value) ? value.length : 0
  const isSet = name === 'boxes' ? count > 0 : value !== undefined
  const now = marking === name
  return (
    <div className={classes.field}>
      <span className={classes.name}>{optionName(t, name)}</span>
      {photos > 1 ? (
        <p className={classes.quiet}>{t('studio.mark-one')}</p>
      ) : (
        <div className={classes.chips}>
          <Button
            small
            icon={now ? 'check' : 'area'}
            aria-pressed={now}
            disabled={photos === 0}
            onClick={() => onMark(now ? undefined : name)}
          >
            {t(now ? 'studio.mark-done' : isSet ? `studio.mark-again.${name}` : `studio.mark.${name}`, {
              count,
            })}
          </Button>
          {isSet && (
            <Button
              small
              kind="bare"
              onClick={() => {
                onChange(name, undefined)
                if (name === 'x') onChange('y', undefined)
              }}
            >
              {t('studio.mark-clear')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}
