// SPDX-License-Identifier: Apache-2.0
// The last requests that came with a key.
import type { ApiKey } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Button } from '#/ui/control'
import { Dialog } from '#/ui/dialog'
import { forms } from '#/ui/form'
import { LogTable } from '#/ui/log-table'
import { useKeyLog } from './keys'

const HEADS = ['status', 'request', 'problem', 'at'] as const

export function KeyLogDialog({ of, onClose }: { of: ApiKey; onClose(): void }) {
  const { t, fmt } = useI18n()
  const { data, error, refetch, isFetching } = useKeyLog(of.id)
  const title = t('keys.log-of', { name: of.name })
  return (
    <Dialog open wide title={title} onClose={onClose}>
      <div className={forms.form}>
        <LogTable
          label={title}
          heads={HEADS.map((head) => t(`keys.log.${head}`))}
          rows={data?.map((row) => (
            <tr key={row.request_id}>
              <td data-bad={row.status >= 400 || undefined}>{row.status}</td>
              <td>
                <code>
                  {row.method} {row.route}
                </code>
              </td>
              <td>{row.problem && <a href={`/problems/${row.problem}`}>{row.problem}</a>}</td>
              <td>
                <time dateTime={row.at}>{fmt.dateTime(row.at)}</time>
              </td>
            </tr>
          ))}
          none={t('keys.log-none')}
          error={error}
          retry={() => void refetch()}
        />
        <p className={forms.quiet}>{t('keys.log-why')}</p>
        <div className={forms.ends}>
          <Button busy={isFetching} onClick={() => void refetch()}>
            {t('keys.log-again')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
