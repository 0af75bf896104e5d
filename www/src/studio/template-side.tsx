// SPDX-License-Identifier: Apache-2.0
// A template in the place of the tool cards: its words to be filled in, what the service will be told, and the button.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button } from '#/ui/control'
import { Empty } from '#/ui/empty'
import { Example } from './example'
import { recipeName } from './names'
import { valuesOf } from './prompt'
import { useQuote, useRunTemplate, useTools } from './queries'
import { linesOf, MAX_PHOTOS, sumOf } from './recipe'
import { RunFoot } from './run-foot'
import classes from './studio.module.css'
import { Prompt, VariableFields } from './template-dialog'
import { useTemplates } from './templates'
import template from './templates.module.css'
import { useRefusal, useWish } from './use-run'

interface TemplateSideProps {
  id: string
  propertyId: string
  chosen: string[]
  onLeave(): void
}

export function TemplateSide({ id, propertyId, chosen, onLeave }: TemplateSideProps) {
  const { t, fmt } = useI18n()
  const { data: templates } = useTemplates()
  const { data: tools } = useTools()
  const [given, setGiven] = useState<Record<string, string>>({})
  const run = useRunTemplate()
  const { refused, started } = useRefusal()
  const found = templates?.find((one) => one.id === id)
  const variables = valuesOf(found?.variables ?? [], given)
  const body = { template_id: id, media_ids: chosen, variables, property_id: propertyId }
  const obstacle =
    chosen.length === 0
      ? t('studio.lacks.no-photo')
      : chosen.length > MAX_PHOTOS
        ? t('studio.lacks.too-many', { most: MAX_PHOTOS })
        : undefined
  const { data: quote } = useQuote(obstacle || !found ? undefined : body)
  const wish = useWish(body)
  if (!templates || !tools)
    return (
      <div className={classes.body}>
        <Bone width="100%" height={320} />
      </div>
    )
  const back = (
    <Button small kind="bare" icon="back" onClick={onLeave}>
      {t('studio.template.leave')}
    </Button>
  )
  if (!found)
    return (
      <Empty icon="search" title={t('failed.gone.title')}>
        {back}
      </Empty>
    )
  const lines = linesOf(
    found.recipe.map((step) => ({ tool: step.tool, options: step.options ?? {} })),
    tools.tools,
    chosen.length,
    1,
  )
  return (
    <>
      <div className={classes.body}>
        {back}
        <section className={template.side} aria-label={found.name}>
          <Example tool={found.recipe.at(-1)?.tool ?? 'enhance'} />
          <h2>{found.name}</h2>
          <p>{recipeName(t, fmt, found.recipe)}</p>
          {found.description && <p>{found.description}</p>}
          <VariableFields variables={found.variables} given={given} onChange={setGiven} />
          {found.prompt_template && <Prompt id={id} variables={variables} />}
        </section>
      </div>
      <RunFoot
        lines={lines}
        photos={chosen.length}
        total={quote?.total ?? sumOf(lines)}
        left={quote?.available_after}
        obstacle={obstacle}
        lead="studio-photos"
        busy={run.isPending}
        onRun={() =>
          run.mutate(
            { key: wish.key(), body },
            {
              onSuccess: () => {
                wish.forget()
                started(chosen.length)
              },
              onError: refused,
            },
          )
        }
      />
    </>
  )
}
