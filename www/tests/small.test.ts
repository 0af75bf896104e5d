// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest'
import { inkOn } from '#/agency/ink'
import { safeNext } from '#/agency/next'
import { originOf } from '#/agency/origin'
import { matches, rank } from '#/app/palette-rank'
import { canonical, paramsOf } from '#/ui/field-errors'

it('finds commands by letters in order, without accents', () => {
  expect(matches('Aller à : Équipe', 'equ')).toBe(true)
  expect(matches('Go to Team', 'gtt')).toBe(true)
  expect(matches('Go to Team', 'tg')).toBe(false)
})

it('puts whole words first, then what was used last', () => {
  const items = ['a', 'b', 'c'].map((id) => ({ id, label: id === 'c' ? 'Team' : `To ${id} eam` }))
  expect(rank(items, 'team', ['b']).map((item) => item.id)).toEqual(['c', 'b', 'a'])
})

it('goes back only to addresses of ours', () => {
  expect(safeNext('/properties?status=active')).toBe('/properties?status=active')
  expect(safeNext('//elsewhere.example')).toBe('/today')
  expect(safeNext('/\\elsewhere.example')).toBe('/today')
  expect(safeNext('https://elsewhere.example')).toBe('/today')
  expect(safeNext(null)).toBe('/today')
})

it('takes an address for the website it is on', () => {
  expect(originOf('www.maison.example')).toBe('https://www.maison.example')
  expect(originOf('https://WWW.Maison.example:443/biens?page=2')).toBe('https://www.maison.example')
  expect(originOf('http://localhost:5173/')).toBe('http://localhost:5173')
  expect(originOf('ftp://maison.example')).toBe('ftp://maison.example')
  expect(originOf('not a site')).toBe('not a site')
})

it('writes on a colour with what can be read', () => {
  expect(inkOn('#1f6f54')).toBe('#ffffff')
  expect(inkOn('#72c7a6')).toBe('#1e1c19')
})

it('reads the server’s field errors whichever of their names is used', () => {
  expect(canonical({ pointer: '/x', code: 'missing' }).code).toBe('required')
  expect(paramsOf({ pointer: '/x', code: 'out_of_range', params: { min: 0 } })).toEqual({
    min: 0,
    limits: 'min',
    expected: 'other',
  })
  expect(paramsOf({ pointer: '/x', code: 'required' })).toEqual({ limits: 'none', expected: 'other' })
})
