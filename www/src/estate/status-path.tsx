// SPDX-License-Identifier: Apache-2.0
import { useRights } from '#/agency/me'
import type { Property } from '#/api/types'
import { toDisplayArea } from '#/app/i18n/format'
import { useI18n } from '#/app/i18n/i18n'
import { Icon } from '#/ui/icon'
import { priceOf, statusKey } from './labels'
import { State } from './state'
import classes from './status-path.module.css'
import { PATH, useSetStatus, waysOf } from './use-status'

export function Price({ property }: { property: Property }) {
  const { t, fmt } = useI18n()
  const { price, currency, living_area: area, transaction } = property
  const perArea =
    price != null && area && transaction !== 'rent'
      ? t(fmt.units === 'imperial' ? 'property.per-ft2' : 'property.per-m2', {
          price: fmt.money(Math.round(price / toDisplayArea(area, fmt.units)), currency ?? 'EUR'),
        })
      : null
  return (
    <p className={classes.price}>
      <b>{priceOf(property, fmt) ?? t('card.no-price')}</b>
      {price != null && transaction === 'rent' && <span>{t('property.per-month')}</span>}
      {perArea && <span>{perArea}</span>}
    </p>
  )
}

/** The four steps; for those who may write, each that can be taken is a button. Off the market is none of them. */
export function StatusPath({ property, etag }: { property: Property; etag: string | null }) {
  const { t } = useI18n()
  const { write } = useRights()
  const setStatus = useSetStatus(property, etag)
  const at = PATH.indexOf(property.status ?? 'draft')
  if (at < 0) return <State property={property} />
  return (
    <ol className={classes.path} aria-label={t('table.status')}>
      {PATH.map((status, index) => {
        const now = index === at
        const face = (
          <>
            <span className={classes.dot}>{index < at && <Icon name="check" small />}</span>
            {t(statusKey(status, property.transaction))}
          </>
        )
        return (
          <li key={status} data-done={index < at || undefined} aria-current={now ? 'step' : undefined}>
            {write && waysOf(property).includes(status) ? (
              <button type="button" onClick={() => setStatus(status)}>
                {face}
              </button>
            ) : (
              <span>{face}</span>
            )}
          </li>
        )
      })}
    </ol>
  )
}
