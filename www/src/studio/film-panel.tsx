// SPDX-License-Identifier: Apache-2.0
// A film of the chosen photos: their order, a caption each, the format, how long each stands.
import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { type DOMAttributes, useId } from 'react'
import type { MediaItem } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { pictureIn } from '#/media/picture'
import { IconButton, Segments } from '#/ui/control'
import { TextInput } from '#/ui/fields'
import { Icon } from '#/ui/icon'
import { Photo } from '#/ui/photo'
import classes from './film.module.css'
import options from './options.module.css'
import recipe from './recipe.module.css'

export const FORMATS = ['16:9', '9:16', '1:1'] as const
export type Format = (typeof FORMATS)[number]
export const FILM = { least: 2, most: 40, seconds: { least: 2, most: 6 }, caption: 120, title: 80 }

export interface Film {
  /** In the order of the film. */
  order: string[]
  format: Format
  seconds: number
  title: string
  captions: Record<string, string>
}

export const NEW_FILM: Film = { order: [], format: '16:9', seconds: 3, title: '', captions: {} }

/** What is chosen now, in the order that it was put into; what is new comes last. */
export const orderOf = (order: string[], chosen: string[]): string[] => [
  ...order.filter((id) => chosen.includes(id)),
  ...chosen.filter((id) => !order.includes(id)),
]

export function filmRequest(film: Film, chosen: string[]) {
  const ids = orderOf(film.order, chosen)
  // an empty one is none
  const captions = ids.map((id) => film.captions[id]?.trim() ?? '')
  return {
    media_ids: ids,
    format: film.format,
    seconds: film.seconds,
    ...(film.title.trim() && { title: film.title.trim() }),
    ...(captions.some(Boolean) && { captions }),
  }
}

interface FilmPanelProps {
  film: Film
  photos: MediaItem[]
  chosen: string[]
  onChange(film: Film): void
  onLeaveOut(id: string): void
}

export function FilmPanel({ film, photos, chosen, onChange, onLeaveOut }: FilmPanelProps) {
  const { t, fmt } = useI18n()
  const seconds = useId()
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const ids = orderOf(film.order, chosen)
  const place = (id: string | number | undefined) => ({
    number: ids.indexOf(String(id)) + 1,
    count: ids.length,
  })
  const drop = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id)
      onChange({
        ...film,
        order: arrayMove(ids, ids.indexOf(String(active.id)), ids.indexOf(String(over.id))),
      })
  }
  return (
    <section aria-labelledby="studio-film" className={classes.film}>
      <h2 id="studio-film">{t('studio.video')}</h2>
      <div className={options.field}>
        <span className={options.name}>{t('studio.format')}</span>
        <Segments
          label={t('studio.format')}
          value={film.format}
          choices={FORMATS.map((format) => ({ value: format, label: t(`studio.format.${format}`) }))}
          onChange={(format) => onChange({ ...film, format })}
        />
      </div>
      <div className={options.field}>
        <span className={options.pair}>
          <label htmlFor={seconds} className={options.name}>
            {t('studio.seconds')}
          </label>
          <output htmlFor={seconds}>{t('studio.seconds-each', { count: film.seconds })}</output>
        </span>
        <input
          id={seconds}
          type="range"
          className={options.range}
          min={FILM.seconds.least}
          max={FILM.seconds.most}
          step={1}
          value={film.seconds}
          aria-valuetext={t('studio.seconds-each', { count: film.seconds })}
          onChange={(event) => onChange({ ...film, seconds: Number(event.currentTarget.value) })}
        />
      </div>
      <TextInput
        label={t('studio.film-title')}
        description={t('studio.film-title-why')}
        maxLength={FILM.title}
        value={film.title}
        onChange={(event) => onChange({ ...film, title: event.currentTarget.value })}
      />
      <h3>{t('studio.film-order')}</h3>
      {ids.length === 0 ? (
        <p className={recipe.quiet}>{t('studio.film-none')}</p>
      ) : (
        <p className={recipe.quiet}>
          {t('studio.film-long', { count: ids.length, seconds: fmt.number(ids.length * film.seconds) })}
        </p>
      )}
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={drop}
        accessibility={{
          announcements: {
            onDragStart: ({ active }) => t('drag.start', place(active.id)),
            onDragOver: ({ over }) => (over ? t('drag.over', place(over.id)) : undefined),
            onDragEnd: ({ over }) => (over ? t('drag.end', place(over.id)) : undefined),
            onDragCancel: () => t('drag.cancel'),
          },
          screenReaderInstructions: { draggable: t('drag.how') },
        }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol className={classes.frames}>
            {ids.map((id, at) => (
              <Frame
                key={id}
                id={id}
                number={at + 1}
                photo={photos.find((photo) => photo.id === id)}
                caption={film.captions[id] ?? ''}
                onCaption={(caption) => onChange({ ...film, captions: { ...film.captions, [id]: caption } })}
                onLeaveOut={() => onLeaveOut(id)}
              />
            ))}
          </ol>
        </SortableContext>
      </DndContext>
    </section>
  )
}

interface FrameProps {
  id: string
  number: number
  photo: MediaItem | undefined
  caption: string
  onCaption(caption: string): void
  onLeaveOut(): void
}

function Frame({ id, number, photo, caption, onCaption, onLeaveOut }: FrameProps) {
  const { t } = useI18n()
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id })
  return (
    <li
      ref={setNodeRef}
      className={classes.frame}
      data-lifted={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        className={recipe.grip}
        {...attributes}
        {...(listeners as DOMAttributes<HTMLElement>)}
        aria-label={t('drag.handle', { number })}
      >
        <Icon name="grip" small />
      </button>
      <Photo className={classes.thumb} {...pictureIn(photo, '72px')} alt="" />
      <TextInput
        aria-label={t('studio.caption', { number })}
        placeholder={t('photo.title')}
        maxLength={FILM.caption}
        value={caption}
        onChange={(event) => onCaption(event.currentTarget.value)}
      />
      <IconButton small icon="x" label={t('studio.leave-out', { number })} onClick={onLeaveOut} />
    </li>
  )
}
