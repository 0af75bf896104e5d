// SPDX-License-Identifier: Apache-2.0
// The steps that deals go through in this agency: dragged into order (or Space and the arrow keys), named, added, taken away.
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
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import { useQuery } from '@tanstack/react-query'
import { type DOMAttributes, useState } from 'react'
import { useAgency } from '#/agency/me'
import page from '#/agency/page.module.css'
import { Subpage } from '#/agency/subpage'
import { isStatus } from '#/api/problem'
import type { DealStage } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, IconButton } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { toast } from '#/ui/toast'
import { inLanguage } from '../labels'
import { stagesQuery, totalsQuery } from './queries'
import { ReplaceStageDialog, StageDialog } from './stage-dialogs'
import { useDeleteStage, useReorderStages, useRestoreStage } from './stages'
import classes from './stages.module.css'

export function StagesPage() {
  const { t, language } = useI18n()
  const agency = useAgency()
  const { data, error, refetch } = useQuery(stagesQuery(agency.id))
  const { data: totals } = useQuery(totalsQuery(agency.id, undefined))
  const [open, setOpen] = useState<DealStage | 'new'>()
  const [going, setGoing] = useState<DealStage>()
  const reorder = useReorderStages()
  const remove = useRemove(setGoing)
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const ids = data?.map(({ id }) => id) ?? []
  const place = (id: string | number | undefined) => ({
    name: inLanguage(data?.find((stage) => stage.id === id)?.name, language) ?? '',
    number: ids.indexOf(String(id)) + 1,
    count: ids.length,
  })
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('stage.lifted', place(active.id)),
    onDragOver: ({ active, over }) =>
      over ? t('stage.carried', { ...place(active.id), number: place(over.id).number }) : undefined,
    onDragEnd: ({ active, over }) =>
      over ? t('stage.dropped', { ...place(active.id), number: place(over.id).number }) : undefined,
    onDragCancel: () => t('deal.let-go'),
  }

  function drop({ active, over }: DragEndEvent) {
    if (!over || active.id === over.id) return
    const order = arrayMove(ids, ids.indexOf(String(active.id)), ids.indexOf(String(over.id)))
    reorder.mutate(order, { onError: () => toast(t('failed.other.text'), { bad: true }) })
  }

  const add = (
    <Button kind="main" icon="plus" onClick={() => setOpen('new')}>
      {t('stage.new')}
    </Button>
  )
  return (
    <Subpage title={t('deal.stages')} lead={t('stage.lead')} action={add}>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <DndContext
          sensors={sensors}
          collisionDetection={closestCenter}
          onDragEnd={drop}
          accessibility={{ announcements, screenReaderInstructions: { draggable: t('stage.how') } }}
        >
          <SortableContext items={ids} strategy={verticalListSortingStrategy}>
            <ol className={page.rows} aria-busy={!data}>
              {data?.map((stage) => (
                <Row
                  key={stage.id}
                  stage={stage}
                  deals={(totals ?? [])
                    .filter(({ stage_id }) => stage_id === stage.id)
                    .reduce((sum, { deals }) => sum + deals, 0)}
                  alone={data.length === 1}
                  onEdit={() => setOpen(stage)}
                  onRemove={(deals) => (deals > 0 ? setGoing(stage) : void remove(stage))}
                />
              )) ?? <Bone width="100%" height={220} />}
            </ol>
          </SortableContext>
        </DndContext>
      )}
      {open && <StageDialog stage={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
      {going && (
        <ReplaceStageDialog
          stage={going}
          others={data?.filter(({ id }) => id !== going.id) ?? []}
          onClose={() => setGoing(undefined)}
        />
      )}
    </Subpage>
  )
}

interface RowProps {
  stage: DealStage
  deals: number
  /** The last one stays: deals have to be somewhere. */
  alone: boolean
  onEdit(): void
  onRemove(deals: number): void
}

function Row({ stage, deals, alone, onEdit, onRemove }: RowProps) {
  const { t, fmt, language } = useI18n()
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id: stage.id })
  const name = inLanguage(stage.name, language) ?? ''
  return (
    <li
      ref={setNodeRef}
      className={classes.row}
      data-lifted={isDragging || undefined}
      style={{ transform: CSS.Transform.toString(transform), transition }}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        className={classes.grip}
        {...attributes}
        {...(listeners as DOMAttributes<HTMLElement>)}
        aria-label={t('stage.grip', { name })}
      >
        <Icon name="grip" />
      </button>
      <div className={page.what}>
        <b>{name}</b>
        <small>
          {t('stage.probability', { percent: fmt.percent((stage.probability ?? 0) / 100) })}
          {' · '}
          {t('stage.deals', { count: deals })}
        </small>
      </div>
      <div className={page.acts}>
        <IconButton icon="pen" label={t('stage.edit-of', { name })} onClick={onEdit} />
        <IconButton
          icon="trash"
          label={`${t('ui.delete')}: ${name}`}
          disabled={alone}
          onClick={() => onRemove(deals)}
        />
      </div>
    </li>
  )
}

/** One without deals goes at once, with undo; where somebody has put one into it meanwhile, it is asked where that goes. */
function useRemove(ask: (stage: DealStage) => void) {
  const { t, language } = useI18n()
  const remove = useDeleteStage()
  const restore = useRestoreStage()
  const failed = () => toast(t('failed.other.text'), { bad: true })
  return async (stage: DealStage) => {
    try {
      await remove.mutateAsync(stage.id)
    } catch (error) {
      return isStatus(error, 409) ? ask(stage) : failed()
    }
    toast(t('stage.deleted', { name: inLanguage(stage.name, language) ?? '' }), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(stage.id).catch(failed) },
    })
  }
}
