// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { RecordChange } from '#/api/types'
import { lastChange } from '#/estate/who-changed'

const change = (action: RecordChange['action'], fields: string[] = []): RecordChange => ({
  at: '2026-05-12T09:30:00Z',
  action,
  fields,
  actor_id: null,
  actor_name: null,
  key_id: null,
})

describe('whose version stands in the way', () => {
  it('is the last one that changed one of the fields', () => {
    const wanted = change('updated', ['city', 'price'])
    expect(lastChange([change('updated', ['city']), wanted, change('updated', ['price'])], ['price'])).toBe(
      wanted,
    )
  })
  it('is the last one at all where none is known to have changed them', () => {
    const last = change('restored')
    expect(lastChange([last, change('updated', ['city'])], ['price'])).toBe(last)
    expect(lastChange([], ['price'])).toBeUndefined()
  })
})
