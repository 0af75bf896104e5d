// SPDX-License-Identifier: Apache-2.0
// Two people changed the same fields: each field with both values side by side, nothing decided for anybody.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useMe } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Dialog } from '#/ui/overlay'
import { useContact } from './contacts'
import { conflicts, type FieldName, type FormValues, rebase, toForm } from './form-model'
import classes from './form-page.module.css'
import { statusKey } from './labels'
import { FIELD_LABELS } from './property-form'
import { changesQuery } from './queries'
import { lastChange } from './who-changed'

type Side = 'mine' | 'theirs'

interface ConflictDialogProps {
  mine: FormValues
  theirs: Property
  before: Property
  onSave(values: FormValues): Promise<void>
  onClose(): void
}

export function ConflictDialog({ mine, theirs, before, onSave, onClose }: ConflictDialogProps) {
  const { t } = useI18n()
  const list = conflicts(mine, toForm(theirs), toForm(before))
  const [sides, setSides] = useState<Partial<Record<FieldName, Side>>>({})
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 412: t('conflict.again') })

  async function save() {
    const merged = { ...rebase(mine, toForm(theirs), toForm(before)) } as Record<FieldName, unknown>
    for (const { name, theirs: value } of list) if ((sides[name] ?? 'mine') === 'theirs') merged[name] = value
    setBusy(true)
    try {
      await onSave(merged as unknown as FormValues)
    } catch (error) {
      outcome.fail(error)
      setBusy(false)
    }
  }

  return (
    <Dialog open wide title={t('conflict.title')} onClose={onClose}>
      <form
        ref={outcome.form}
        className={classes.clash}
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) void save()
        }}
      >
        <p className={forms.quiet}>
          {t('conflict.text', { count: list.length })}{' '}
          <WhoChanged row={theirs} fields={list.map(({ name }) => name)} />
        </p>
        {list.map(({ name }) => (
          <fieldset key={name}>
            <legend>{t(FIELD_LABELS[name])}</legend>
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
                  <b>
                    <Value name={name} values={side === 'mine' ? mine : toForm(theirs)} />
                  </b>
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
    </Dialog>
  )
}

/** Who made the other version, and when; only when, where nobody's name is known. */
function WhoChanged({ row, fields }: { row: Property; fields: string[] }) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const { data = [] } = useQuery(changesQuery(useAgency().id, row.id ?? '', row.version))
  const names = useMemberNames()
  const change = lastChange(data, fields)
  const when = fmt.dateTime(change?.at ?? row.updated_at ?? 0)
  const name = memberName(names.get(change?.actor_id ?? '')) ?? change?.actor_name
  if (change && change.actor_id === me.id && !change.key_id) return t('conflict.who-self', { when })
  if (!name) return t('conflict.when', { when })
  return t(change?.key_id ? 'conflict.who-key' : 'conflict.who', { name, when })
}

/** A form value in words. */
function Value({ name, values }: { name: FieldName; values: FormValues }) {
  const { t, fmt } = useI18n()
  const { data: contact } = useContact(name === 'contact_id' ? values.contact_id : null)
  const value = values[name]
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return t('conflict.empty')
  switch (name) {
    case 'status':
      return t(statusKey(values.status, values.transaction))
    case 'property_type':
      return t(`type.${values.property_type}`)
    case 'transaction':
      return t(`deal.${values.transaction}`)
    case 'price':
      return fmt.money(values.price ?? 0, values.currency)
    case 'living_area':
    case 'lot_area':
      return fmt.area(Number(value))
    case 'contact_id':
      return contact?.name ?? '…'
    case 'country':
      return fmt.country(values.country)
    case 'title':
    case 'description':
      return Object.entries(values[name])
        .map(([code, text]) => `${code.toUpperCase()}: ${text}`)
        .join('\n')
    case 'features':
      return values.features.join(', ')
    default:
      return String(value)
  }
}
