// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react'
import type { Membership, Role } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { useTitle } from '#/app/title'
import { Bone, Button, controls, Tag, Who } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { Icon } from '#/ui/icon'
import { Menu } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { InviteDialog } from './invite-dialog'
import { LeaveDialog } from './leave-dialog'
import { LimitDialog } from './limit-dialog'
import { useMe, useRights } from './me'
import { memberName, useChangeMember, useInvitations, useMembers, useRevoke } from './members'
import classes from './page.module.css'

const ROLES: Role[] = ['owner', 'admin', 'agent', 'viewer']

export function MembersPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useMembers()
  const { manage } = useRights()
  const [inviting, setInviting] = useState(false)
  const [leaving, setLeaving] = useState<Membership>()
  const [limiting, setLimiting] = useState<Membership>()
  useTitle(t('rail.members'))

  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <h1>
          {t('rail.members')} {data && <span className={classes.count}>{data.length}</span>}
        </h1>
        {manage && (
          <Button kind="main" icon="plus" onClick={() => setInviting(true)}>
            {t('members.invite')}
          </Button>
        )}
      </header>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <ul className={classes.people} aria-busy={!data}>
          {data?.map((member) => (
            <Member
              key={member.id}
              member={member}
              onLeave={() => setLeaving(member)}
              onLimit={() => setLimiting(member)}
            />
          )) ?? [1, 2, 3, 4].map((n) => <BonePerson key={n} />)}
        </ul>
      )}
      <Invitations />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {leaving && <LeaveDialog member={leaving} onClose={() => setLeaving(undefined)} />}
      {limiting && <LimitDialog member={limiting} onClose={() => setLimiting(undefined)} />}
    </div>
  )
}

interface MemberProps {
  member: Membership
  onLeave(): void
  onLimit(): void
}

function Member({ member, onLeave, onLimit }: MemberProps) {
  const { t } = useI18n()
  const me = useMe()
  const { manage } = useRights()
  const self = member.id === me.membership?.id
  const name = memberName(member) ?? t('members.nameless')
  const most = member.credit_limit ?? null
  const limit = most === null ? t('credits.month-limit-none') : t('credits.month-limit-some', { count: most })
  return (
    <li>
      <Who name={name} picture={member.avatar_url} size="l" />
      <div className={classes.who}>
        <b>
          {name} {self && <Tag>{t('members.you')}</Tag>}
        </b>
        {member.email && <small>{member.email}</small>}
        {manage && member.role !== 'viewer' && (
          <button
            type="button"
            className={`${controls.link} ${classes.limit}`}
            aria-label={`${t('credits.month-limit-of', { name })}: ${limit}`}
            onClick={onLimit}
          >
            {limit}
          </button>
        )}
      </div>
      <RoleMenu member={member} name={name} />
      {self || manage ? (
        <Button small kind="bare" onClick={onLeave}>
          {t(self ? 'members.leave' : 'members.remove')}
        </Button>
      ) : (
        <span />
      )}
    </li>
  )
}

/** The role in words; for those who may change it, a menu with what each role can do. */
function RoleMenu({ member, name }: { member: Membership; name: string }) {
  const { t } = useI18n()
  const { manage, own } = useRights()
  const change = useChangeMember()
  const role = member.role ?? 'viewer'
  if (!manage || (role === 'owner' && !own)) return <span className={classes.role}>{t(`role.${role}`)}</span>
  return (
    <Menu width={300}>
      <Menu.Target>
        <Button
          small
          busy={change.isPending}
          aria-label={t('members.role-of', { name, role: t(`role.${role}`) })}
        >
          {t(`role.${role}`)}
          <Icon name="down" small />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {ROLES.filter((next) => own || next !== 'owner').map((next) => (
          <Menu.Choice
            key={next}
            checked={next === role}
            onChoose={() =>
              change.mutate(
                { id: member.id, role: next },
                {
                  onSuccess: () => toast(t('members.role-changed', { name, role: t(`role.${next}`) })),
                  onError: () => toast(t('members.role-refused', { name }), { bad: true }),
                },
              )
            }
          >
            <span className={classes.option}>
              <b>{t(`role.${next}`)}</b>
              <small>{t(`role-can.${next}`)}</small>
            </span>
          </Menu.Choice>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function Invitations() {
  const { t, fmt } = useI18n()
  const { data } = useInvitations()
  const revoke = useRevoke()
  if (!data?.length) return null
  return (
    <section className={classes.section}>
      <h2>{t('members.invited')}</h2>
      <ul className={classes.people}>
        {data.map((invitation) => {
          const late = invitation.expires_at ? new Date(invitation.expires_at) < new Date() : false
          return (
            <li key={invitation.id}>
              <span className={classes.letter}>
                <Icon name="mail" />
              </span>
              <div className={classes.who}>
                <b>{invitation.email}</b>
                {invitation.expires_at && (
                  <small>
                    {t(late ? 'members.invitation-late' : 'members.invitation-until', {
                      date: fmt.date(invitation.expires_at),
                    })}
                  </small>
                )}
              </div>
              <span className={classes.role}>{t(`role.${invitation.role ?? 'agent'}`)}</span>
              <Button small kind="bare" onClick={() => revoke.mutate(invitation.id)}>
                {t('members.revoke')}
              </Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function BonePerson() {
  return (
    <li>
      <Bone width={44} height={44} />
      <div className={classes.who}>
        <Bone width={140} />
      </div>
      <Bone width={64} />
      <span />
    </li>
  )
}
