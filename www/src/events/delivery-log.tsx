// SPDX-License-Identifier: Apache-2.0
// What was sent to an address and what became of it, and sending it again.
import type { WebhookDelivery, WebhookEndpoint } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button, Tag } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { LogTable } from '#/ui/log-table'
import { toast } from '#/ui/toast'
import { useDeliveries, useSendAgain, useSendMissing } from './webhooks'

const HEADS = ['event', 'state', 'answer', 'tries', 'at'] as const
const TINTS = { pending: 'amber', delivered: 'green', failed: 'red' } as const

export function DeliveryLog({ of, onClose }: { of: WebhookEndpoint; onClose(): void }) {
  const { t } = useI18n()
  const { data, error, refetch } = useDeliveries(of.id)
  const missing = useSendMissing()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const title = t('webhooks.log-of', { url: of.url })
  return (
    <Dialog open wide title={title} onClose={onClose}>
      <div className={forms.form}>
        <LogTable
          label={title}
          heads={HEADS.map((head) => t(`webhooks.log.${head}`))}
          controls={t('webhooks.again')}
          rows={data?.map((row) => <Row key={row.id} of={row} />)}
          none={t('webhooks.log-none')}
          error={error}
          retry={() => void refetch()}
        />
        <p className={forms.quiet}>
          {t('webhooks.log-why')} {t('webhooks.missing-why')}
        </p>
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button
            busy={missing.isPending}
            onClick={() =>
              missing.mutate(of.id, {
                onError: outcome.fail,
                onSuccess: ({ sent }) => toast(t('webhooks.missing-done', { count: sent })),
              })
            }
          >
            {t('webhooks.missing')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function Row({ of }: { of: WebhookDelivery }) {
  const { t, fmt } = useI18n()
  const again = useSendAgain()
  const when = fmt.dateTime(of.created_at)
  return (
    <tr>
      <td>
        <code>{of.type}</code>
      </td>
      <td>
        <Tag kind={TINTS[of.status]}>{t(`webhooks.state.${of.status}`)}</Tag>
      </td>
      <td data-sentence>{of.last_status ?? of.last_error}</td>
      <td>{fmt.number(of.attempts)}</td>
      <td>
        <time dateTime={of.created_at}>{when}</time>
      </td>
      <td>
        {of.status !== 'pending' && (
          <Button
            small
            busy={again.isPending}
            aria-label={t('webhooks.again-of', { type: of.type, when })}
            onClick={() => again.mutate(of.id, { onSuccess: () => toast(t('webhooks.again-done')) })}
          >
            {t('webhooks.again')}
          </Button>
        )}
      </td>
    </tr>
  )
}
