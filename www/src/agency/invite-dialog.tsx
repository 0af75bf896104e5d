// SPDX-License-Identifier: Apache-2.0
// Inviting somebody: address and role, then the link, which is shown this once.
import { useState } from 'react'
import type { Invited, Role } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { copyText } from '#/ui/copy'
import { Dialog } from '#/ui/dialog'
import { TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Select } from '#/ui/select'
import { useRights } from './me'
import { useInvite } from './members'
import classes from './page.module.css'

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n()
  const [made, setMade] = useState<Invited>()
  return (
    <Dialog open title={t(made ? 'invite.made' : 'members.invite')} onClose={onClose}>
      {made ? (
        <InvitationLink invitation={made} onDone={onClose} />
      ) : (
        <InviteForm onMade={setMade} onClose={onClose} />
      )}
    </Dialog>
  )
}

function InviteForm({ onMade, onClose }: { onMade: (made: Invited) => void; onClose: () => void }) {
  const { t } = useI18n()
  const { own } = useRights()
  const invite = useInvite()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('agent')
  const outcome = useOutcome()
  const errorAt = useFieldError(outcome.errors)
  const roles: Role[] = own ? ['agent', 'viewer', 'admin', 'owner'] : ['agent', 'viewer', 'admin']

  function submit() {
    if (!email.trim()) return outcome.refuse([{ pointer: '/email', code: 'required' }])
    outcome.clear()
    invite.mutate({ email: email.trim(), role }, { onSuccess: onMade, onError: outcome.fail })
  }

  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!invite.isPending) submit()
      }}
    >
      <TextInput
        label={t('field.email')}
        type="email"
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={errorAt('/email')}
      />
      <Select
        label={t('field.role')}
        description={t(`role-can.${role}`)}
        data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
        value={role}
        onChange={(value) => setRole(value as Role)}
        error={errorAt('/role')}
      />
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button onClick={onClose}>{t('ui.cancel')}</Button>
        <Button type="submit" kind="main" busy={invite.isPending}>
          {t('invite.do')}
        </Button>
      </div>
    </form>
  )
}

function InvitationLink({ invitation, onDone }: { invitation: Invited; onDone: () => void }) {
  const { t, fmt } = useI18n()
  const link = invitation.url
  return (
    <div className={forms.form}>
      <p>{t(invitation.mailed ? 'invite.mailed' : 'invite.link', { email: invitation.email ?? '' })}</p>
      <div className={classes.link}>
        <input
          readOnly
          value={link}
          aria-label={t('invite.link-label')}
          onFocus={(e) => e.currentTarget.select()}
        />
        <Button kind="main" icon="copy" data-autofocus onClick={() => void copyText(link)}>
          {t('ui.copy')}
        </Button>
      </div>
      <p className={forms.quiet}>
        {invitation.expires_at && t('members.invitation-until', { date: fmt.date(invitation.expires_at) })}
      </p>
      <div className={forms.ends}>
        <Button onClick={onDone}>{t('ui.done')}</Button>
      </div>
    </div>
  )
}
