// SPDX-License-Identifier: Apache-2.0
// The page behind the link in a visitor's mail: when and where, and three answers. Following the link answers nothing yet:
// programs that look at mails follow links too.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Entry, entry } from '#/agency/entry'
import { ok, openApi } from '#/api/client'
import { isStatus } from '#/api/problem'
import { useI18n } from '#/app/i18n/i18n'
import { queryClient } from '#/app/queries'
import { Bone, Button } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { Textarea, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { StatusTag } from './status'
import classes from './visits.module.css'

type Answer = 'confirm' | 'another_time' | 'cancel'

export function AnswerPage() {
  const { t, fmt } = useI18n()
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [asking, setAsking] = useState<Exclude<Answer, 'confirm'>>()
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const outcome = useOutcome({ 409: t('answer.late'), 410: t('answer.gone') })
  const errorAt = useFieldError(outcome.errors)
  const queryKey = ['visit-link', token]
  const { data, error, refetch } = useQuery({
    queryKey,
    retry: false,
    queryFn: () => ok(openApi.GET('/api/visit_links/preview', { params: { query: { token } } })),
  })

  async function send(answer: Answer) {
    setBusy(true)
    outcome.clear()
    try {
      const body = { token, answer, words: answer === 'confirm' ? null : words.trim() || null }
      queryClient.setQueryData(queryKey, await ok(openApi.POST('/api/visit_links/answer', { body })))
      setAsking(undefined)
      setWords('')
    } catch (cause) {
      outcome.fail(cause)
    } finally {
      setBusy(false)
    }
  }

  if (!data)
    return (
      <Entry>
        {!error ? (
          <Bone width="100%" height={240} />
        ) : isStatus(error, 410) ? (
          <div role="status">
            <h1>{t('link.gone.title')}</h1>
            <p className={entry.lead}>{t('answer.gone')}</p>
          </div>
        ) : (
          <Failed error={error} retry={() => void refetch()} />
        )}
      </Entry>
    )

  const there = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(fmt.locale, { timeZone: data.time_zone, ...options })
  const day = there({ dateStyle: 'full' }).format(new Date(data.starts_at))
  const hours = there({ timeStyle: 'short' })
  const open = data.status === 'requested' || data.status === 'confirmed'
  return (
    <Entry>
      <div>
        <h1>{t('answer.title', { agency: data.agency_name })}</h1>
        <p className={entry.lead} role="status">
          <StatusTag status={data.status} />
        </p>
      </div>
      <dl className={classes.facts}>
        <dt>{t('visit.field.date')}</dt>
        <dd>
          {day}
          <span>
            {t('visit.span', {
              from: hours.format(new Date(data.starts_at)),
              until: hours.format(new Date(data.ends_at)),
            })}
          </span>
        </dd>
        <dt>{t('visit.field.property')}</dt>
        <dd>{data.property}</dd>
        {data.place && (
          <>
            <dt>{t('answer.place')}</dt>
            <dd>{data.place}</dd>
          </>
        )}
        {data.agent_name && (
          <>
            <dt>{t('answer.agent')}</dt>
            <dd>{data.agent_name}</dd>
          </>
        )}
        {data.wish && (
          <>
            <dt>{t('answer.wish')}</dt>
            <dd>{data.wish}</dd>
          </>
        )}
      </dl>
      {open && asking && (
        <form
          ref={outcome.form}
          className={forms.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void send(asking)
          }}
        >
          <Textarea
            label={t(asking === 'cancel' ? 'answer.why' : 'answer.when')}
            required={asking === 'another_time'}
            autoFocus
            autosize
            minRows={2}
            maxLength={asking === 'cancel' ? 300 : 500}
            value={words}
            error={errorAt('/words')}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Wrong text={outcome.wrong} />
          <div className={forms.ends}>
            <Button onClick={() => setAsking(undefined)}>{t('ui.cancel')}</Button>
            <Button type="submit" kind="main" busy={busy}>
              {t(`answer.do.${asking}`)}
            </Button>
          </div>
        </form>
      )}
      {open && !asking && (
        <div className={forms.form}>
          <Wrong text={outcome.wrong} />
          {data.status === 'requested' && (
            <Button kind="main" wide busy={busy} onClick={() => void send('confirm')}>
              {t('answer.do.confirm')}
            </Button>
          )}
          <Button wide onClick={() => setAsking('another_time')}>
            {t('answer.do.another_time')}
          </Button>
          <Button kind="bare" wide onClick={() => setAsking('cancel')}>
            {t('answer.do.cancel')}
          </Button>
        </div>
      )}
    </Entry>
  )
}
