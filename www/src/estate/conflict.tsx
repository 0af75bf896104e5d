// SPDX-License-Identifier: Apache-2.0
// Two people changed the same fields: each field with both values side by side, nothing decided for anybody.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAgency, useMe } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { forms, useOutcome, Wrong } from '#/ui/form'
import classes from './form-page.module.css'
import { type ConflictTable, changesQuery } from './queries'
import { lastChange } from './who-changed'

type Side = 'mine' | 'theirs'

export interface Clash<Name extends string> {
  name: Name
  /** As the API calls it, where the form does not. */
  field?: string
  label: string
  mine: ReactNode
  theirs: ReactNode
}

interface ConflictDialogProps<Name extends string> {
  table: ConflictTable
  /** The record as it is now. */
  theirs: { id: string; version?: number; updated_at?: string }
  clashes: Clash<Name>[]
  /** Saves what is mine but for these fields, of which theirs stays. */
  onSave(left: Name[]): Promise<void>
  onClose(): void
}

export function ConflictDialog<Name extends string>(props: ConflictDialogProps<Name>) {
  const { t } = useI18n()
  return (
    <Dialog open wide title={t('conflict.title')} onClose={props.onClose}>
      <ConflictForm {...props} />
    </Dialog>
  )
}

/** The same in a dialog that is open already. */
export function ConflictForm<Name extends string>(props: ConflictDialogProps<Name>) {
  const { table, theirs, clashes, onSave, onClose } = props
  const { t } = useI18n()
  const [sides, setSides] = useState<Partial<Record<Name, Side>>>({})
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 412: t('conflict.again') })

  async function save() {
    setBusy(true)
    try {
      await onSave(clashes.map(({ name }) => name).filter((name) => sides[name] === 'theirs'))
    } catch (error) {
      outcome.fail(error)
      setBusy(false)
    }
  }

  return (
    <form
      ref={outcome.form}
      className={classes.clash}
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) void save()
      }}
    >
      <p className={forms.quiet}>
        {t('conflict.text', { count: clashes.length })}{' '}
        <WhoChanged table={table} row={theirs} fields={clashes.map(({ name, field }) => field ?? name)} />
      </p>
      {clashes.map(({ name, label, ...values }) => (
        <fieldset key={name}>
          <legend>{label}</legend>
          <div className={classes.sides}>
            {(['mine', 'theirs'] as const).map((side) => (
              <label key={side}>
                <input
                  type="radio"
                  name={name}
                  checked={(sides[name] ?? 'mine') === side}
                  onChange={() => setSides((now) => ({ ...now, [name]: side }))}
                />
                <small>{t(`conflict.${side}`)}</small>
                <b>{values[side] ?? t('conflict.empty')}</b>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button onClick={onClose}>{t('conflict.back')}</Button>
        <Button type="submit" kind="main" busy={busy}>
          {t('conflict.save')}
        </Button>
      </div>
    </form>
  )
}

/** Who made the other version, and when; only when, where nobody's name is known. */
function WhoChanged({
  table,
  row,
  fields,
}: Pick<ConflictDialogProps<string>, 'table'> & {
  row: ConflictDialogProps<string>['theirs']
  fields: string[]
}) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const { data = [] } = useQuery(changesQuery(useAgency().id, table, row.id, row.version))
  const names = useMemberNames()
  const change = lastChange(data, fields)
  const when = fmt.dateTime(change?.at ?? row.updated_at ?? 0)
  const name = memberName(names.get(change?.actor_id ?? '')) ?? change?.actor_name
  if (change && change.actor_id === me.id && !change.key_id) return t('conflict.who-self', { when })
  if (!name) return t('conflict.when', { when })
  return t(change?.key_id ? 'conflict.who-key' : 'conflict.who', { name, when })
}
