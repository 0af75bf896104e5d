// SPDX-License-Identifier: Apache-2.0
// Which column becomes which field, by what a row is known, and how the file is read.
import { useState } from 'react'
import type { Import } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Select } from '#/ui/select'
import { FIELDS, KEYS, labelOf } from './fields'
import classes from './import.module.css'
import { columnsOf, type Entry, mappingOf, type Table, useAnalyse } from './imports'

export interface Choice {
  mapping: Entry[]
  match_by: string[]
  decimal_mark: '.' | ','
  day_order: 'dmy' | 'mdy' | 'ymd'
}

interface FormProps {
  table: Table
  one: Import
  busy: boolean
  onDone(choice: Choice): void
}

export function MappingForm({ table, one, busy, onDone }: FormProps) {
  const { t } = useI18n()
  const [choice, setChoice] = useState<Choice>({
    mapping: mappingOf(one),
    match_by: one.match_by ?? [],
    decimal_mark: one.decimal_mark === ',' ? ',' : '.',
    day_order: one.day_order ?? 'dmy',
  })
  const { mapping } = choice
  const mapped = (field: string) => mapping.some((entry) => entry.field === field)

  // one that stays where it is keeps its place: the first name goes before the last name
  function become(column: string, field: string | null) {
    const there = mapping.some((entry) => entry.column === column)
    const rest = mapping.filter((entry) => entry.column !== column)
    const next = !field
      ? rest
      : there
        ? mapping.map((entry) => (entry.column === column ? { column, field } : entry))
        : [...rest, { column, field }]
    const kept = choice.match_by.filter((key) => next.some((entry) => entry.field === key))
    setChoice({ ...choice, mapping: next, match_by: kept })
  }

  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) onDone(choice)
      }}
    >
      <section>
        <h2>{t('import.map.title')}</h2>
        <p>{t('import.map.lead')}</p>
        <ul className={classes.columns}>
          {columnsOf(one).map((column) => (
            <ColumnRow
              key={column.name}
              table={table}
              name={column.name}
              samples={column.samples}
              field={mapping.find((entry) => entry.column === column.name)?.field ?? ''}
              onChange={(field) => become(column.name, field)}
            />
          ))}
        </ul>
      </section>
      <fieldset className={classes.keys}>
        <legend>{t(table === 'contacts' ? 'import.match.title' : 'import.match.title-property')}</legend>
        <p>{t('import.match.lead')}</p>
        {KEYS[table].filter(mapped).map((key) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={choice.match_by.includes(key)}
              onChange={(event) => {
                const on = event.currentTarget.checked
                const keys = KEYS[table].filter((each) =>
                  each === key ? on : choice.match_by.includes(each),
                )
                setChoice({ ...choice, match_by: keys })
              }}
            />
            {labelOf(table, key, t)}
          </label>
        ))}
        {!KEYS[table].some(mapped) && <p>{t('import.match.none')}</p>}
      </fieldset>
      <details className={classes.style}>
        <summary>{t('import.style.title')}</summary>
        <div>
          <Select
            label={t('import.style.decimal')}
            value={choice.decimal_mark}
            data={[
              { value: ',', label: t('import.style.decimal-comma') },
              { value: '.', label: t('import.style.decimal-point') },
            ]}
            onChange={(value) => value && setChoice({ ...choice, decimal_mark: value as ',' })}
          />
          <Select
            label={t('import.style.day')}
            value={choice.day_order}
            data={(['dmy', 'mdy', 'ymd'] as const).map((value) => ({
              value,
              label: t(`import.style.${value}`),
            }))}
            onChange={(value) => value && setChoice({ ...choice, day_order: value as 'dmy' })}
          />
        </div>
        {one.format === 'csv' && <ReadAgain one={one} />}
      </details>
      <footer className={classes.foot}>
        <Button type="submit" kind="main" busy={busy} disabled={mapping.length === 0}>
          {t('import.preview')}
        </Button>
      </footer>
    </form>
  )
}

interface ColumnProps {
  table: Table
  name: string
  samples: string[]
  field: string
  onChange(field: string | null): void
}

function ColumnRow({ table, name, samples, field, onChange }: ColumnProps) {
  const { t } = useI18n()
  const known = Object.keys(FIELDS[table])
  const choices = field && !known.includes(field) ? [field, ...known] : known
  return (
    <li data-skipped={field ? undefined : ''}>
      <b>{name}</b>
      <small>{samples.join(' · ')}</small>
      <Select
        aria-label={t('import.map.field-of', { column: name })}
        value={field}
        data={[
          { value: '', label: t('import.map.skip') },
          ...choices.map((value) => ({ value, label: labelOf(table, value, t) })),
        ]}
        onChange={onChange}
      />
    </li>
  )
}

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15']

/** Where the guesses were wrong: another look into the file. */
function ReadAgain({ one }: { one: Import }) {
  const { t } = useI18n()
  const analyse = useAnalyse(one.id)
  const [style, setStyle] = useState({
    encoding: one.encoding ?? 'utf-8',
    delimiter: one.delimiter ?? ',',
    has_header: one.has_header ?? true,
  })
  return (
    <>
      <div>
        <Select
          label={t('import.style.encoding')}
          value={style.encoding}
          data={ENCODINGS}
          onChange={(encoding) => encoding && setStyle({ ...style, encoding })}
        />
        <Select
          label={t('import.style.delimiter')}
          value={style.delimiter}
          data={[
            { value: ',', label: ',' },
            { value: ';', label: ';' },
            { value: 'tab', label: t('import.style.tab') },
            { value: '|', label: '|' },
          ]}
          onChange={(delimiter) => delimiter && setStyle({ ...style, delimiter })}
        />
      </div>
      <label>
        <input
          type="checkbox"
          checked={style.has_header}
          onChange={(event) => setStyle({ ...style, has_header: event.currentTarget.checked })}
        />
        {t('import.style.header')}
      </label>
      <Button busy={analyse.isPending} onClick={() => analyse.mutate(style)}>
        {t('import.style.again')}
      </Button>
    </>
  )
}
