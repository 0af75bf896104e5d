// SPDX-License-Identifier: Apache-2.0
// A line to write a task into, and its day. What could not be saved stays in it.
import { useRef, useState } from 'react'
import { useAgency } from '#/agency/me'
import { ApiProblem } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { momentOf, zonedOf } from '#/app/i18n/zoned'
import { Button } from '#/ui/control'
import { fieldErrorText, TextInput } from '#/ui/fields'
import { say } from '#/ui/toast'
import { type About, useCreateTask } from './queries'
import classes from './tasks.module.css'

interface QuickAddProps {
  about?: About
  field?: React.Ref<HTMLInputElement>
}

export function QuickAdd({ about, field }: QuickAddProps) {
  const { t } = useI18n()
  const zone = useAgency().time_zone
  const create = useCreateTask()
  const [title, setTitle] = useState('')
  const [date, setDate] = useState(() => zonedOf(new Date(), zone).date)
  const [wrong, setWrong] = useState<string>()
  // One for each task, so that asking again after a lost answer makes no second.
  const key = useRef(crypto.randomUUID())

  async function add() {
    const text = title.trim()
    if (!text || create.isPending) return
    const due = date && { due_at: momentOf({ date, time: '12:00' }, zone).toISOString(), all_day: true }
    try {
      await create.mutateAsync({ body: { title: text, ...about, ...due }, key: key.current })
    } catch (error) {
      const found = error instanceof ApiProblem ? error.errors : []
      return setWrong(found.map((one) => fieldErrorText(t, one)).join(' ') || t('failed.away.form'))
    }
    key.current = crypto.randomUUID()
    setTitle('')
    setWrong(undefined)
    say(t('task.added', { title: text }))
  }

  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <TextInput
        ref={field}
        aria-label={t('task.add')}
        placeholder={t('task.add-hint')}
        autoComplete="off"
        maxLength={300}
        value={title}
        error={wrong}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        aria-label={t('task.field.date')}
        value={date}
        onChange={(event) => setDate(event.currentTarget.value)}
      />
      <Button type="submit" icon="plus" busy={create.isPending}>
        {t('task.add-button')}
      </Button>
    </form>
  )
}
