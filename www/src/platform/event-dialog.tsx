// SPDX-License-Identifier: Apache-2.0
// One thing that came in: what was looked at, what it said, and applying it once more.
import { useI18n } from '#/app/i18n/i18n'
import { type Fact, FactList } from '#/estate/fact-list'
import { Bone, Button, Tag } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Failed } from '#/ui/empty'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { replay, useAct } from './acts'
import { EVENT_TINTS } from './inbox'
import { useEvent } from './lists'
import classes from './platform.module.css'

export function EventDialog({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useI18n()
  const { data, error, refetch } = useEvent(id)
  return (
    <Dialog open wide title={data?.type || t('platform.untyped')} onClose={onClose}>
      {data ? (
        <Contents of={data} />
      ) : error ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <Bone width="100%" height={240} />
      )}
    </Dialog>
  )
}

type Event = NonNullable<ReturnType<typeof useEvent>['data']>

/** A body in lines: JSON, or the pairs of a form; anything else as it came. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    if (!/^[^\s=&]+=[^\s&]*(&[^\s=&]+=[^\s&]*)*$/.test(body)) return body
    return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join('\n')
  }
}

function Contents({ of }: { of: Event }) {
  const { t, fmt } = useI18n()
  const again = useAct()
  const outcome = useOutcome({ 403: t('failed.forbidden.text'), 409: t('platform.conflict') })
  const checks = Object.entries((of.checks ?? {}) as Record<string, unknown>)
  const headers = Object.entries((of.headers ?? {}) as Record<string, unknown>)
  const facts: Fact[] = [
    [
      t('platform.status'),
      <Tag key="state" kind={EVENT_TINTS[of.state]}>
        {t(`platform.event.${of.state}`)}
      </Tag>,
    ],
    [t('platform.note'), of.note],
    [t('platform.waits-for'), of.waits_for],
    [t('platform.provider'), of.provider],
    [t('platform.sender-id'), of.event_id && <code>{of.event_id}</code>],
    [t('platform.agency'), of.agency],
    [t('platform.received'), fmt.dateTime(of.received_at)],
    [t('platform.applied'), of.applied_at && fmt.dateTime(of.applied_at)],
    [t('platform.attempts'), fmt.number(of.attempts)],
    ...checks.map(([name, found]): Fact => [t('platform.check', { name }), String(found)]),
    ...headers.map(([name, value]): Fact => [name, <code key={name}>{String(value)}</code>]),
  ]
  return (
    <div className={`${forms.form} ${classes.event}`}>
      <FactList facts={facts} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={t('platform.body')}>
        <pre>{readable(of.body)}</pre>
      </section>
      <Wrong text={outcome.wrong} />
      {/* what was refused at the door is known by no name, and never applied */}
      {of.event_id && (
        <div className={forms.ends}>
          <Button
            icon="retry"
            busy={again.isPending}
            onClick={() => {
              outcome.clear()
              again.mutate(() => replay(of.id), {
                onError: outcome.fail,
                onSuccess: () => toast(t('platform.replayed')),
              })
            }}
          >
            {t('platform.replay')}
          </Button>
        </div>
      )}
    </div>
  )
}
