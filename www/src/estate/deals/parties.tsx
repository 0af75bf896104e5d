// SPDX-License-Identifier: Apache-2.0
// Who takes part in a deal, as what, and with which share.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import type { Deal, DealPart } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button, IconButton, Who } from '#/ui/control'
import { NumberField } from '#/ui/fields'
import { forms } from '#/ui/form'
import { SavingForm, useSaving } from '#/ui/saving'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import { ContactPick } from '../contact-pick'
import { useContact } from '../contacts'
import classes from './deals.module.css'
import { partiesQuery, useAddParty, useRemoveParty } from './queries'

const PARTS: DealPart[] = ['buyer', 'seller', 'tenant', 'landlord', 'agent', 'notary', 'lender', 'other']

export function Parties({ deal, canWrite }: { deal: Deal; canWrite: boolean }) {
  const { t, fmt } = useI18n()
  const agency = useAgency()
  const { data = [] } = useQuery(partiesQuery(agency.id, deal.id))
  const remove = useRemoveParty()
  const [adding, setAdding] = useState(false)
  return (
    <section className={classes.parties}>
      <header>
        <h2>{t('deal.parties')}</h2>
        {canWrite && !adding && (
          <Button small kind="bare" icon="plus" onClick={() => setAdding(true)}>
            {t('deal.add-party')}
          </Button>
        )}
      </header>
      <ul>
        {data.map((party) => {
          const name = party.contact?.name ?? t('deal.party-gone')
          return (
            <li key={party.id}>
              <Who name={name} />
              <b>{name}</b>
              <span>
                {t(`deal.part.${party.part ?? 'other'}`)}
                {party.share != null && ` · ${fmt.number(party.share, 2)} %`}
              </span>
              {canWrite && (
                <IconButton
                  small
                  icon="x"
                  label={t('deal.remove-party', { name })}
                  onClick={() =>
                    remove.mutate(party.id, { onError: () => toast(t('failed.other.text'), { bad: true }) })
                  }
                />
              )}
            </li>
          )
        })}
      </ul>
      {data.length === 0 && !adding && <p className={forms.quiet}>{t('deal.no-parties')}</p>}
      {adding && <AddParty deal={deal} onClose={() => setAdding(false)} />}
    </section>
  )
}

function AddParty({ deal, onClose }: { deal: Deal; onClose(): void }) {
  const { t } = useI18n()
  const add = useAddParty()
  const [contactId, setContactId] = useState<string | null>(null)
  const [part, setPart] = useState<DealPart>('buyer')
  const [share, setShare] = useState<number | null>(null)
  const { data: contact } = useContact(contactId)
  const saving = useSaving({
    check: () => (contactId ? [] : [{ pointer: '/contact_id', code: 'required' }]),
    send: async (key) =>
      contactId && add.mutateAsync({ deal_id: deal.id, contact_id: contactId, part, share, key }),
    words: { 409: t('deal.party-twice') },
    onSaved: onClose,
  })
  const { errorAt } = saving
  return (
    <SavingForm saving={saving} onCancel={onClose} action={t('deal.add-party')}>
      <ContactPick
        label={t('deal.field.party')}
        type="other"
        autoFocus
        value={contactId}
        current={contact}
        error={errorAt('/contact_id')}
        onChange={setContactId}
      />
      <div className={forms.pair} data-tight>
        <Select
          label={t('deal.field.part')}
          data={PARTS.map((value) => ({ value, label: t(`deal.part.${value}`) }))}
          value={part}
          onChange={(value) => setPart((value ?? 'other') as DealPart)}
        />
        <NumberField
          label={t('deal.field.share')}
          digits={2}
          value={share}
          error={errorAt('/share')}
          onChange={setShare}
        />
      </div>
    </SavingForm>
  )
}
