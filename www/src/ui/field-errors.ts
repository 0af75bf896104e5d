// SPDX-License-Identifier: Apache-2.0
// The server's field error codes that the catalogues have words for.
import type { FieldError } from '#/api/types'
import type { Params } from '#/app/i18n/message'

const KNOWN = [
  'required',
  'type',
  'format',
  'out_of_range',
  'too_long',
  'too_short',
  'too_many',
  'not_unique',
  'not_found',
  'in_use',
  'not_allowed',
  'read_only',
  'unknown_field',
  'wrong',
  'number',
  'precision',
  'not_an_image',
  'same_as_email',
  'expired',
  'not_reachable',
  'no_photo',
  'missing_variables',
  'consent_withdrawn',
  'too_large',
] as const

export type KnownCode = (typeof KNOWN)[number]

/** Other names for the same thing, so that a message is found whichever the server uses. */
const ALIASES: Record<string, KnownCode> = {
  missing: 'required',
  blank: 'required',
  range: 'out_of_range',
  unique: 'not_unique',
  duplicate: 'not_unique',
  one_of: 'not_allowed',
  enum: 'not_allowed',
  not_one_of: 'not_allowed',
  excluded: 'not_allowed',
  repeated: 'not_unique',
  bad_characters: 'format',
  wrong_type: 'type',
  wrong_password: 'wrong',
  invalid: 'format',
  unknown: 'unknown_field',
  incorrect: 'wrong',
}

export function isKnownCode(code: string): code is KnownCode {
  return (KNOWN as readonly string[]).includes(code)
}

export function canonical(error: FieldError): FieldError {
  return { ...error, code: ALIASES[error.code] ?? error.code }
}

/** The parameters as plain text and numbers, with "which limits are there" spelled out for the messages. */
export function paramsOf(error: FieldError): Params {
  const params: Params = {}
  for (const [name, value] of Object.entries(error.params ?? {}))
    if (typeof value === 'number' || typeof value === 'string') params[name] = value
  const { min, max } = params
  params.expected ??= 'other'
  params.limits =
    min !== undefined ? (max !== undefined ? 'both' : 'min') : max !== undefined ? 'max' : 'none'
  return params
}
