// SPDX-License-Identifier: Apache-2.0
// Fields as a table: what a schema holds, or what an operation takes. On a phone a row becomes a block.
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'
import classes from './docs.module.css'
import { boundsOf, type Schema } from './document'
import { Prose, Type } from './text'

export interface Row {
  name: string
  schema: Schema
  description?: string
  required?: boolean
  /** Where it stands in a request. */
  place?: 'path' | 'query' | 'header'
}

export function Rows({ rows }: { rows: Row[] }) {
  const { t } = useI18n()
  return (
    <table className={classes.rows}>
      <thead>
        <tr>
          <th scope="col">{t('docs.name')}</th>
          <th scope="col">{t('docs.type')}</th>
          <th scope="col">{t('docs.meaning')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.place} ${row.name}`}>
            <th scope="row">
              <code>{row.name}</code>
              {row.required && <Tag kind="amber">{t('docs.required')}</Tag>}
              {row.schema.readOnly && <Tag>{t('docs.read-only')}</Tag>}
              {row.place && <span className={classes.place}>{t(`docs.in.${row.place}`)}</span>}
            </th>
            <td>
              <Type schema={row.schema} />
              {boundsOf(row.schema).map((bound) => (
                <span key={bound} className={classes.bound}>
                  {bound}
                </span>
              ))}
            </td>
            <td lang="en">{row.description ?? row.schema.description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function rowsOf(schema: Schema): Row[] {
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    schema: field,
    required: schema.required?.includes(name),
  }))
}

export function SchemaView({ name, schema }: { name: string; schema: Schema }) {
  return (
    <>
      <h1 lang="en">{name}</h1>
      {schema.description && <Prose text={schema.description} />}
      <Rows rows={rowsOf(schema)} />
    </>
  )
}
