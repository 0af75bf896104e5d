// SPDX-License-Identifier: Apache-2.0
// What somebody agreed to, when and how, and what they took back.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import type { Contact, ContactConsent } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Tag } from '#/ui/control'
import { Textarea } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import classes from './contacts.module.css'
import { ofContactQuery, useAddConsent, useWithdraw } from './queries'
import { refusal } from './refusal'

type Purpose = NonNullable<ContactConsent['purpose']>
type Method = NonNullable<ContactConsent['method']>
const PURPOSES: Purpose[] = ['contact', 'offers', 'newsletter', 'sharing', 'other']
const METHODS: Method[] = ['in_person', 'phone', 'email', 'form', 'paper', 'other']

export function Consents({ contact, canWrite }: { contact: Contact; canWrite: boolean }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data = [] } = useQuery(ofContactQuery(agency.id, 'consents', contact.id))
  const [adding, setAdding] = useState(false)
  return (
    <section className={classes.part}>
      <header>
        <h2>{t('contact.consents')}</h2>
        {canWrite && !adding && (
          <Button small kind="bare" icon="plus" onClick={() => setAdding(true)}>
            {t('contact.consents.add')}
          </Button>
        )}
      </header>
      <ul>
        {data.map((consent) => (
          <Consent key={consent.id} consent={consent} canWrite={canWrite} />
        ))}
      </ul>
      {data.length === 0 && !adding && <p className={forms.quiet}>{t('contact.consents.none')}</p>}
      {adding && <AddConsent contactId={contact.id} onClose={() => setAdding(false)} />}
    </section>
  )
}

function Consent({ consent, canWrite }: { consent: ContactConsent; canWrite: boolean }) {
  const { t, fmt } = useI18n()
  const withdraw = useWithdraw()
  const purpose = t(`contact.purpose.${consent.purpose ?? 'other'}`)
  const holds = !consent.withdrawn_at
  const failed = (error: unknown) => toast(t(refusal(error)), { bad: true })

  async function end() {
    try {
      await withdraw.mutateAsync({ id: consent.id, at: new Date().toISOString() })
    } catch (error) {
      return failed(error)
    }
    toast(t('contact.consents.withdrawn', { purpose }), {
      action: {
        label: t('ui.undo'),
        run: () => void withdraw.mutateAsync({ id: consent.id, at: null }).catch(failed),
      },
    })
  }

  return (
    <li className={classes.consent}>
      <div>
        <b>{purpose}</b>
        <p>
          {t('contact.consents.given', {
            how: t(`contact.method.${consent.method ?? 'other'}`),
            when: fmt.date(consent.given_at ?? 0),
          })}
          {consent.withdrawn_at &&
            ` · ${t('contact.consents.ended', { when: fmt.date(consent.withdrawn_at) })}`}
        </p>
        {consent.wording && <q>{consent.wording}</q>}
      </div>
      <Tag kind={holds ? 'green' : undefined}>
        {t(holds ? 'contact.consents.holds' : 'contact.consents.over')}
      </Tag>
      {canWrite && holds && (
        <Button
          small
          kind="bare"
          busy={withdraw.isPending}
          aria-label={t('contact.consents.withdraw-one', { purpose })}
          onClick={() => void end()}
        >
          {t('contact.consents.withdraw')}
        </Button>
      )}
    </li>
  )
}

function AddConsent({ contactId, onClose }: { contactId: string; onClose(): void }) {
  const { t } = useI18n()
  const add = useAddConsent()
  const [purpose, setPurpose] = useState<Purpose>('offers')
  const [method, setMethod] = useState<Method>('in_person')
  const [wording, setWording] = useState('')

  const saving = useSaving({
    send: (key) =>
      add.mutateAsync({ contact_id: contactId, purpose, method, wording: wording.trim() || null, key }),
    onSaved: onClose,
  })
  const { errorAt } = saving

  return (
    <SavingForm saving={saving} onCancel={onClose} action={t('contact.consents.add')}>
      <div className={forms.pair} data-tight>
        <Select
          label={t('contact.field.purpose')}
          autoFocus
          data={PURPOSES.map((value) => ({ value, label: t(`contact.purpose.${value}`) }))}
          value={purpose}
          onChange={(value) => value && setPurpose(value as Purpose)}
          error={errorAt('/purpose')}
        />
        <Select
          label={t('contact.field.method')}
          data={METHODS.map((value) => ({ value, label: t(`contact.method.${value}`) }))}
          value={method}
          onChange={(value) => value && setMethod(value as Method)}
          error={errorAt('/method')}
        />
      </div>
      <Textarea
        label={t('contact.field.wording')}
        description={t('contact.consents.wording-why')}
        maxLength={2000}
        autosize
        minRows={2}
        maxRows={8}
        value={wording}
        onChange={(event) => setWording(event.currentTarget.value)}
        error={errorAt('/wording')}
      />
    </SavingForm>
  )
}
