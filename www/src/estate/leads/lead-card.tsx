// SPDX-License-Identifier: Apache-2.0
// A lead in a list: who, from where, what they wrote, how much time is left, and what one can do at once.
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMe, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { LeadRow } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Button, IconButton, Spoken, Who } from '#/ui/control'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { PickHere } from '../bulk/pick'
import type { Selection } from '../bulk/use-selection'
import { nameOf } from '../labels'
import { GiveDialog } from './give-dialog'
import classes from './leads.module.css'
import { clockOf, leftOf, waitingOf } from './left'
import { useLeadActions } from './use-lead-actions'
import { useSource, useWishes } from './words'

interface LeadCardProps {
  lead: LeadRow
  now: Date
  /** Its claim button stands out: the one to press first. */
  first?: boolean
  /** While leads are picked. */
  selection?: Selection
}

export function LeadCard({ lead, now, first, selection }: LeadCardProps) {
  const me = useMe()
  const { write, manage } = useRights()
  const actions = useLeadActions()
  const waiting = lead.status === 'new' || lead.status === 'offered'
  const mayClaim = write && waiting && waitingOf(lead, me.id, now) !== 'others'
  const has = lead.assignee_id === me.id || manage
  return (
    <li className={classes.lead} data-row={lead.id}>
      {selection ? (
        <PickHere
          name={lead.name ?? ''}
          checked={selection.has(lead.id)}
          onPick={() => selection.toggle(lead.id)}
        />
      ) : (
        <Ring lead={lead} now={now} />
      )}
      <div className={classes.what}>
        <Title lead={lead} now={now} />
        {lead.message && <blockquote>{lead.message}</blockquote>}
        <About lead={lead} />
        <div className={classes.acts}>
          {mayClaim && (
            <Button
              kind={first ? 'main' : 'plain'}
              busy={actions.claiming === lead.id}
              onClick={() => void actions.claim(lead)}
              data-lead={lead.id}
            >
              <ClaimLabel name={lead.name ?? ''} />
            </Button>
          )}
          <Reach lead={lead} />
          {write && !waiting && has && <More lead={lead} actions={actions} />}
        </div>
      </div>
    </li>
  )
}

function ClaimLabel({ name }: { name: string }) {
  const { t } = useI18n()
  return (
    <>
      <span aria-hidden="true">{t('lead.claim')}</span>
      <Spoken>{t('lead.claim-of', { name })}</Spoken>
    </>
  )
}

/** The first letter; around it the time that is left. */
function Ring({ lead, now }: { lead: LeadRow; now: Date }) {
  const left = leftOf(lead, now)
  return (
    <span
      className={classes.ring}
      data-short={left?.short || undefined}
      style={left && ({ '--left': `${left.ratio}turn` } as React.CSSProperties)}
    >
      <Who name={lead.name ?? '?'} />
    </span>
  )
}

function Title({ lead, now }: { lead: LeadRow; now: Date }) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const left = leftOf(lead, now)
  const holder = memberName(useMemberNames().get(lead.assignee_id ?? '')) ?? t('members.nameless')
  const theirs = lead.assignee_id && lead.assignee_id !== me.id
  const source = useSource()
  return (
    <p className={classes.title}>
      <b>{lead.name}</b>
      <small>
        {source(lead)}
        {lead.created_at && `, ${fmt.ago(lead.created_at, now.getTime())}`}
        {theirs && left && ` · ${t('lead.offered-to', { name: holder })}`}
        {theirs && lead.status === 'claimed' && ` · ${t('lead.has', { name: holder })}`}
      </small>
      {left && (
        <time
          className={classes.left}
          dateTime={lead.claim_by ?? undefined}
          data-short={left.short || undefined}
        >
          <span aria-hidden="true">{t('lead.left', { time: clockOf(left.seconds) })}</span>
          <Spoken>{t('lead.left-spoken', { minutes: Math.floor(left.seconds / 60) })}</Spoken>
        </time>
      )}
    </p>
  )
}

function About({ lead }: { lead: LeadRow }) {
  const { language } = useI18n()
  const wishes = useWishes()(lead)
  if (!lead.property && !wishes.length && !lead.close_reason) return null
  return (
    <p className={classes.about}>
      {lead.property && (
        <Link to="/properties/$id" params={{ id: lead.property.id }}>
          {nameOf(lead.property, language)}
        </Link>
      )}
      {wishes.length > 0 && <span>{wishes.join(', ')}</span>}
      {lead.close_reason && <span>{lead.close_reason}</span>}
    </p>
  )
}

/** Calling, writing: with what they left. */
function Reach({ lead }: { lead: LeadRow }) {
  const { t } = useI18n()
  return (
    <>
      {lead.phone && (
        <a {...asButton({ kind: 'bare', small: true })} href={`tel:${lead.phone}`}>
          <Icon name="phone" />
          <span className={classes.word}>{t('lead.call')}</span>
        </a>
      )}
      {lead.email && (
        <a
          {...asButton({ kind: 'bare', small: true })}
          href={`mailto:${lead.email}?subject=${encodeURIComponent(t('lead.subject'))}`}
        >
          <Icon name="mail" />
          <span className={classes.word}>{t('lead.mail')}</span>
        </a>
      )}
      {lead.phone && (
        <a
          {...asButton({ kind: 'bare', small: true })}
          href={`https://wa.me/${lead.phone.slice(1)}`}
          target="_blank"
          rel="noreferrer"
          aria-label={t('lead.whatsapp')}
          title={t('lead.whatsapp')}
        >
          <Icon name="chat" />
        </a>
      )}
    </>
  )
}

function More({ lead, actions }: { lead: LeadRow; actions: ReturnType<typeof useLeadActions> }) {
  const { t } = useI18n()
  const [giving, setGiving] = useState(false)
  if (lead.status === 'closed')
    return <Button onClick={() => void actions.reopen(lead)}>{t('lead.reopen')}</Button>
  return (
    <>
      <Menu>
        <Menu.Target>
          <IconButton icon="more" label={t('lead.more', { name: lead.name ?? '' })} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void actions.close(lead)}>{t('lead.close')}</Menu.Item>
          <Menu.Item onClick={() => setGiving(true)}>{t('lead.give')}…</Menu.Item>
          <Menu.Item onClick={() => void actions.putBack(lead)}>{t('lead.put-back')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {giving && (
        <GiveDialog lead={lead} onGive={(to) => actions.give(lead, to)} onClose={() => setGiving(false)} />
      )}
    </>
  )
}
