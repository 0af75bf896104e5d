// SPDX-License-Identifier: Apache-2.0
// Two people changed the same fields of a deal, a task or a visit: both values in place of its form, which comes back with what
// was typed.
import { useI18n } from '#/app/i18n/i18n'
import { toast } from '#/ui/toast'
import { ConflictForm } from './conflict'
import type { HistoryTable } from './history/queries'
import { fieldName, Value } from './history/words'
import type { ClashOf } from './use-merged-save'

interface RecordConflictProps<Values, Row> {
  table: HistoryTable
  clash: ClashOf<Values, Row>
  currency: string
  /** What a value of the form is in the API, where it is something else. */
  fieldOf?: Partial<Record<keyof Values, (values: Values) => [field: string, value: unknown]>>
  onBack(): void
  onSave(left: (keyof Values)[]): Promise<void>
  onSaved(): void
}

export function RecordConflict<
  Values extends object,
  Row extends { id: string; version?: number; updated_at?: string },
>({ table, clash, currency, fieldOf = {}, onBack, onSave, onSaved }: RecordConflictProps<Values, Row>) {
  const { t } = useI18n()
  const said = (name: keyof Values & string, values: Values) =>
    fieldOf[name]?.(values) ?? ([name, values[name]] as const)
  const names = clash.names as (keyof Values & string)[]
  return (
    <section aria-label={t('conflict.title')}>
      <h3>{t('conflict.title')}</h3>
      <ConflictForm
        table={table}
        theirs={clash.row}
        clashes={names.map((name) => {
          const [field, mine] = said(name, clash.mine)
          const [, theirs] = said(name, clash.theirs)
          return {
            name,
            field,
            label: fieldName(t, field),
            mine: <Value table={table} field={field} value={mine} currency={currency} />,
            theirs: <Value table={table} field={field} value={theirs} currency={currency} />,
          }
        })}
        onClose={onBack}
        onSave={async (left) => {
          await onSave(left)
          toast(t('ui.saved'))
          onSaved()
        }}
      />
    </section>
  )
}
