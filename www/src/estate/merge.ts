// SPDX-License-Identifier: Apache-2.0
// Two people changed the same record: whose change is which, and mine on top of theirs. `out` is a value as the API has it,
// so that an empty field and one that says nothing are the same.

export type Out<Values> = (name: keyof Values, values: Values) => unknown

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

export function changedIn<Values extends object>(
  values: Values,
  before: Values,
  out: Out<Values>,
): (keyof Values)[] {
  return (Object.keys(values) as (keyof Values)[]).filter(
    (name) => !same(out(name, values), out(name, before)),
  )
}

/** Fields that both changed, and differently; what only one side changed needs no decision. */
export function clashesIn<Values extends object>(
  mine: Values,
  theirs: Values,
  before: Values,
  out: Out<Values>,
): (keyof Values)[] {
  const changedThere = changedIn(theirs, before, out)
  return changedIn(mine, before, out).filter(
    (name) => changedThere.includes(name) && !same(out(name, theirs), out(name, mine)),
  )
}

/** My changes on top of theirs, but for the fields of `left`. */
export function rebaseIn<Values extends object>(
  mine: Values,
  theirs: Values,
  before: Values,
  out: Out<Values>,
  left: (keyof Values)[] = [],
): Values {
  const merged = { ...theirs }
  for (const name of changedIn(mine, before, out)) if (!left.includes(name)) merged[name] = mine[name]
  return merged
}
