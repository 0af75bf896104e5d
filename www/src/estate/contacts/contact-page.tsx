// SPDX-License-Identifier: Apache-2.0
// One contact: who it is and how to reach them first, then what they agreed to, and what there is with them.
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useShortcuts } from '#/app/shortcuts'
import { useTitle } from '#/app/title'
import { RecordMails } from '#/correspondence/record-mails'
import { asButton, Bone, IconButton, Who } from '#/ui/control'
import { Crumb } from '#/ui/crumb'
import { Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { SharedTag } from '../colleagues/shared-tag'
import { type Fact, FactList } from '../fact-list'
import facts from '../facts.module.css'
import { RecordTasks } from '../tasks/record-tasks'
import { RecordTimeline } from '../timeline/record-timeline'
import { saveCard } from './cards'
import { Consents } from './consents'
import classes from './contacts.module.css'
import { Dealings } from './dealings'
import { contactQuery } from './queries'
import { Requests } from './requests'
import { StatusPick } from './status-pick'
import { useDelete } from './use-delete'
import { Reach, Ways } from './ways'

const ColleaguesDialog = lazy(() =>
  import('../colleagues/colleagues-dialog').then((m) => ({ default: m.ColleaguesDialog })),
)

const route = getRouteApi('/inside/contacts/$id')

export function ContactPage() {
  const { id } = route.useParams()
  const agency = useAgency()
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(contactQuery(agency.id, id))
  useTitle(data?.data.name ?? undefined)
  if (data) return <Page contact={data.data} />
  if (error)
    return (
      <Failed whole error={error} retry={() => void refetch()}>
        <Link to="/contacts" {...asButton()}>
          {t('contact.back')}
        </Link>
      </Failed>
    )
  return (
    <div className={classes.page} aria-busy="true">
      <Bone width="48%" height={34} />
      <Bone width="100%" height={200} />
    </div>
  )
}

function Page({ contact }: { contact: Contact }) {
  const { t } = useI18n()
  const { write } = useRights()
  const navigate = route.useNavigate()
  const remove = useDelete()
  const { id } = contact
  const name = contact.name ?? ''
  const [sharing, setSharing] = useState(false)
  useShortcuts(
    {
      e: () => write && void navigate({ to: '/contacts/$id/edit', params: { id } }),
      esc: () => void navigate({ to: '/contacts' }),
    },
    !sharing,
  )
  return (
    <article className={classes.page}>
      <Crumb to="/contacts">{t('rail.contacts')}</Crumb>
      <header className={classes.title}>
        <Who name={name} size="l" />
        <div>
          <h1>{name}</h1>
          <p>
            {t(`contact-type.${contact.type ?? 'other'}`)}
            <StatusPick contact={contact} canWrite={write} />
            <SharedTag ownerId={contact.owner_id} />
          </p>
        </div>
        <span className={classes.buttons}>
          <IconButton
            kind="plain"
            icon="contacts"
            label={t('contact.card')}
            onClick={() => void saveCard(contact).catch(() => toast(t('failed.other.text'), { bad: true }))}
          />
        </span>
        {write && (
          <span className={classes.buttons}>
            <Link to="/contacts/$id/edit" params={{ id }} {...asButton()}>
              <Icon name="pen" />
              {t('ui.edit')}
            </Link>
            <Menu width={240}>
              <Menu.Target>
                <IconButton kind="plain" icon="more" label={t('contact.actions', { name })} />
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<Icon name="contacts" small />} onClick={() => setSharing(true)}>
                  {t('colleagues.share')}
                </Menu.Item>
                <Menu.Item leftSection={<Icon name="trash" small />} onClick={() => void remove(contact)}>
                  {t('ui.delete')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </span>
        )}
      </header>
      <Reach contact={contact} />
      <div className={classes.columns}>
        <div>
          <Facts contact={contact} />
          <Requests contact={contact} canWrite={write} />
          <Ways kind="phones" contact={contact} canWrite={write} />
          <Ways kind="emails" contact={contact} canWrite={write} />
          <Consents contact={contact} canWrite={write} />
          <RecordMails find={{ contact_id: id }} about={{ contact_id: id }} />
          <RecordTimeline about={{ contact_id: id }} />
        </div>
        <aside>
          <RecordTasks about={{ contact_id: id }} />
          <Dealings contact={contact} />
        </aside>
      </div>
      {sharing && (
        <Suspense fallback={null}>
          <ColleaguesDialog
            link="contact_id"
            id={id}
            ownerId={contact.owner_id ?? ''}
            name={name}
            onClose={() => setSharing(false)}
          />
        </Suspense>
      )}
    </article>
  )
}

function Facts({ contact }: { contact: Contact }) {
  const { t, fmt } = useI18n()
  const owner = memberName(useMemberNames().get(contact.owner_id ?? ''))
  const rows: Fact[] = [
    [t('contact.field.owner_id'), owner],
    [t('contact.column.spoke'), contact.last_contacted_at && fmt.date(contact.last_contacted_at)],
    [t('contact.made-on'), contact.created_at && fmt.date(contact.created_at)],
    [t('contact.field.external_ref'), contact.external_ref],
  ]
  return (
    <section className={facts.block}>
      <header>
        <h2>{t('contact.facts')}</h2>
      </header>
      <FactList facts={rows} />
      {(contact.tags ?? []).length > 0 && (
        <ul className={facts.features} aria-label={t('contact.field.tags')}>
          {contact.tags?.map((tag) => (
            <li key={tag}>
              <Link to="/contacts" search={{ tag }} className={classes.tag}>
                {tag}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {contact.notes && (
        <div className={facts.notes}>
          <h2>{t('contact.field.notes')}</h2>
          <p>{contact.notes}</p>
        </div>
      )}
    </section>
  )
}
