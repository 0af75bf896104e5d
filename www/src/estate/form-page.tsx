// SPDX-License-Identifier: Apache-2.0
// Creating and editing a property. Both are the same form; editing also knows the version it began from.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import type { Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { queryClient } from '#/app/queries'
import { useTitle } from '#/app/title'
import { asButton, Bone } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Empty, Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import { ConflictDialog } from './conflict'
import { FieldValue } from './field-value'
import { emptyForm, type FormValues, outgoing, toCreate, toForm, toUpdate } from './form-model'
import classes from './form-page.module.css'
import { nameOf } from './labels'
import { FIELD_LABELS, PropertyForm } from './property-form'
import { propertyQuery, type Tagged, useCreateProperty, useUpdateProperty } from './queries'
import { useMergedSave } from './use-merged-save'

export function NewPropertyPage() {
  const { t } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const { write } = useRights()
  const navigate = useNavigate()
  const create = useCreateProperty(agency.id)
  // Sending the same values again after a lost answer must not make a second property.
  const keys = useRef(new Map<string, string>())
  useTitle(t('form.new'))
  if (!write) return <NotAllowed />

  async function save(values: FormValues) {
    const body = toCreate(values)
    const text = JSON.stringify(body)
    const key = keys.current.get(text) ?? crypto.randomUUID()
    keys.current.set(text, key)
    const made = await create.mutateAsync({ body, key })
    toast(t('form.created'))
    await navigate({ to: '/properties/$id', params: { id: made.id }, replace: true })
  }

  return (
    <div className={classes.page}>
      <Crumb to="/properties">{t('rail.properties')}</Crumb>
      <header className={classes.head}>
        <h1>{t('form.new')}</h1>
        <p>{t('form.new-lead')}</p>
      </header>
      <PropertyForm
        what="new"
        userId={me.id}
        initial={emptyForm(agency)}
        etag={null}
        saveLabel={t('form.create')}
        onSave={save}
        onLeave={() => void navigate({ to: '/properties' })}
        onBack={() => void navigate({ to: '/properties/new' })}
      />
    </div>
  )
}

const editRoute = getRouteApi('/inside/properties/$id/edit')

export function EditPropertyPage() {
  const { t, language } = useI18n()
  const { id } = editRoute.useParams()
  const agency = useAgency()
  const { write } = useRights()
  // The form starts from a fresh record and then keeps to it; a newer one comes up when saving.
  const { data, error, refetch, isFetchedAfterMount } = useQuery({
    ...propertyQuery(agency.id, id),
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  useTitle(data && t('form.edit-title', { name: nameOf(data.data, language) }))
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

function Edit({ id, start }: { id: string; start: Tagged<Property> }) {
  const { t, language } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const navigate = useNavigate()
  const update = useUpdateProperty(agency.id)
  const leave = () => navigate({ to: '/properties/$id', params: { id } })
  const merged = useMergedSave({
    table: 'properties',
    start,
    toForm,
    out: outgoing,
    read: () => queryClient.fetchQuery({ ...propertyQuery(agency.id, id), staleTime: 0 }),
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
      <Crumb to="/properties/$id" params={{ id }}>
        {nameOf(start.data, language)}
      </Crumb>
      <header className={classes.head}>
        <h1>{t('form.edit')}</h1>
      </header>
      <PropertyForm
        what={id}
        userId={me.id}
        initial={toForm(start.data)}
        etag={merged.etag}
        saveLabel={t('ui.save')}
        onSave={merged.save}
        onLeave={() => void leave()}
        onBack={() => void navigate({ to: '/properties/$id/edit', params: { id } })}
      />
      {clash && (
        <ConflictDialog
          table="properties"
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
      <Link to="/properties" {...asButton()}>
        {t('failed.page.way')}
      </Link>
    </Empty>
  )
}
