// SPDX-License-Identifier: Apache-2.0
// The owner of the property: who it is and how to reach them, or a way to say so.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { isStatus } from '#/api/problem'
import type { Contact, Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Button, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { toast } from '#/ui/toast'
import { ContactPick } from './contact-pick'
import { useContact } from './contacts'
import classes from './owner.module.css'
import { useUpdateProperty } from './queries'

export function OwnerCard({ property, etag }: { property: Property; etag: string | null }) {
  const { t } = useI18n()
  const { id: agencyId } = useAgency()
  const { write } = useRights()
  const update = useUpdateProperty(agencyId)
  const [picking, setPicking] = useState(false)
  const { data: contact } = useContact(property.contact_id)

  function choose(contactId: string | null) {
    setPicking(false)
    if (contactId === property.contact_id) return
    update.mutate(
      { id: property.id, body: { contact_id: contactId }, etag },
      {
        onSuccess: () => toast(t(contactId ? 'owner.set' : 'owner.unset')),
        onError: (error) =>
          toast(t(isStatus(error, 412) ? 'property.changed-meanwhile' : 'failed.other.text'), { bad: true }),
      },
    )
  }

  return (
    <section className={classes.block}>
      <header>
        <h2>{t('owner.title')}</h2>
        {write && (contact || picking) && (
          <Button small kind="bare" onClick={() => setPicking((now) => !now)}>
            {t(picking ? 'ui.cancel' : 'owner.change')}
          </Button>
        )}
      </header>
      {picking ? (
        <ContactPick value={property.contact_id ?? null} current={contact} onChange={choose} autoFocus />
      ) : contact ? (
        <Person contact={contact} />
      ) : (
        <>
          <p className={classes.none}>{t('owner.none')}</p>
          {write && (
            <Button small icon="plus" onClick={() => setPicking(true)}>
              {t('owner.choose')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}

function Person({ contact }: { contact: Contact }) {
  const { t, fmt } = useI18n()
  const name = contact.name ?? ''
  const spoke = contact.last_contacted_at && t('owner.spoke', { when: fmt.ago(contact.last_contacted_at) })
  return (
    <>
      <div className={classes.person}>
        <Who name={name} size="l" />
        <div>
          <Link to="/contacts/$id" params={{ id: contact.id }}>
            {name}
          </Link>
          <span>{[spoke, t(`contact-type.${contact.type ?? 'other'}`)].filter(Boolean).join(' · ')}</span>
        </div>
      </div>
      {(contact.phone || contact.email) && (
        <div className={classes.ways}>
          {contact.phone && (
            <>
              <a href={`tel:${contact.phone}`} {...asButton({ small: true })}>
                <Icon name="phone" small />
                {t('owner.call')}
              </a>
              <a href={`sms:${contact.phone}`} {...asButton({ small: true })}>
                <Icon name="chat" small />
                {t('owner.message')}
              </a>
            </>
          )}
          {contact.email && (
            <a href={`mailto:${contact.email}`} {...asButton({ small: true })}>
              <Icon name="mail" small />
              {t('owner.mail')}
            </a>
          )}
        </div>
      )}
    </>
  )
}
