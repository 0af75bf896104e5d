// SPDX-License-Identifier: Apache-2.0
// Sharing a property with a client: a new link, those there are, who looked, revoking.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAgency, useMe, useRights } from '#/agency/me'
import { memberName, useMemberNames } from '#/agency/members'
import type { ShareLinkSeen } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { asButton, Bone, Button } from '#/ui/control'
import { copyText, shareLink } from '#/ui/copy'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { forms } from '#/ui/form'
import { toast } from '#/ui/toast'
import { linksQuery, useRestoreLink, useRevokeLink } from './links'
import classes from './share.module.css'
import { ShareForm } from './share-form'

interface ShareDialogProps {
  propertyId: string
  name: string
  onClose(): void
}

export function ShareDialog({ propertyId, name, onClose }: ShareDialogProps) {
  const { t } = useI18n()
  const { write } = useRights()
  const [url, setUrl] = useState<string>()
  return (
    // Once the link is shown, a slip of the mouse must not take it away.
    <Dialog open title={t(url ? 'share.link' : 'share.title', { name })} onClose={url ? undefined : onClose}>
      {url ? (
        <Made url={url} name={name} onDone={onClose} />
      ) : (
        <>
          {write && <ShareForm propertyId={propertyId} onMade={setUrl} />}
          <Links propertyId={propertyId} />
          <div className={forms.ends}>
            <Button
              kind="bare"
              icon="copy"
              onClick={() => void copyText(`${location.origin}/properties/${propertyId}`)}
            >
              {t('share.colleague')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  )
}

function Made({ url, name, onDone }: { url: string; name: string; onDone(): void }) {
  const { t } = useI18n()
  return (
    <div className={forms.form}>
      <p>{t('share.once')}</p>
      <code className={classes.url}>{url}</code>
      <div className={forms.ends}>
        <a {...asButton({ kind: 'bare' })} href={url} target="_blank" rel="noreferrer">
          {t('share.open')}
        </a>
        {'share' in navigator && (
          <Button icon="share" onClick={() => void shareLink(name, url)}>
            {t('share.send')}
          </Button>
        )}
        <Button kind="main" icon="copy" data-autofocus onClick={() => void copyText(url)}>
          {t('ui.copy')}
        </Button>
        <Button onClick={onDone}>{t('ui.done')}</Button>
      </div>
    </div>
  )
}

function Links({ propertyId }: { propertyId: string }) {
  const { t } = useI18n()
  const { data, error, refetch } = useQuery(linksQuery(useAgency().id, propertyId))
  return (
    <section className={classes.links}>
      <h3>{t('share.links')}</h3>
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bone width="100%" height={48} />
      ) : data.length === 0 ? (
        <p className={classes.none}>{t('share.none')}</p>
      ) : (
        <ul>
          {data.map((link) => (
            <Link key={link.id} link={link} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Link({ link }: { link: ShareLinkSeen }) {
  const { t, fmt } = useI18n()
  const me = useMe()
  const { write, manage } = useRights()
  const names = useMemberNames()
  const revoke = useRevokeLink()
  const restore = useRestoreLink()
  const name = link.title ?? t('share.untitled', { date: fmt.date(link.created_at) })
  const over = new Date(link.expires_at) <= new Date()
  const failed = () => toast(t('failed.other.text'), { bad: true })
  const facts = [
    link.properties > 1 && t('share.count', { properties: link.properties }),
    link.owner_id !== me.id &&
      t('share.by', { name: memberName(names.get(link.owner_id)) ?? t('members.nameless') }),
    over ? t('share.over') : t('share.until', { date: fmt.date(link.expires_at) }),
  ]
  async function end() {
    try {
      await revoke.mutateAsync(link.id)
    } catch {
      return failed()
    }
    toast(t('share.revoked', { name }), {
      action: { label: t('ui.undo'), run: () => void restore.mutateAsync(link.id).catch(failed) },
    })
  }
  return (
    <li>
      <div>
        <b>{name}</b>
        <small>{facts.filter(Boolean).join(' · ')}</small>
        <small>
          {link.last_viewed_at
            ? t('share.seen', {
                visitors: link.visitors,
                views: link.views,
                ago: fmt.ago(link.last_viewed_at),
              })
            : t('share.unseen')}
        </small>
      </div>
      {write && (manage || link.owner_id === me.id) && (
        <Button small kind="bare" aria-label={t('share.revoke-of', { name })} onClick={() => void end()}>
          {t('share.revoke')}
        </Button>
      )}
    </li>
  )
}
