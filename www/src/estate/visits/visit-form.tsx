// SPDX-License-Identifier: Apache-2.0
// Booking a visit, or moving and changing one. What is in the way is named at the field that is taken.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useMe } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import type { FieldError, Visit, VisitUpdate } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { momentOf, type Zoned, zonedOf } from '#/app/i18n/zoned'
import { Dialog } from '#/ui/dialog'
import { NumberField, Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { Select } from '#/ui/select'
import { ContactPick } from '../contact-pick'
import { useContact } from '../contacts'
import { changedIn } from '../merge'
import { PropertyPick } from '../property-pick'
import { RecordConflict } from '../record-conflict'
import { useMergedSave } from '../use-merged-save'
import { useCreateVisit, useUpdateVisit, visitQuery } from './queries'
import { TellVisitor } from './tell-visitor'

const MINUTES = 30

/** What a slot or a page says of the visit to be made. */
export interface Slot {
  date: string
  time?: string
  agent_id?: string
  property_id?: string
}

interface VisitFormProps {
  slot?: Slot
  /** The one that is changed, with the version that was read; without it one is made. */
  visit?: Visit
  etag?: string | null
  onClose(): void
}

interface Values {
  property_id: string | null
  contact_id: string | null
  agent_id: string | null
  /** One thing, though two fields: nobody means another's day at their own time. */
  when: Zoned
  minutes: number | null
  buffer_minutes: number | null
  place: string
  notes: string
  tells_visitor: boolean
}

function valuesOf(visit: Visit, zone: string | undefined): Values {
  return {
    when: zonedOf(new Date(visit.starts_at), zone),
    property_id: visit.property_id,
    contact_id: visit.contact_id ?? null,
    agent_id: visit.agent_id ?? null,
    minutes: Math.round((Date.parse(visit.ends_at) - Date.parse(visit.starts_at)) / 60_000),
    buffer_minutes: visit.buffer_minutes ?? 0,
    place: visit.place ?? '',
    notes: visit.notes ?? '',
    tells_visitor: visit.tells_visitor ?? true,
  }
}

const out = (name: keyof Values, values: Values) => (values[name] === '' ? null : values[name])

const TIMED: (keyof Values)[] = ['when', 'minutes']

const spanOf = (values: Values, zone: string | undefined) => {
  const start = momentOf(values.when, zone)
  const end = new Date(start.getTime() + 60_000 * (values.minutes ?? MINUTES))
  return { starts_at: start.toISOString(), ends_at: end.toISOString() }
}

/** What differs: nothing else is sent, so that a colleague's change of another field stays. */
function changesOf(before: Values | undefined, now: Values, zone: string | undefined): VisitUpdate {
  const names = before
    ? changedIn(now, before, out)
    : (Object.keys(now) as (keyof Values)[]).filter((name) => now[name] !== '')
  return {
    ...Object.fromEntries(
      names.filter((name) => !TIMED.includes(name)).map((name) => [name, out(name, now)]),
    ),
    ...(names.some((name) => TIMED.includes(name)) && spanOf(now, zone)),
  }
}

const NONE = {} as Visit

export function VisitForm({ slot, visit, etag = null, onClose }: VisitFormProps) {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const zone = agency.time_zone
  const me = useMe()
  const members = useMembers()
  const create = useCreateVisit()
  const update = useUpdateVisit()
  const client = useQueryClient()
  const [before] = useState(() => visit && valuesOf(visit, zone))
  const [values, setValues] = useState<Values>(
    () =>
      before ?? {
        property_id: slot?.property_id ?? null,
        contact_id: null,
        agent_id: slot?.agent_id ?? me.id,
        when: { date: slot?.date ?? zonedOf(new Date(), zone).date, time: slot?.time ?? '10:00' },
        minutes: MINUTES,
        buffer_minutes: 0,
        place: '',
        notes: '',
        tells_visitor: true,
      },
  )
  const { data: contact } = useContact(values.contact_id)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))

  const merged = useMergedSave({
    table: 'visits',
    start: { data: visit ?? NONE, etag },
    toForm: (row: Visit) => (row.id ? valuesOf(row, zone) : values),
    out,
    read: () => client.fetchQuery({ ...visitQuery(agency.id, visit?.id ?? ''), staleTime: 0 }),
    write: async (mine, onto) => {
      const body = changesOf(valuesOf(onto.data, zone), mine, zone)
      if (Object.keys(body).length) await update.mutateAsync({ id: onto.data.id, body, etag: onto.etag })
    },
  })
  const { clash } = merged

  const saving = useSaving({
    check: () =>
      !values.property_id
        ? [{ pointer: '/property_id', code: 'required' }]
        : !values.when.date || !values.when.time
          ? [{ pointer: '/starts_at', code: 'required' }]
          : [],
    send: (key) =>
      visit
        ? merged.save(values)
        : create.mutateAsync({ body: changesOf(undefined, values, zone) as never, key }),
    said: t(visit ? 'ui.saved' : 'visit.booked'),
    onSaved: onClose,
  })
  const errorAt = useFieldError(saving.errors.filter(({ code }) => code !== 'overlaps'))

  /** Taken at that time, and by what, if one may know. */
  function takenAt(pointer: string): string | undefined {
    const found = saving.errors.find((error) => error.pointer === pointer && error.code === 'overlaps')
    const { starts_at, ends_at } = (found?.params ?? {}) as FieldError['params'] & Record<string, string>
    if (!found) return undefined
    return starts_at && ends_at
      ? t('visit.taken-from', { from: fmt.dateTime(starts_at), until: fmt.time(ends_at) })
      : t('visit.taken')
  }

  return (
    <Dialog open title={t(visit ? 'visit.edit' : 'visit.new')} onClose={onClose}>
      {clash ? (
        <RecordConflict
          table="visits"
          clash={clash}
          currency={agency.currency ?? 'EUR'}
          fieldOf={{
            when: (mine) => ['starts_at', spanOf(mine, zone).starts_at],
            minutes: (mine) => ['ends_at', spanOf(mine, zone).ends_at],
          }}
          onBack={merged.dismiss}
          onSave={merged.settle}
          onSaved={onClose}
        />
      ) : (
        <SavingForm saving={saving} action={t(visit ? 'ui.save' : 'visit.book')}>
          <PropertyPick
            label={t('visit.field.property')}
            required
            value={values.property_id}
            error={errorAt('/property_id') ?? takenAt('/property_id')}
            onChange={(property_id) => set({ property_id })}
          />
          <ContactPick
            label={t('visit.field.contact')}
            type="buyer"
            value={values.contact_id}
            current={contact}
            error={errorAt('/contact_id')}
            onChange={(contact_id) => set({ contact_id })}
          />
          <div className={forms.pair} data-tight>
            <TextInput
              type="date"
              label={t('visit.field.date')}
              required
              value={values.when.date}
              error={errorAt('/starts_at')}
              onChange={(event) => set({ when: { ...values.when, date: event.currentTarget.value } })}
            />
            <TextInput
              type="time"
              label={t('visit.field.time')}
              required
              value={values.when.time}
              onChange={(event) => set({ when: { ...values.when, time: event.currentTarget.value } })}
            />
          </div>
          <div className={forms.pair} data-tight>
            <NumberField
              label={t('visit.field.minutes')}
              value={values.minutes}
              error={errorAt('/ends_at')}
              onChange={(minutes) => set({ minutes })}
            />
            <NumberField
              label={t('visit.field.buffer')}
              value={values.buffer_minutes}
              error={errorAt('/buffer_minutes')}
              onChange={(buffer) => set({ buffer_minutes: buffer ?? 0 })}
            />
          </div>
          <Select
            label={t('visit.field.agent')}
            data={(members.data ?? []).map((member) => ({
              value: member.user_id ?? '',
              label: memberName(member) ?? t('members.nameless'),
            }))}
            value={values.agent_id}
            error={errorAt('/agent_id') ?? takenAt('/agent_id')}
            onChange={(agent_id) => agent_id && set({ agent_id })}
          />
          <TextInput
            label={t('visit.field.place')}
            maxLength={300}
            value={values.place}
            error={errorAt('/place')}
            onChange={(event) => set({ place: event.currentTarget.value })}
          />
          <Textarea
            label={t('visit.field.notes')}
            autosize
            minRows={2}
            maxRows={8}
            value={values.notes}
            error={errorAt('/notes')}
            onChange={(event) => set({ notes: event.currentTarget.value })}
          />
          {visit?.status === 'confirmed' && values.contact_id === before?.contact_id && (
            <TellVisitor
              email={contact?.email}
              checked={values.tells_visitor}
              onChange={(tells_visitor) => set({ tells_visitor })}
            />
          )}
        </SavingForm>
      )}
    </Dialog>
  )
}
