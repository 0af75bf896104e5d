// SPDX-License-Identifier: Apache-2.0
// A stage's names and probability; and where its deals go when it goes.
import { useState } from 'react'
import type { DealStage } from '#/api/types'
import { LANGUAGES, useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { NumberField, TextInput } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import { inLanguage } from '../labels'
import { useReplaceStage, useSaveStage } from './stages'

type Names = Record<string, string>

interface StageDialogProps {
  /** Without it one is made, behind all others. */
  stage?: DealStage
  onClose(): void
}

export function StageDialog({ stage, onClose }: StageDialogProps) {
  const { t, fmt } = useI18n()
  const save = useSaveStage()
  const before = (stage?.name ?? {}) as Names
  const [names, setNames] = useState<Names>(before)
  const [probability, setProbability] = useState<number | null>(stage?.probability ?? 50)
  // also those of a program in a language that we do not speak
  const languages = [...new Set([...LANGUAGES.map(({ code }) => code), ...Object.keys(before)])]

  const kept = Object.entries(names).flatMap(([code, text]) => (text.trim() ? [[code, text.trim()]] : []))
  // null takes a language away, in what is changed
  const gone = Object.keys(before).flatMap((code) => (names[code]?.trim() ? [] : [[code, null]]))
  const saving = useSaving({
    check: () => (kept.length ? [] : [{ pointer: '/name', code: 'required' }]),
    send: (key) =>
      save.mutateAsync({
        id: stage?.id,
        body: { name: Object.fromEntries([...kept, ...gone]), probability: probability ?? 0 },
        key,
      }),
    said: t('ui.saved'),
    onSaved: onClose,
  })
  const { errorAt } = saving

  return (
    <Dialog open title={t(stage ? 'stage.edit' : 'stage.new')} onClose={onClose}>
      <SavingForm saving={saving} onCancel={onClose}>
        {languages.map((code, at) => (
          <TextInput
            key={code}
            label={t('stage.name-in', { language: fmt.language(code) })}
            lang={code}
            data-autofocus={at === 0 || undefined}
            maxLength={80}
            autoComplete="off"
            value={names[code] ?? ''}
            error={at === 0 && errorAt('/name')}
            onChange={(event) => setNames({ ...names, [code]: event.currentTarget.value })}
          />
        ))}
        <NumberField
          label={t('stage.probability-label')}
          description={t('stage.probability-why')}
          value={probability}
          error={errorAt('/probability')}
          onChange={setProbability}
        />
      </SavingForm>
    </Dialog>
  )
}

interface ReplaceStageDialogProps {
  stage: DealStage
  others: DealStage[]
  onClose(): void
}

export function ReplaceStageDialog({ stage, others, onClose }: ReplaceStageDialogProps) {
  const { t, language } = useI18n()
  const replace = useReplaceStage()
  const [to, setTo] = useState<string | null>(others[0]?.id ?? null)
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const name = inLanguage(stage.name, language) ?? ''

  async function submit() {
    if (!to) return
    try {
      const { deals } = await replace.mutateAsync({ id: stage.id, to_id: to })
      toast(t('stage.replaced', { name, count: deals }))
    } catch (error) {
      return outcome.fail(error)
    }
    onClose()
  }

  return (
    <Dialog open title={t('stage.replace', { name })} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <p className={forms.quiet}>{t('stage.replace-why')}</p>
        <Select
          label={t('stage.to')}
          data-autofocus
          data={others.map((other) => ({ value: other.id, label: inLanguage(other.name, language) ?? '' }))}
          value={to}
          onChange={setTo}
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="bad" busy={replace.isPending} disabled={!to}>
            {t('stage.replace-button')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
