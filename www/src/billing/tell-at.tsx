// SPDX-License-Identifier: Apache-2.0
// When the agency's managers hear that credits run out.
import { useState } from 'react'
import page from '#/agency/page.module.css'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { NumberField, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import classes from './credits.module.css'
import { useTellAt } from './ledger'

export function TellAt({ at }: { at: number }) {
  const { t } = useI18n()
  const change = useTellAt()
  const [value, setValue] = useState<number | null>(at)
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)
  function submit() {
    outcome.clear()
    if (value === null || Number.isNaN(value)) return outcome.refuse([{ pointer: '/low_at', code: 'number' }])
    change.mutate(value, { onError: outcome.fail, onSuccess: () => toast(t('ui.saved')) })
  }
  return (
    <section className={page.section}>
      <h2>{t('credits.tell')}</h2>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!change.isPending) submit()
        }}
      >
        <div className={classes.tell}>
          <NumberField
            label={t('credits.tell-at')}
            description={t('credits.tell-why')}
            value={value}
            onChange={setValue}
            error={errorAt('/low_at')}
          />
          <Button type="submit" busy={change.isPending} disabled={value === at}>
            {t('ui.save')}
          </Button>
        </div>
        <Wrong text={outcome.wrong} />
      </form>
    </section>
  )
}
