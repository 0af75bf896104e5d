// SPDX-License-Identifier: Apache-2.0
// Which commands fit what was typed, and in which order.

const KEY = 'stagefy.recent'
const KEPT = 12

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Every typed letter is there, in this order: "gm" finds "Go to members". */
export function matches(label: string, typed: string): boolean {
  const letters = plain(label)
  let from = 0
  for (const letter of plain(typed).replace(/\s+/g, '')) {
    const found = letters.indexOf(letter, from)
    if (found < 0) return false
    from = found + 1
  }
  return true
}

/** Whole words first, then what was used last, then the given order. */
export function rank<Item extends { id: string; label: string }>(
  items: Item[],
  typed: string,
  recent: string[],
): Item[] {
  const word = plain(typed.trim())
  const score = (item: Item) => {
    const whole = word && plain(item.label).includes(word) ? 100 : 0
    const used = recent.indexOf(item.id)
    return whole + (used < 0 ? 0 : KEPT - used)
  }
  return [...items].sort((a, b) => score(b) - score(a))
}

export function remembered(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(list) ? list.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}

export function rememberUse(id: string): void {
  try {
    const list = [id, ...remembered().filter((other) => other !== id)].slice(0, KEPT)
    localStorage.setItem(KEY, JSON.stringify(list))
  } catch {
    // Then the order stays as given.
  }
}
