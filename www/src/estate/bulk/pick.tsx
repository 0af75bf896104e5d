// SPDX-License-Identifier: Apache-2.0
// The box that picks a row, or all rows that have been read.
import { useI18n } from '#/app/i18n/i18n'
import classes from './bulk.module.css'
import type { Selection } from './use-selection'

interface PickProps {
  name: string
  checked: boolean
  onPick(): void
}

export function Pick({ name, checked, onPick }: PickProps) {
  const { t } = useI18n()
  return (
    <input
      type="checkbox"
      className={classes.pick}
      aria-label={t('bulk.pick', { name })}
      checked={checked}
      onChange={onPick}
    />
  )
}

export function PickShown({ selection }: { selection: Selection }) {
  const { t } = useI18n()
  const some = selection.count > 0
  return (
    <input
      type="checkbox"
      className={classes.pick}
      aria-label={t('bulk.pick-shown')}
      checked={some}
      ref={(box) => {
        if (box) box.indeterminate = some && !selection.all
      }}
      onChange={selection.toggleShown}
    />
  )
}

/** The cell that the box stands in. */
export const pickCell = classes.cell
