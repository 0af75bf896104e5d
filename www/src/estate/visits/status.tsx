// SPDX-License-Identifier: Apache-2.0
import type { VisitStatus } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Tag } from '#/ui/control'

const KINDS = {
  requested: 'amber',
  confirmed: 'green',
  done: undefined,
  no_show: 'red',
  cancelled: undefined,
} as const

export function StatusTag({ status }: { status: VisitStatus | undefined }) {
  const { t } = useI18n()
  const known = status ?? 'requested'
  return <Tag kind={KINDS[known]}>{t(`visit.status.${known}`)}</Tag>
}
