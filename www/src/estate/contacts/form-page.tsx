// SPDX-License-Identifier: Apache-2.0
// Creating and editing a contact. Both are the same form; editing also knows the version it began from.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { isStatus } from '#/api/problem'
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
import { changesQuery, type Tagged } from '../queries'
import { ContactForm, FIELD_LABELS, FieldValue } from './contact-form'
import { conflicts, EMPTY, type FormValues, rebase, toCreate, toForm, toUpdate } from './form-model'
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
  const [base, setBase] = useState(start)
  const [clash, setClash] = useState<{ mine: FormValues; theirs: Tagged<Contact> }>()
  const leave = () => navigate({ to: '/contacts/$id', params: { id } })

  async function send(values: FormValues, onto: Tagged<Contact>) {
    const body = toUpdate(values, toForm(onto.data))
    if (Object.keys(body).length > 0) {
      await update.mutateAsync({ id, body, etag: onto.etag })
      toast(t('ui.saved'))
    }
    await leave()
  }

  /** Somebody saved first: what both changed is asked, everything else is put together and saved. */
  async function save(values: FormValues): Promise<void> {
    try {
      await send(values, base)
    } catch (error) {
      if (!isStatus(error, 412)) throw error
      const theirs = await queryClient.fetchQuery({ ...contactQuery(agency.id, id), staleTime: 0 })
      const before = toForm(base.data)
      if (conflicts(values, toForm(theirs.data), before).length > 0) {
        // without it the dialog says less, so it may fail
        await queryClient.prefetchQuery(changesQuery(agency.id, 'contacts', id, theirs.data.version))
        setClash({ mine: values, theirs })
      } else {
        setBase(theirs)
        await send(rebase(values, toForm(theirs.data), before), theirs)
        toast(t('conflict.merged'))
      }
    }
  }

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
        etag={base.etag}
        saveLabel={t('ui.save')}
        onSave={save}
        onLeave={() => void leave()}
        onBack={() => void navigate({ to: '/contacts/$id/edit', params: { id } })}
      />
      {clash && (
        <ConflictDialog
          table="contacts"
          theirs={clash.theirs.data}
          clashes={conflicts(clash.mine, toForm(clash.theirs.data), toForm(base.data)).map((name) => ({
            name,
            label: FIELD_LABELS[name],
            mine: <FieldValue name={name} values={clash.mine} />,
            theirs: <FieldValue name={name} values={toForm(clash.theirs.data)} />,
          }))}
          onClose={() => setClash(undefined)}
          onSave={async (left) => {
            const values = rebase(clash.mine, toForm(clash.theirs.data), toForm(base.data), left)
            setBase(clash.theirs)
            await send(values, clash.theirs)
          }}
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
