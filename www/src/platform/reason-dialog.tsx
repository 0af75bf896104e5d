// SPDX-License-Identifier: Apache-2.0
// The frame of everything that a platform admin does: what it means, its own fields, and why it is done.
import { type ReactNode, useState } from 'react'
import type { FieldError } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { Textarea, useFieldError } from '#/ui/fields'
import { forms, useOutcome, Wrong } from '#/ui/form'
import { toast } from '#/ui/toast'
import { useAct } from './acts'

interface ReasonDialogProps {
  title: string
  text?: string
  act: string
  done: string
  bad?: boolean
  wide?: boolean
  /** Its own fields, which are told what is wrong with them. */
  children?(errorAt: (pointer: string) => string | undefined): ReactNode
  /** What is wrong with them before anything is sent. */
  check?(): FieldError[]
  send(reason: string): Promise<unknown>
  onClose(): void
}

export function ReasonDialog(props: ReasonDialogProps) {
  const { title, text, act, done, bad, wide, children, check, send, onClose } = props
  const { t } = useI18n()
  const doing = useAct()
  const [reason, setReason] = useState('')
  const outcome = useOutcome({ 403: t('failed.forbidden.text'), 409: t('platform.conflict') })
  const errorAt = useFieldError(outcome.errors)

  function submit() {
    outcome.clear()
    const wrong = check?.() ?? []
    if (reason.trim().length < 3) wrong.push({ pointer: '/reason', code: 'required' })
    if (wrong.length) return outcome.refuse(wrong)
    doing.mutate(() => send(reason.trim()), {
      onError: outcome.fail,
      onSuccess: () => {
        onClose()
        toast(done)
      },
    })
  }

  return (
    <Dialog open wide={wide} title={title} onClose={onClose}>
      <form
        ref={outcome.form}
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!doing.isPending) submit()
        }}
      >
        {text && <p>{text}</p>}
        {children?.(errorAt)}
        <Textarea
          label={t('platform.reason')}
          description={t('platform.reason-why')}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={errorAt('/reason')}
        />
        <Wrong text={outcome.wrong} />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind={bad ? 'bad' : 'main'} busy={doing.isPending}>
            {act}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
