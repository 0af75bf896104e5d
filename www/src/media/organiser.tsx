// SPDX-License-Identifier: Apache-2.0
// All pictures of a property: drag them into order (or Space and the arrow keys), choose the cover, favourite,
// describe, take away.
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  arrayMove,
  rectSortingStrategy,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
} from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { Link } from '@tanstack/react-router'
import { type DOMAttributes, useState } from 'react'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { AlteredLabel } from '#/studio/label'
import { controls, IconButton, Tag } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { Photo } from '#/ui/photo'
import { toast } from '#/ui/toast'
import { labelsOf } from './gallery'
import classes from './organiser.module.css'
import { PhotoDetails } from './photo-details'
import { pictureIn } from './picture'
import { useDeleteMedia, useReorder, useRestoreMedia, useUpdateMedia } from './queries'

interface OrganiserProps {
  propertyId: string
  items: MediaItem[]
  coverId: string | null | undefined
  canWrite: boolean
  onCover(id: string): void
  onHistory(originalId: string): void
}

export function Organiser({ propertyId, items, coverId, canWrite, onCover, onHistory }: OrganiserProps) {
  const { t } = useI18n()
  const reorder = useReorder(propertyId)
  const [described, setDescribed] = useState<MediaItem>()
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    // A finger that rests picks the picture up; one that moves scrolls the page.
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const ids = items.map((item) => item.id)
  const place = (id: string | number | undefined) => ids.indexOf(String(id)) + 1
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('drag.start', { number: place(active.id), count: ids.length }),
    onDragOver: ({ over }) =>
      over ? t('drag.over', { number: place(over.id), count: ids.length }) : undefined,
    onDragEnd: ({ over }) =>
      over ? t('drag.end', { number: place(over.id), count: ids.length }) : undefined,
    onDragCancel: () => t('drag.cancel'),
  }

  function drop({ active, over }: DragEndEvent) {
    if (!over || active.id === over.id) return
    const from = ids.indexOf(String(active.id))
    const to = ids.indexOf(String(over.id))
    reorder.mutate(arrayMove(ids, from, to), { onError: () => toast(t('drag.refused'), { bad: true }) })
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('drag.how') } }}
    >
      <SortableContext items={ids} strategy={rectSortingStrategy} disabled={!canWrite}>
        {canWrite && items.length > 1 && <p className={classes.hint}>{t('drag.hint')}</p>}
        <ul className={classes.grid}>
          {items.map((item, at) => (
            <Tile
              key={item.id}
              propertyId={propertyId}
              item={item}
              number={at + 1}
              isCover={item.id === coverId}
              canWrite={canWrite}
              onCover={() => onCover(item.id)}
              onDescribe={() => setDescribed(item)}
              onHistory={() => onHistory(item.original_id ?? item.id)}
            />
          ))}
        </ul>
      </SortableContext>
      {described && (
        <PhotoDetails propertyId={propertyId} item={described} onClose={() => setDescribed(undefined)} />
      )}
    </DndContext>
  )
}

interface TileProps {
  propertyId: string
  item: MediaItem
  number: number
  isCover: boolean
  canWrite: boolean
  onCover(): void
  onDescribe(): void
  onHistory(): void
}

