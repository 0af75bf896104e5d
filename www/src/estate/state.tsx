// SPDX-License-Identifier: Apache-2.0
import type { Property } from '#/api/types'
import { useI18n } from '#/app/i18n/i18n'
import { statusKey } from './labels'
import classes from './state.module.css'

/** A property's status by shape, colour and word. */
export function State({ property }: { property: Pick<Property, 'status' | 'transaction'> }) {
  const { t } = useI18n()
  return (
    <span className={classes.state} data-status={property.status}>
      {t(statusKey(property.status, property.transaction))}
    </span>
  )
}
