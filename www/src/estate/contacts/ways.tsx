// SPDX-License-Identifier: Apache-2.0
// How to reach somebody: the primary number and address as buttons, and all of them as lists that can be changed.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import type { Contact, ContactEmail, ContactPhone } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Button, IconButton, Tag } from '#/ui/control'
import { TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { SavingForm, useSaving } from '#/ui/saving'
import { toast } from '#/ui/toast'
import classes from './contacts.module.css'
import { ofContactQuery, useAddWay, usePreferWay, useRemoveWay, useRestoreWay, type WayKind } from './queries'
import { refusal } from './refusal'

/** WhatsApp wants the digits alone. */
export const whatsApp = (phone: string) => `https://wa.me/${phone.replace(/\D/g, '')}`

export function Reach({ contact }: { contact: Contact }) {
  const { t } = useI18n()
  const { phone, email } = contact
  const name = contact.name ?? ''
  if (!phone && !email) return null
  return (
    <div className={classes.reachButtons}>
      {phone && (
        <>
          <a href={`tel:${phone}`} aria-label={t('contact.call', { name })} {...asButton({ kind: 'main' })}>
            <Icon name="phone" small />
            {t('owner.call')}
          </a>
          <a
            href={whatsApp(phone)}
            target="_blank"
            rel="noreferrer"
            aria-label={t('contact.whatsapp', { name })}
            {...asButton()}
          >
            <Icon name="chat" small />
            {t('contact.whatsapp-short')}
          </a>
        </>
      )}
      {email && (
        <a href={`mailto:${email}`} aria-label={t('contact.mail', { name })} {...asButton()}>
          <Icon name="mail" small />
          {t('owner.mail')}
        </a>
      )}
    </div>
  )
}

interface WaysProps {
  kind: WayKind
  contact: Contact
  canWrite: boolean
}

const wayOf = (way: ContactEmail | ContactPhone): { value: string; shown: string } =>
  'phone' in way && way.phone
    ? { value: way.phone, shown: way.phone_raw || way.phone }
    : { value: ('email' in way && way.email) || '', shown: ('email' in way && way.email) || '' }

export function Ways({ kind, contact, canWrite }: WaysProps) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data = [] } = useQuery<(ContactEmail | ContactPhone)[]>(
    ofContactQuery(agency.id, kind, contact.id) as never,
  )
  const [adding, setAdding] = useState(false)
  const ways = [...data].sort((a, b) => Number(b.is_primary) - Number(a.is_primary))
  return (
    <section className={classes.part}>
      <header>
        <h2>{t(`contact.${kind}`)}</h2>
        {canWrite && !adding && (
          <Button small kind="bare" icon="plus" onClick={() => setAdding(true)}>
            {t(`contact.${kind}.add`)}
          </Button>
        )}
      </header>
      <ul>
        {ways.map((way) => (
          <Way key={way.id} kind={kind} way={way} canWrite={canWrite} />
        ))}
      </ul>
      {ways.length === 0 && !adding && <p className={forms.quiet}>{t(`contact.${kind}.none`)}</p>}
      {adding && <AddWay kind={kind} contactId={contact.id} onClose={() => setAdding(false)} />}
    </section>
  )
}

function Way({
  kind,
  way,
  canWrite,
}: {
  kind: WayKind
  way: ContactEmail | ContactPhone
  canWrite: boolean
}) {
  const { t } = useI18n()
  const prefer = usePreferWay(kind)
  const remove = useRemoveWay(kind)
  const restore = useRestoreWay(kind)
  const { value, shown } = wayOf(way)
  const failed = (error: unknown) => toast(t(refusal(error)), { bad: true })

  async function drop() {
    try {
      await remove.mutateAsync(way.id)
    } catch (error) {
      return failed(error)
    }
    toast(t('contact.way-removed', { what: shown }), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(way.id).catch(failed) },
    })
  }

  return (
    <li>
      <a href={kind === 'phones' ? `tel:${value}` : `mailto:${value}`} className={classes.way}>
        <Icon name={kind === 'phones' ? 'phone' : 'mail'} small />
        <b>{shown}</b>
      </a>
      {way.label && <span>{way.label}</span>}
      {way.is_primary && <Tag>{t('contact.primary')}</Tag>}
      <span className={classes.push}>
        {kind === 'phones' && (
          <a
            href={whatsApp(value)}
            target="_blank"
            rel="noreferrer"
            aria-label={t('contact.whatsapp', { name: shown })}
            title={t('contact.whatsapp-short')}
            data-icon
            {...asButton({ kind: 'bare', small: true })}
          >
            <Icon name="chat" />
          </a>
        )}
        {canWrite && (
          <Menu width={220}>
            <Menu.Target>
              <IconButton small icon="more" label={t('contact.way-actions', { what: shown })} />
            </Menu.Target>
            <Menu.Dropdown>
              {!way.is_primary && (
                <Menu.Item
                  leftSection={<Icon name="cover" small />}
                  onClick={() => prefer.mutate(way.id, { onError: failed })}
                >
                  {t('contact.make-primary')}
                </Menu.Item>
              )}
              <Menu.Item leftSection={<Icon name="trash" small />} onClick={() => void drop()}>
                {t('contact.way-remove')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </span>
    </li>
  )
}

function AddWay({ kind, contactId, onClose }: { kind: WayKind; contactId: string; onClose(): void }) {
  const { t } = useI18n()
  const add = useAddWay(kind)
  const [value, setValue] = useState('')
  const [label, setLabel] = useState('')
  const pointer = kind === 'phones' ? '/phone' : '/email'

  const saving = useSaving({
    check: () => (value.trim() ? [] : [{ pointer, code: 'required' }]),
    send: (key) => add.mutateAsync({ contactId, value: value.trim(), label: label.trim() || null, key }),
    words: { 409: t(`contact.${kind}.twice`) },
    onSaved: onClose,
  })
  const { errorAt } = saving

  return (
    <SavingForm saving={saving} onCancel={onClose} action={t(`contact.${kind}.add`)}>
      <div className={forms.pair} data-tight>
        <TextInput
          label={t(kind === 'phones' ? 'contact.field.phone' : 'contact.field.email')}
          type={kind === 'phones' ? 'tel' : 'email'}
          autoFocus
          autoComplete="off"
          placeholder={kind === 'phones' ? '+352 621 123 456' : undefined}
          value={value}
          error={errorAt(pointer)}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <TextInput
          label={t('contact.field.label')}
          autoComplete="off"
          maxLength={40}
          placeholder={t(`contact.${kind}.label-hint`)}
          value={label}
          error={errorAt('/label')}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      </div>
    </SavingForm>
  )
}
