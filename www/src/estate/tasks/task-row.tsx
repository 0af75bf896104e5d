// SPDX-License-Identifier: Apache-2.0
// A task in a list: ticked off at the left, opened by its title, its date at the right.
import { Link } from '@tanstack/react-router'
import { useAgency } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { TaskRow as Row } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Tag, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { PickHere } from '../bulk/pick'
import type { Selection } from '../bulk/use-selection'
import { nameOf } from '../labels'
import { dueOf } from './due'
import classes from './tasks.module.css'

interface TaskRowProps {
  task: Row
  now: Date
  /** Whose it is: where everybody's are shown. */
  withPerson?: boolean
  /** What it is about, unless the page says so. */
  withRecord?: boolean
  canWrite: boolean
  onTick(done: boolean): void
  onOpen(): void
  /** While rows are picked. */
  selection?: Selection
}

export function TaskRow({
  task,
  now,
  withPerson,
  withRecord,
  canWrite,
  onTick,
  onOpen,
  selection,
}: TaskRowProps) {
  const { t, fmt } = useI18n()
  const zone = useAgency().time_zone
  const done = task.status === 'done'
  const due = done ? undefined : dueOf(task, now, { t, fmt, zone })
  const title = task.title ?? ''
  return (
    <li className={classes.row} data-row={task.id} data-done={done || undefined}>
      {selection ? (
        <PickHere name={title} checked={selection.has(task.id)} onPick={() => selection.toggle(task.id)} />
      ) : (
        <Tick task={task} canWrite={canWrite} onTick={onTick} />
      )}
      <div className={classes.what}>
        <button type="button" data-task={task.id} onClick={onOpen}>
          {title}
        </button>
        <p>
          {done && task.done_at && <span>{t('task.done-at', { time: fmt.time(task.done_at) })}</span>}
          {withRecord && <About task={task} />}
          {task.repeats && (
            <span className={classes.repeats}>
              <Icon name="retry" small />
              {t(`task.repeats.${task.repeats}`, { every: task.repeat_every ?? 1 })}
            </span>
          )}
        </p>
      </div>
      <div className={classes.marks}>
        {!done && task.priority === 'high' && <Tag kind="amber">{t('task.priority.high')}</Tag>}
        {due &&
          (due.kind ? (
            <Tag kind={due.kind}>
              <Icon name="clock" small />
              {due.text}
            </Tag>
          ) : (
            <time dateTime={task.due_at ?? undefined}>{due.text}</time>
          ))}
        {withPerson && <Person id={task.assignee_id} />}
      </div>
    </li>
  )
}

interface TickProps {
  task: Pick<Row, 'title' | 'status'>
  canWrite: boolean
  onTick(done: boolean): void
}

function Tick({ task, canWrite, onTick }: TickProps) {
  const { t } = useI18n()
  return (
    <label className={classes.tick}>
      <input
        type="checkbox"
        checked={task.status === 'done'}
        disabled={!canWrite}
        aria-label={t('task.tick', { title: task.title ?? '' })}
        onChange={(event) => onTick(event.currentTarget.checked)}
      />
      <Icon name="check" small />
    </label>
  )
}

function About({ task }: { task: Row }) {
  const { language } = useI18n()
  return (
    <>
      {task.contact && <span>{task.contact.name}</span>}
      {task.property && (
        <Link to="/properties/$id" params={{ id: task.property.id }}>
          {nameOf(task.property, language)}
        </Link>
      )}
    </>
  )
}

function Person({ id }: { id: string | undefined }) {
  const { t } = useI18n()
  const member = useMemberNames().get(id ?? '')
  const name = memberName(member) ?? t('members.nameless')
  return (
    <span className={classes.person} title={name}>
      <Who name={name} picture={member?.avatar_url} size="s" />
      <span>{name}</span>
    </span>
  )
}
