// SPDX-License-Identifier: Apache-2.0
// One entry of the ledger: what was noted with it, the job that did the work, and where the work can be seen.
import { Link } from '@tanstack/react-router'
import { memberName, useMemberNames } from '#/agency/members'
import type { CreditTransaction, Job } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { type Fact, FactList } from '#/estate/fact-list'
import { useAddresses } from '#/jobs/jobs'
import { kindName, reasonOf } from '#/jobs/kinds'
import { Bone, controls } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import classes from './credits.module.css'
import { useEntry, useJob, useMedia } from './ledger'
import { placeOf } from './ledger-table'
import { aboutOf, entryName } from './names'

export function EntryDialog({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useI18n()
  const { data, error, refetch } = useEntry(id)
  return (
    <Dialog open title={data ? entryName(t, data) : t('credits.entry')} onClose={onClose}>
      {data ? (
        <Facts of={data} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={200} />
      )}
    </Dialog>
  )
}

function Facts({ of }: { of: CreditTransaction }) {
  const { t, fmt } = useI18n()
  const names = useMemberNames()
  const about = aboutOf(of)
  const media = useMedia(about.media ? [about.media] : []).data
  const { property, photo } = placeOf(of, media)
  const address = useAddresses(property ? [property] : []).data?.get(property ?? '')
  const item = media?.get(about.media ?? '')
  const job = useJob(of.job_id)
  const facts: Fact[] = [
    [t('credits.title'), fmt.signed(of.amount)],
    [t('credits.after'), fmt.number(of.balance_after)],
    [t('credits.when'), fmt.dateTime(of.created_at)],
    [t('credits.person'), of.user_id && (memberName(names.get(of.user_id)) ?? t('members.nameless'))],
    [t('credits.units'), of.units && fmt.number(of.units)],
    [
      t('credits.property'),
      property && (
        <Link className={controls.link} to="/properties/$id" params={{ id: property }}>
          {address ?? t('credits.open-property')}
        </Link>
      ),
    ],
    [
      t('credits.photo'),
      property && photo && (
        <Link className={controls.link} to="/properties/$id" params={{ id: property }} search={{ photo }}>
          {item?.title || item?.file_name || t('credits.open-photo')}
        </Link>
      ),
    ],
    [t('credits.job'), of.job_id && <JobFact job={job.data} gone={job.isError} />],
    [
      t('credits.refund-of'),
      of.refund_of && (
        <Link
          className={controls.link}
          from="/agency/credits"
          to="/agency/credits"
          search={(now) => ({ ...now, open: of.refund_of ?? undefined })}
          resetScroll={false}
        >
          {t('credits.open-usage')}
        </Link>
      ),
    ],
    [t('credits.description'), of.description],
    [t('credits.reference'), of.reference && <code>{of.reference}</code>],
    [t('credits.number'), fmt.number(of.entry)],
  ]
  return (
    <div className={classes.entry}>
      <FactList facts={facts} />
    </div>
  )
}

function JobFact({ job, gone }: { job: Job | undefined; gone: boolean }) {
  const { t, fmt } = useI18n()
  if (gone) return t('credits.job-gone')
  if (!job) return <Bone width={160} />
  const { started_at, ended_at } = job
  const seconds =
    started_at && ended_at ? Math.round((Date.parse(ended_at) - Date.parse(started_at)) / 1000) : undefined
  return (
    <>
      {kindName(t, job.kind)}
      <small>
        {t(`credits.job.${job.status}`)}
        {seconds !== undefined && ` · ${t('credits.seconds', { count: seconds })}`}
        {ended_at && ` · ${fmt.ago(ended_at)}`}
        {job.status === 'failed' && ` · ${reasonOf(t, job.error)}`}
      </small>
    </>
  )
}
