// SPDX-License-Identifier: Apache-2.0
// What is under way, what waits to be looked at, and what was not made: photos that were sent together stand together.
import { useState } from 'react'
import { useRights } from '#/agency/me'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { Bar, Button, controls, IconButton } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import { toast } from '#/ui/toast'
import { type Batch, batchesOf, isLive } from './batches'
import { reasonText, recipeName } from './names'
import { useAccept, useBringBack, useCancel, usePictures, usePutAway, useRetry } from './queries'
import type { Project } from './types'
import { useBad } from './use-run'
import classes from './work.module.css'

type Pictures = ReadonlyMap<string, MediaItem> | undefined

interface WorkProps {
  projects: Project[]
  /** The one that is looked at. */
  open: string | undefined
  onOpen(project: Project): void
}

const SHOWN_FAILED = 5

/** Results that nobody has decided on. */
const waitingIn = (project: Project, pictures: Pictures): MediaItem[] =>
  project.result_asset_ids.flatMap((id) => {
    const item = pictures?.get(id)
    return item && (item.review ?? 'pending') === 'pending' ? [item] : []
  })

/** What somebody should look at: there are results, and none of them was taken. */
export function useWaiting(projects: Project[]) {
  const { data: pictures } = usePictures(
    projects.flatMap((project) => [...project.media_ids.slice(0, 1), ...project.result_asset_ids]),
  )
  const waiting = projects.filter(
    (project) =>
      !isLive(project) &&
      waitingIn(project, pictures).length > 0 &&
      !project.result_asset_ids.some((id) => pictures?.get(id)?.review === 'accepted'),
  )
  return { pictures, waiting }
}

export function Work({ projects, open, onOpen }: WorkProps) {
  const { pictures, waiting } = useWaiting(projects)
  const batches = batchesOf(projects)
  const running = batches.filter(({ live }) => live.length > 0)
  const failed = batches.filter((batch) => !batch.live.length && batch.failed.length > 0)
  return (
    <>
      <Running batches={running} pictures={pictures} />
      <Waiting projects={waiting} pictures={pictures} open={open} onOpen={onOpen} />
      <Failures batches={failed.slice(0, SHOWN_FAILED)} pictures={pictures} />
    </>
  )
}

function useNames() {
  const { t, fmt } = useI18n()
  return {
    batch: ({ projects }: Batch) => {
      const [first] = projects
      const name = first?.type === 'video' ? t('studio.video') : recipeName(t, fmt, first?.recipe ?? [])
      return projects.length > 1 ? t('studio.of-photos', { name, count: projects.length }) : name
    },
    photo: (project: Project, pictures: Pictures) => {
      const item = project.media_id ? pictures?.get(project.media_id) : undefined
      return item?.title ?? item?.file_name ?? ''
    },
  }
}

const sourceOf = (project: Project | undefined, pictures: Pictures) =>
  project?.media_id ? pictures?.get(project.media_id) : undefined

function Running({ batches, pictures }: { batches: Batch[]; pictures: Pictures }) {
  const { t, fmt } = useI18n()
  if (!batches.length) return null
  return (
    <section className={classes.part} aria-labelledby="studio-running">
      <header>
        <h2 id="studio-running">
          {t('studio.running')} <span>{fmt.number(batches.length)}</span>
        </h2>
        <small>{t('studio.running-why')}</small>
      </header>
      <ul>
        {batches.map((batch) => (
          <RunningRow key={batch.id} batch={batch} pictures={pictures} />
        ))}
      </ul>
    </section>
  )
}

