// SPDX-License-Identifier: Apache-2.0
// Who may read and write a record besides its owner: colleagues are added by name, given more or less, and taken off again.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { memberName, useMemberNames, useMembers } from '#/agency/members'
import type { RecordShare } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, IconButton, Who } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Select } from '#/ui/select'
import { toast } from '#/ui/toast'
import classes from './colleagues.module.css'
import {
  type ShareAccess,
  type SharedLink,
  sharesQuery,
  useEndShare,
  useRestoreShare,
  useSetAccess,
  useShare,
} from './queries'

interface ColleaguesDialogProps {
  link: SharedLink
  id: string
  /** Whose it is. */
  ownerId: string
  name: string
  onClose(): void
}

export function ColleaguesDialog({ link, id, ownerId, name, onClose }: ColleaguesDialogProps) {
  const { t } = useI18n()
  const me = useMe()
  const agency = useAgency()
  const { write, manage } = useRights()
  const names = useMemberNames()
  const { data, error, refetch } = useQuery(sharesQuery(agency.id, link, id))
  const given = data?.some((share) => share.user_id === me.id && share.access === 'write')
  const mayShare = write && (manage || ownerId === me.id || given)
  const team = agency.record_visibility === 'team'
  const owner = memberName(names.get(ownerId)) ?? t('members.nameless')
  return (
    <Dialog open title={t('colleagues.title', { name })} onClose={onClose}>
      <div className={forms.form}>
        {error && !data ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Bone width="100%" height={120} />
        ) : (
          <>
            {mayShare ? (
              <>
                <p className={forms.quiet}>
                  {t(team ? 'colleagues.team' : 'colleagues.lead')}
                  {team && manage && (
                    <>
                      {' '}
                      <Link to="/agency" className={classes.setting}>
                        {t('colleagues.setting')}
                      </Link>
                    </>
                  )}
                </p>
                <Add link={link} id={id} taken={[ownerId, ...data.map((share) => share.user_id ?? '')]} />
              </>
            ) : (
              <p>{t('colleagues.ask', { name: owner })}</p>
            )}
            <section className={classes.shares}>
              <h3>{t('colleagues.with')}</h3>
              {data.length === 0 && <p className={forms.quiet}>{t('colleagues.none')}</p>}
              <ul>
                {data.map((share) => (
                  <Share key={share.id} link={link} record={id} share={share} canChange={mayShare ?? false} />
                ))}
              </ul>
              {!team && <p className={forms.quiet}>{t('colleagues.owner', { name: owner })}</p>}
            </section>
          </>
        )}
      </div>
    </Dialog>
  )
}

function useAccessChoices() {
  const { t } = useI18n()
  return (['read', 'write'] as const).map((value) => ({ value, label: t(`colleagues.${value}`) }))
}

function Add({ link, id, taken }: { link: SharedLink; id: string; taken: string[] }) {
  const { t } = useI18n()
  const team = useAgency().record_visibility === 'team'
  const { data: members = [] } = useMembers()
  const share = useShare()
  const [who, setWho] = useState<string | null>(null)
  const [access, setAccess] = useState<ShareAccess>(team ? 'write' : 'read')
  const picker = useRef<HTMLInputElement>(null)
  // It comes with what is shared already, when the dialog has its focus elsewhere.
  useEffect(() => picker.current?.focus(), [])
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)
  const choices = useAccessChoices()
  // Admins read and write everything as it is; a viewer has nothing to gain where everybody reads.
  const open = members.filter(
    (member) =>
      !taken.includes(member.user_id ?? '') &&
      (member.role === 'agent' || (!team && member.role === 'viewer')),
  )
  const chosen = open.find((member) => member.user_id === who)
  const level = chosen?.role === 'viewer' ? 'read' : access

  function submit() {
    outcome.clear()
    if (!who) return outcome.refuse([{ pointer: '/user_id', code: 'required' }])
    if (share.isPending) return
    share.mutate(
      { link, id, user_id: who, access: level },
      {
        onError: outcome.fail,
        onSuccess: () => {
          toast(t('colleagues.shared', { name: memberName(chosen) ?? t('members.nameless') }))
          setWho(null)
          picker.current?.focus()
        },
      },
    )
  }
  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div className={classes.add}>
        <Select
          ref={picker}
          label={t('colleagues.who')}
          searchable
          openOnFocus={false}
          nothingFoundMessage={t('colleagues.nobody')}
          data={open.map((member) => ({
            value: member.user_id ?? '',
            label: memberName(member) ?? t('members.nameless'),
          }))}
          value={who}
          error={errorAt('/user_id')}
          onChange={setWho}
        />
        <Select
          label={t('colleagues.access')}
          data={chosen?.role === 'viewer' || team ? choices.filter(({ value }) => value === level) : choices}
          value={level}
          error={errorAt('/access')}
          onChange={(value) => value && setAccess(value as ShareAccess)}
        />
      </div>
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button type="submit" kind="main" busy={share.isPending}>
          {t('colleagues.add')}
        </Button>
      </div>
    </form>
  )
}

interface ShareProps {
  link: SharedLink
  record: string
  share: RecordShare
  canChange: boolean
}

function Share({ link, record, share, canChange }: ShareProps) {
  const { t } = useI18n()
  const member = useMemberNames().get(share.user_id ?? '')
  const name = memberName(member) ?? t('members.nameless')
  const setAccess = useSetAccess(link, record)
  const end = useEndShare()
  const restore = useRestoreShare()
  const choices = useAccessChoices()
  const failed = () => toast(t('failed.other.text'), { bad: true })
  const stop = () =>
    end.mutate(share.id, {
      onError: failed,
      onSuccess: () =>
        toast(t('colleagues.ended', { name }), {
          action: { label: t('ui.undo'), run: () => restore.mutate(share.id, { onError: failed }) },
        }),
    })
  return (
    <li>
      <Who name={name} size="s" />
      <b>{name}</b>
      {canChange && member?.role !== 'viewer' ? (
        <Select
          aria-label={t('colleagues.access-of', { name })}
          data={choices}
          value={share.access}
          onChange={(value) =>
            value && setAccess.mutate({ id: share.id, access: value as ShareAccess }, { onError: failed })
          }
        />
      ) : (
        <span>{t(`colleagues.${share.access}`)}</span>
      )}
      {canChange && <IconButton icon="x" label={t('colleagues.end-of', { name })} onClick={stop} />}
    </li>
  )
}
