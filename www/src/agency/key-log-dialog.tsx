// SPDX-License-Identifier: Apache-2.0
// The last requests that came with a key.
import type { ApiKey } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { Bone, Button } from '#/ui/control'
import { Failed } from '#/ui/empty'
import { forms } from '#/ui/form'
import { Dialog } from '#/ui/overlay'
import { useKeyLog } from './keys'
import classes from './keys-page.module.css'

export function KeyLogDialog({ of, onClose }: { of: ApiKey; onClose(): void }) {
  const { t, fmt } = useI18n()
  const { data, error, refetch, isFetching } = useKeyLog(of.id)
  const title = t('keys.log-of', { name: of.name })
  return (
    <Dialog open wide title={title} onClose={onClose}>
      <div className={forms.form}>
        {error && !data ? (
          <Failed error={error} retry={() => void refetch()} />
        ) : data?.length === 0 ? (
          <p>{t('keys.log-none')}</p>
        ) : data ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <section className={classes.log} tabIndex={0} aria-label={title}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('keys.log.status')}</th>
                  <th scope="col">{t('keys.log.request')}</th>
                  <th scope="col">{t('keys.log.problem')}</th>
                  <th scope="col">{t('keys.log.at')}</th>
                </tr>
              </thead>
              <tbody>
                {data.map((row) => (
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
              </tbody>
            </table>
          </section>
        ) : (
          <Bone width="100%" height={120} />
        )}
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
