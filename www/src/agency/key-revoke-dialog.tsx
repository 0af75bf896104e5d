// SPDX-License-Identifier: Apache-2.0
// What cannot be undone: ending a key, emptying the sandbox.
import type { ApiKey } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { useResetSandbox, useRevokeKey } from './keys'

interface SureProps {
  title: string
  text: string
  act: string
  done: string
  change: ReturnType<typeof useRevokeKey> | ReturnType<typeof useResetSandbox>
  run(options: { onError(error: unknown): void; onSuccess(): void }): void
  onClose(): void
}

function Sure({ title, text, act, done, change, run, onClose }: SureProps) {
  const { t } = useI18n()
  const outcome = useOutcome({ 403: t('failed.forbidden.text') })
  return (
    <Dialog open title={title} onClose={onClose}>
      <div className={forms.form}>
        <p>{text}</p>
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button data-autofocus onClick={onClose}>
            {t('ui.cancel')}
          </Button>
          <Button
            kind="bad"
            busy={change.isPending}
            onClick={() => {
              outcome.clear()
              run({
                onError: outcome.fail,
                onSuccess: () => {
                  onClose()
                  toast(done)
                },
              })
            }}
          >
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

export function RevokeKeyDialog({ of, onClose }: { of: ApiKey; onClose(): void }) {
  const { t } = useI18n()
  const revoke = useRevokeKey()
  return (
    <Sure
      title={t('keys.revoke-of', { name: of.name })}
      text={t('keys.revoke-why')}
      act={t('keys.revoke')}
      done={t('keys.revoked', { name: of.name })}
      change={revoke}
      run={(options) => revoke.mutate(of.id, options)}
      onClose={onClose}
    />
  )
}

export function ResetSandboxDialog({ onClose }: { onClose(): void }) {
  const { t } = useI18n()
  const reset = useResetSandbox()
  return (
    <Sure
      title={t('keys.reset')}
      text={t('keys.reset-why')}
      act={t('keys.reset')}
      done={t('keys.reset-done')}
      change={reset}
      run={(options) => reset.mutate(undefined, options)}
      onClose={onClose}
    />
  )
}
