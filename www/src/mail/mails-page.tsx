// SPDX-License-Identifier: Apache-2.0
// The mails that went out: to whom, how far each has come, and what it says as long as that is kept.
import { useState } from 'react'
import { useMe } from '#/agency/me'
import page from '#/agency/page.module.css'
import { Subpage } from '#/agency/subpage'
import type { Mail } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { MailDialog } from './mail-dialog'
import { type Box, useMails } from './mails'
import classes from './mails.module.css'

const TINTS = {
  queued: 'amber',
  sending: 'amber',
  handed_over: 'amber',
  sent: 'green',
  failed: 'red',
  unsure: 'red',
  withheld: 'red',
} as const

export function MailsPage() {
  const { t } = useI18n()
  return (
    <Subpage title={t('mails.title')} lead={t('mails.lead')}>
      <Mails box="mails" />
    </Subpage>
  )
}

/** For a platform admin, who is in no agency. */
export function PlatformMails() {
  const { t } = useI18n()
  return (
    <section className={`${page.page} ${page.section}`}>
      <header className={page.head}>
        <div>
          <h2>{t('mails.platform')}</h2>
          <p className={page.lead}>{t('mails.platform-lead')}</p>
        </div>
      </header>
      <Mails box="platform_mails" />
    </section>
  )
}

function Mails({ box }: { box: Box }) {
  const { t } = useI18n()
  const me = useMe()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useMails(
    box,
    me.agency?.id ?? '',
  )
  const [open, setOpen] = useState<Mail>()
  const mails = data?.pages.flatMap((each) => each.data)
  if (error && !mails) return <Failed error={error} retry={() => void refetch()} />
  return (
    <>
      <ul className={classes.mails} aria-busy={!mails}>
        {mails?.map((mail) => <Row key={mail.id} mail={mail} onOpen={() => setOpen(mail)} />) ?? (
          <Bone width="100%" height={72} />
        )}
        {mails?.length === 0 && <li className={page.none}>{t('mails.none')}</li>}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('mails.more')}
        </Button>
      )}
      {open && <MailDialog box={box} mail={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function Row({ mail, onOpen }: { mail: Mail; onOpen(): void }) {
  const { t, fmt } = useI18n()
  return (
    <li>
      <div className={classes.mail}>
        <b>{mail.subject}</b>
        <span>{mail.recipient}</span>
        <small>
          <time dateTime={mail.created_at}>{fmt.dateTime(mail.created_at)}</time>
          {mail.state !== 'sent' && mail.answer && ` · ${mail.answer_code ?? ''} ${mail.answer}`}
        </small>
      </div>
      <Tag kind={TINTS[mail.state]}>{t(`mails.state.${mail.state}`)}</Tag>
      <Button
        small
        onClick={onOpen}
        aria-label={t('mails.open-of', { subject: mail.subject, to: mail.recipient })}
      >
        {t('mails.open')}
      </Button>
    </li>
  )
}
