// SPDX-License-Identifier: Apache-2.0

/** The number in what somebody typed, with either mark for decimals. NaN when it is none, null when empty. */
export function parseNumber(text: string, locale: string): number | null {
  const bare = text.replace(/[\s\u00a0\u202f'’]/g, '')
  if (!bare) return null
  const decimal =
    new Intl.NumberFormat(locale).formatToParts(1.1).find((p) => p.type === 'decimal')?.value ?? '.'
  const group = decimal === ',' ? '.' : ','
  // "3.4" in French: one group mark that groups nothing can only be meant as the decimal mark.
  const groups = bare.split(group).slice(1)
  const grouping = groups.length > 0 && groups.every((g) => g.split(decimal)[0]?.length === 3)
  const plain = grouping
    ? bare.replaceAll(group, '').replace(decimal, '.')
    : bare.replace(group, '.').replace(decimal, '.')
  return /^-?\d*\.?\d+$|^-?\d+\.$/.test(plain) ? Number(plain) : Number.NaN
}
