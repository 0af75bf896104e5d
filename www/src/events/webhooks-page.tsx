// SPDX-License-Identifier: Apache-2.0
// Addresses that are called when something changes.
import { useState } from 'react'
import page from '#/agency/page.module.css'
import { Subpage } from '#/agency/subpage'
import type { WebhookEndpoint } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { toast } from '#/ui/toast'
import { DeliveryLog } from './delivery-log'
import { AddDialog, RemoveDialog, RotateDialog } from './webhook-dialogs'
import { useEndpoints, useSwitch, useTest } from './webhooks'

type Open = { kind: 'add' } | { kind: 'log' | 'rotate' | 'remove'; of: WebhookEndpoint } | undefined

export function WebhooksPage() {
  const { t } = useI18n()
  const { data, error, refetch } = useEndpoints()
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  return (
    <Subpage
      title={t('webhooks.title')}
      lead={t('webhooks.lead')}
      action={
        <Button kind="main" icon="plus" onClick={() => setOpen({ kind: 'add' })}>
          {t('webhooks.add')}
        </Button>
      }
    >
      {error && !data ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <ul className={page.rows} aria-busy={!data}>
          {data?.map((of) => <Endpoint key={of.id} of={of} onOpen={(kind) => setOpen({ kind, of })} />) ?? (
            <Bone width="100%" height={72} />
          )}
          {data?.length === 0 && <li className={page.none}>{t('webhooks.none')}</li>}
        </ul>
      )}
      {open?.kind === 'add' && <AddDialog onClose={close} />}
      {open?.kind === 'log' && <DeliveryLog of={open.of} onClose={close} />}
      {open?.kind === 'rotate' && <RotateDialog of={open.of} onClose={close} />}
      {open?.kind === 'remove' && <RemoveDialog of={open.of} onClose={close} />}
    </Subpage>
  )
}

interface EndpointProps {
  of: WebhookEndpoint
  onOpen(kind: 'log' | 'rotate' | 'remove'): void
}

function Endpoint({ of, onOpen }: EndpointProps) {
  const { t, fmt } = useI18n()
  const turn = useSwitch()
  const test = useTest()
  const { url } = of
  return (
    <li>
      <div className={page.what}>
        <b>{url}</b>
        <State of={of} />
        {of.description && <small>{of.description}</small>}
        <small>{of.events.join(', ') || t('webhooks.all')}</small>
        {of.enabled && of.failing_since && (
          <small data-bad>{t('webhooks.failing-since', { when: fmt.dateTime(of.failing_since) })}</small>
        )}
      </div>
      <div className={page.acts}>
        <Button small onClick={() => onOpen('log')} aria-label={t('webhooks.log-of', { url })}>
          {t('webhooks.log')}
        </Button>
        <Button
          small
          busy={test.isPending}
          aria-label={t('webhooks.test-of', { url })}
          onClick={() => test.mutate(of.id, { onSuccess: () => toast(t('webhooks.tested')) })}
        >
          {t('webhooks.test')}
        </Button>
        <Button
          small
          busy={turn.isPending}
          aria-label={t(of.enabled ? 'webhooks.turn-off-of' : 'webhooks.turn-on-of', { url })}
          onClick={() => turn.mutate({ id: of.id, enabled: !of.enabled })}
        >
          {t(of.enabled ? 'webhooks.turn-off' : 'webhooks.turn-on')}
        </Button>
        <Button
          small
          kind="bare"
          onClick={() => onOpen('rotate')}
          aria-label={t('webhooks.rotate-of', { url })}
        >
          {t('webhooks.rotate')}
        </Button>
        <Button
          small
          kind="bare"
          onClick={() => onOpen('remove')}
          aria-label={t('webhooks.remove-of', { url })}
        >
          {t('webhooks.remove')}
        </Button>
      </div>
    </li>
  )
}

function State({ of }: { of: WebhookEndpoint }) {
  const { t } = useI18n()
  if (of.enabled) return <Tag kind={of.failing_since ? 'amber' : 'green'}>{t('webhooks.on')}</Tag>
  if (of.disabled_reason === 'gone') return <Tag kind="red">{t('webhooks.gone')}</Tag>
  if (of.disabled_reason === 'failing') return <Tag kind="red">{t('webhooks.failing')}</Tag>
  return <Tag>{t('webhooks.off')}</Tag>
}
