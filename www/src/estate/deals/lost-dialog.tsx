// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react'
import type { Deal } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { TextInput } from '#/ui/fields'
import { forms } from '#/ui/form'
import { useDealActions } from './use-close'

/** A deal is lost for a reason: what the agency learns from. */
export function LostDialog({ deal, onClose }: { deal: Deal; onClose(): void }) {
  const { t } = useI18n()
  const { lost } = useDealActions()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <Dialog open title={t('deal.lose', { title: deal.title ?? '' })} onClose={onClose}>
      <form
        className={forms.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const text = reason.trim()
          setMissing(!text)
          if (text) void lost(deal, text).then((done) => done && onClose())
        }}
      >
        <TextInput
          label={t('deal.field.close_reason')}
          required
          autoFocus
          maxLength={300}
          value={reason}
          error={missing && t('error.required')}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <div className={forms.ends}>
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <Button type="submit" kind="main">
            {t('deal.mark-lost')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
