// SPDX-License-Identifier: Apache-2.0
// What a picture shows: a caption for readers, which screen readers say too; room tags; a note for colleagues.
import { useState } from 'react'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { AlteredLabel } from '#/studio/label'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Photo } from '#/ui/photo'
import { TagsInput } from '#/ui/select'
import classes from './photo-details.module.css'
import { wholeOf } from './picture'
import { useUpdateMedia } from './queries'

const ROOMS = [
  'living',
  'kitchen',
  'bedroom',
  'bathroom',
  'office',
  'garden',
  'terrace',
  'facade',
  'garage',
  'plan',
  'view',
] as const

export function PhotoDetails({
  propertyId,
  item,
  onClose,
}: {
  propertyId: string
  item: MediaItem
  onClose: () => void
}) {
  const { t } = useI18n()
  const change = useUpdateMedia(propertyId)
  const [tags, setTags] = useState(item.tags ?? [])
  const [title, setTitle] = useState(item.title ?? '')
  const [note, setNote] = useState(item.note ?? '')
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  return (
    <Dialog open title={t('photo.describe')} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        onSubmit={(event) => {
          event.preventDefault()
          outcome.clear()
          change.mutate(
            { id: item.id, changes: { tags, title: title.trim() || null, note: note.trim() || null } },
            { onSuccess: onClose, onError: outcome.fail },
          )
        }}
      >
        <Photo
          className={classes.photo}
          src={wholeOf(item)}
          preview={item.thumbnail_url ?? item.placeholder}
          alt=""
        />
        {item.is_altered && (
          <div>
            <AlteredLabel alterations={item.alterations} />
          </div>
        )}
        <TextInput
          label={t('photo.title')}
          description={t('photo.title-why')}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          error={errorAt('/title')}
          data-autofocus
        />
        <TagsInput
          label={t('photo.tags')}
          placeholder={tags.length ? undefined : t('photo.tags-hint')}
          data={ROOMS.map((room) => t(`room.${room}`))}
          value={tags}
          onChange={setTags}
          error={errorAt('/tags')}
        />
        <Textarea
          label={t('photo.note')}
          description={t('photo.note-why')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={errorAt('/note')}
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="main" busy={change.isPending}>
            {t('ui.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
