// SPDX-License-Identifier: Apache-2.0
// One visit: what it is, and how it goes on.
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import { api, ok } from '#/api/client'
import type { Visit } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, IconButton } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { TextInput } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { save } from '#/ui/save'
import { toast } from '#/ui/toast'
import { useContact } from '../contacts'
import { HistoryButton } from '../history/history-button'
import { nameOf, placeOf } from '../labels'
import { propertyQuery } from '../queries'
import { FeedbackForm } from './feedback-form'
import { useUpdateVisit, visitQuery } from './queries'
import { StatusTag } from './status'
import { TellVisitor } from './tell-visitor'
import { VisitForm } from './visit-form'
import classes from './visits.module.css'

const ComposeDialog = lazy(() =>
  import('#/correspondence/compose-dialog').then((m) => ({ default: m.ComposeDialog })),
)

type Step = 'look' | 'edit' | 'cancel' | 'feedback' | 'write'

export function VisitDialog({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data, error, refetch } = useQuery(visitQuery(agency.id, id))
  const [step, setStep] = useState<Step>('look')
  if (data && step === 'edit') return <VisitForm visit={data.data} etag={data.etag} onClose={onClose} />
  if (data && step === 'write')
    return (
      <Suspense>
        <ComposeDialog
          about={{
            contact_id: data.data.contact_id ?? undefined,
            property_id: data.data.property_id,
            visit_id: id,
          }}
          onClose={onClose}
        />
      </Suspense>
    )
  return (
    <Dialog open title={t('visit.dialog')} onClose={onClose}>
      {!data ? (
        error ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : (
          <Bone width="100%" height={240} />
        )
      ) : step === 'feedback' ? (
        <FeedbackForm visit={data.data} onDone={onClose} />
      ) : step === 'cancel' ? (
        <CancelForm visit={data.data} onDone={onClose} onBack={() => setStep('look')} />
      ) : (
        <Look visit={data.data} onStep={setStep} />
      )}
    </Dialog>
  )
}

/** Gives the browser the visit as a file, which it hands to the calendar. */
async function readFile(id: string) {
  const text = await ok(api.GET('/api/visits/{id}/ics', { params: { path: { id } }, parseAs: 'text' }))
  save(text as string, 'text/calendar', 'visit.ics')
}

