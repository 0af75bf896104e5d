// SPDX-License-Identifier: Apache-2.0
// Contacts that may be the same, two by two: what both have is put together, of what differs one says which stays.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { asButton, Bone, Button } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Empty, Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import form from '../form-page.module.css'
import classes from './contacts.module.css'
import {
  type Chosen,
  differing,
  duplicatesQuery,
  type Pair,
  useDismiss,
  useMerge,
  useUnmerge,
} from './duplicates'
import { refusal } from './refusal'

export function DuplicatesPage() {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const { data, error, refetch } = useQuery(duplicatesQuery(agency.id))
  useTitle(t('duplicates.title'))
  return (
    <div className={form.page}>
      <Crumb to="/contacts">{t('rail.contacts')}</Crumb>
      <header className={form.head}>
        <h1>
          {t('duplicates.title')}{' '}
          {data && data.length > 0 && <span className={classes.count}>{fmt.number(data.length)}</span>}
        </h1>
        <p>{t('duplicates.lead')}</p>
      </header>
      {!data && error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bone width="100%" height={220} />
      ) : data.length === 0 ? (
        <Empty icon="check" title={t('duplicates.none.title')} text={t('duplicates.none.text')}>
          <Link to="/contacts" {...asButton()}>
            {t('contact.back')}
          </Link>
        </Empty>
      ) : (
        data.map((pair) => <PairForm key={`${pair.kept.id} ${pair.other.id}`} pair={pair} canWrite={write} />)
      )}
    </div>
  )
}

function PairForm({ pair, canWrite }: { pair: Pair; canWrite: boolean }) {
  const { t } = useI18n()
  const merge = useMerge()
  const unmerge = useUnmerge()
  const dismiss = useDismiss()
  const [taken, setTaken] = useState<Chosen[]>([])
  const { kept, other, reasons } = pair
  const name = kept.name ?? ''
  const failed = (error: unknown) => toast(t(refusal(error)), { bad: true })

  async function run() {
    try {
      await merge.mutateAsync({ id: kept.id, other_id: other.id, fields: taken })
    } catch (error) {
      return failed(error)
    }
    toast(t('duplicates.merged', { name }), {
      action: { label: t('ui.undo'), run: () => void unmerge.mutateAsync(other.id).catch(failed) },
    })
  }

  async function part() {
    const two = { id: kept.id, other_id: other.id }
    try {
      await dismiss.mutateAsync(two)
    } catch (error) {
      return failed(error)
    }
    toast(t('duplicates.dismissed', { one: name, other: other.name ?? '' }), {
      action: {
        label: t('ui.undo'),
        run: () => void dismiss.mutateAsync({ ...two, undo: true }).catch(failed),
      },
    })
  }

  return (
    <form
      className={`${form.clash} ${classes.pair}`}
      aria-label={t('duplicates.pair', { one: name, other: other.name ?? '' })}
      onSubmit={(event) => {
        event.preventDefault()
        if (!merge.isPending) void run()
      }}
    >
      <div className={form.sides}>
        <Side contact={kept} />
        <Side contact={other} />
      </div>
      <p className={classes.why}>
        {reasons.map((reason) => t(reason === 'phone' ? 'duplicates.phone' : 'duplicates.name')).join(' · ')}
      </p>
      {differing(pair).map((field) => (
        <fieldset key={field}>
          <legend>{t(`contact.field.${field}`)}</legend>
          <div className={form.sides}>
            {[kept, other].map((contact, at) => (
              <label key={contact.id}>
                <input
                  type="radio"
                  name={field}
                  disabled={!canWrite}
                  checked={taken.includes(field) === (at === 1)}
                  onChange={() =>
                    setTaken((now) => [...now.filter((each) => each !== field), ...(at === 1 ? [field] : [])])
                  }
                />
                <b>
                  <Shown field={field} contact={contact} />
                </b>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      {canWrite && (
        <div className={classes.decide}>
          <Button type="submit" kind="main" busy={merge.isPending}>
            {t('duplicates.merge')}
          </Button>
          <Button busy={dismiss.isPending} onClick={() => void part()}>
            {t('duplicates.dismiss')}
          </Button>
        </div>
      )}
    </form>
  )
}

function Side({ contact }: { contact: Contact }) {
  const { t, fmt } = useI18n()
  return (
    <p>
      <Link to="/contacts/$id" params={{ id: contact.id }}>
        {contact.name}
      </Link>
      <small>{t('duplicates.since', { when: fmt.date(contact.created_at ?? 0) })}</small>
    </p>
  )
}

function Shown({ field, contact }: { field: Chosen; contact: Contact }) {
  const { t } = useI18n()
  if (field === 'type') return t(`contact-type.${contact.type ?? 'other'}`)
  if (field === 'status') return t(`contact.status.${contact.status ?? 'lead'}`)
  if (field === 'phone') return contact.phone_raw || contact.phone
  return contact[field]
}
