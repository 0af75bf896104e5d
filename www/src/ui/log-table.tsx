// SPDX-License-Identifier: Apache-2.0
// A log in a dialog: a table that scrolls in a part of its own, or why there is none.
import type { ReactNode } from 'react'
import { Bone } from './control'
import { Failed } from './empty'
import classes from './log-table.module.css'

interface LogTableProps {
  label: string
  heads: string[]
  /** How a last column is called that has no head, but controls. */
  controls?: string
  /** The table's rows; undefined while they are being read. */
  rows: ReactNode[] | undefined
  none: string
  error: unknown
  retry(): void
}

export function LogTable({ label, heads, controls, rows, none, error, retry }: LogTableProps) {
  if (error && !rows) return <Failed error={error} retry={retry} />
  if (!rows) return <Bone width="100%" height={120} />
  if (rows.length === 0) return <p>{none}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.log} tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            {controls && <th scope="col" aria-label={controls} />}
          </tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
    </section>
  )
}
