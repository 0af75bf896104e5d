// SPDX-License-Identifier: Apache-2.0
// Whether whoever comes is mailed of a change. Only somebody with an address can be.
import { useI18n } from '#/app/i18n/i18n'
import { forms } from '#/ui/form'

interface TellVisitorProps {
  email: string | null | undefined
  checked: boolean
  onChange(checked: boolean): void
}

export function TellVisitor({ email, checked, onChange }: TellVisitorProps) {
  const { t } = useI18n()
  if (!email) return null
  return (
    <label className={forms.check}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {t('visit.tell')}
        <small>{t('visit.tell-where', { email })}</small>
      </span>
    </label>
  )
}
