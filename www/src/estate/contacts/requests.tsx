// SPDX-License-Identifier: Apache-2.0
// What somebody is looking for, and the properties that suit.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAgency } from '#/agency/me'
import type { BuyerRequest, Contact } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button, IconButton, Tag } from '#/ui/control'
import { forms } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { nameOf, priceOf } from '../labels'
import classes from './contacts.module.css'
import { requestMatchesQuery } from './matches'
import { ofContactQuery, useRemoveRequest, useRestoreRequest, useUpdateRequest } from './queries'
import { refusal } from './refusal'
import { RequestDialog } from './request-dialog'
import { phrases } from './request-model'
import { Score } from './score'

export function Requests({ contact, canWrite }: { contact: Contact; canWrite: boolean }) {
  const { t } = useI18n()
  const agency = useAgency()
  const { data } = useQuery(ofContactQuery(agency.id, 'requests', contact.id))
  const [editing, setEditing] = useState<BuyerRequest | 'new'>()
  return (
    <section className={classes.part}>
      <header>
        <h2>{t('request.title')}</h2>
        {canWrite && (
          <Button small kind="bare" icon="plus" onClick={() => setEditing('new')}>
            {t('request.add')}
          </Button>
        )}
      </header>
      {data?.map((request) => (
        <Request key={request.id} request={request} canWrite={canWrite} onEdit={() => setEditing(request)} />
      ))}
      {data?.length === 0 && <p className={forms.quiet}>{t('request.none')}</p>}
      {editing && (
        <RequestDialog
          contactId={contact.id}
          request={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </section>
  )
}

interface RequestProps {
  request: BuyerRequest
  canWrite: boolean
  onEdit(): void
}

function Request({ request, canWrite, onEdit }: RequestProps) {
  const { t, fmt } = useI18n()
  const update = useUpdateRequest()
  const remove = useRemoveRequest()
  const restore = useRestoreRequest()
  const what = phrases(request, t, fmt).join(' · ')
  const failed = (error: unknown) => toast(t(refusal(error)), { bad: true })

  async function drop() {
    try {
      await remove.mutateAsync(request.id)
    } catch (error) {
      return failed(error)
    }
    toast(t('request.removed'), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(request.id).catch(failed) },
    })
  }

  return (
    <article className={classes.request}>
      <header>
        <div>
          <b>{t(`request.${request.transaction ?? 'sale'}`)}</b>
          <p>{what}</p>
          {request.note && <p>{request.note}</p>}
        </div>
        {!request.active && <Tag>{t('request.paused')}</Tag>}
        {canWrite && (
          <Menu width={220}>
            <Menu.Target>
              <IconButton small icon="more" label={t('contact.way-actions', { what })} />
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<Icon name="pen" small />} onClick={onEdit}>
                {t('ui.edit')}
              </Menu.Item>
              <Menu.Item
                leftSection={<Icon name={request.active ? 'pause' : 'play'} small />}
                onClick={() =>
                  update.mutate({ id: request.id, body: { active: !request.active } }, { onError: failed })
                }
              >
                {t(request.active ? 'request.pause' : 'request.resume')}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="trash" small />} onClick={() => void drop()}>
                {t('ui.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      {request.active && <Suiting request={request} />}
    </article>
  )
}

function Suiting({ request }: { request: BuyerRequest }) {
  const { t, fmt, language } = useI18n()
  const agency = useAgency()
  const { data } = useQuery(requestMatchesQuery(agency.id, request.id))
  if (!data) return null
  if (data.length === 0) return <p className={forms.quiet}>{t('request.no-match')}</p>
  return (
    <ul aria-label={t('request.matches')}>
      {data.map(({ match, row }) => (
        <li key={row.id} className={classes.match}>
          <Link to="/properties/$id" params={{ id: row.id }}>
            {nameOf(row, language)}
          </Link>
          <span>{priceOf(row, fmt)}</span>
          <Score match={match} />
        </li>
      ))}
    </ul>
  )
}
