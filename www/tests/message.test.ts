// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { formatMessage, messageParams } from '#/app/i18n/message'

const photos = '{count, plural, =0 {none} one {# photo} other {# photos}}'

it('puts values in', () => {
  expect(formatMessage('Join {agency} as {name}', 'en-GB', { agency: 'A', name: 'B' })).toBe('Join A as B')
})

it('leaves a missing value empty', () => {
  expect(formatMessage('Hello {name}!', 'en-GB')).toBe('Hello !')
})

it('follows the plural rules of the language: zero is singular in French', () => {
  const message = '{count, plural, one {# photo} other {# photos}}'
  expect(formatMessage(message, 'en-GB', { count: 0 })).toBe('0 photos')
  expect(formatMessage(message, 'fr-LU', { count: 0 })).toBe('0 photo')
  expect(formatMessage(message, 'en-GB', { count: 1 })).toBe('1 photo')
})

it('prefers an exact case', () => {
  expect(formatMessage(photos, 'en-GB', { count: 0 })).toBe('none')
})

it('writes numbers as the reader does', () => {
  expect(formatMessage(photos, 'en-GB', { count: 1240 })).toBe('1,240 photos')
  expect(formatMessage('{n}', 'fr-LU', { n: 1240 })).toBe('1.240')
})

it('selects by word, with messages inside', () => {
  const message = '{limits, select, both {{min} to {max}} other {no limits}}'
  expect(formatMessage(message, 'en-GB', { limits: 'both', min: 1, max: 9 })).toBe('1 to 9')
  expect(formatMessage(message, 'en-GB', { limits: 'none' })).toBe('no limits')
})

it('says what is wrong with a message', () => {
  expect(() => formatMessage('{open', 'en-GB')).toThrow('open brace')
  expect(() => formatMessage('{n, plural, one {x}}', 'en-GB', { n: 1 })).toThrow('lacks the case "other"')
  expect(() => formatMessage('{n, ordinal, other {x}}', 'en-GB', { n: 1 })).toThrow('unknown form "ordinal"')
})

it('names the parameters of a message', () => {
  expect(messageParams('{b} {a, plural, other {# of {c}}}')).toEqual(['a', 'b', 'c'])
})
