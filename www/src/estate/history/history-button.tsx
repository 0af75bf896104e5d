// SPDX-License-Identifier: Apache-2.0
// Opens the history of a record; the panel's code comes with the first click.
import { lazy, Suspense, useState } from 'react'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import type { HistoryTable } from './queries'

const HistoryPanel = lazy(() => import('./history-panel').then((m) => ({ default: m.HistoryPanel })))

interface HistoryButtonProps {
  table: HistoryTable
  id: string
  /** What money stands in where the record names no currency. */
  currency?: string
}

export function HistoryButton(props: HistoryButtonProps) {
  const { t } = useI18n()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button kind="bare" small icon="clock" onClick={() => setOpen(true)}>
        {t('history.open')}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <HistoryPanel {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
