// SPDX-License-Identifier: Apache-2.0
// Creating and editing a contact. Both are the same form; editing also knows the version it began from.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { queryClient } from '#/app/queries'
import { useTitle } from '#/app/title'
import { asButton, Bone } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Empty, Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import { ConflictDialog } from '../conflict'
import classes from '../form-page.module.css'
import type { Tagged } from '../queries'
import { useMergedSave } from '../use-merged-save'
import { ContactForm, FIELD_LABELS, FieldValue } from './contact-form'
import { EMPTY, type FormValues, outgoing, toCreate, toForm, toUpdate } from './form-model'
import { contactQuery, useNewContact, useUpdateContact } from './queries'

export function NewContactPage() {
  const { t } = useI18n()
  const me = useMe()
  const { write } = useRights()
  const navigate = useNavigate()
  const create = useNewContact()
  // Sending the same values again after a lost answer must not make a second contact.
  const keys = useRef(new Map<string, string>())
  useTitle(t('contact.new'))
  if (!write) return <NotAllowed />

  async function save(values: FormValues) {
    const body = toCreate(values)
    const text = JSON.stringify(body)
    const key = keys.current.get(text) ?? crypto.randomUUID()
    keys.current.set(text, key)
    const made = await create.mutateAsync({ body, key })
    toast(t('contact.created', { name: made.name ?? '' }))
    await navigate({ to: '/contacts/$id', params: { id: made.id }, replace: true })
  }

  return (
    <div className={classes.page}>
      <Crumb to="/contacts">{t('rail.contacts')}</Crumb>
      <header className={classes.head}>
        <h1>{t('contact.new')}</h1>
      </header>
      <ContactForm
        what="new"
        userId={me.id}
        initial={EMPTY}
        etag={null}
        saveLabel={t('contact.create')}
        onSave={save}
        onLeave={() => void navigate({ to: '/contacts' })}
        onBack={() => void navigate({ to: '/contacts/new' })}
      />
    </div>
  )
}

const editRoute = getRouteApi('/inside/contacts/$id/edit')

export function EditContactPage() {
  const { t } = useI18n()
  const { id } = editRoute.useParams()
  const agency = useAgency()
  const { write } = useRights()
  // The form starts from a fresh record and then keeps to it; a newer one comes up when saving.
  const { data, error, refetch, isFetchedAfterMount } = useQuery({
    ...contactQuery(agency.id, id),
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  useTitle(data && t('form.edit-title', { name: data.data.name ?? '' }))
  if (!write) return <NotAllowed />
  if (error && !data) return <Failed whole error={error} retry={() => void refetch()} />
  if (!data || !isFetchedAfterMount)
    return (
      <div className={classes.page}>
        <Bone width="50%" height={34} />
        <br />
        <Bone width="100%" height={360} />
      </div>
    )
  return <Edit key={id} id={id} start={data} />
}

function Edit({ id, start }: { id: string; start: Tagged<Contact> }) {
  const { t } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const navigate = useNavigate()
  const update = useUpdateContact()
  const [began] = useState(start)
  const leave = () => navigate({ to: '/contacts/$id', params: { id } })
  const merged = useMergedSave({
    table: 'contacts',
    start: began,
    toForm,
    out: outgoing,
    read: () => queryClient.fetchQuery({ ...contactQuery(agency.id, id), staleTime: 0 }),
    write: async (values, onto) => {
      const body = toUpdate(values, toForm(onto.data))
      if (Object.keys(body).length > 0) {
        await update.mutateAsync({ id, body, etag: onto.etag })
        toast(t('ui.saved'))
      }
      await leave()
    },
  })
  const { clash } = merged

  return (
    <div className={classes.page}>
      <Crumb to="/contacts/$id" params={{ id }}>
        {began.data.name}
      </Crumb>
      <header className={classes.head}>
        <h1>{t('contact.edit')}</h1>
      </header>
      <ContactForm
        what={id}
        userId={me.id}
        initial={toForm(began.data)}
        etag={merged.etag}
        saveLabel={t('ui.save')}
        onSave={merged.save}
        onLeave={() => void leave()}
        onBack={() => void navigate({ to: '/contacts/$id/edit', params: { id } })}
      />
      {clash && (
        <ConflictDialog
          table="contacts"
          theirs={clash.row}
          clashes={clash.names.map((name) => ({
            name,
            label: t(FIELD_LABELS[name]),
            mine: <FieldValue name={name} values={clash.mine} />,
            theirs: <FieldValue name={name} values={clash.theirs} />,
          }))}
          onClose={merged.dismiss}
          onSave={merged.settle}
        />
      )}
    </div>
  )
}

function NotAllowed() {
  const { t } = useI18n()
  return (
    <Empty whole icon="key" title={t('failed.forbidden.title')} text={t('failed.forbidden.text')}>
      <Link to="/contacts" {...asButton()}>
        {t('contact.back')}
      </Link>
    </Empty>
  )
}
