// SPDX-License-Identifier: Apache-2.0
// What is to be done about one record, on its page.
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { type About, openQuery } from './queries'
import { QuickAdd } from './quick-add'
import { TaskDialog } from './task-dialog'
import { TaskRow } from './task-row'
import classes from './tasks.module.css'
import { useNow } from './use-now'
import { useTick } from './use-tick'

export function RecordTasks({ about }: { about: About }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<string>()
  const tick = useTick()
  const now = useNow()
  const { data } = useInfiniteQuery(openQuery(agency.id, about))
  const tasks = data?.pages[0]?.data ?? []
  return (
    <section className={classes.record}>
      <header>
        <h2>{t('rail.tasks')}</h2>
        {write && (
          <Button small kind="bare" icon={adding ? undefined : 'plus'} onClick={() => setAdding(!adding)}>
            {t(adding ? 'ui.done' : 'task.add-button')}
          </Button>
        )}
      </header>
      {adding && <QuickAdd about={about} />}
      {tasks.length > 0 && (
        <ul className={classes.list}>
          {tasks.map((task) => (
            <TaskRow
              key={task.id}
              task={task}
              now={now}
              withPerson
              canWrite={write}
              onTick={(done) => void tick(task, done ? 'done' : 'open')}
              onOpen={() => setOpen(task.id)}
            />
          ))}
        </ul>
      )}
      {data && !tasks.length && !adding && <p className={classes.none}>{t('task.none-here')}</p>}
      {open && <TaskDialog id={open} onClose={() => setOpen(undefined)} />}
    </section>
  )
}
