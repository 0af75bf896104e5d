// SPDX-License-Identifier: Apache-2.0
// What came out, beside what it was made of: the slider, the variants, and the decision.
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useRights } from '#/agency/me'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { isPreparing, pictureIn, wholeOf } from '#/media/picture'
import { Bar, Bone, Button, IconButton } from '#/ui/control'
import { Empty } from '#/ui/empty'
import { Photo } from '#/ui/photo'
import { toast } from '#/ui/toast'
import { isLive } from './batches'
import { Compare } from './compare'
import { AlteredLabel } from './label'
import { recipeName } from './names'
import { useAccept, useLookAgain, usePictures, useReject, useRestoreOriginal } from './queries'
import classes from './result.module.css'
import type { Project } from './types'
import { useBad } from './use-run'

interface ResultProps {
  project: Project
  /** Something was decided: there may be others to look at. */
  onDecided(): void
  onHistory(originalId: string): void
  onClose(): void
}

const ratioOf = (item: MediaItem | undefined) =>
  item?.width && item.height ? Math.min(2.4, Math.max(0.6, item.width / item.height)) : 1.5

export function Result({ project, onDecided, onHistory, onClose }: ResultProps) {
  const { t, fmt } = useI18n()
  const { data: pictures, isPlaceholderData } = usePictures([
    ...project.media_ids,
    ...project.result_asset_ids,
  ])
  const [shown, setShown] = useState<string>()
  const before = project.media_id ? pictures?.get(project.media_id) : undefined
  const results = project.result_asset_ids.flatMap((id) => pictures?.get(id) ?? [])
  const accepted = results.find(({ review }) => review === 'accepted')
  const after = results.find(({ id }) => id === shown) ?? accepted ?? results[0]
  if (!pictures || isPlaceholderData) return <Bone width="100%" height={360} />
  if (!after)
    return isLive(project) ? (
      <Empty icon="clock" title={t('studio.running')} text={t('studio.running-why')}>
        <div className={classes.waits}>
          <Bar ratio={project.progress / 100} label={t('studio.running')} />
        </div>
      </Empty>
    ) : (
      <Empty icon="image" title={t('studio.no-result')} text={t('studio.no-result-why')} />
    )
  const number = results.indexOf(after) + 1
  const name = recipeName(t, fmt, project.recipe)
  return (
    <section aria-label={t('studio.result-of', { name })} className={classes.result}>
      {after.type === 'video' ? (
        // biome-ignore lint/a11y/useMediaCaption: what it says is written into its pictures
        <video
          className={classes.video}
          src={after.url ?? undefined}
          poster={after.thumbnail_url ?? undefined}
          controls
          playsInline
        />
      ) : (
        <Compare
          ratio={ratioOf(before ?? after)}
          before={{
            src: before && wholeOf(before),
            preview: before?.thumbnail_url ?? before?.placeholder,
            alt: t('studio.before-alt', { name: before?.title ?? before?.file_name ?? '' }),
            label: t('studio.before'),
          }}
          after={{
            src: wholeOf(after),
            preview: after.thumbnail_url ?? after.placeholder,
            alt: t('studio.after-alt', { name }),
            label: results.length > 1 ? t('studio.after-variant', { number }) : t('studio.after'),
          }}
        >
          {after.is_altered && <AlteredLabel alterations={after.alterations} />}
        </Compare>
      )}
      <Verdict
        project={project}
        results={results}
        shown={after}
        onShow={setShown}
        onDecided={onDecided}
        onClose={onClose}
        onHistory={() => onHistory(after.original_id ?? project.media_id ?? after.id)}
      />
    </section>
  )
}

interface VerdictProps {
  project: Project
  results: MediaItem[]
  shown: MediaItem
  onShow(id: string): void
  onDecided(): void
  onHistory(): void
  onClose(): void
}

function Verdict({ project, results, shown, onShow, onDecided, onHistory, onClose }: VerdictProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const accept = useAccept()
  const reject = useReject()
  const restore = useRestoreOriginal()
  const again = useLookAgain()
  const bad = useBad()
  const video = shown.type === 'video'

  async function take() {
    try {
      await accept.mutateAsync({ id: project.id, media_id: shown.id })
    } catch (error) {
      return bad(error)
    }
    const original = shown.original_id ?? project.media_id
    toast(t(video ? 'studio.accepted-video' : 'studio.accepted'), {
      action: original
        ? { label: t('ui.undo'), run: () => void restore.mutateAsync(shown.id).catch(bad) }
        : undefined,
    })
    onDecided()
  }

  async function refuse() {
    try {
      await reject.mutateAsync({ id: project.id, media_id: shown.id })
    } catch (error) {
      return bad(error)
    }
    toast(t('studio.rejected'), {
      action: { label: t('ui.undo'), run: () => void again.mutateAsync(shown.id).catch(bad) },
    })
    const next = results.find((result) => result !== shown && result.review === 'pending')
    if (next) onShow(next.id)
    else onDecided()
  }

  return (
    <div className={classes.verdict}>
      {results.length > 1 && <Variants results={results} shown={shown} onShow={onShow} />}
      <p className={classes.told}>
        {shown.review === 'accepted'
          ? t('studio.is-accepted')
          : shown.is_altered
            ? t('studio.told')
            : video
              ? t('studio.told-video')
              : t('studio.not-told')}
      </p>
      {isPreparing(shown) && <p className={classes.told}>{t('photo.pending')}</p>}
      <div className={classes.ways}>
        <IconButton icon="x" label={t('studio.close-result')} onClick={onClose} />
        {project.media_id && !video && (
          <Button kind="bare" icon="clock" onClick={onHistory}>
            {t('studio.history-short')}
          </Button>
        )}
        {write && shown.review !== 'accepted' && (
          <>
            <Button
              busy={reject.isPending}
              disabled={shown.review === 'rejected'}
              onClick={() => void refuse()}
            >
              {t(shown.review === 'rejected' ? 'studio.is-rejected' : 'studio.reject')}
            </Button>
            <Button kind="main" icon="check" busy={accept.isPending} onClick={() => void take()}>
              {t(results.length > 1 ? 'studio.accept-variant' : 'studio.accept')}
            </Button>
          </>
        )}
      </div>
    </div>
  )
}

/** One of a few pictures, as radio buttons are chosen: the arrow keys choose at once. */
function Variants({ results, shown, onShow }: Pick<VerdictProps, 'results' | 'shown' | 'onShow'>) {
  const { t } = useI18n()
  const group = useRef<HTMLDivElement>(null)
  const by = useRef(false)
  useEffect(() => {
    if (!by.current) return
    by.current = false
    group.current?.querySelector<HTMLElement>(`[data-id="${shown.id}"]`)?.focus()
  }, [shown.id])
  function keys(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const next = results[(results.indexOf(shown) + step + results.length) % results.length]
    by.current = true
    if (next) onShow(next.id)
  }
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={t('studio.variants')}
      className={classes.variants}
      onKeyDown={keys}
    >
      {results.map((result, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a picture is the button
        <button
          key={result.id}
          type="button"
          role="radio"
          data-id={result.id}
          aria-checked={result === shown}
          aria-label={t('studio.variant', { number: i + 1, review: result.review ?? 'pending' })}
          tabIndex={result === shown ? 0 : -1}
          data-review={result.review}
          onClick={() => onShow(result.id)}
        >
          <Photo className={classes.variant} {...pictureIn(result, '96px')} alt="" />
        </button>
      ))}
    </div>
  )
}
