// SPDX-License-Identifier: Apache-2.0
// Adding an address, its secret, which is shown once, and taking it away.
import { useState } from 'react'
import type { WebhookEndpoint } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { TextInput, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { Secret } from '#/ui/secret'
import { TagsInput } from '#/ui/select'
import { toast } from '#/ui/toast'
import { COMMON, type EndpointDraft, useAddEndpoint, useRemove, useRotate } from './webhooks'

export function AddDialog({ onClose }: { onClose(): void }) {
  const { t } = useI18n()
  const [secret, setSecret] = useState<string>()
  return (
    // Once the secret is shown, a slip of the mouse must not take it away.
    <Dialog
      open
      title={t(secret ? 'webhooks.secret' : 'webhooks.add')}
      onClose={secret ? undefined : onClose}
    >
      {secret ? <Made secret={secret} onDone={onClose} /> : <AddForm onMade={setSecret} onClose={onClose} />}
    </Dialog>
  )
}

function AddForm({ onMade, onClose }: { onMade(secret: string): void; onClose(): void }) {
  const { t } = useI18n()
  const add = useAddEndpoint()
  const [draft, setDraft] = useState<EndpointDraft>({ url: '', description: '', events: [] })
  const change = (part: Partial<EndpointDraft>) => setDraft((now) => ({ ...now, ...part }))
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  const errorAt = useFieldError(outcome.errors)
  const wrongEvent = draft.events.map((_, i) => errorAt(`/events/${i}`)).find(Boolean)
  return (
    <form
      ref={outcome.form}
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        outcome.clear()
        if (!draft.url.trim()) outcome.refuse([{ pointer: '/url', code: 'required' }])
        else if (!add.isPending)
          add.mutate(draft, { onError: outcome.fail, onSuccess: (made) => onMade(made.secret) })
      }}
    >
      <TextInput
        label={t('webhooks.url')}
        description={t('webhooks.url-why')}
        type="url"
        data-autofocus
        autoComplete="off"
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={errorAt('/url')}
      />
      <TextInput
        label={t('webhooks.description')}
        autoComplete="off"
        value={draft.description}
        onChange={(event) => change({ description: event.currentTarget.value })}
        error={errorAt('/description')}
      />
      <TagsInput
        label={t('webhooks.events')}
        description={t('webhooks.events-why')}
        data={COMMON}
        value={draft.events}
        onChange={(events) => change({ events })}
        error={wrongEvent ?? errorAt('/events')}
      />
      <Wrong text={outcome.wrong} />
      <div className={forms.ends}>
        <Button onClick={onClose}>{t('ui.cancel')}</Button>
        <Button type="submit" kind="main" busy={add.isPending}>
          {t('webhooks.add')}
        </Button>
      </div>
    </form>
  )
}

/** The secret, with what it is for. */
function Made({ secret, onDone }: { secret: string; onDone(): void }) {
  const { t } = useI18n()
  return <Secret value={secret} why={t('webhooks.secret-why')} kept={t('webhooks.kept')} onDone={onDone} />
}

export function RotateDialog({ of, onClose }: { of: WebhookEndpoint; onClose(): void }) {
  const { t } = useI18n()
  const rotate = useRotate()
  const [secret, setSecret] = useState<string>()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  return (
    <Dialog
      open
      title={secret ? t('webhooks.secret') : t('webhooks.rotate-of', { url: of.url })}
      onClose={secret ? undefined : onClose}
    >
      {secret ? (
        <Made secret={secret} onDone={onClose} />
      ) : (
        <div className={forms.form}>
          <p>{t('webhooks.rotate-why')}</p>
          <Wrong text={outcome.wrong} />
          <div className={forms.ends}>
            <Button onClick={onClose}>{t('ui.cancel')}</Button>
            <Button
              kind="main"
              data-autofocus
              busy={rotate.isPending}
              onClick={() =>
                rotate.mutate(of.id, { onError: outcome.fail, onSuccess: (made) => setSecret(made.secret) })
              }
            >
              {t('webhooks.rotate')}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  )
}

export function RemoveDialog({ of, onClose }: { of: WebhookEndpoint; onClose(): void }) {
  const { t } = useI18n()
  const remove = useRemove()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  return (
    <Dialog open title={t('webhooks.remove-of', { url: of.url })} onClose={onClose}>
      <div className={forms.form}>
        <p>{t('webhooks.remove-why')}</p>
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button data-autofocus onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button
            kind="bad"
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(of.id, {
                onError: outcome.fail,
                onSuccess: () => {
                  onClose()
                  toast(t('webhooks.removed'))
                },
              })
            }
          >
            {t('webhooks.remove')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
