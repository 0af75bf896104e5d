// SPDX-License-Identifier: Apache-2.0
// The mail about one record, on its page: conversations, the last one first, and the way to begin another.
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useAgency, useRights } from '#/agency/me'
import type { Conversation } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Tag } from '#/ui/control'
import { Icon } from '#/ui/icon'
import classes from './correspondence.module.css'
import { type About, conversationsQuery } from './queries'

const ComposeDialog = lazy(() => import('./compose-dialog').then((m) => ({ default: m.ComposeDialog })))
const ConversationDialog = lazy(() =>
  import('./conversation-dialog').then((m) => ({ default: m.ConversationDialog })),
)

interface RecordMailsProps {
  /** Whose conversations are shown. */
  find: About
  /** What a new one is about; the contact may still be chosen. */
  about: About
}

export function RecordMails({ find, about }: RecordMailsProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const { data } = useQuery(conversationsQuery(useAgency().id, find))
  const [writing, setWriting] = useState(false)
  const [open, setOpen] = useState<Conversation>()
  return (
    <section className={classes.mails} aria-labelledby="mails">
      <header>
        <h2 id="mails">{t('mail.title')}</h2>
        {write && (
          <Button small kind="bare" icon="plus" onClick={() => setWriting(true)}>
            {t('mail.write')}
          </Button>
        )}
      </header>
      {data && data.length > 0 && (
        <ul>
          {data.map((each) => (
            <Row
              key={each.id}
              conversation={each}
              withContact={!find.contact_id}
              onOpen={() => setOpen(each)}
            />
          ))}
        </ul>
      )}
      {data?.length === 0 && <p className={classes.none}>{t('mail.none')}</p>}
      <Suspense>
        {writing && <ComposeDialog about={about} onClose={() => setWriting(false)} />}
        {open && <ConversationDialog conversation={open} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </section>
  )
}

interface RowProps {
  conversation: Conversation
  withContact: boolean
  onOpen(): void
}

function Row({ conversation, withContact, onOpen }: RowProps) {
  const { t, fmt } = useI18n()
  const { subject, messages = 0, unanswered, last_message_at, contact } = conversation
  return (
    <li>
      <button type="button" className={classes.row} onClick={onOpen}>
        <Icon name="mail" small />
        <span>
          <b>{subject}</b>
          <small>
            {withContact && contact?.name && <span>{contact.name}</span>}
            <span>{t('mail.count', { n: messages })}</span>
            {last_message_at && <time dateTime={last_message_at}>{fmt.ago(last_message_at)}</time>}
          </small>
        </span>
        {unanswered && <Tag kind="amber">{t('mail.unanswered')}</Tag>}
      </button>
    </li>
  )
}
