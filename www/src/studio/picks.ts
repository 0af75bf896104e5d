// SPDX-License-Identifier: Apache-2.0
// Which photos are chosen, as lists of many can be chosen from everywhere: a click or Space turns one over, with Shift all from the
// last one on. What is chosen keeps the order of the gallery.

export interface Picks {
  chosen: string[]
  /** From which Shift goes on. */
  anchor: string | null
}

export const NONE: Picks = { chosen: [], anchor: null }

const inOrder = (order: readonly string[], chosen: ReadonlySet<string>) =>
  order.filter((id) => chosen.has(id))

export function toggle(picks: Picks, id: string, order: readonly string[]): Picks {
  const chosen = new Set(picks.chosen)
  if (!chosen.delete(id)) chosen.add(id)
  return { chosen: inOrder(order, chosen), anchor: id }
}

/** All between the anchor and this one; the anchor stays, so that the next one may be nearer. */
export function extend(picks: Picks, id: string, order: readonly string[]): Picks {
  const from = picks.anchor === null ? -1 : order.indexOf(picks.anchor)
  const to = order.indexOf(id)
  if (from < 0 || to < 0) return toggle(picks, id, order)
  const between = order.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { chosen: inOrder(order, new Set([...picks.chosen, ...between])), anchor: picks.anchor }
}

export const all = (picks: Picks, order: readonly string[], most: number): Picks => ({
  chosen: order.slice(0, most),
  anchor: picks.anchor,
})

/** What is still there of what was chosen. */
export const among = (picks: Picks, order: readonly string[]): Picks => ({
  chosen: inOrder(order, new Set(picks.chosen)),
  anchor: picks.anchor && order.includes(picks.anchor) ? picks.anchor : null,
})

/** The place that a key goes to in a list of rows of `columns`, or undefined when it is none of the list's. */
export function placeAfter(key: string, at: number, count: number, columns: number): number | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at - columns,
    ArrowDown: at + columns,
    Home: 0,
    End: count - 1,
  }
  const to = steps[key]
  if (to === undefined || count === 0) return undefined
  return to < 0 || to >= count ? at : to
}
