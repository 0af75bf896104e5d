// SPDX-License-Identifier: Apache-2.0
// One conversation: every message with how far it has come, and the answer below. Answers that come in show by themselves.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { Conversation, MediaItem, Message } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { drafts, useKeepDraft } from '#/estate/draft'
import { Bone, Button, Tag } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { Textarea, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Icon } from '#/ui/icon'
import { say, toast } from '#/ui/toast'
import classes from './correspondence.module.css'
import { filesQuery, messagesQuery, useWrite } from './queries'

const TINTS = { queued: 'amber', failed: 'red', unsure: 'red', sent: undefined, received: undefined } as const

interface ConversationDialogProps {
  conversation: Conversation
  onClose(): void
}

export function ConversationDialog({ conversation, onClose }: ConversationDialogProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const agency = useAgency()
  const { data, error, refetch } = useQuery(messagesQuery(agency.id, conversation.id))
  const ids = [...new Set(data?.flatMap((message) => message.attachment_ids ?? []))]
  const { data: files = [] } = useQuery(filesQuery(agency.id, ids))
  const end = useRef<HTMLDivElement>(null)
  const count = data?.length
  useEffect(() => {
    if (count) end.current?.scrollIntoView({ block: 'nearest' })
  }, [count])
  return (
    <Dialog open wide title={conversation.subject ?? t('mail.title')} onClose={onClose}>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bone width="100%" height={160} />
      ) : (
        <ol className={classes.messages}>
          {data.map((message) => (
            <One key={message.id} message={message} files={files} />
          ))}
        </ol>
      )}
      {write && data && <Answer conversation={conversation} last={data.at(-1)} />}
      <div ref={end} />
    </Dialog>
  )
}

function One({ message, files }: { message: Message; files: MediaItem[] }) {
  const { t, fmt } = useI18n()
  const names = useMemberNames()
  const { direction, state = 'sent', text, quoted, automatic, answer, happened_at } = message
  const who =
    direction === 'out'
      ? (memberName(names.get(message.author_id ?? '')) ?? message.from_name)
      : (message.from_name ?? message.from_address)
  const attached = files.filter((file) => message.attachment_ids?.includes(file.id))
  const refused = message.attachments_refused ?? []
  return (
    <li className={classes.message} data-direction={direction}>
      <div className={classes.by}>
        <b>{who ?? t('members.nameless')}</b>
        {happened_at && <time dateTime={happened_at}>{fmt.dateTime(happened_at)}</time>}
        {automatic && <Tag>{t('mail.automatic')}</Tag>}
        {direction === 'out' && <Tag kind={TINTS[state]}>{t(`mail.state.${state}`)}</Tag>}
      </div>
      <p className={classes.text}>{text}</p>
      {quoted && (
        <details className={classes.quoted}>
          <summary>{t('mail.quoted')}</summary>
          <p className={classes.text}>{quoted}</p>
        </details>
      )}
      {(state === 'failed' || state === 'unsure') && answer && <p className={classes.reason}>{answer}</p>}
      {attached.length > 0 && (
        <ul className={classes.files}>
          {attached.map((file) => (
            <li key={file.id}>
              <a href={file.url ?? undefined} target="_blank" rel="noreferrer">
                <Icon name={file.type === 'image' ? 'image' : 'down'} small />
                {file.title ?? file.file_name}
                <small>{fmt.bytes(file.size ?? 0)}</small>
              </a>
            </li>
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <p className={classes.reason}>{t('mail.refused', { n: refused.length, names: fmt.list(refused) })}</p>
      )}
    </li>
  )
}

interface AnswerProps {
  conversation: Conversation
  last: Message | undefined
}

function Answer({ conversation, last }: AnswerProps) {
  const { t } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const send = useWrite()
  const [store] = useState(() => drafts<string>(me.id ?? '', agency.id, `mail.${conversation.id}`))
  const [body, setBody] = useState(() => store.read()?.values ?? '')
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  const key = useRef(crypto.randomUUID())
  useKeepDraft(store, body, null, body !== '')

  async function submit() {
    if (!body.trim() || send.isPending) return
    outcome.clear()
    try {
      await send.mutateAsync({
        body: {
          conversation_id: conversation.id,
          answers_id: last?.direction === 'in' ? last.id : undefined,
          body: body.trim(),
        },
        key: key.current,
      })
    } catch (error) {
      return outcome.fail(error)
    }
    key.current = crypto.randomUUID()
    setBody('')
    store.drop()
    say(t('mail.sent'))
    toast(t('mail.sent'))
  }

  return (
    <form
      ref={outcome.form}
      className={`${forms.form} ${classes.answer}`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
          event.preventDefault()
          void submit()
        }
      }}
    >
      <Textarea
        label={t('mail.answer')}
        data-autofocus
        autosize
        minRows={3}
        maxRows={12}
        maxLength={20000}
        value={body}
        error={errorAt('/body')}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button type="submit" kind="main" icon="mail" busy={send.isPending} disabled={!body.trim()}>
          {t('mail.send')}
        </Button>
      </div>
    </form>
  )
}
