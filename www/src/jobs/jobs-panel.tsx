// SPDX-License-Identifier: Apache-2.0
// Each thing under way or ended: what it is, of which record, how far, and the way out.
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { useRights } from '#/agency/me'
import type { Job } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bar, Button, IconButton } from '#/ui/control'
import { toast } from '#/ui/toast'
import type { Group } from './groups'
import { useAddresses, useCancel, useRetry } from './jobs'
import classes from './jobs.module.css'
import { kindName, reasonOf, stepName } from './kinds'
import { putAway } from './put-away'

interface PanelProps {
  groups: Group[]
  onClose(): void
}

export function JobsPanel({ groups, onClose }: PanelProps) {
  const { t } = useI18n()
  const { data: addresses } = useAddresses(groups.flatMap(({ propertyId }) => propertyId ?? []))
  const ended = groups.filter(({ live }) => live.length === 0)
  const title = useRef<HTMLHeadingElement>(null)
  /** The button that did it goes with them, and must not take the focus along. */
  function putOff(jobs: Job[]) {
    title.current?.focus()
    putAway(jobs)
  }
  return (
    <section className={classes.panel} aria-labelledby="jobs-title">
      <header>
        <h2 id="jobs-title" ref={title} tabIndex={-1}>
          {t('jobs.title')}
        </h2>
        {ended.length > 1 && (
          <Button small kind="bare" onClick={() => putOff(ended.flatMap(({ jobs }) => jobs))}>
            {t('jobs.put-all-away')}
          </Button>
        )}
        <IconButton small icon="x" label={t('ui.close')} onClick={onClose} />
      </header>
      {groups.length === 0 && <p className={classes.none}>{t('jobs.none')}</p>}
      <ul>
        {groups.map((group) => (
          <Row
            key={group.id}
            group={group}
            address={group.propertyId ? addresses?.get(group.propertyId) : undefined}
            onLeave={onClose}
            onPutAway={putOff}
          />
        ))}
      </ul>
    </section>
  )
}

interface AboutProps {
  group: Group
  address: string | undefined
  onLeave(): void
}

interface RowProps extends AboutProps {
  onPutAway(jobs: Job[]): void
}

function Row({ group, address, onLeave, onPutAway }: RowProps) {
  const { t, fmt } = useI18n()
  const { write } = useRights()
  const cancel = useCancel()
  const retry = useRetry()
  const name = kindName(t, group.kind)
  const what = { name: address ? `${name}, ${address}` : name }
  const stopping = group.live.some(({ cancel_asked }) => cancel_asked)
  const bad = () => toast(t('failed.other.text'), { bad: true })
  return (
    <li data-state={group.state}>
      <div className={classes.head}>
        <b>{name}</b>
        {group.live.length > 0 && !stopping && (
          <Button
            small
            kind="bare"
            busy={cancel.isPending}
            aria-label={t('jobs.cancel-of', what)}
            onClick={() => void cancel.mutateAsync(group.live).catch(bad)}
          >
            {t('ui.cancel')}
          </Button>
        )}
        {write && group.failed.length > 0 && (
          <Button
            small
            icon="retry"
            busy={retry.isPending}
            aria-label={t('jobs.retry-of', what)}
            onClick={() => void retry.mutateAsync(group.failed).catch(bad)}
          >
            {t('ui.retry')}
          </Button>
        )}
        {group.live.length === 0 && (
          <IconButton
            small
            icon="x"
            label={t('jobs.put-away-of', what)}
            onClick={() => onPutAway(group.jobs)}
          />
        )}
      </div>
      <About group={group} address={address} onLeave={onLeave} />
      {group.live.length > 0 && <Bar ratio={group.ratio} label={what.name} />}
      <small className={classes.state}>
        <span>{stopping ? t('jobs.stopping') : <Progress group={group} />}</span>
        <time dateTime={group.endedAt ?? group.since}>{fmt.ago(group.endedAt ?? group.since)}</time>
      </small>
      {group.failed[0] && (
        <small className={classes.reason}>
          {group.jobs.length > 1 && `${t('jobs.failed-of', { count: group.failed.length })} `}
          {reasonOf(t, group.failed[0].error)}
        </small>
      )}
    </li>
  )
}

/** "Preparing · 40 % · 12 of 30", as much of it as there is. */
function Progress({ group }: { group: Group }) {
  const { t, fmt } = useI18n()
  const waits = group.state === 'waiting' && group.live[0]
  if (waits && waits.attempts > 0 && new Date(waits.run_at) > new Date())
    return t('jobs.again-at', { when: fmt.dateTime(waits.run_at) })
  const parts = [t(`jobs.state.${group.state}`)]
  if (group.state === 'running') {
    if (group.step && group.jobs.length === 1) parts[0] = stepName(t, group.step)
    parts.push(fmt.percent(group.ratio))
  }
  if (group.jobs.length > 1) parts.push(t('jobs.of', { done: group.done, count: group.jobs.length }))
  return parts.join(' · ')
}

/** The way to what it is about, for those who may go there. */
function About({ group, address, onLeave }: AboutProps) {
  const { t } = useI18n()
  const { manage } = useRights()
  if (group.kind === 'studio.run')
    return (
      <Link
        to="/studio"
        search={{ property: group.propertyId ?? undefined }}
        onClick={onLeave}
        className={classes.about}
      >
        {address ?? t('studio.open')}
      </Link>
    )
  if (group.propertyId && address)
    return (
      <Link
        to="/properties/$id"
        params={{ id: group.propertyId }}
        search={{ tab: 'photos' }}
        onClick={onLeave}
        className={classes.about}
      >
        {address}
      </Link>
    )
  if (manage && group.aboutTable === 'mails')
    return (
      <Link to="/agency/mails" onClick={onLeave} className={classes.about}>
        {t('mails.title')}
      </Link>
    )
  if (manage && group.aboutTable === 'webhook_deliveries')
    return (
      <Link to="/agency/webhooks" onClick={onLeave} className={classes.about}>
        {t('webhooks.title')}
      </Link>
    )
  return null
}
