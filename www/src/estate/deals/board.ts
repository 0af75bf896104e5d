// SPDX-License-Identifier: Apache-2.0
// The board without the screen: columns of deals, and one of them held somewhere on its way.
import type { Deal, DealStage } from '#/api/types'

export interface Column<Deal extends { id: string }> {
  id: string
  deals: Deal[]
}

export interface Place {
  stage: string
  index: number
}

export interface Held extends Place {
  id: string
}

export function placeOf<D extends { id: string }>(columns: Column<D>[], id: string): Place | undefined {
  for (const { id: stage, deals } of columns) {
    const index = deals.findIndex((deal) => deal.id === id)
    if (index >= 0) return { stage, index }
  }
  return undefined
}

/** The columns with the held deal where it is held. `known`: as it was when it was picked up, for the moment in which lists
 *  that are read again one after another have it nowhere. */
export function withHeld<D extends { id: string }>(
  columns: Column<D>[],
  held: Held | null,
  known?: D,
): Column<D>[] {
  const deal = held && (columns.flatMap(({ deals }) => deals).find(({ id }) => id === held.id) ?? known)
  if (!deal) return columns
  return columns.map((column) => {
    const deals = column.deals.filter(({ id }) => id !== held.id)
    if (column.id === held.stage) deals.splice(Math.min(held.index, deals.length), 0, deal)
    return { ...column, deals }
  })
}

/** One step by an arrow key: to the stage beside, at the same height, or one place up or down. */
export function stepped<D extends { id: string }>(
  columns: Column<D>[],
  held: Held,
  key: string,
): Held | undefined {
  const at = columns.findIndex(({ id }) => id === held.stage)
  const others = (index: number) => columns[index]?.deals.filter(({ id }) => id !== held.id).length ?? 0
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const index = held.index + (key === 'ArrowUp' ? -1 : 1)
    return index < 0 || index > others(at) ? undefined : { ...held, index }
  }
  const next = at + (key === 'ArrowLeft' ? -1 : 1)
  const stage = columns[next]?.id
  return stage === undefined ? undefined : { ...held, stage, index: Math.min(held.index, others(next)) }
}

/** What the API is told: the stage, and the neighbour that it stands behind, or before. */
export function moveTo<D extends { id: string }>(columns: Column<D>[], held: Held) {
  const deals = columns.find(({ id }) => id === held.stage)?.deals.filter(({ id }) => id !== held.id) ?? []
  const after = deals[held.index - 1]
  const before = after ? undefined : deals[held.index]
  return {
    stage_id: held.stage,
    ...(after && { after_id: after.id }),
    ...(before && { before_id: before.id }),
  }
}

type Summed = Pick<Deal, 'amount' | 'currency'> & { id: string }

/** What the deals shown come to in each stage and currency, as the server counts all of a member's. */
export function totalsOf(columns: Column<Summed>[], stages: Pick<DealStage, 'id' | 'probability'>[]) {
  return columns.flatMap(({ id, deals }) => {
    const probability = (stages.find((stage) => stage.id === id)?.probability ?? 0) / 100
    return [...new Set(deals.map(({ currency }) => currency ?? ''))].map((currency) => {
      const own = deals.filter((deal) => (deal.currency ?? '') === currency)
      const amount = own.reduce((sum, deal) => sum + (deal.amount ?? 0), 0)
      return { stage_id: id, currency, deals: own.length, amount, weighted: amount * probability }
    })
  })
}
