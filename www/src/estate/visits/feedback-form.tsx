// SPDX-License-Identifier: Apache-2.0
// A visit took place: what the visitor thought of it, in three taps and some words.
import { useState } from 'react'
import type { Visit } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Segments } from '#/ui/control'
import { Textarea } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { useUpdateVisit } from './queries'
import classes from './visits.module.css'

const RATINGS = ['1', '2', '3', '4', '5'] as const
const INTERESTS = ['none', 'some', 'strong'] as const
type Rating = (typeof RATINGS)[number] | ''
type Interest = (typeof INTERESTS)[number] | ''

export function FeedbackForm({ visit, onDone }: { visit: Visit; onDone(): void }) {
  const { t } = useI18n()
  const update = useUpdateVisit()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const [rating, setRating] = useState<Rating>(() => (visit.rating ? (`${visit.rating}` as Rating) : ''))
  const [interest, setInterest] = useState<Interest>(visit.interest ?? '')
  const [feedback, setFeedback] = useState(visit.feedback ?? '')

  async function save() {
    outcome.clear()
    const body = {
      status: 'done' as const,
      rating: rating ? Number(rating) : null,
      interest: interest || null,
      feedback: feedback.trim() || null,
    }
    try {
      await update.mutateAsync({ id: visit.id, body })
    } catch (error) {
      return outcome.fail(error)
    }
    toast(t('visit.now.done'))
    onDone()
  }

  return (
    <form
      ref={outcome.form}
      className={forms.form}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <div className={classes.choice}>
        <span aria-hidden="true">{t('visit.field.rating')}</span>
        <Segments<Rating>
          label={t('visit.field.rating')}
          value={rating}
          choices={RATINGS.map((value) => ({ value, label: value }))}
          onChange={setRating}
        />
      </div>
      <div className={classes.choice}>
        <span aria-hidden="true">{t('visit.field.interest')}</span>
        <Segments<Interest>
          label={t('visit.field.interest')}
          value={interest}
          choices={INTERESTS.map((value) => ({ value, label: t(`visit.interest.${value}`) }))}
          onChange={setInterest}
        />
      </div>
      <Textarea
        label={t('visit.field.feedback')}
        autosize
        minRows={3}
        maxRows={8}
        value={feedback}
        onChange={(event) => setFeedback(event.currentTarget.value)}
      />
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button type="submit" kind="main" busy={update.isPending}>
          {t('ui.save')}
        </Button>
      </div>
    </form>
  )
}
