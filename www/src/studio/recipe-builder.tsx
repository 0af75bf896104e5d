// SPDX-License-Identifier: Apache-2.0
// The chosen tools in the order in which they are applied: dragged, or moved with Space and the arrow keys.
import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable'
import { CSS } from '@dnd-kit/utilities'
import type { DOMAttributes } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { controls, IconButton } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { toolName } from './names'
import { OptionFields } from './option-fields'
import { type Mark, moveStep, type Step, setOption, toolOf } from './recipe'
import classes from './recipe.module.css'
import type { Tool } from './types'

export interface Marking {
  tool: string
  mark: Mark
}

interface RecipeBuilderProps {
  steps: Step[]
  tools: Tool[]
  photos: number
  marking: Marking | undefined
  onMark(marking: Marking | undefined): void
  onChange(change: (steps: Step[]) => Step[]): void
}

export function RecipeBuilder({ steps, tools, photos, marking, onMark, onChange }: RecipeBuilderProps) {
  const { t } = useI18n()
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
  const ids = steps.map((step) => step.tool)
  const said = (id: string | number) => ({
    name: toolName(t, String(id)),
    number: ids.indexOf(String(id)) + 1,
    count: ids.length,
  })
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('studio.step-lifted', said(active.id)),
    // over its own place it is as it was picked up: that comes at once, and must not talk over the other
    onDragOver: ({ active, over }) =>
      over?.id === active.id
        ? t('studio.step-lifted', said(active.id))
        : over
          ? t('studio.step-over', { ...said(over.id), name: toolName(t, String(active.id)) })
          : undefined,
    onDragEnd: ({ active, over }) =>
      over ? t('studio.step-put', { ...said(over.id), name: toolName(t, String(active.id)) }) : undefined,
    onDragCancel: () => t('drag.cancel'),
  }
  const drop = ({ active, over }: DragEndEvent) => {
    if (over && over.id !== active.id)
      onChange((now) => moveStep(now, ids.indexOf(String(active.id)), ids.indexOf(String(over.id))))
  }
  if (!steps.length) return null
  return (
    <section className={classes.recipe} aria-labelledby="studio-recipe">
      <h2 id="studio-recipe">{t('studio.recipe')}</h2>
      {steps.length > 1 && <p className={classes.quiet}>{t('studio.recipe-order')}</p>}
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={drop}
        accessibility={{ announcements, screenReaderInstructions: { draggable: t('studio.step-how') } }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol>
            {steps.map((step, at) => {
              const tool = toolOf(tools, step.tool)
              return (
                tool && (
                  <StepRow
                    key={step.tool}
                    step={step}
                    tool={tool}
                    number={at + 1}
                    alone={steps.length === 1}
                    photos={photos}
                    marking={marking?.tool === step.tool ? marking.mark : undefined}
                    onMark={(mark) => onMark(mark && { tool: step.tool, mark })}
                    onChange={(name, value) => onChange((now) => setOption(now, step.tool, name, value))}
                    onRemove={() => {
                      onMark(undefined)
                      onChange((now) => now.filter((one) => one.tool !== step.tool))
                    }}
                  />
                )
              )
            })}
          </ol>
        </SortableContext>
      </DndContext>
    </section>
  )
}

interface StepRowProps {
  step: Step
  tool: Tool
  number: number
  alone: boolean
  photos: number
  marking: Mark | undefined
  onMark(mark: Mark | undefined): void
  onChange(name: string, value: unknown): void
  onRemove(): void
}

function StepRow({ number, alone, onRemove, ...fields }: StepRowProps) {
  const { t } = useI18n()
  const { step } = fields
  const name = toolName(t, step.tool)
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id: step.tool })
  return (
    <li
      ref={setNodeRef}
      className={classes.step}
      data-lifted={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={classes.head}>
        {!alone && (
          <button
            type="button"
            ref={setActivatorNodeRef}
            className={classes.grip}
            {...attributes}
            {...(listeners as DOMAttributes<HTMLElement>)}
            aria-label={t('studio.step-move', { name, number })}
          >
            <Icon name="grip" small />
          </button>
        )}
        <b className={controls.cut}>{name}</b>
        <IconButton small icon="x" label={t('studio.step-remove', { name })} onClick={onRemove} />
      </div>
      <OptionFields {...fields} />
    </li>
  )
}
