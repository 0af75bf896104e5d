// SPDX-License-Identifier: Apache-2.0
// What Stagefy does by itself, for those who answer for it: how much waits and since when, how fast it goes, what has failed.
import page from '#/agency/page.module.css'
import { Subpage } from '#/agency/subpage'
import { isStatus } from '#/api/problem'
import type { Queue } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bar, Bone, Button } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import { Hours } from './hours'
import { useQueue, useRetry, useRetryKind, type Whose } from './jobs'
import { kindName, reasonOf, stepName } from './kinds'
import classes from './queue.module.css'

type Kind = Queue['kinds'][number]
type Job = Queue['jobs'][number]

export function QueuePage() {
  const { t } = useI18n()
  return (
    <Subpage title={t('queue.title')} lead={t('queue.lead')}>
      <Contents of="agency" />
    </Subpage>
  )
}

/** Of all agencies, for a platform admin, who is in none. */
export function PlatformQueue() {
  const { t } = useI18n()
  return (
    <section className={page.page} aria-label={t('queue.platform')}>
      <Contents of="platform" />
    </section>
  )
}

function Contents({ of }: { of: Whose }) {
  const { t } = useI18n()
  const { data, error, refetch } = useQueue(of)
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />
  if (!data) return <Bone width="100%" height={320} />
  const running = data.jobs.filter(({ status }) => status === 'processing')
  const failed = data.jobs.filter(({ status }) => status === 'failed')
  return (
    <>
      <Kinds of={of} kinds={data.kinds} />
      <Hours hours={data.hours} />
      {running.length > 0 && (
        <section className={classes.part}>
          <h2>{t('queue.running')}</h2>
          <ul className={classes.jobs}>
            {running.map((job) => (
              <Running key={job.id} of={of} job={job} />
            ))}
          </ul>
        </section>
      )}
      {failed.length > 0 && (
        <section className={classes.part}>
          <h2>{t('queue.failures')}</h2>
          <ul className={classes.jobs}>
            {failed.map((job) => (
              <Failure key={job.id} of={of} job={job} />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Kinds({ of, kinds }: { of: Whose; kinds: Kind[] }) {
  const { t, fmt } = useI18n()
  if (kinds.length === 0) return <p className={page.none}>{t('queue.none')}</p>
  return (
    <section className={classes.table} aria-label={t('queue.kinds')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('queue.kind')}</th>
            <th scope="col">{t('queue.waiting')}</th>
            <th scope="col">{t('queue.oldest')}</th>
            <th scope="col">{t('queue.later')}</th>
            <th scope="col">{t('queue.at-work')}</th>
            <th scope="col">{t('queue.failed')}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind.kind}>
              <th scope="row">{kindName(t, kind.kind)}</th>
              <td data-label={t('queue.waiting')}>{fmt.number(kind.waiting)}</td>
              <td data-label={t('queue.oldest')}>
                {kind.oldest_at ? <time dateTime={kind.oldest_at}>{fmt.ago(kind.oldest_at)}</time> : '–'}
              </td>
              <td data-label={t('queue.later')}>{fmt.number(kind.later)}</td>
              <td data-label={t('queue.at-work')}>{fmt.number(kind.running)}</td>
              <td data-label={t('queue.failed')} data-bad={kind.failed > 0 || undefined}>
                {fmt.number(kind.failed)}
                {kind.failed > 0 && <RetryAll of={of} kind={kind} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function RetryAll({ of, kind }: { of: Whose; kind: Kind }) {
  const { t } = useI18n()
  const retry = useRetryKind(of)
  // A promise rather than callbacks: the button is gone by the time the new numbers are there.
  async function all() {
    try {
      const { begun } = await retry.mutateAsync({ kind: kind.kind, expected: kind.failed })
      toast(t('queue.begun', { count: begun }))
    } catch (error) {
      toast(t(isStatus(error, 409) ? 'queue.others' : 'failed.other.text'), { bad: true })
    }
  }
  return (
    <Button
      small
      icon="retry"
      busy={retry.isPending}
      aria-label={t('queue.retry-all-of', { count: kind.failed, name: kindName(t, kind.kind) })}
      onClick={() => void all()}
    >
      {t('queue.retry-all')}
    </Button>
  )
}

function Name({ of, job }: { of: Whose; job: Job }) {
  const { t } = useI18n()
  return (
    <>
      <b>{kindName(t, job.kind)}</b>
      {of === 'platform' && <span>{job.agency ?? t('queue.nobodys')}</span>}
    </>
  )
}

function Running({ of, job }: { of: Whose; job: Job }) {
  const { t, fmt } = useI18n()
  return (
    <li>
      <div className={classes.what}>
        <Name of={of} job={job} />
        <small>
          {stepName(t, job.step) || t('jobs.state.running')}
          {job.started_at && (
            <>
              {' · '}
              <time dateTime={job.started_at}>{fmt.ago(job.started_at)}</time>
            </>
          )}
        </small>
      </div>
      <span className={classes.bar}>
        <Bar ratio={job.progress / 100} label={kindName(t, job.kind)} />
        <small>{fmt.percent(job.progress / 100)}</small>
      </span>
    </li>
  )
}

function Failure({ of, job }: { of: Whose; job: Job }) {
  const { t, fmt } = useI18n()
  const retry = useRetry(of)
  const when = fmt.dateTime(job.ended_at ?? job.created_at)
  return (
    <li>
      <div className={classes.what}>
        <Name of={of} job={job} />
        <span data-bad>{reasonOf(t, job.error)}</span>
        <small>
          <time dateTime={job.ended_at ?? undefined}>{when}</time>
          {` · ${t('queue.attempts', { count: job.attempts })}`}
        </small>
      </div>
      <Button
        small
        icon="retry"
        busy={retry.isPending}
        aria-label={t('queue.retry-of', { name: kindName(t, job.kind), when })}
        onClick={() =>
          void retry.mutateAsync([job]).catch(() => toast(t('failed.other.text'), { bad: true }))
        }
      >
        {t('ui.retry')}
      </Button>
    </li>
  )
}
