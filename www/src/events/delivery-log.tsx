// SPDX-License-Identifier: Apache-2.0
// What was sent to an address and what became of it, and sending it again.
import type { WebhookDelivery, WebhookEndpoint } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button, Tag } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Dialog } from '#/ui/overlay'
import { toast } from '#/ui/toast'
import { useDeliveries, useSendAgain, useSendMissing } from './webhooks'
import classes from './webhooks.module.css'

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
        {error && !data ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : data?.length === 0 ? (
          <p>{t('webhooks.log-none')}</p>
        ) : data ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <section className={classes.log} tabIndex={0} aria-label={title}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('webhooks.log.event')}</th>
                  <th scope="col">{t('webhooks.log.state')}</th>
                  <th scope="col">{t('webhooks.log.answer')}</th>
                  <th scope="col">{t('webhooks.log.tries')}</th>
                  <th scope="col">{t('webhooks.log.at')}</th>
                  <th scope="col" aria-label={t('webhooks.again')} />
                </tr>
              </thead>
              <tbody>
                {data.map((row) => (
                  <Row key={row.id} of={row} />
                ))}
              </tbody>
            </table>
          </section>
        ) : (
          <Bone width="100%" height={120} />
        )}
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
      <td className={classes.answer}>{of.last_status ?? of.last_error}</td>
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
