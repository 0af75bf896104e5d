// SPDX-License-Identifier: Apache-2.0
// What a new link shows, to whom, and for how long.
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import { useI18n } from '#/app/i18n/i18n'
import { Button, IconButton } from '#/ui/control'
import { Textarea, TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Select } from '#/ui/select'
import { nameOf } from '../labels'
import { PropertyPick } from '../property-pick'
import { propertyQuery } from '../queries'
import { useMakeLink } from './links'
import classes from './share.module.css'

const DAYS = [7, 30, 90, 365]
const DAY = 86_400_000

export function ShareForm({ propertyId, onMade }: { propertyId: string; onMade(url: string): void }) {
  const { t } = useI18n()
  const make = useMakeLink()
  const [title, setTitle] = useState('')
  const [message, setMessage] = useState('')
  const [others, setOthers] = useState<string[]>([])
  const [showsAddress, setShowsAddress] = useState(true)
  const [days, setDays] = useState(30)
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)

  async function submit() {
    outcome.clear()
    if (make.isPending) return
    try {
      const { url } = await make.mutateAsync({
        property_ids: [propertyId, ...others],
        title: title.trim() || null,
        message: message.trim() || null,
        shows_address: showsAddress,
        // a moment less than whole days: a year is the most
        expires_at: new Date(Date.now() + days * DAY - 60_000).toISOString(),
      })
      onMade(url)
    } catch (error) {
      outcome.fail(error)
    }
  }

  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p className={classes.lead}>{t('share.lead')}</p>
      <div className={forms.pair} data-tight>
        <TextInput
          label={t('share.for')}
          data-autofocus
          autoComplete="off"
          maxLength={120}
          value={title}
          error={errorAt('/title')}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Select
          label={t('share.days')}
          data={DAYS.map((n) => ({ value: String(n), label: t('share.days-n', { days: n }) }))}
          value={String(days)}
          error={errorAt('/expires_at')}
          onChange={(value) => setDays(Number(value ?? 30))}
        />
      </div>
      <Textarea
        label={t('share.message')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={message}
        error={errorAt('/message')}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <Others ids={others} except={propertyId} error={errorAt('/property_ids')} onChange={setOthers} />
      <label className={classes.check}>
        <input
          type="checkbox"
          checked={showsAddress}
          onChange={(event) => setShowsAddress(event.currentTarget.checked)}
        />
        {t('share.shows_address')}
      </label>
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button type="submit" kind="main" busy={make.isPending}>
          {t('share.make')}
        </Button>
      </div>
    </form>
  )
}

interface OthersProps {
  ids: string[]
  except: string
  error: string | undefined
  onChange(ids: string[]): void
}

/** Further properties on the same page. */
function Others({ ids, except, error, onChange }: OthersProps) {
  const { t, language } = useI18n()
  const agency = useAgency()
  const chosen = useQueries({ queries: ids.map((id) => propertyQuery(agency.id, id)) })
  const name = (i: number) => {
    const property = chosen[i]?.data?.data
    return property ? nameOf(property, language) : '…'
  }
  return (
    <div>
      {ids.length > 0 && (
        <ul className={classes.others} aria-label={t('share.others')}>
          {ids.map((id, i) => (
            <li key={id}>
              {name(i)}
              <IconButton
                small
                icon="x"
                label={t('share.others-remove', { name: name(i) })}
                onClick={() => onChange(ids.filter((one) => one !== id))}
              />
            </li>
          ))}
        </ul>
      )}
      <PropertyPick
        key={ids.length}
        label={t(ids.length ? 'share.others-add' : 'share.others')}
        value={null}
        error={error}
        onChange={(id) => id && id !== except && !ids.includes(id) && onChange([...ids, id])}
      />
    </div>
  )
}
