// SPDX-License-Identifier: Apache-2.0
// One template: what is done, what the service is told besides, and the words that are filled in each time.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, controls } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Textarea, TextInput } from '#/ui/fields'
import { SavingForm, useSaving } from '#/ui/saving'
import { TagsInput } from '#/ui/select'
import { toolName } from './names'
import { valuesOf, variablesOf } from './prompt'
import { useTools } from './queries'
import { MAX_STEPS, type Step, toggleTool } from './recipe'
import { RecipeBuilder } from './recipe-builder'
import { usePreview, useSaveTemplate } from './templates'
import classes from './templates.module.css'
import type { Template, Variable } from './types'

interface TemplateDialogProps {
  template: Template | undefined
  onClose(): void
}

export function TemplateDialog({ template, onClose }: TemplateDialogProps) {
  const { t } = useI18n()
  return (
    <Dialog open wide title={t(template ? 'studio.template.edit' : 'studio.template.add')} onClose={onClose}>
      <Form template={template} onClose={onClose} />
    </Dialog>
  )
}

const EMPTY = {
  name: '',
  description: '',
  prompt_template: '',
  variables: [] as Variable[],
  is_public: false,
}

function Form({ template, onClose }: TemplateDialogProps) {
  const { t } = useI18n()
  /** What the server has: its name, and what its preview depends on. */
  const [kept, setKept] = useState(template && { id: template.id, said: saidOf(template) })
  const [values, setValues] = useState({
    ...EMPTY,
    ...(template && {
      name: template.name,
      description: template.description ?? '',
      prompt_template: template.prompt_template ?? '',
      variables: template.variables,
      is_public: template.is_public,
    }),
  })
  const [steps, setSteps] = useState<Step[]>(
    () => template?.recipe.map(({ tool, options }) => ({ tool, options: options ?? {} })) ?? [],
  )
  const save = useSaveTemplate()
  const set = (change: Partial<typeof values>) => setValues((now) => ({ ...now, ...change }))
  const setVariable = (name: string, change: Partial<Variable>) =>
    set({ variables: values.variables.map((one) => (one.name === name ? { ...one, ...change } : one)) })
  const body = {
    ...values,
    description: values.description.trim() || null,
    prompt_template: values.prompt_template.trim() || null,
    recipe: steps,
  }
  const isSaved = kept?.said === saidOf(body)

  const saving = useSaving({
    send: async (key) => {
      const { id } = await save.mutateAsync({ id: kept?.id, body, key })
      setKept({ id, said: saidOf(body) })
    },
    said: t('ui.saved'),
    onSaved: onClose,
  })
  const { errorAt } = saving

  return (
    <SavingForm saving={saving} onCancel={onClose}>
      <TextInput
        label={t('studio.template.name')}
        required
        data-autofocus
        maxLength={120}
        autoComplete="off"
        value={values.name}
        error={errorAt('/name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('studio.template.description')}
        maxLength={2000}
        value={values.description}
        error={errorAt('/description')}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <Steps steps={steps} onChange={setSteps} error={errorAt('/recipe')} />
      <Textarea
        label={t('studio.template.prompt')}
        description={t('studio.template.prompt-why')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        value={values.prompt_template}
        error={errorAt('/prompt_template')}
        onChange={(event) => {
          const text = event.currentTarget.value
          set({ prompt_template: text, variables: variablesOf(text, values.variables) })
        }}
      />
      {values.variables.length > 0 && (
        <fieldset className={classes.variables}>
          <legend>{t('studio.template.variables')}</legend>
          {values.variables.map((variable) => (
            <div key={variable.name} className={classes.variable}>
              <code>{variable.name}</code>
              <TextInput
                label={t('studio.template.variable-label')}
                aria-label={t('studio.template.variable-label-of', { name: variable.name })}
                maxLength={80}
                value={variable.label}
                onChange={(event) => setVariable(variable.name, { label: event.currentTarget.value })}
              />
              <TextInput
                label={t('studio.template.variable-default')}
                aria-label={t('studio.template.variable-default-of', { name: variable.name })}
                maxLength={200}
                value={variable.default ?? ''}
                onChange={(event) => setVariable(variable.name, { default: event.currentTarget.value })}
              />
              <TagsInput
                label={t('studio.template.variable-choices')}
                aria-label={t('studio.template.variable-choices-of', { name: variable.name })}
                value={variable.choices ?? []}
                onChange={(choices) =>
                  setVariable(variable.name, { choices: choices.length ? choices : undefined })
                }
              />
            </div>
          ))}
        </fieldset>
      )}
      <PreviewPart
        id={isSaved ? kept?.id : undefined}
        variables={values.variables}
        text={body.prompt_template}
        busy={saving.busy}
        onKeep={() => void saving.keep()}
      />
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={values.is_public}
          onChange={(event) => set({ is_public: event.currentTarget.checked })}
        />
        {t('studio.template.make-public')}
      </label>
    </SavingForm>
  )
}

const saidOf = ({
  prompt_template,
  variables,
}: Pick<Template, 'variables'> & { prompt_template?: string | null }) =>
  JSON.stringify([prompt_template ?? '', variables.map(({ name }) => name)])

interface StepsProps {
  steps: Step[]
  onChange(change: (steps: Step[]) => Step[]): void
  error: string | undefined
}

function Steps({ steps, onChange, error }: StepsProps) {
  const { t } = useI18n()
  const { data } = useTools()
  if (!data) return <Bone width="100%" height={72} />
  return (
    <fieldset className={classes.steps}>
      <legend>{t('studio.edits')}</legend>
      <div className={classes.chips}>
        {data.tools
          .filter((tool) => tool.input !== 'photos')
          .map((tool) => {
            const chosen = steps.some((step) => step.tool === tool.name)
            return (
              <button
                key={tool.name}
                type="button"
                className={controls.chip}
                data-on={chosen ? '' : undefined}
                aria-pressed={chosen}
                disabled={!chosen && steps.length >= MAX_STEPS}
                onClick={() => onChange((now) => toggleTool(now, tool))}
              >
                {toolName(t, tool.name)}
              </button>
            )
          })}
      </div>
      {error && (
        <p role="alert" className={classes.wrong}>
          {error}
        </p>
      )}
      {/* marks belong to one photo, and a template to none */}
      <RecipeBuilder
        steps={steps}
        tools={data.tools}
        photos={2}
        marking={undefined}
        onMark={() => undefined}
        onChange={onChange}
      />
    </fieldset>
  )
}

interface PreviewPartProps {
  /** Undefined as long as what is shown is not what the server has. */
  id: string | undefined
  variables: Variable[]
  text: string | null
  busy: boolean
  onKeep(): void
}

function PreviewPart({ id, variables, text, busy, onKeep }: PreviewPartProps) {
  const { t } = useI18n()
  const [given, setGiven] = useState<Record<string, string>>({})
  if (!text) return null
  return (
    <section className={classes.preview} aria-label={t('studio.template.preview')}>
      <h3>{t('studio.template.preview')}</h3>
      {id ? (
        <>
          <VariableFields variables={variables} given={given} onChange={setGiven} />
          <Prompt id={id} variables={valuesOf(variables, given)} />
        </>
      ) : (
        <Button small busy={busy} onClick={onKeep}>
          {t('studio.template.preview-save')}
        </Button>
      )}
    </section>
  )
}

interface VariableFieldsProps {
  variables: Variable[]
  given: Record<string, string>
  onChange(given: Record<string, string>): void
  errorAt?(pointer: string): string | undefined
}

/** What is filled in each time: one of the choices, or any words. */
export function VariableFields({ variables, given, onChange, errorAt }: VariableFieldsProps) {
  const values = valuesOf(variables, given)
  return (
    <div className={classes.fields}>
      {variables.map(({ name, label, choices }) =>
        choices?.length ? (
          <fieldset key={name}>
            <legend>{label}</legend>
            <div className={classes.chips}>
              {choices.map((choice) => (
                <button
                  key={choice}
                  type="button"
                  className={controls.chip}
                  data-on={values[name] === choice ? '' : undefined}
                  aria-pressed={values[name] === choice}
                  onClick={() => onChange({ ...given, [name]: choice })}
                >
                  {choice}
                </button>
              ))}
            </div>
          </fieldset>
        ) : (
          <TextInput
            key={name}
            label={label}
            maxLength={200}
            value={values[name] ?? ''}
            error={errorAt?.(`/variables/${name}`)}
            onChange={(event) => onChange({ ...given, [name]: event.currentTarget.value })}
          />
        ),
      )}
    </div>
  )
}

/** The text that the service is told, as the server puts it together. */
export function Prompt({ id, variables }: { id: string; variables: Record<string, string> }) {
  const { t, fmt } = useI18n()
  const { data, error } = usePreview(id, variables)
  if (error && !data) return <p className={classes.wrong}>{t('studio.template.preview-failed')}</p>
  if (!data) return <Bone width="100%" height={48} />
  return (
    <div aria-live="polite">
      <p className={classes.prompt}>{data.prompt}</p>
      {data.unknown.length > 0 && (
        <p className={classes.wrong}>{t('studio.template.unknown', { names: fmt.list(data.unknown) })}</p>
      )}
    </div>
  )
}
