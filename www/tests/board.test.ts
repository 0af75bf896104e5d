// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest'
import { type Column, type Held, moveTo, placeOf, stepped, withHeld } from '#/estate/deals/board'

/** "ab cd -": columns s0, s1, s2 with deals a b, c d and none. */
const board = (text: string): Column<{ id: string }>[] =>
  text
    .split(' ')
    .map((deals, n) => ({ id: `s${n}`, deals: [...deals].filter((c) => c !== '-').map((id) => ({ id })) }))
const text = (columns: Column<{ id: string }>[]) =>
  columns.map(({ deals }) => deals.map(({ id }) => id).join('') || '-').join(' ')

const start = board('abc de -')
const held = (stage: number, index: number, id = 'b'): Held => ({ id, stage: `s${stage}`, index })

describe('the board', () => {
  it('knows where a deal is', () => {
    expect(placeOf(start, 'e')).toEqual({ stage: 's1', index: 1 })
    expect(placeOf(start, 'x')).toBeUndefined()
  })

  it('shows a held deal where it is held', () => {
    expect(text(withHeld(start, null))).toBe('abc de -')
    expect(text(withHeld(start, held(0, 0)))).toBe('bac de -')
    expect(text(withHeld(start, held(0, 2)))).toBe('acb de -')
    expect(text(withHeld(start, held(1, 1)))).toBe('ac dbe -')
    expect(text(withHeld(start, held(2, 7)))).toBe('ac de b')
    expect(text(withHeld(board('ac de -'), held(1, 0), { id: 'b' }))).toBe('ac bde -')
  })

  it('goes a step by an arrow key, and not over an edge', () => {
    const steps: [Held, string, Held | undefined][] = [
      [held(0, 1), 'ArrowUp', held(0, 0)],
      [held(0, 0), 'ArrowUp', undefined],
      [held(0, 1), 'ArrowDown', held(0, 2)],
      [held(0, 2), 'ArrowDown', undefined],
      [held(0, 1), 'ArrowRight', held(1, 1)],
      [held(0, 1), 'ArrowLeft', undefined],
      [held(1, 2), 'ArrowRight', held(2, 0)],
      [held(2, 0), 'ArrowRight', undefined],
      [held(1, 2), 'ArrowDown', undefined],
    ]
    for (const [from, key, to] of steps) expect([key, stepped(start, from, key)]).toEqual([key, to])
  })

  it('tells the server a neighbour', () => {
    expect(moveTo(start, held(0, 0))).toEqual({ stage_id: 's0', before_id: 'a' })
    expect(moveTo(start, held(0, 2))).toEqual({ stage_id: 's0', after_id: 'c' })
    expect(moveTo(start, held(1, 1))).toEqual({ stage_id: 's1', after_id: 'd' })
    expect(moveTo(start, held(2, 0))).toEqual({ stage_id: 's2' })
  })
})
