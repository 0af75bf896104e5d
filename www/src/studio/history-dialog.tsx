// SPDX-License-Identifier: Apache-2.0
// What became of one photo: the original, all that was made of it, which one buyers see, and the way back.
import { useState } from 'react'
import { useRights } from '#/agency/me'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { pictureIn, wholeOf } from '#/media/picture'
import { Bone, Button, controls, Tag } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { Photo } from '#/ui/photo'
import { toast } from '#/ui/toast'
import { Compare } from './compare'
import classes from './history.module.css'
import { AlteredLabel } from './label'
import { recipeName } from './names'
import { useAccept, useHistory, useRestoreOriginal } from './queries'
import { provenanceOf } from './types'
import { useBad } from './use-run'

interface HistoryDialogProps {
  originalId: string
  onClose(): void
}

/** Chosen, back to the original, or put aside: in this photo's place stands one alone. */
const isShownNow = (item: MediaItem) =>
  item.original_id ? item.review === 'accepted' && !item.replaced_by : !item.replaced_by

export function HistoryDialog({ originalId, onClose }: HistoryDialogProps) {
  const { t } = useI18n()
  const { data, error, refetch } = useHistory(originalId)
  const [compared, setCompared] = useState<string>()
  const original = data?.find(({ id }) => id === originalId)
  const after = data?.find(({ id }) => id === compared)
  const shown = data?.find(isShownNow)
  return (
    <Dialog open wide title={t('studio.history')} onClose={onClose}>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bone width="100%" height={200} />
      ) : (
        <>
          {original && after && (
            <div key={after.id} ref={intoView} className={classes.compare}>
              <Compare
                ratio={original.width && original.height ? original.width / original.height : 1.5}
                before={side(original, t('altered.original'))}
                after={side(after, t('studio.after'))}
              >
                {after.is_altered && <AlteredLabel alterations={after.alterations} />}
              </Compare>
            </div>
          )}
          <ol className={classes.list}>
            {data.map((item) => (
              <Version
                key={item.id}
                item={item}
                now={item.id === shown?.id}
                current={shown}
                compared={item.id === compared}
                onCompare={() => setCompared(item.id === compared ? undefined : item.id)}
              />
            ))}
          </ol>
          {data.length === 1 && <p className={classes.none}>{t('studio.history-none')}</p>}
        </>
      )}
    </Dialog>
  )
}

/** On a phone the list is longer than the screen. */
const intoView = (shown: HTMLElement | null) => shown?.scrollIntoView({ block: 'nearest' })

const side = (item: MediaItem, label: string) => ({
  src: wholeOf(item),
  preview: item.thumbnail_url ?? item.placeholder,
  alt: label,
  label,
})

interface VersionProps {
  item: MediaItem
  /** It stands in the listing. */
  now: boolean
  current: MediaItem | undefined
  compared: boolean
  onCompare(): void
}

function Version({ item, now, current, compared, onCompare }: VersionProps) {
  const { t, fmt } = useI18n()
  const { write } = useRights()
  const restore = useRestoreOriginal()
  const accept = useAccept()
  const isOriginal = !item.original_id
  const project = item.project_id ?? provenanceOf(item).project_id
  const steps = provenanceOf(item).steps ?? []
  const models = [...new Set(steps.flatMap(({ model }) => model ?? []))]
  const bad = useBad()
  const take = () =>
    isOriginal
      ? current && restore.mutateAsync(current.id).then(() => toast(t('studio.restored')), bad)
      : project &&
        accept.mutateAsync({ id: project, media_id: item.id }).then(() => toast(t('studio.accepted')), bad)
  const name = isOriginal ? t('altered.original') : recipeName(t, fmt, steps)
  return (
    <li className={classes.version} data-now={now || undefined}>
      <Photo className={classes.thumb} {...pictureIn(item, '96px')} alt="" />
      <div className={classes.words}>
        <b className={controls.cut}>{name}</b>
        <small>
          {item.created_at && fmt.dateTime(item.created_at)}
          {models.length > 0 && ` · ${models.join(', ')}`}
        </small>
        <span className={classes.tags}>
          {now && <Tag kind="green">{t('studio.in-listing')}</Tag>}
          {item.is_altered && <AlteredLabel alterations={item.alterations} />}
          {item.review === 'rejected' && <Tag>{t('studio.is-rejected')}</Tag>}
        </span>
      </div>
      <div className={classes.ways}>
        {!isOriginal && (
          <Button
            small
            kind="bare"
            aria-pressed={compared}
            aria-label={t('studio.compare-this', { name })}
            onClick={onCompare}
          >
            {t('studio.compare-short')}
          </Button>
        )}
        {write && !now && (
          <Button
            small
            icon={isOriginal ? 'undo' : 'check'}
            busy={restore.isPending || accept.isPending}
            aria-label={isOriginal ? undefined : t('studio.use-this', { name })}
            onClick={() => void take()}
          >
            {t(isOriginal ? 'studio.back-to-original' : 'studio.use')}
          </Button>
        )}
      </div>
    </li>
  )
}
