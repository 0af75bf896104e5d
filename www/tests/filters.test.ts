// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '#/app/search'
import { boardFilter, DEALS } from '#/estate/deals/filters'
import { PROPERTIES, sameView, setFilters, toQuery, validListSearch, without } from '#/estate/filters'
import { LEADS } from '#/estate/leads/filters'
import { TASKS } from '#/estate/tasks/filters'
import { type Dialect, formOf, layoutOf, type Search, searchOf, withRest } from '#/estate/views/form'
import { calendarFilter, VISITS } from '#/estate/visits/filters'

describe('the address of the list', () => {
  it('keeps what it knows and drops the rest', () => {
    expect(
      validListSearch({
        status: 'active,nonsense,pending',
        price_min: '500000',
        price_max: 'much',
        agent: 'me',
        sort: 'drop table',
        view: 'table',
        open: 'not-an-id',
        page: '3',
      }),
    ).toEqual({ status: 'active,pending', price_min: '500000', agent: 'me', view: 'table' })
  })

  it('does not name the sort that is usual', () => {
    expect(validListSearch({ sort: '-created_at' })).toEqual({})
    expect(validListSearch({ sort: 'price' })).toEqual({ sort: 'price' })
  })

  it('reads back what it wrote, with commas to be read', () => {
    const search = { status: 'active,pending', q: 'rue & co' }
    const text = stringifySearch(search)
    expect(text).toBe('?status=active,pending&q=rue+%26+co')
    expect(parseSearch(text)).toEqual(search)
    expect(stringifySearch({ q: undefined, open: '' })).toBe('')
  })
})

describe('the query for an address', () => {
  it('is the newest first when nothing is asked', () => {
    expect(toQuery({})).toEqual({ sort: '-created_at' })
  })

  it('turns each filter into the API’s own', () => {
    expect(
      toQuery({
        q: ' villa ',
        status: 'active,pending',
        type: 'house',
        deal: 'rent',
        price_min: '500000',
        price_max: '1500000',
        area_min: '80',
        beds_min: '2',
        city: 'Belval',
        agent: 'me',
        photos: 'none',
        deleted: 'only',
        sort: '-price',
      }),
    ).toEqual({
      q: 'villa',
      'status[in]': 'active,pending',
      property_type: 'house',
      transaction: 'rent',
      'price[gte]': '500000',
      'price[lte]': '1500000',
      'living_area[gte]': '80',
      'bedrooms[gte]': '2',
      'city[like]': 'Belval',
      owner_id: 'me',
      'cover_media_id[null]': 'true',
      deleted: 'only',
      sort: '-price',
    })
  })

  it('leaves who reads and what day it is to the API, so that it stays the same', () => {
    expect(toQuery({ added: '7' })['created_at[gte]']).toBe('-P7D')
  })
})

describe('filters and views', () => {
  it('are set by any of their parameters and taken away with all of them', () => {
    const search = { price_max: '9', city: 'X', view: 'table' }
    expect(setFilters(search)).toEqual(['price', 'city'])
    expect(without(search, 'price')).toEqual({ city: 'X', view: 'table' })
  })

  it('are the same view whatever the order, layout, search text and open record', () => {
    expect(
      sameView({ agent: 'me', status: 'draft' }, { status: 'draft', agent: 'me', view: 'table', q: 'x' }),
    ).toBe(true)
    expect(sameView({ agent: 'me' }, { agent: 'me', sort: 'price' })).toBe(false)
  })

  it('are saved in the API’s words and read back', () => {
    const search = {
      status: 'active,pending',
      added: '7',
      agent: 'me',
      photos: 'none',
      sort: '-price',
      columns: 'price,city',
    }
    const form = formOf(PROPERTIES, { ...search, q: 'x', view: 'table' })
    expect(form).toEqual({
      filter: {
        'status[in]': 'active,pending',
        'created_at[gte]': '-P7D',
        owner_id: 'me',
        'cover_media_id[null]': 'true',
      },
      sort: '-price',
      columns: ['title', 'price', 'city'],
    })
    expect(searchOf(PROPERTIES, form)).toEqual({ search, rest: {} })
  })

  it('keep what the address has no word for', () => {
    const filter = { energy_class: 'A', 'created_at[gte]': '2026-01-01T00:00:00Z', status: 'gone', q: 'sea' }
    const { search, rest } = searchOf(PROPERTIES, { filter, sort: 'city', columns: ['features', 'city'] })
    expect(search).toEqual({ columns: 'city' })
    expect(rest).toEqual(filter)
    expect(withRest({ sort: 'price', q: 'view' }, rest)).toEqual({ ...filter, sort: 'price', q: 'sea view' })
  })
})

describe('lists that show a part unless asked for more', () => {
  const back = (dialect: Dialect, search: Search) => searchOf(dialect, formOf(dialect, search)).search

  it('say so to the API, and say nothing of it in the address', () => {
    expect(formOf(DEALS, {}).filter).toEqual({ status: 'open' })
    expect(formOf(TASKS, {}).filter).toEqual({ assignee_id: 'me', status: 'open' })
    expect(formOf(LEADS, {}).filter).toEqual({ 'status[in]': 'new,offered,claimed' })
    expect(formOf(VISITS, {}).filter).toEqual({ 'starts_at[gte]': 'P0D' })
    for (const dialect of [DEALS, TASKS, LEADS, VISITS]) expect(back(dialect, {})).toEqual({})
  })

  it('are found again in what a view holds', () => {
    for (const [dialect, search] of [
      [DEALS, { show: 'won,lost', who: 'me' }],
      [DEALS, { show: 'all', sort: '-amount', columns: 'amount,stage' }],
      [TASKS, { who: 'all', priority: 'high', due: '7' }],
      [LEADS, { show: 'closed', source: 'athome.lu' }],
      [VISITS, { since: 'all', status: 'requested', interest: 'strong' }],
    ] as const)
      expect(back(dialect, search)).toEqual(search)
  })

  it('show what they lack a word for, too', () => {
    expect(
      searchOf(TASKS, { filter: { q: 'key', 'due_at[null]': 'true' }, sort: null, columns: [] }),
    ).toEqual({
      search: { who: 'all', show: 'all' },
      rest: { q: 'key', 'due_at[null]': 'true' },
    })
  })

  it('keep how they are shown when the view changes', () => {
    expect(layoutOf(DEALS, { view: 'table', who: 'me', pick: '1' })).toEqual({ view: 'table' })
  })

  it('leave to board, agenda and calendar what these decide', () => {
    expect(boardFilter({ sort: 'x', status: 'open', 'stage_id[in]': 'a,b', owner_id: 'me' })).toEqual({
      owner_id: 'me',
    })
    expect(calendarFilter({ sort: 'x', 'starts_at[gte]': 'P0D', status: 'done' })).toEqual({ status: 'done' })
  })
})