function RunningRow({ batch, pictures }: { batch: Batch; pictures: Pictures }) {
  const { t, fmt } = useI18n()
  const names = useNames()
  const { write } = useRights()
  const cancel = useCancel()
  const name = names.batch(batch)
  const many = batch.projects.length > 1
  const [first] = batch.projects
  const stop = async () => {
    const answers = await Promise.allSettled(batch.live.map(({ id }) => cancel.mutateAsync(id)))
    if (answers.some(({ status }) => status === 'rejected')) toast(t('failed.other.text'), { bad: true })
  }
  const state = many
    ? t('studio.done-of', { done: batch.ended, count: batch.projects.length })
    : first?.status === 'pending'
      ? t('studio.in-line')
      : fmt.percent(batch.ratio)
  return (
    <li>
      <div className={classes.row}>
        <Photo className={classes.thumb} {...pictureIn(sourceOf(first, pictures), '72px')} alt="" />
        <div className={classes.name}>
          <b className={controls.cut}>{name}</b>
          {!many && first && <small className={controls.cut}>{names.photo(first, pictures)}</small>}
        </div>
        <div className={classes.progress}>
          <Bar ratio={batch.ratio} label={name} />
          <small>{state}</small>
        </div>
        {write && (
          <Button
            small
            kind="bare"
            busy={cancel.isPending}
            aria-label={t('jobs.cancel-of', { name })}
            onClick={() => void stop()}
          >
            {t('ui.cancel')}
          </Button>
        )}
      </div>
      {many && (
        <ul className={classes.grid} aria-label={name}>
          {batch.projects.map((project) => (
            <li key={project.id} data-status={project.status}>
              <Photo className={classes.cell} {...pictureIn(sourceOf(project, pictures), '56px')} alt="">
                <span className={classes.sign}>
                  {project.status === 'completed' ? (
                    <Icon name="check" small />
                  ) : project.status === 'failed' || project.status === 'cancelled' ? (
                    <Icon name="warn" small />
                  ) : project.status === 'processing' ? (
                    fmt.percent(project.progress / 100)
                  ) : (
                    <Icon name="clock" small />
                  )}
                </span>
              </Photo>
              <span className={controls.sr}>
                {names.photo(project, pictures)}: {t(`studio.status.${project.status}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

interface WaitingProps extends WorkProps {
  pictures: Pictures
}

function Waiting({ projects, pictures, open, onOpen }: WaitingProps) {
  const { t, fmt } = useI18n()
  const names = useNames()
  const { write } = useRights()
  const accept = useAccept()
  const bad = useBad()
  const [busy, setBusy] = useState(false)
  if (!projects.length) return null
  // what has one result alone can be taken without looking at each; of several somebody has to choose
  const single = projects.filter(
    (project) => project.type !== 'video' && waitingIn(project, pictures).length === 1,
  )

  async function takeAll() {
    setBusy(true)
    const done = []
    for (const project of single) {
      const [result] = waitingIn(project, pictures)
      try {
        if (result) await accept.mutateAsync({ id: project.id, media_id: result.id })
        done.push(project)
      } catch (error) {
        bad(error)
        break
      }
    }
    setBusy(false)
    if (done.length) toast(t('studio.accepted-all', { count: done.length }))
  }

  return (
    <section className={classes.part} aria-labelledby="studio-waiting">
      <header>
        <h2 id="studio-waiting">
          {t('studio.to-look-at')} <span>{fmt.number(projects.length)}</span>
        </h2>
        {write && single.length > 1 && (
          <Button small busy={busy} icon="check" onClick={() => void takeAll()}>
            {t('studio.accept-all', { count: single.length })}
          </Button>
        )}
      </header>
      <ul className={classes.results}>
        {projects.map((project) => {
          const results = waitingIn(project, pictures)
          const name = project.type === 'video' ? t('studio.video') : recipeName(t, fmt, project.recipe)
          return (
            <li key={project.id}>
              <button type="button" aria-pressed={project.id === open} onClick={() => onOpen(project)}>
                <Photo
                  className={classes.result}
                  {...pictureIn(project.type === 'video' ? sourceOf(project, pictures) : results[0], '180px')}
                  alt=""
                >
                  {project.type === 'video' && (
                    <span className={classes.count}>
                      <Icon name="play" small />
                    </span>
                  )}
                  {results.length > 1 && (
                    <span className={classes.count}>
                      {t('studio.variants-count', { count: results.length })}
                    </span>
                  )}
                </Photo>
                <b className={controls.cut}>{name}</b>
                <small className={controls.cut}>{names.photo(project, pictures)}</small>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Failures({ batches, pictures }: { batches: Batch[]; pictures: Pictures }) {
  const { t } = useI18n()
  if (!batches.length) return null
  return (
    <section className={classes.part} aria-labelledby="studio-failed">
      <header>
        <h2 id="studio-failed">{t('studio.not-made')}</h2>
      </header>
      <ul>
        {batches.map((batch) => (
          <FailedRow key={batch.id} batch={batch} pictures={pictures} />
        ))}
      </ul>
    </section>
  )
}

function FailedRow({ batch, pictures }: { batch: Batch; pictures: Pictures }) {
  const { t } = useI18n()
  const names = useNames()
  const { write } = useRights()
  const retry = useRetry()
  const bad = useBad()
  const putAway = usePutAway()
  const bringBack = useBringBack()
  const [first] = batch.failed
  const name = names.batch({ ...batch, projects: batch.failed })
  // what was finished before it failed is there, and was paid for
  const charged = batch.failed.some(({ credit_cost }) => credit_cost > 0)
  const again = async () => {
    for (const { id } of batch.failed)
      try {
        await retry.mutateAsync(id)
      } catch (error) {
        return bad(error)
      }
  }
  const all = (change: typeof putAway) =>
    Promise.all(batch.failed.map(({ id }) => change.mutateAsync(id))).catch(bad)
  const away = async () => {
    await all(putAway)
    toast(t('studio.is-put-away'), { action: { label: t('ui.undo'), run: () => void all(bringBack) } })
  }
  return (
    <li>
      <div className={classes.row}>
        <Photo className={classes.thumb} {...pictureIn(sourceOf(first, pictures), '72px')} alt="" />
        <div className={classes.name}>
          <b className={controls.cut}>{name}</b>
          {batch.failed.length === 1 && first && (
            <small className={controls.cut}>{names.photo(first, pictures)}</small>
          )}
        </div>
        <div className={classes.progress}>
          <Bar ratio={1} label={name} bad />
          <small className={classes.bad}>
            {reasonText(t, first?.error_code)} {t(charged ? 'studio.charged-part' : 'studio.nothing-charged')}
          </small>
        </div>
        {write && (
          <span className={classes.ways}>
            <Button
              small
              icon="retry"
              busy={retry.isPending}
              aria-label={t('jobs.retry-of', { name })}
              onClick={() => void again()}
            >
              {t('ui.retry')}
            </Button>
            <IconButton
              small
              icon="x"
              label={t('jobs.put-away-of', { name })}
              busy={putAway.isPending}
              onClick={() => void away()}
            />
          </span>
        )}
      </div>
    </li>
  )
}
