// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest'
import { startsBundle } from '#/intake/imports'

const starts = (text: string) => startsBundle(new Blob([text]))

test('a bundle is known by the table in its first line', async () => {
  expect(await starts('\uFEFF\n{"external_ref":"c","table":"contacts"}\r\n{}')).toBe(true)
  expect(await starts('{"table":"contacts"}')).toBe(true)
  expect(await starts('{"name":"Line One"}\n{"table":"contacts"}')).toBe(false)
  expect(await starts('{"table":7}')).toBe(false)
  expect(await starts('{"table":"cut')).toBe(false)
  expect(await starts('table;name\n')).toBe(false)
  expect(await starts('')).toBe(false)
})
