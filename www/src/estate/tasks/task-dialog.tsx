// SPDX-License-Identifier: Apache-2.0
// All of a task: its words, date and time, how it comes again, who does it, what it is about.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { memberName, useMembers } from '#/agency/members'
import type { Task, TaskUpdate } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { momentOf, type Zoned, zonedOf } from '#/app/i18n/zoned'
import { Bone, Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { NumberField, Textarea, TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { Select } from '#/ui/select'
import { ContactPick } from '../contact-pick'
import { useContact } from '../contacts'
import { HistoryButton } from '../history/history-button'
import { changedIn } from '../merge'
import { PropertyPick } from '../property-pick'
import { RecordConflict } from '../record-conflict'
import { useMergedSave } from '../use-merged-save'
import { PRIORITIES } from './filters'
import { taskQuery, useUpdateTask } from './queries'
import { useDelete } from './use-tick'

const REPEATS = ['daily', 'weekly', 'monthly', 'yearly'] as const

export function TaskDialog({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data, error, refetch } = useQuery(taskQuery(agency.id, id))
  return (
    <Dialog open title={t('task.dialog')} onClose={onClose}>
      {data ? (
        <TaskForm key={data.data.id} task={data.data} etag={data.etag} onClose={onClose} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={320} />
      )}
    </Dialog>
  )
}

interface Values {
  title: string
  notes: string
  /** Both empty: no date. No time: the whole day. */
  due: Zoned
  repeats: Task['repeats']
  repeat_every: number | null
  priority: Task['priority']
  assignee_id: Task['assignee_id']
  contact_id: string | null
  property_id: string | null
}

function valuesOf(task: Task, zone: string | undefined): Values {
  const due = task.due_at ? zonedOf(new Date(task.due_at), zone) : { date: '', time: '' }
  return {
    title: task.title ?? '',
    notes: task.notes ?? '',
    due: task.all_day ? { ...due, time: '' } : due,
    repeats: task.repeats ?? null,
    repeat_every: task.repeat_every ?? 1,
    priority: task.priority,
    assignee_id: task.assignee_id,
    contact_id: task.contact_id ?? null,
    property_id: task.property_id ?? null,
  }
}

const out = (name: keyof Values, values: Values) => (values[name] === '' ? null : values[name])

const dueAt = ({ date, time }: Zoned, zone: string | undefined) =>
  date ? momentOf({ date, time: time || '12:00' }, zone).toISOString() : null

/** What differs: nothing else is sent, so that a colleague's change of another field stays. */
function changesOf(before: Values, now: Values, zone: string | undefined): TaskUpdate {
  const body: Record<string, unknown> = {}
  for (const name of changedIn(now, before, out)) {
    if (name !== 'due') body[name] = out(name, now)
    else {
      body.due_at = dueAt(now.due, zone)
      body.all_day = Boolean(now.due.date && !now.due.time)
      if (!now.due.date) body.repeats = null
    }
  }
  return body
}

function TaskForm({ task, etag, onClose }: { task: Task; etag: string | null; onClose(): void }) {
  const { t } = useI18n()
  const agency = useAgency()
  const zone = agency.time_zone
  const { write } = useRights()
  const members = useMembers()
  const update = useUpdateTask()
  const remove = useDelete()
  const client = useQueryClient()
  const [values, setValues] = useState(() => valuesOf(task, zone))
  const { data: contact } = useContact(values.contact_id)
  const set = (change: Partial<Values>) => setValues((now) => ({ ...now, ...change }))

  const merged = useMergedSave({
    table: 'tasks',
    start: { data: task, etag },
    toForm: (row: Task) => valuesOf(row, zone),
    out,
    read: () => client.fetchQuery({ ...taskQuery(agency.id, task.id), staleTime: 0 }),
    write: async (mine, onto) => {
      const body = changesOf(valuesOf(onto.data, zone), mine, zone)
      if (Object.keys(body).length) await update.mutateAsync({ id: task.id, body, etag: onto.etag })
    },
  })
  const { clash } = merged

  const saving = useSaving({ send: () => merged.save(values), said: t('ui.saved'), onSaved: onClose })
  const { errorAt } = saving

  if (clash)
    return (
      <RecordConflict
        table="tasks"
        clash={clash}
        currency={agency.currency ?? 'EUR'}
        fieldOf={{ due: ({ due }) => ['due_at', dueAt(due, zone)] }}
        onBack={merged.dismiss}
        onSave={merged.settle}
        onSaved={onClose}
      />
    )
  return (
    <SavingForm
      saving={saving}
      readOnly={!write}
      beside={
        <>
          <HistoryButton table="tasks" id={task.id} />
          <Button
            kind="bare"
            icon="trash"
            onClick={() => {
              onClose()
              void remove(task)
            }}
          >
            {t('ui.delete')}
          </Button>
        </>
      }
    >
      <TextInput
        label={t('task.field.title')}
        required
        autoFocus
        maxLength={300}
        value={values.title}
        error={errorAt('/title')}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <div className={forms.pair} data-tight>
        <TextInput
          type="date"
          label={t('task.field.date')}
          value={values.due.date}
          error={errorAt('/due_at')}
          onChange={(event) => set({ due: { ...values.due, date: event.currentTarget.value } })}
        />
        <TextInput
          type="time"
          label={t('task.field.time')}
          disabled={!values.due.date}
          value={values.due.time}
          onChange={(event) => set({ due: { ...values.due, time: event.currentTarget.value } })}
        />
      </div>
      <div className={forms.pair} data-tight>
        <Select
          label={t('task.field.repeats')}
          disabled={!values.due.date}
          data={[
            { value: '', label: t('task.once') },
            ...REPEATS.map((value) => ({ value, label: t(`task.repeats.${value}`, { every: 1 }) })),
          ]}
          value={values.due.date ? (values.repeats ?? '') : ''}
          error={errorAt('/repeats')}
          onChange={(value) => set({ repeats: (value || null) as Task['repeats'] })}
        />
        <NumberField
          label={t('task.field.every')}
          disabled={!values.due.date || !values.repeats}
          value={values.repeat_every}
          error={errorAt('/repeat_every')}
          onChange={(repeat_every) => set({ repeat_every })}
        />
      </div>
      <div className={forms.pair} data-tight>
        <Select
          label={t('task.field.assignee')}
          data={(members.data ?? []).map((member) => ({
            value: member.user_id ?? '',
            label: memberName(member) ?? t('members.nameless'),
          }))}
          value={values.assignee_id ?? null}
          error={errorAt('/assignee_id')}
          onChange={(value) => value && set({ assignee_id: value })}
        />
        <Select
          label={t('task.field.priority')}
          data={PRIORITIES.map((value) => ({ value, label: t(`task.priority.${value}`) }))}
          value={values.priority ?? 'normal'}
          onChange={(value) => set({ priority: (value ?? 'normal') as Task['priority'] })}
        />
      </div>
      <ContactPick
        label={t('task.field.contact')}
        type="other"
        value={values.contact_id}
        current={contact}
        error={errorAt('/contact_id')}
        onChange={(contact_id) => set({ contact_id })}
      />
      <PropertyPick
        label={t('task.field.property')}
        value={values.property_id}
        error={errorAt('/property_id')}
        onChange={(property_id) => set({ property_id })}
      />
      <Textarea
        label={t('task.field.notes')}
        autosize
        minRows={2}
        maxRows={8}
        value={values.notes}
        error={errorAt('/notes')}
        onChange={(event) => set({ notes: event.currentTarget.value })}
      />
    </SavingForm>
  )
}
