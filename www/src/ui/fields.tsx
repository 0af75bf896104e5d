// SPDX-License-Identifier: Apache-2.0
// Form fields with the server's answer under them. A field knows its JSON pointer, so errors find it.
import { PasswordInput, Textarea, TextInput, type TextInputProps } from '@mantine/core'
import '@mantine/core/styles/UnstyledButton.layer.css'
import '@mantine/core/styles/ActionIcon.layer.css'
import '@mantine/core/styles/Input.layer.css'
import '@mantine/core/styles/PasswordInput.layer.css'
import './inputs.css'
import { useEffect, useState } from 'react'
import type { FieldError } from '#/api/types'
import { type Translate, useI18n } from '#/app/i18n/i18n'
import { isKnownCode, paramsOf } from './field-errors'
import { parseNumber } from './parse-number'

/** The words for one of the server's field errors, in the reader's language where its code is known. */
export function fieldErrorText(t: Translate, error: FieldError): string {
  return isKnownCode(error.code)
    ? t(`error.${error.code}`, paramsOf(error))
    : (error.detail ?? t('error.other', { code: error.code }))
}

/** What stands under the field at `pointer`: errors at it or below it (a list's item, a translation). */
export function useFieldError(errors: FieldError[]) {
  const { t } = useI18n()
  return (pointer: string): string | undefined =>
    errors
      .filter((error) => error.pointer === pointer || error.pointer.startsWith(`${pointer}/`))
      .map((error) => fieldErrorText(t, error))
      .join(' ') || undefined
}

interface NumberFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  value: number | null
  onChange(value: number | null): void
  /** Decimals shown; none by default. */
  digits?: number
  /** Years and the like have no thousands separator. */
  plain?: boolean
}

export function NumberField({ value, onChange, digits = 0, plain, ...rest }: NumberFieldProps) {
  const { locale } = useI18n()
  const show = (n: number | null) =>
    n === null || Number.isNaN(n)
      ? ''
      : n.toLocaleString(locale, { maximumFractionDigits: digits, useGrouping: !plain })
  const [text, setText] = useState(show(value))
  const [typing, setTyping] = useState(false)
  const shown = show(value)
  useEffect(() => {
    if (!typing && !Number.isNaN(value)) setText(shown)
  }, [shown, typing, value])
  return (
    <TextInput
      {...rest}
      inputMode={digits ? 'decimal' : 'numeric'}
      autoComplete="off"
      value={text}
      onFocus={(event) => {
        setTyping(true)
        event.currentTarget.select()
      }}
      onBlur={() => {
        setTyping(false)
        // What is shown is what is sent.
        if (value && !Number.isNaN(value)) onChange(Number(value.toFixed(digits)))
      }}
      onChange={(event) => {
        setText(event.currentTarget.value)
        onChange(parseNumber(event.currentTarget.value, locale))
      }}
    />
  )
}

export { PasswordInput, Textarea, TextInput }
