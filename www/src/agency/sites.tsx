// SPDX-License-Identifier: Apache-2.0
// Websites whose pages may use the API from a browser: a section of the keys' page.
import { useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { TagsInput } from '#/ui/select'
import { toast } from '#/ui/toast'
import { useSaveSites, useSettings } from './keys'
import { originOf } from './origin'
import page from './page.module.css'

export function Sites() {
  const { t } = useI18n()
  const { data } = useSettings()
  return (
    <section className={page.section}>
      <h2>{t('keys.sites')}</h2>
      {data && <SitesForm key={data.etag} listed={data.data.allowed_origins ?? []} etag={data.etag} />}
    </section>
  )
}

function SitesForm({ listed, etag }: { listed: string[]; etag: string | null }) {
  const { t } = useI18n()
  const [sites, setSites] = useState(listed)
  const save = useSaveSites()
  const outcome = useOutcome({ 412: t('agency.changed-meanwhile'), 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)

  function submit() {
    outcome.clear()
    save.mutate({ sites, etag }, { onError: outcome.fail, onSuccess: () => toast(t('ui.saved')) })
  }

  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!save.isPending) submit()
      }}
    >
      <TagsInput
        aria-label={t('keys.sites')}
        description={t('keys.sites-why')}
        inputMode="url"
        value={sites}
        onChange={(list) => setSites([...new Set(list.map(originOf))])}
        error={errorAt('/allowed_origins')}
      />
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button type="submit" busy={save.isPending}>
          {t('ui.save')}
        </Button>
      </div>
    </form>
  )
}
