// SPDX-License-Identifier: Apache-2.0
// One's visits in the calendar of a phone: the secret address is made here, shown once, renewed and ended.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import page from '#/agency/page.module.css'
import { api, ok } from '#/api/client'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Secret } from '#/ui/secret'
import { toast } from '#/ui/toast'

export function FeedSection() {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const client = useQueryClient()
  const [url, setUrl] = useState<string>()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const queryKey = ['calendar-feed', agency.id]
  const { data } = useQuery({ queryKey, queryFn: () => ok(api.GET('/api/calendar_feed')) })
  const refresh = () => client.invalidateQueries({ queryKey })
  // Without an Idempotency-Key: after a lost answer only another address is known.
  const make = useMutation({
    mutationFn: () => ok(api.POST('/api/calendar_feed')),
    onSuccess: (made) => setUrl(made.url),
    onError: outcome.fail,
    onSettled: refresh,
  })
  const remind = useMutation({
    mutationFn: (reminds: boolean) => ok(api.PATCH('/api/calendar_feed', { body: { reminds } })),
    onMutate: (reminds) => {
      client.setQueryData<typeof data>(queryKey, (now) => now && { ...now, reminds })
    },
    onError: outcome.fail,
    onSettled: refresh,
  })
  const end = useMutation({
    mutationFn: () => ok(api.DELETE('/api/calendar_feed')),
    onSuccess: () => toast(t('feed.ended')),
    onError: outcome.fail,
    onSettled: refresh,
  })
  return (
    <section className={page.block}>
      <header>
        <h2>{t('feed.title')}</h2>
        <p>{t('feed.why')}</p>
      </header>
      <div className={forms.form}>
        {data && <p>{data.since ? t('feed.since', { day: fmt.date(data.since) }) : t('feed.none')}</p>}
        {data?.since && (
          <label className={forms.check}>
            <input
              type="checkbox"
              checked={data.reminds}
              onChange={(event) => remind.mutate(event.currentTarget.checked)}
            />
            {t('feed.reminds')}
          </label>
        )}
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          {data?.since && (
            <Button busy={end.isPending} onClick={() => end.mutate()}>
              {t('feed.end')}
            </Button>
          )}
          <Button busy={make.isPending} onClick={() => make.mutate()}>
            {t(data?.since ? 'feed.renew' : 'feed.make')}
          </Button>
        </div>
      </div>
      {url && (
        <Dialog open title={t('feed.made')}>
          <Secret value={url} why={t('feed.made-why')} kept={t('ui.done')} onDone={() => setUrl(undefined)} />
        </Dialog>
      )}
    </section>
  )
}
