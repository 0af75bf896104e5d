// SPDX-License-Identifier: Apache-2.0
// The small controls that every screen is made of.
import type { ButtonHTMLAttributes, ReactNode } from 'react'
import classes from './control.module.css'
import { Icon, type IconName } from './icon'

export { classes as controls }

export type ButtonKind = 'plain' | 'main' | 'bare' | 'bad'

export interface Look {
  kind?: ButtonKind
  small?: boolean
  wide?: boolean
}

/** Attributes that make a link look like a button. */
export function asButton({ kind = 'plain', small, wide }: Look = {}) {
  return {
    className: classes.button,
    'data-kind': kind,
    'data-small': small || undefined,
    'data-wide': wide || undefined,
  }
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Look {
  icon?: IconName
  /** Work is under way: the button stays focusable but does nothing. */
  busy?: boolean
  ref?: React.Ref<HTMLButtonElement>
}

export function Button({ kind, small, wide, icon, busy, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      {...asButton({ kind, small, wide })}
      data-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {icon && <Icon name={icon} small={small} />}
      {children}
    </button>
  )
}

/** A button that shows an icon alone; its label is spoken and shown as a hint. */
export function IconButton({ label, icon, ...rest }: ButtonProps & { label: string; icon: IconName }) {
  return (
    <button
      type="button"
      title={label}
      {...omitLook(rest)}
      {...asButton({ kind: rest.kind ?? 'bare', small: rest.small })}
      data-icon
      aria-label={label}
    >
      <Icon name={icon} />
    </button>
  )
}

function omitLook({
  kind: _kind,
  small: _small,
  wide: _wide,
  busy: _busy,
  icon: _icon,
  ...rest
}: ButtonProps) {
  return rest
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <span className={classes.kbd} aria-hidden="true">
      {children}
    </span>
  )
}

export function Spoken({ children }: { children: ReactNode }) {
  return <span className={classes.sr}>{children}</span>
}

export function Bar({ ratio, label, bad }: { ratio: number; label: string; bad?: boolean }) {
  return (
    <span
      className={classes.bar}
      data-bad={bad || undefined}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(ratio * 100)}
    >
      <i style={{ transform: `scaleX(${ratio})` }} />
    </span>
  )
}

export function Bone({ width, height = 14 }: { width?: number | string; height?: number | string }) {
  return <span className={classes.bone} style={{ width, height }} />
}

export function Tag({ kind, children }: { kind?: 'amber' | 'red' | 'green'; children: ReactNode }) {
  return (
    <span className={classes.tag} data-kind={kind}>
      {children}
    </span>
  )
}

export interface Choice<Value extends string> {
  value: Value
  label: string
  icon?: IconName
  /** The label is for the ear only. */
  iconOnly?: boolean
}

interface SegmentsProps<Value extends string> {
  label: string
  choices: Choice<Value>[]
  value: Value
  onChange(value: Value): void
}

export function Segments<Value extends string>({ label, choices, value, onChange }: SegmentsProps<Value>) {
  return (
    <fieldset className={classes.seg} aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          aria-label={choice.label}
          onClick={() => onChange(choice.value)}
        >
          {choice.icon && <Icon name={choice.icon} small />}
          {!choice.iconOnly && choice.label}
        </button>
      ))}
    </fieldset>
  )
}

/** A person by first letter; the tint follows the name, so it stays the same everywhere. */
export function Who({ name, picture, size }: { name: string; picture?: string | null; size?: 's' | 'l' }) {
  if (picture) return <img className={classes.who} data-size={size} src={picture} alt="" />
  let sum = 0
  for (const c of name) sum += c.codePointAt(0) ?? 0
  return (
    <span className={classes.who} data-tint={(sum % 4) + 1} data-size={size} aria-hidden="true">
      {(name.trim()[0] ?? '?').toUpperCase()}
    </span>
  )
}
