// SPDX-License-Identifier: Apache-2.0
// What a preview or a run comes to: counts, the first wrong rows in words, the file of all of them.
import { useQuery } from '@tanstack/react-query'
import { useAgency } from '#/agency/me'
import type { Import } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { save } from '#/ui/save'
import { labelOf } from './fields'
import classes from './import.module.css'
import {
  columnsOf,
  failedFile,
  isBundle,
  type Reason,
  type Row,
  type Table,
  tablesOf,
  wrongQuery,
} from './imports'

const COUNTS = ['new', 'changed', 'same', 'wrong'] as const
const SHOWN = 5

export function Counts({ one }: { one: Import }) {
  const { t, fmt } = useI18n()
  return (
    <dl className={classes.counts}>
      {COUNTS.map((name) => (
        <div key={name} data-bad={(name === 'wrong' && Boolean(one.wrong_count)) || undefined}>
          <dt>{t(`import.count.${name}`)}</dt>
          <dd>{fmt.number(one[`${name}_count`] ?? 0)}</dd>
        </div>
      ))}
    </dl>
  )
}

const BUNDLED = ['contacts', 'properties', 'buyer_requests', 'deals', 'tasks', 'media_items'] as const

/** A bundle, table by table; before it has been tried out how many lines there are. */
export function Tables({ one, counted }: { one: Import; counted: boolean }) {
  const { t, fmt } = useI18n()
  if (!isBundle(one)) return null
  // a column of nothing but zeros tells nothing
  const shown = counted ? COUNTS.filter((name) => name === 'new' || one[`${name}_count`]) : []
  return (
    <div className={classes.tables}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('import.tables')}</th>
            <th scope="col">{t('import.tables.lines')}</th>
            {shown.map((name) => (
              <th key={name} scope="col">
                {t(`import.count.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tablesOf(one).map((each) => {
            const known = BUNDLED.find((name) => name === each.table)
            return (
              <tr key={each.table}>
                <th scope="row">
                  {known ? t(`import.table.${known}`) : t('import.table.unknown', { name: each.table })}
                </th>
                <td>{fmt.number(each.row_count)}</td>
                {shown.map((name) => (
                  <td key={name} data-bad={(name === 'wrong' && each.wrong_count > 0) || undefined}>
                    {fmt.number(each[`${name}_count`])}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

const REASONS = [
  'format',
  'required',
  'type',
  'not_one_of',
  'out_of_range',
  'too_long',
  'too_many',
  'precision',
  'not_unique',
  'forbidden',
  'not-found',
  'not_found',
  'unknown',
  'read_only',
  'not_fetched',
  'wrong_type',
  'wrong_digest',
  'too_many_pixels',
] as const

export function WrongRows({ table, one }: { table: Table; one: Import }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data } = useQuery({
    ...wrongQuery(agency.id, one.id, `${one.status} ${one.wrong_count}`),
    enabled: Boolean(one.wrong_count),
  })
  const count = one.wrong_count ?? 0
  if (!count) return null
  const words = ({ field, code, detail }: Reason) => {
    const known = REASONS.find((each) => each === code)
    const what = known ? t(`import.reason.${known}`) : t('import.reason.other', { detail })
    return field ? `${labelOf(table, field, t)} ${what}` : what
  }
  return (
    <section>
      <h2>{t('import.wrong.title')}</h2>
      <ul className={classes.wrong}>
        {data?.slice(0, SHOWN).map((row) => (
          <li key={row.n}>
            <b>{t('import.wrong.row', { n: row.n })}</b>
            <span>{isBundle(one) ? lineOf(row) : cellsOf(row, columnsOf(one).length)}</span>
            <em>{row.reasons.map(words).join(', ')}</em>
          </li>
        ))}
      </ul>
      {count > SHOWN && <p>{t('import.wrong.more', { count: count - SHOWN })}</p>}
      <Button
        onClick={() =>
          void failedFile(one.id).then((text) =>
            isBundle(one)
              ? save(text, 'application/x-ndjson', 'failed-rows.ndjson')
              : save(text, 'text/csv', 'failed-rows.csv'),
          )
        }
      >
        <Icon name="down" small />
        {t('import.wrong.file')}
      </Button>
    </section>
  )
}

const flat = (cell: unknown): string =>
  Array.isArray(cell) ? cell.flat().filter(Boolean).join(', ') : `${cell ?? ''}`

function cellsOf(row: Row, count: number): string {
  return Array.from({ length: count }, (_, i) => flat(row.cells[i]))
    .filter(Boolean)
    .join(' · ')
}

/** What it is about, where a bundle's line says it. */
const lineOf = ({ cells }: Row): string =>
  [cells.table, cells.external_ref, cells.name ?? cells.reference ?? cells.url ?? cells.title]
    .map(flat)
    .filter(Boolean)
    .join(' · ')
