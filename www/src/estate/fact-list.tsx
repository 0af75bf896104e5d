// SPDX-License-Identifier: Apache-2.0
// What is known of a record, in two columns; what is not known is not mentioned.
import type { ReactNode } from 'react'
import classes from './facts.module.css'

export type Fact = [label: string, value: ReactNode]

export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className={classes.list}>
      {facts.map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
