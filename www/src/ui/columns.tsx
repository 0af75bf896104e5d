// SPDX-License-Identifier: Apache-2.0
// How much there was of something in each of some hours or days: columns for the eye, a table for the ear.
import { useI18n } from '#/app/i18n/i18n'
import classes from './columns.module.css'
import { Spoken } from './control'

const HEIGHT = 96
const STEP = 20
const GAP = 4
/** What there is of at all can be seen. */
const LEAST = 2

interface ColumnsProps {
  title: string
  /** What a column stands for: hour, day. */
  unit: string
  /** What it is made of, from its foot up. */
  parts: { name: string; bad?: boolean }[]
  columns: { at: string; name: string; values: number[] }[]
  /** Under the first and the last column. */
  ends: [string, string]
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0)

export function Columns({ title, unit, parts, columns, ends }: ColumnsProps) {
  const { fmt } = useI18n()
  const most = Math.max(1, ...columns.map(({ values }) => sum(values)))
  const width = columns.length * STEP
  const tall = (count: number) => (count === 0 ? 0 : Math.max(LEAST, (count / most) * HEIGHT))
  const said = (values: number[]) => values.map((value, i) => `${parts[i]?.name} ${fmt.number(value)}`)
  return (
    <>
      <svg
        className={classes.columns}
        viewBox={`0 0 ${width} ${HEIGHT + 1}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {columns.map(({ at, name, values }, i) => {
          const x = i * STEP
          let foot = HEIGHT
          return (
            <g key={at}>
              <title>{`${name}: ${said(values).join(', ')}`}</title>
              <rect x={x} y={0} width={STEP} height={HEIGHT} />
              {values.map((value, part) => {
                const above = sum(values.slice(part + 1).map(tall))
                const height = Math.min(tall(value), foot - above)
                foot -= height
                return (
                  <rect
                    key={parts[part]?.name}
                    data-bad={parts[part]?.bad || undefined}
                    x={x + GAP / 2}
                    y={foot}
                    width={STEP - GAP}
                    height={height}
                  />
                )
              })}
            </g>
          )
        })}
        <line x1="0" x2={width} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
      </svg>
      <p className={classes.ends} aria-hidden="true">
        <span>{ends[0]}</span>
        <span>{ends[1]}</span>
      </p>
      <Spoken>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              {parts.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {columns.map(({ at, name, values }) => (
              <tr key={at}>
                <th scope="row">{name}</th>
                {values.map((value, i) => (
                  <td key={parts[i]?.name}>{fmt.number(value)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Spoken>
    </>
  )
}
