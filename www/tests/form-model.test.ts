// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import type { Property } from '#/api/types'
import { conflicts, emptyForm, rebase, toCreate, toForm, toUpdate } from '#/estate/form-model'

const record: Property = {
  id: '019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e',
  title: { en: 'Townhouse', fr: 'Maison' },
  status: 'active',
  property_type: 'house',
  transaction: 'sale',
  address: '24, rue Ermesinde',
  city: 'Limpertsberg',
  price: 1485000,
  currency: 'EUR',
  features: ['garden'],
  notes: null,
}
const before = toForm(record)

describe('a new property', () => {
  it('sends what was filled in, trimmed, and the choices', () => {
    const values = {
      ...emptyForm({ currency: 'EUR', country: 'LU' }),
      address: ' 12, rue du Fossé ',
      title: { en: 'Corner house', fr: ' ' },
    }
    expect(toCreate(values)).toEqual({
      address: '12, rue du Fossé',
      title: { en: 'Corner house' },
      status: 'draft',
      property_type: 'house',
      transaction: 'sale',
      country: 'LU',
      currency: 'EUR',
    })
  })

  it('sends zero, which is a number', () => {
    expect(toCreate({ ...emptyForm({}), address: 'x', bedrooms: 0 })).toMatchObject({ bedrooms: 0 })
  })
})

describe('a change', () => {
  it('is only what differs', () => {
    expect(toUpdate(before, before)).toEqual({})
    expect(toUpdate({ ...before, price: 1450000, city: 'Limpertsberg ' }, before)).toEqual({ price: 1450000 })
  })

  it('empties with null', () => {
    expect(toUpdate({ ...before, city: '', price: null }, before)).toEqual({ city: null, price: null })
  })

  it('takes away one language and leaves the other', () => {
    expect(toUpdate({ ...before, title: { en: 'Townhouse', fr: '' } }, before)).toEqual({
      title: { en: 'Townhouse', fr: null },
    })
    expect(toUpdate({ ...before, title: {} }, before)).toEqual({ title: { en: null, fr: null } })
  })
})

describe('two people at once', () => {
  const theirs = { ...before, price: 1450000, status: 'pending' as const }

  it('is a conflict only where both changed the same field differently', () => {
    expect(conflicts({ ...before, price: 1400000, city: 'Belair' }, theirs, before)).toEqual([
      { name: 'price', mine: 1400000, theirs: 1450000 },
    ])
    expect(conflicts({ ...before, price: 1450000 }, theirs, before)).toEqual([])
    expect(conflicts({ ...before, city: 'Belair' }, theirs, before)).toEqual([])
  })

  it('keeps their changes under mine', () => {
    expect(rebase({ ...before, city: 'Belair' }, theirs, before)).toEqual({ ...theirs, city: 'Belair' })
  })
})