function Look({ visit, onStep }: { visit: Visit; onStep(step: Step): void }) {
  const { t, fmt, language } = useI18n()
  const agency = useAgency()
  const { write } = useRights()
  const names = useMemberNames()
  const { data: property } = useQuery(propertyQuery(agency.id, visit.property_id))
  const { data: contact } = useContact(visit.contact_id)
  const update = useUpdateVisit()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const next = visit.next_statuses ?? []
  const begun = Date.parse(visit.starts_at) <= Date.now()
  const invite = useMutation({
    mutationFn: () => ok(api.POST('/api/visits/{id}/invite', { params: { path: { id: visit.id } } })),
    onSuccess: ({ sent }) => toast(t(sent ? 'visit.invited' : 'visit.not-invited'), { bad: !sent }),
    onError: outcome.fail,
  })
  const file = useMutation({
    mutationFn: () => readFile(visit.id),
    onError: outcome.fail,
  })
  const agent = visit.agent_id ? names.get(visit.agent_id) : undefined

  async function become(status: 'confirmed' | 'no_show') {
    outcome.clear()
    try {
      await update.mutateAsync({ id: visit.id, body: { status } })
    } catch (error) {
      return outcome.fail(error)
    }
    toast(t(`visit.now.${status}`))
  }

  return (
    <div className={classes.look}>
      <p className={classes.when}>
        <b>{fmt.day(visit.starts_at)}</b>{' '}
        {t('visit.span', { from: fmt.time(visit.starts_at), until: fmt.time(visit.ends_at) })}
        <StatusTag status={visit.status} />
      </p>
      <dl className={classes.facts}>
        <dt>{t('visit.field.property')}</dt>
        <dd>
          {property && (
            <Link to="/properties/$id" params={{ id: visit.property_id }}>
              {nameOf(property.data, language)}
            </Link>
          )}
          {property && <small>{placeOf(property.data, language)}</small>}
        </dd>
        {contact && (
          <>
            <dt>{t('visit.field.contact')}</dt>
            <dd>
              {contact.name}
              {contact.phone && <a href={`tel:${contact.phone}`}>{contact.phone}</a>}
              {contact.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
            </dd>
          </>
        )}
        <dt>{t('visit.field.agent')}</dt>
        <dd>{visit.agent_id ? (memberName(agent) ?? t('members.nameless')) : t('visit.nobody')}</dd>
        {visit.place && (
          <>
            <dt>{t('visit.field.place')}</dt>
            <dd>{visit.place}</dd>
          </>
        )}
        {visit.notes && (
          <>
            <dt>{t('visit.field.notes')}</dt>
            <dd>{visit.notes}</dd>
          </>
        )}
        {visit.wish && (
          <>
            <dt>{t('visit.field.wish')}</dt>
            <dd>{visit.wish}</dd>
          </>
        )}
        {visit.cancel_reason && (
          <>
            <dt>{t('visit.field.cancel_reason')}</dt>
            <dd>{visit.cancel_reason}</dd>
          </>
        )}
        {(visit.rating || visit.interest || visit.feedback) && (
          <>
            <dt>{t('visit.feedback')}</dt>
            <dd>
              {[
                visit.rating && t('visit.rated', { rating: visit.rating }),
                visit.interest && t(`visit.interest.${visit.interest}`),
              ]
                .filter(Boolean)
                .join(' · ')}
              {visit.feedback && <span>{visit.feedback}</span>}
            </dd>
          </>
        )}
      </dl>
      <Wrong text={outcome.wrong} />
      {write && (
        <div className={forms.ends}>
          <HistoryButton table="visits" id={visit.id} />
          <Menu width={240}>
            <Menu.Target>
              <IconButton kind="plain" icon="more" label={t('visit.other')} />
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Icon name="calendar" small />} onClick={() => file.mutate()}>
                {t('visit.ics')}
              </Menu.Item>
              {contact?.email && (
                <Menu.Item leftSection={<Icon name="mail" small />} onClick={() => onStep('write')}>
                  {t('mail.new')}
                </Menu.Item>
              )}
              {contact?.email && next.includes('cancelled') && (
                <Menu.Item leftSection={<Icon name="mail" small />} onClick={() => invite.mutate()}>
                  {t('visit.invite')}
                </Menu.Item>
              )}
              {next.includes('cancelled') && (
                <Menu.Item leftSection={<Icon name="x" small />} onClick={() => onStep('cancel')}>
                  {t('visit.cancel')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
          {begun && next.includes('no_show') && (
            <Button busy={update.isPending} onClick={() => void become('no_show')}>
              {t('visit.no-show')}
            </Button>
          )}
          {visit.status !== 'cancelled' && visit.status !== 'no_show' && (
            <Button icon="pen" onClick={() => onStep(visit.status === 'done' ? 'feedback' : 'edit')}>
              {t(visit.status === 'done' ? 'visit.feedback' : 'visit.move')}
            </Button>
          )}
          {next.includes('confirmed') && (
            <Button kind="main" busy={update.isPending} onClick={() => void become('confirmed')}>
              {t('visit.confirm')}
            </Button>
          )}
          {begun && next.includes('done') && (
            <Button kind="main" onClick={() => onStep('feedback')}>
              {t('visit.took-place')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

function CancelForm({ visit, onDone, onBack }: { visit: Visit; onDone(): void; onBack(): void }) {
  const { t } = useI18n()
  const update = useUpdateVisit()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const [reason, setReason] = useState('')
  const [tells_visitor, setTells] = useState(visit.tells_visitor ?? true)
  const { data: contact } = useContact(visit.contact_id)

  async function save() {
    outcome.clear()
    try {
      const cancel_reason = reason.trim() || null
      await update.mutateAsync({ id: visit.id, body: { status: 'cancelled', cancel_reason, tells_visitor } })
    } catch (error) {
      return outcome.fail(error)
    }
    toast(t('visit.now.cancelled'))
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
      <TextInput
        label={t('visit.field.cancel_reason')}
        autoFocus
        maxLength={300}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {visit.status === 'confirmed' && (
        <TellVisitor email={contact?.email} checked={tells_visitor} onChange={setTells} />
      )}
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button onClick={onBack}>{t('visit.keep')}</Button>
        <Button type="submit" kind="bad" busy={update.isPending}>
          {t('visit.cancel')}
        </Button>
      </div>
    </form>
  )
}