function Tile({ propertyId, item, number, isCover, canWrite, onCover, onDescribe, onHistory }: TileProps) {
  const { t } = useI18n()
  const sortable = useSortable({ id: item.id })
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    sortable
  const rejected = item.status === 'rejected'
  const labels = labelsOf(t, item, isCover)
  return (
    <li
      ref={setNodeRef}
      className={classes.tile}
      data-lifted={isDragging || undefined}
      style={{ transform: CSS.Transform.toString(transform), transition }}
    >
      <div className={classes.frame} {...(canWrite ? pointerOnly(listeners) : undefined)}>
        <Link
          to="/properties/$id"
          params={{ id: propertyId }}
          search={(now) => ({ ...now, photo: item.id })}
          resetScroll={false}
          className={classes.open}
          id={`photo-${item.id}`}
          aria-label={t('photo.open', { number })}
          draggable={false}
        />
        <Photo
          className={classes.photo}
          {...pictureIn(item, '(max-width: 720px) 50vw, 240px')}
          alt={item.title ?? ''}
        >
          {rejected && (
            <span className={classes.why}>{t(`photo.rejection.${item.rejection ?? 'broken'}`)}</span>
          )}
        </Photo>
        {labels && <span className={classes.cover}>{labels}</span>}
        {item.is_altered && (
          <span className={classes.altered}>
            <AlteredLabel alterations={item.alterations} />
          </span>
        )}
        {rejected && (
          <span className={classes.cover}>
            <Tag kind="red">{t('photo.rejected')}</Tag>
          </span>
        )}
        {canWrite && (
          <button
            type="button"
            ref={setActivatorNodeRef}
            className={classes.grip}
            {...attributes}
            {...(listeners as DOMAttributes<HTMLElement>)}
            aria-label={t('drag.handle', { number })}
          >
            <Icon name="move" small />
          </button>
        )}
      </div>
      <div className={classes.under}>
        <span className={`${classes.note} ${controls.cut}`}>
          {item.tags?.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          {item.title && <span className={controls.cut}>{item.title}</span>}
          {!item.title && !item.tags?.length && <span className={classes.file}>{item.file_name}</span>}
        </span>
        {canWrite && (
          <TileActions
            propertyId={propertyId}
            item={item}
            number={number}
            isCover={isCover}
            onCover={onCover}
            onDescribe={onDescribe}
            onHistory={onHistory}
          />
        )}
      </div>
    </li>
  )
}

/** A menu's item is a link of its own kind, which does not know the routes. */
const studioOf = (property: string, { id }: MediaItem) => ({ property, photos: id, photo: id }) as never

type Listeners = ReturnType<typeof useSortable>['listeners']

/** The picture itself is dragged by mouse or finger; its keys belong to the link on it. */
function pointerOnly(listeners: Listeners): DOMAttributes<HTMLElement> {
  const { onMouseDown, onTouchStart } = (listeners ?? {}) as DOMAttributes<HTMLElement>
  return { onMouseDown, onTouchStart }
}

function TileActions({
  propertyId,
  item,
  number,
  isCover,
  onCover,
  onDescribe,
  onHistory,
}: Omit<TileProps, 'canWrite'>) {
  const { t } = useI18n()
  const change = useUpdateMedia(propertyId)
  const remove = useDeletePhoto(propertyId)
  return (
    <span className={classes.actions}>
      <span className={classes.heart} data-on={item.is_favorite || undefined}>
        <IconButton
          small
          icon="heart"
          aria-pressed={item.is_favorite}
          label={t('photo.favourite', { number })}
          onClick={() => change.mutate({ id: item.id, changes: { is_favorite: !item.is_favorite } })}
        />
      </span>
      <Menu width={220}>
        <Menu.Target>
          <IconButton small icon="more" label={t('photo.actions', { number })} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="cover" small />} disabled={isCover} onClick={onCover}>
            {t('photo.make-cover')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="tag" small />} onClick={onDescribe}>
            {t('photo.describe')}
          </Menu.Item>
          {item.type === 'image' && item.status === 'ready' && (
            <>
              <Menu.Item
                component={Link}
                to="/studio"
                search={studioOf(propertyId, item)}
                leftSection={<Icon name="studio" small />}
              >
                {t('studio.edit-this')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="clock" small />} onClick={onHistory}>
                {t('studio.history')}
              </Menu.Item>
            </>
          )}
          <Menu.Item leftSection={<Icon name="trash" small />} onClick={() => void remove(item)}>
            {t('ui.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}

/** Takes a picture away at once, with undo. */
export function useDeletePhoto(propertyId: string) {
  const { t } = useI18n()
  const remove = useDeleteMedia(propertyId)
  const restore = useRestoreMedia(propertyId)
  // Promises rather than callbacks: the tile that asked is gone by the time the answer comes.
  return async (item: MediaItem) => {
    try {
      await remove.mutateAsync(item.id)
    } catch {
      return toast(t('failed.other.text'), { bad: true })
    }
    const undo = () => restore.mutateAsync(item.id).catch(() => toast(t('failed.other.text'), { bad: true }))
    toast(t('photo.deleted'), { action: { label: t('ui.undo'), run: () => void undo() } })
  }
}
