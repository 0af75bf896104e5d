// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Contact } from '#/api/types'
import { isFiltered, toQuery, validContactSearch } from '#/estate/contacts/filters'
import { conflicts, EMPTY, rebase, toCreate, toForm, toUpdate } from '#/estate/contacts/form-model'

const me = '019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a'

describe('the address of the list', () => {
  it('keeps what it knows and drops the rest', () => {
    const search = { type: 'buyer', status: 'gone', tag: ' vip', who: 'you', sort: '-created_at', page: 3 }
    expect(validContactSearch(search)).toEqual({ type: 'buyer', tag: 'vip' })
  })

  it('is a query of the API', () => {
    expect(toQuery({})).toEqual({ sort: '-created_at' })
    expect(toQuery({ q: ' Josée ', status: 'lead', tag: 'vip', who: 'me', sort: 'name' })).toEqual({
      q: 'Josée',
      status: 'lead',
      'tags[contains]': 'vip',
      owner_id: 'me',
      sort: 'name',
    })
  })

  it('filters, or is only sorted', () => {
    expect([isFiltered({ sort: 'name' }), isFiltered({ tag: 'vip' })]).toEqual([false, true])
  })
})

const record = {
  id: me,
  name: 'Josée Weber',
  type: 'seller',
  status: 'active',
  email: 'josee@example.com',
  phone: '+352661123456',
  phone_raw: '+352 661 123 456',
  tags: ['vip'],
  notes: null,
  owner_id: me,
} as Contact
const before = toForm(record)

describe('the form', () => {
  it('sends of a new contact what was filled in, and the choices', () => {
    expect(toCreate({ ...EMPTY, name: ' Josée ', email: ' ' })).toEqual({
      name: 'Josée',
      type: 'lead',
      status: 'lead',
    })
  })

  it('sends what differs; what was emptied is null, but for the name', () => {
    expect(toUpdate(before, before)).toEqual({})
    expect(toUpdate({ ...before, email: '', notes: ' ', name: '', tags: [] }, before)).toEqual({
      name: '',
      email: null,
      tags: [],
    })
  })

  it('shows the number as it was typed', () => {
    expect([before.phone, toForm({ ...record, phone_raw: null }).phone]).toEqual([
      '+352 661 123 456',
      '+352661123456',
    ])
  })

  it('asks about what both changed, and puts the rest together', () => {
    const mine = { ...before, name: 'Josée W.', notes: 'Mine' }
    const theirs = { ...before, notes: 'Theirs', email: 'new@example.com' }
    expect(conflicts(mine, theirs, before)).toEqual(['notes'])
    expect(rebase(mine, theirs, before)).toEqual({ ...theirs, name: 'Josée W.', notes: 'Mine' })
    expect(rebase(mine, theirs, before, ['notes'])).toEqual({ ...theirs, name: 'Josée W.' })
  })
})
